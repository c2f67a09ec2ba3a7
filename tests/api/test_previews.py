"""Private previews: open for whoever has the link, for a while, and for nobody else."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import jwt
import pytest

from showcase.adapters.preview_links import ALGORITHM, PreviewLinks
from showcase.adapters.tokens import AccessTokens
from showcase.models import Portfolio
from tests.support.api import Api
from tests.support.world import World, key_of, make_world

CREATE = """
mutation ($input: CreatePreviewLinkInput!) {
  createPreviewLink(input: $input) { link { url expiresAt } errors { code path } }
}
"""
KEY = "k" * 40
ISSUER = "https://show.example"


async def create(api: Api, world: World, **wanted: Any) -> Any:
    given = {"portfolioId": world.portfolio, **wanted}
    return (await api.run(CREATE, who=world.person, input=given)).data["createPreviewLink"]


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


async def test_a_link_that_is_not_ours_opens_nothing(api: Api) -> None:
    world = await make_world(api, published=False)
    path = await make_path(api, world)
    settings = api.resources.settings
    links = PreviewLinks(keys=settings.signing_keys, issuer=settings.site_url)
    token, _ = links.sign(uuid4(), lifetime=timedelta(hours=1))
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
    token, _ = links.sign(uuid4(), lifetime=timedelta(seconds=-1))

    assert links.find_portfolio(token) is None


def test_a_link_outlives_a_change_of_key_and_no_loss_of_it() -> None:
    portfolio_id = uuid4()
    token, _ = PreviewLinks(keys=[KEY], issuer=ISSUER).sign(
        portfolio_id, lifetime=timedelta(hours=1)
    )
    new = "n" * 40

    assert PreviewLinks(keys=[new, KEY], issuer=ISSUER).find_portfolio(token) == portfolio_id
    assert PreviewLinks(keys=[new], issuer=ISSUER).find_portfolio(token) is None


def test_a_link_without_an_end_opens_nothing() -> None:
    claims = {"sub": str(uuid4()), "iss": ISSUER, "aud": "showcase-preview"}
    token = jwt.encode(claims, KEY, algorithm=ALGORITHM)

    assert PreviewLinks(keys=[KEY], issuer=ISSUER).find_portfolio(token) is None


def test_access_tokens_open_no_preview() -> None:
    tokens = AccessTokens(keys=[KEY], issuer=ISSUER, lifetime=timedelta(hours=1))
    token, _ = tokens.sign(user_id=uuid4(), session_id=uuid4())

    assert PreviewLinks(keys=[KEY], issuer=ISSUER).find_portfolio(token) is None
