"""What is hostile in a portfolio's text stays text: in every field, theme, file and export."""

import io
import json
import re
import zipfile
from html.parser import HTMLParser
from xml.etree import ElementTree as ET

import pytest
from markdown_it import MarkdownIt
from playwright.async_api import Browser
from pydantic import BaseModel

from showcase.models.draft import SiteContent
from showcase.site.card import CARD
from showcase.site.export import to_json_resume, to_markdown, to_zip
from showcase.site.render import render_site
from showcase.site.themes import list_themes
from tests.hostile.contents import (
    ADDRESSES,
    BAD_ADDRESSES,
    PAYLOADS,
    list_address_fields,
    make_poisoned,
    takes,
)
from tests.site.visits import visit

URL = "https://people.example/p/ada/"
THEMES = [theme.key for theme in list_themes()]
SCHEMES = ("https://", "http://", "mailto:", "tel:", "#")
OWN_FILES = {"style.css", "favicon.svg"}
VERSION = re.compile(r"\?v=[0-9a-f]{32}$")
NEVER = {"iframe", "frame", "object", "embed", "form", "input", "base", "style", "svg", "math"}
PROSE_TAGS = {"h1", "h2", "h3", "p", "ul", "ol", "li", "strong", "em", "a", "code", "br"}


class Markup(HTMLParser):
    """What a browser finds in a page: tags with their attributes, and the text of scripts."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.scripts: list[str] = []
        self._in_script = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self._in_script = tag == "script"

    def handle_endtag(self, tag: str) -> None:
        self._in_script = False

    def handle_data(self, data: str) -> None:
        if self._in_script:
            self.scripts.append(data)

    def list_structure(self) -> list[tuple[str, tuple[str, ...]]]:
        """Return the tags with the names of their attributes."""
        return [(tag, tuple(sorted(attributes))) for tag, attributes in self.tags]


def render(content: SiteContent, theme: str) -> dict[str, bytes]:
    return render_site(content.model_copy(update={"theme": theme}), url=URL)


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("payload", PAYLOADS)
@pytest.mark.parametrize("address", ADDRESSES, ids=["https", "http"])
def test_text_is_never_markup(theme: str, payload: str, address: str) -> None:
    files = render(make_poisoned(PAYLOADS[payload], address), theme)
    page = Markup(files["index.html"].decode())

    assert {tag for tag, _ in page.tags} & NEVER == set()
    for tag, attributes in page.tags:
        assert not [name for name in attributes if name.startswith("on") or name == "style"]
        assert tag != "script" or attributes == {"type": "application/ld+json"}
        assert tag != "meta" or attributes.get("http-equiv") in {None, "Content-Security-Policy"}
        for name in {"href", "src", "srcset", "action", "poster", "data"} & attributes.keys():
            target = attributes[name] or ""
            assert VERSION.sub("", target) in OWN_FILES or target.lower().startswith(
                (URL, *SCHEMES)
            ), target
    [person] = page.scripts
    assert json.loads(person)["@type"] == "Person"


@pytest.mark.parametrize("theme", THEMES)
def test_any_payload_gives_the_page_of_a_harmless_one(theme: str) -> None:
    """Prose may have other paragraphs, emphasis and links, and nothing else."""
    pages = [
        Markup(render(make_poisoned(payload), theme)["index.html"].decode())
        for payload in ("harmless 1", PAYLOADS["element"], PAYLOADS["attribute"], PAYLOADS["json"])
    ]
    harmless, *others = [
        [tag for tag in page.list_structure() if tag[0] not in {"p", "br"}] for page in pages
    ]

    assert all(other == harmless for other in others)


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("payload", PAYLOADS)
def test_no_other_file_of_a_site_says_more_than_it_would(theme: str, payload: str) -> None:
    files = render(make_poisoned(PAYLOADS[payload]), theme)
    harmless = render(make_poisoned("harmless"), theme)
    icon = ET.fromstring(files["favicon.svg"])

    assert files["style.css"] == harmless["style.css"]
    assert files["robots.txt"] == harmless["robots.txt"]
    assert files["sitemap.xml"] == harmless["sitemap.xml"]
    assert set(files) | {CARD} == set(harmless)
    assert [part.tag.rpartition("}")[2] for part in icon.iter()] == ["svg", "rect", "text"]
    assert not [name for part in icon.iter() for name in part.attrib if name.startswith("on")]


@pytest.mark.parametrize("payload", PAYLOADS)
def test_markdown_shows_text_as_text(payload: str) -> None:
    text = to_markdown(make_poisoned(PAYLOADS[payload]))
    page = Markup(MarkdownIt("commonmark", {"html": True}).enable("table").render(text))

    assert {tag for tag, _ in page.tags} <= PROSE_TAGS
    for _, attributes in page.tags:
        assert (attributes.get("href") or "#").startswith(SCHEMES)
        assert set(attributes) <= {"href", "start"}


@pytest.mark.parametrize("payload", PAYLOADS)
def test_json_and_archive_hold_the_text_as_it_is(payload: str) -> None:
    content = make_poisoned(PAYLOADS[payload])
    resume = to_json_resume(content)
    archive = zipfile.ZipFile(io.BytesIO(to_zip(render_site(content, url=""))))

    assert resume["basics"]["name"] == PAYLOADS[payload].strip()
    assert json.loads(json.dumps(resume)) == resume
    assert set(archive.namelist()) == {"index.html", "style.css", "favicon.svg", "robots.txt"}


@pytest.mark.parametrize("theme", THEMES)
async def test_a_browser_runs_and_asks_nothing(browser: Browser, theme: str) -> None:
    """Without the content security policy, as on a server that knows nothing of it."""
    payload = " ".join(PAYLOADS.values())[:480]
    rest = " ".join(PAYLOADS.values())[400:880]
    for text, address in zip((payload, rest), ADDRESSES, strict=True):
        content = make_poisoned(text, address).model_copy(update={"theme": theme})
        async with visit(browser, content, policy="") as visited:
            page = visited.page
            await page.hover("h1")
            for link in await page.query_selector_all("a[href^=http]"):
                await link.focus()

            assert await page.evaluate("window.pwned") is None
            assert await page.evaluate("document.querySelectorAll('script').length") == 1
            assert page.url.startswith("https://site.example/")
            assert visited.trouble == []


def test_there_are_fields_for_addresses() -> None:
    assert {name for _, name in list_address_fields()} >= {"url", "picture_url"}


@pytest.mark.parametrize(("model", "name"), list_address_fields(), ids=str)
@pytest.mark.parametrize("address", BAD_ADDRESSES)
def test_no_field_takes_an_address_that_a_page_must_not_link_to(
    model: type[BaseModel], name: str, address: str
) -> None:
    assert not takes(model, name, address)


def test_every_field_is_poisoned() -> None:
    """The walk reaches what is there: each text of the content is hostile, a day or an address."""
    texts = re.findall(r'"((?:[^"\\]|\\.)*)"', make_poisoned("PAYLOAD").model_dump_json())
    values = {text for text in texts if not re.fullmatch(r"[a-z_]+|[A-Z]{4,}", text)}

    assert len(values) <= 3, values
