"""What a person does not choose to show is nowhere, and nobody is told who looks."""

import re

import pytest
from playwright.async_api import Browser
from pydantic import BaseModel

from showcase.models import Portfolio
from showcase.models.content import ContactContent, HeroContent, Link
from showcase.models.draft import SiteContent
from showcase.pipeline.upload import Preferences
from showcase.site.render import render_site
from showcase.site.themes import list_themes
from tests.hostile.contents import make_poisoned
from tests.hostile.test_contents import Markup
from tests.site.visits import ORIGIN, visit
from tests.support.api import Api, Person, bearer
from tests.support.engineer import make_engineer
from tests.support.world import World, make_world

URL = "https://people.example/p/elinor/"
THEMES = [theme.key for theme in list_themes()]
EMAIL, PHONE = "elinor@vass.example", "+351 910 000 123"
SPELLINGS = (
    *(EMAIL, EMAIL.upper(), f"<{EMAIL}>", f"mailto:{EMAIL}?subject=x", "elinor%40vass.example"),
    *(PHONE, "+351910000123", "00351-910-000-123", "(+351) 910.000.123", "910 000 123"),
    *("910000123", "910/000/123", "tel:+351910000123"),
)
SECRETS = re.compile(
    r"elinor(@|%40|&#64;)vass|910\D{0,3}000\D{0,3}123|href=.(mailto|tel):", re.IGNORECASE
)


def make_talkative(spelling: str) -> SiteContent:
    """Return a portfolio whose every text names the address or number that it does not show."""
    content = make_poisoned(f"Reach me: {spelling}!", f"https://a.example/?to={spelling}")
    content.show_email = content.show_phone = content.show_address = False
    content.custom_links = []
    for part in content.sections:
        if isinstance(part.content, ContactContent):
            part.content.email, part.content.phone = EMAIL, PHONE
        if isinstance(part.content, ContactContent | HeroContent):
            part.content.location = "Lisbon, Portugal"
            part.content.links += [
                Link(label=EMAIL, url=f"mailto:{EMAIL}"),
                Link(label=PHONE, url="tel:+351910000123"),
            ]
    return content.model_copy(update={"language": "en"})


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("spelling", SPELLINGS)
def test_what_is_not_shown_is_in_no_file_of_a_site(theme: str, spelling: str) -> None:
    """Page, JSON-LD, title, description, previews, icon and site map."""
    content = make_talkative(spelling).model_copy(update={"theme": theme})

    said = b"\n".join(render_site(content, url=URL).values()).decode(errors="replace")

    assert [found[0] for found in SECRETS.finditer(said)] == []
    assert re.search("Reach me: .{0,12}\u2026", said)


@pytest.mark.parametrize("theme", THEMES)
def test_what_is_shown_is_there(theme: str) -> None:
    content = make_engineer().model_copy(
        update={"theme": theme, "show_email": True, "show_phone": True}
    )

    said = render_site(content, url=URL)["index.html"].decode()

    assert f"mailto:{EMAIL}" in said
    assert PHONE in said


def test_a_number_that_only_resembles_the_telephone_stays() -> None:
    content = make_engineer()
    about = content.sections[1].content
    about.text = "Handled 1,910,000 requests, 351 services, 2019-2023, and 123 teams."  # type: ignore[union-attr]

    assert about.text in render_site(content, url=URL)["index.html"].decode()  # type: ignore[union-attr]


@pytest.mark.parametrize("model", [Preferences, SiteContent, Portfolio])
def test_whatever_can_be_shown_is_private_at_first(model: type[BaseModel]) -> None:
    wishes = {name: info.default for name, info in model.model_fields.items() if "show" in name}

    assert set(wishes) >= {"show_email", "show_phone", "show_address"}
    assert set(wishes.values()) == {False}


@pytest.mark.parametrize("theme", THEMES)
def test_a_site_asks_nobody_for_anything_but_the_picture(theme: str) -> None:
    """No tracker, no font, no script, no preload; nor does the stylesheet ask."""
    files = render_site(make_engineer().model_copy(update={"theme": theme}), url=URL)
    loaded = [
        attributes[name]
        for tag, attributes in Markup(files["index.html"].decode()).tags
        for name in ("src", "srcset", "href", "data", "poster")
        if (name in attributes and tag not in {"a", "link"})
        or (tag == "link" and name == "href" and attributes["rel"] != "canonical")
    ]

    assert {str(address).partition("?v=")[0] for address in loaded} == {"style.css", "favicon.svg"}
    assert not re.search(rb"url\((?!['\"]?data:)|@import|https?:", files["style.css"])
    assert b"http" not in files["favicon.svg"].replace(b"http://www.w3.org/2000/svg", b"")


@pytest.mark.parametrize("theme", THEMES)
async def test_a_browser_keeps_nothing_and_tells_nobody(browser: Browser, theme: str) -> None:
    content = make_engineer().model_copy(update={"theme": theme})
    async with visit(browser, content, policy="") as visited:
        asked: list[str] = []
        visited.page.on("request", lambda request: asked.append(request.url))
        await visited.page.reload()

        assert all(url.startswith(f"{ORIGIN}/") for url in asked)
        assert await visited.page.context.cookies() == []
        assert await visited.page.evaluate("localStorage.length + sessionStorage.length") == 0


async def read(api: Api, world: World, who: Person | None) -> str:
    """Return what somebody gets to read of a portfolio, in every way there is."""
    query = """
    query ($id: ID!) {
      portfolio(by: {id: $id}) {
        title sections { heading }
        markdown: export(format: MARKDOWN) { text } json: export(format: JSON_RESUME) { json }
        zip: export(format: SITE_ZIP) { text }
      }
      node(id: $id) { id }
    }
    """
    answer = await api.run(query, who=who, id=world.portfolio)
    return str(answer.body.get("data") or {})


async def test_a_draft_is_seen_by_its_owner_alone(api: Api) -> None:
    world = await make_world(api, published=False)
    stranger = await api.join()

    for path in ("", "index.html", "style.css"):
        for headers in ({}, bearer(stranger), bearer(world.person)):
            response = await api.http.get(f"/p/{world.slug}/{path}", headers=headers)
            assert response.status_code == 404
    assert "Ada Example" in await read(api, world, world.person)
    for who in (stranger, None):
        seen = await read(api, world, who)
        assert "Ada" not in seen
        assert world.portfolio not in seen


async def test_a_published_portfolio_is_exported_for_its_owner_alone(api: Api) -> None:
    """Exports hold e-mail and telephone, whatever the page shows."""
    world = await make_world(api)
    stranger = await api.join()

    assert "ada@example.com" in await read(api, world, world.person)
    for who in (stranger, None):
        assert "ada@example.com" not in await read(api, world, who)
