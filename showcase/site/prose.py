"""Markdown in free text, reduced to what prose needs, and safe to stand in a page."""

import nh3
from markdown_it import MarkdownIt
from markupsafe import Markup

TAGS = {"p", "br", "ul", "ol", "li", "strong", "em", "code", "a"}
RULES = ["list", "emphasis", "link", "backticks", "escape", "newline"]
"""Headings, rules, quotes, pictures and raw HTML stay plain text: a resume line that begins with
# or > or --- means those signs, and a picture would be a request to somebody else's server."""

_markdown = MarkdownIt("zero", {"html": False}).enable(RULES)
_cleaner = nh3.Cleaner(
    tags=TAGS,
    attributes={"a": {"href"}},
    url_schemes={"http", "https"},
    url_relative="deny",
    link_rel="noopener noreferrer",
)


def render_prose(text: str) -> Markup:
    """Return Markdown as safe HTML: paragraphs, lists, emphasis, code and web links."""
    return Markup(_cleaner.clean(_markdown.render(text)))  # noqa: S704 (cleaned by nh3)
