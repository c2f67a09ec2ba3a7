"""Writing Markdown in which a person's text can do no more than it should.

Signs become character references where a backslash would not do: a reference is never read as
markup, whatever stands before it.
"""

import re

from showcase.models.content import Link
from showcase.site.links import find_href

_SIGN = re.compile(r"[\\`*_\[\]<>#|~&!$]")
_BULLET = re.compile(r"^[-+=]")
_NUMBER = re.compile(r"^(\d+)([.)])")

_LINK_ELSEWHERE = re.compile(r"\](?=\s*[(\[:])(?!\(https?://)", re.IGNORECASE)
_BLOCK = re.compile(r"^(\s*)([#>=|]|[-*_ ]{3,}$)", re.MULTILINE)


def escape_markdown(text: str) -> str:
    """Return plain text as one line in which no sign means anything to Markdown."""
    line = _SIGN.sub(r"\\\g<0>", " ".join(text.split()))
    return _NUMBER.sub(r"\1\\\2", _BULLET.sub(r"\\\g<0>", line))


def tame_markdown(text: str) -> str:
    """Return Markdown prose with its emphasis, lists and web links, and nothing else at work."""
    text = text.replace("<", "&lt;").replace("![", "&#33;[")
    text = _LINK_ELSEWHERE.sub("&#93;", text)
    return _BLOCK.sub(r"\1\\\2", text)


def link_in_markdown(text: str, url: str | None) -> str:
    """Return a Markdown link, or the text alone where there is nothing to link to."""
    href = find_href(url)
    if href is None:
        return escape_markdown(text)
    target = "".join(href.split()).replace("<", "%3C").replace(">", "%3E").replace("\\", "%5C")
    return f"[{escape_markdown(text or href)}](<{target}>)"


def write_links(links: list[Link]) -> str:
    """Return links as a Markdown list."""
    return "\n".join(f"- {link_in_markdown(link.label, link.url)}" for link in links)
