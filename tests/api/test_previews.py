"""Private previews: open for whoever has the link, for a while, and for nobody else."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import jwt
import pytest

from showcase.adapters.preview_links import ALGORITHM, Grant, PreviewLinks
from showcase.adapters.tokens import AccessTokens
from showcase.api.nodes import global_id
from showcase.models import Portfolio
from tests.support.api import Api
from tests.support.world import World, key_of, make_world

CREATE = """
mutation ($input: CreatePreviewLinkInput!) {
  createPreviewLink(input: $input) { link { url expiresAt } errors { code path } }
}
"""
END = """
mutation ($input: EndPreviewLinksInput!) {
  endPreviewLinks(input: $input) { portfolio { id version status } errors { code path } }
}
"""
KEY = "k" * 40
ISSUER = "https://show.example"
HOUR = timedelta(hours=1)


async def create(api: Api, world: World, **wanted: Any) -> Any:
    given = {"portfolioId": world.portfolio, **wanted}
    return (await api.run(CREATE, who=world.person, input=given)).data["createPreviewLink"]


async def end(api: Api, world: World, portfolio: str | None = None) -> Any:
    given = {"portfolioId": portfolio or world.portfolio}
    return (await api.run(END, who=world.person, input=given)).data["endPreviewLinks"]


def open_links(api: Api) -> PreviewLinks:
    settings = api.resources.settings
    return PreviewLinks(keys=settings.signing_keys, issuer=settings.site_url)


async def make_path(api: Api, world: World) -> str:
    payload = await create(api, world)
    return str(payload["link"]["url"]).removeprefix(api.resources.settings.site_url)


async def test_a_draft_is_seen_by_its_link_alone(api: Api) -> None:
    world = await make_world(api, published=False)
    path = await make_path(api, world)

    page, style = await api.http.get(path), await api.http.get(f"{path}style.css")

    assert "Ada Example</h1>" in page.text
    assert style.headers["content-type"].startswith("text/css")
    assert (await api.http.get(f"/p/{world.slug}/")).status_code == 404
    assert "ada@example.com" not in page.text


async def test_a_preview_shows_the_portfolio_as_it_is_now(api: Api) -> None:
    world = await make_world(api)
    path = await make_path(api, world)
    async with api.resources.database.begin() as session:
        row = await session.get_one(Portfolio, key_of(world.portfolio))
        row.theme = "console"

    assert 'class="console"' in (await api.http.get(path)).text


async def test_nobody_keeps_a_preview_or_learns_of_it(api: Api) -> None:
    world = await make_world(api, published=False)
    headers = (await api.http.get(await make_path(api, world))).headers

    assert headers["cache-control"] == "private, no-store"
    assert "noindex" in headers["x-robots-tag"]
    assert headers["referrer-policy"] == "no-referrer"
    assert "sandbox" in headers["content-security-policy"]


async def test_a_link_says_when_it_ends(api: Api) -> None:
    payload = await create(api, await make_world(api), hours=2)
    ends = datetime.fromisoformat(payload["link"]["expiresAt"])

    assert timedelta(hours=1.9) < ends - datetime.now(UTC) <= timedelta(hours=2)


@pytest.mark.parametrize("hours", [0, -1, 721])
async def test_a_link_lasts_an_hour_to_a_month(api: Api, hours: int) -> None:
    payload = await create(api, await make_world(api), hours=hours)

    assert payload["link"] is None
    assert payload["errors"] == [{"code": "INVALID_INPUT", "path": ["input", "hours"]}]


async def test_links_are_ended_and_new_ones_work(api: Api) -> None:
    world, other = await make_world(api, published=False), await make_world(api, published=False)
    old = [await make_path(api, world), await make_path(api, world)]
    elsewhere = await make_path(api, other)
    expired, _ = open_links(api).sign(Grant(key_of(world.portfolio), 0), lifetime=-HOUR)

    payload = await end(api, world)
    new = await make_path(api, world)

    assert payload == {
        "portfolio": {"id": world.portfolio, "version": 1, "status": "DRAFT"},
        "errors": [],
    }
    gone = await api.http.get(f"/preview/{expired}/")
    assert gone.status_code == 404
    for path in old:
        answer = await api.http.get(path)
        assert (answer.status_code, answer.text) == (404, gone.text)
    assert [(await api.http.get(path)).status_code for path in (new, elsewhere)] == [200, 200]


async def test_nobody_else_ends_links_or_learns_of_a_portfolio(api: Api) -> None:
    """A published one neither, which everybody may read."""
    world, stranger = await make_world(api), await make_world(api)
    path = await make_path(api, world)
    tried = (world.portfolio, global_id("Portfolio", uuid4()), "x")

    answers = [await end(api, stranger, portfolio) for portfolio in tried]

    assert answers == 3 * [
        {"portfolio": None, "errors": [{"code": "NOT_FOUND", "path": ["input", "portfolioId"]}]}
    ]
    assert (await api.http.get(path)).status_code == 200


async def test_a_link_signed_before_links_could_be_ended_is_of_the_first(api: Api) -> None:
    world = await make_world(api, published=False)
    settings = api.resources.settings
    claims = {
        "sub": str(key_of(world.portfolio)),
        "exp": datetime.now(UTC) + HOUR,
        "iss": settings.site_url,
        "aud": "showcase-preview",
    }
    path = f"/preview/{jwt.encode(claims, settings.signing_keys[0], algorithm=ALGORITHM)}/"

    before = await api.http.get(path)
    await end(api, world)
    after = await api.http.get(path)

    assert (before.status_code, after.status_code) == (200, 404)


async def test_a_link_that_is_not_ours_opens_nothing(api: Api) -> None:
    world = await make_world(api, published=False)
    path = await make_path(api, world)
    token, _ = open_links(api).sign(Grant(uuid4(), 0), lifetime=HOUR)
    tried = (
        f"{path[:-3]}xx/",
        f"/preview/{token}/",
        f"/preview/{world.person.access_token}/",
        "/preview/x/",
        f"{path}nothing.html",
    )
    answers = [await api.http.get(each) for each in tried]

    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.text for answer in answers}) == 1


def test_an_expired_link_opens_nothing() -> None:
    links = PreviewLinks(keys=[KEY], issuer=ISSUER)
    token, _ = links.sign(Grant(uuid4(), 0), lifetime=timedelta(seconds=-1))

    assert links.find_grant(token) is None


def test_a_link_outlives_a_change_of_key_and_no_loss_of_it() -> None:
    grant = Grant(uuid4(), 3)
    token, _ = PreviewLinks(keys=[KEY], issuer=ISSUER).sign(grant, lifetime=HOUR)
    new = "n" * 40

    assert PreviewLinks(keys=[new, KEY], issuer=ISSUER).find_grant(token) == grant
    assert PreviewLinks(keys=[new], issuer=ISSUER).find_grant(token) is None


def test_a_link_without_an_end_opens_nothing() -> None:
    claims = {"sub": str(uuid4()), "iss": ISSUER, "aud": "showcase-preview"}
    token = jwt.encode(claims, KEY, algorithm=ALGORITHM)

    assert PreviewLinks(keys=[KEY], issuer=ISSUER).find_grant(token) is None


def test_access_tokens_open_no_preview() -> None:
    tokens = AccessTokens(keys=[KEY], issuer=ISSUER, lifetime=HOUR)
    token, _ = tokens.sign(user_id=uuid4(), session_id=uuid4())

    assert PreviewLinks(keys=[KEY], issuer=ISSUER).find_grant(token) is None
