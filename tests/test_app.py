"""The web process as a whole."""

from uuid import uuid4

import httpx
import pytest
from starlette.applications import Starlette

from showcase.api import graphiql
from showcase.app import create_app
from showcase.config import Settings
from tests.support.api import Api, api

__all__ = ["api"]

ORIGIN = "https://app.example.com"


async def call(settings: Settings, method: str, path: str, **headers: str) -> httpx.Response:
    """Return the answer of an application made with these settings."""
    app: Starlette = create_app(settings)
    transport = httpx.ASGITransport(app)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=transport, base_url="http://testserver") as http,
    ):
        return await http.request(method, path, headers=headers)


async def test_a_process_that_runs_lives(api: Api) -> None:
    response = await api.http.get("/livez")

    assert (response.status_code, response.json()) == (200, {"status": "ok"})


async def test_a_process_is_ready_when_all_it_needs_answers(api: Api) -> None:
    response = await api.http.get("/readyz")

    assert response.status_code == 200
    checks = {"postgresql": "ok", "redis": "ok", "store": "ok"}
    assert response.json() == {"status": "ok", "checks": checks}


@pytest.mark.parametrize(
    ("change", "broken"),
    [
        ({"database_url": "postgresql+asyncpg://nobody@127.0.0.1:9/none"}, "postgresql"),
        ({"redis_url": "redis://127.0.0.1:9"}, "redis"),
    ],
)
async def test_a_process_that_is_not_ready_says_what_is_missing(
    settings: Settings, change: dict[str, str], broken: str
) -> None:
    response = await call(settings.model_copy(update=change), "GET", "/readyz")

    assert response.status_code == 503
    unavailable = [
        name for name, state in response.json()["checks"].items() if state == "unavailable"
    ]
    assert unavailable == [broken]


@pytest.mark.parametrize("signed_in", [True, False])
async def test_without_a_database_people_are_told_to_come_back(
    settings: Settings, *, signed_in: bool
) -> None:
    nowhere = "postgresql+asyncpg://nobody@127.0.0.1:9/none"
    app = create_app(settings.model_copy(update={"database_url": nowhere}))
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://t") as http,
    ):
        token, _ = app.state.credentials.tokens.sign(user_id=uuid4(), session_id=uuid4())
        headers = {"Authorization": f"Bearer {token}"} if signed_in else {}
        body = {"query": '{ portfolio(by: {slug: "ada"}) { id } themes { key } }'}
        answer = (await http.post("/graphql", json=body, headers=headers)).json()

    (error,) = answer["errors"]
    assert (error["extensions"]["code"], error["path"]) == ("UNAVAILABLE", ["portfolio"])
    assert "127.0.0.1" not in str(answer)
    assert answer["data"]["themes"]


async def test_only_pages_of_known_origins_may_call(settings: Settings) -> None:
    opened = settings.model_copy(update={"allowed_origins": ORIGIN})
    asked = {"Access-Control-Request-Method": "POST"}

    known = await call(opened, "OPTIONS", "/graphql", Origin=ORIGIN, **asked)
    unknown = await call(opened, "OPTIONS", "/graphql", Origin="https://evil.example", **asked)

    assert known.headers["access-control-allow-origin"] == ORIGIN
    assert "access-control-allow-credentials" not in known.headers
    assert "access-control-allow-origin" not in unknown.headers


async def test_a_browser_gets_the_page_to_try_the_api(api: Api) -> None:
    response = await api.http.get("/graphql", headers={"Accept": "text/html,*/*;q=0.8"})

    assert response.status_code == 200
    assert response.headers["content-type"].startswith("text/html")
    built = (graphiql.BUILT / "graphiql.min.js").exists()
    assert ("graphiql.min.js" if built else "sh scripts/assets") in response.text
    assert "http://" not in response.text
    assert "https://" not in response.text


async def test_the_page_can_be_switched_off(settings: Settings) -> None:
    closed = settings.model_copy(update={"graphiql": False})

    page = await call(closed, "GET", "/graphql", Accept="text/html")

    assert page.status_code == 400


async def test_the_root_leads_to_the_api(api: Api) -> None:
    response = await api.http.get("/")

    assert (response.status_code, response.headers["location"]) == (307, "/graphql")
