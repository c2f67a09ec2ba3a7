"""Render a portfolio as the files of a site that needs no script and nobody else's server."""

from functools import cache, lru_cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from showcase.adapters.hosts.policy import PAGE_POLICY
from showcase.models.draft import SiteContent
from showcase.site.card import CARD, draw_card
from showcase.site.initials import initials_of
from showcase.site.links import find_href, mail_href, phone_href, shown_address
from showcase.site.page import make_page
from showcase.site.person import render_person
from showcase.site.prose import render_prose
from showcase.site.themes import MAX_LOOKS, Theme, choose_look
from showcase.site.versions import version_of
from showcase.site.withhold import withhold_contact

LAYOUT = Path(__file__).with_name("layout")
TEMPLATES = {
    "index.html": "page.html.j2",
    "favicon.svg": "favicon.svg.j2",
    "robots.txt": "robots.txt.j2",
    "sitemap.xml": "sitemap.xml.j2",
}


def render_site(content: SiteContent, *, url: str) -> dict[str, bytes]:
    """Return the site's files by path, index.html among them.

    Args:
        content: What to show. A theme that no longer exists gives way to the default one.
        url: Where the site will stand. If empty, as for a site in a folder, the site does not say
            it, and has neither a site map nor a picture to share.
    """
    theme = choose_look(content.theme, content.accent)
    page = make_page(withhold_contact(content), url=url and url.rstrip("/") + "/")
    environment = _make_environment(theme.folder)
    style = _make_stylesheet(theme)
    card = draw_card(page, theme.light) if url else None
    pictures = {CARD: card} if card else {}
    seen = {
        "page": page,
        "theme": theme,
        "policy": PAGE_POLICY,
        "person": render_person(page),
        "style_version": version_of(style),
        "shared_picture": page.url + CARD if card else page.picture,
    }
    files = {
        path: environment.get_template(template).render(seen).encode()
        for path, template in TEMPLATES.items()
        if url or path != "sitemap.xml"
    }
    return files | pictures | {"style.css": style}


@cache
def _make_environment(folder: Path) -> Environment:
    """Return the templates of a theme: its own, and for the rest those that all share."""
    environment = Environment(
        loader=FileSystemLoader([folder, LAYOUT]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    for show in (find_href, initials_of, mail_href, phone_href, render_prose, shown_address):
        environment.filters[show.__name__] = show
    return environment


@lru_cache(maxsize=MAX_LOOKS)
def _make_stylesheet(theme: Theme) -> bytes:
    """Return one stylesheet: the theme's colours, the rules that all share, the theme's own."""
    parts = (
        f":root{{{theme.light.to_css()}}}",
        f"@media screen and (prefers-color-scheme:dark){{:root{{{theme.dark.to_css()}}}}}",
        _read_rules(LAYOUT),
        _read_rules(theme.folder),
    )
    return "\n".join(parts).encode()


@cache
def _read_rules(folder: Path) -> str:
    return (folder / "style.css").read_text(encoding="utf-8")
