"""The web process as a whole."""

import shutil
import socket
import time
from pathlib import Path
from uuid import uuid4

import httpx
import pytest
import sqlalchemy as sa
from pydantic import SecretStr
from starlette.applications import Starlette

from showcase.api import graphiql, health
from showcase.app import create_app
from showcase.choices import Environment
from showcase.cli.migrate import migrate_database
from showcase.config import Settings
from showcase.database import Database
from tests.support.api import Api, api

__all__ = ["api"]

ORIGIN = "https://app.example.com"
NO_DATABASE = "postgresql+asyncpg://nobody@127.0.0.1:9/none"


async def call(settings: Settings, method: str, path: str, **headers: str) -> httpx.Response:
    """Return the answer of an application made with these settings."""
    app = create_app(settings)
    async with app.router.lifespan_context(app):
        return await ask(app, path, method=method, **headers)


async def ask(app: Starlette, path: str, *, method: str = "GET", **headers: str) -> httpx.Response:
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://testserver") as http:
        return await http.request(method, path, headers=headers)


async def test_a_process_that_runs_lives(api: Api) -> None:
    response = await api.http.get("/livez")

    assert (response.status_code, response.json()) == (200, {"status": "ok"})


@pytest.fixture
def patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let parts answer late, as they may on a machine that other tests keep busy."""
    monkeypatch.setattr(health, "CHECK_SECONDS", 60)


async def test_a_process_is_ready_when_all_it_needs_answers(api: Api, patience: None) -> None:
    response = await api.http.get("/readyz")

    assert response.status_code == 200
    checks = {"postgresql": "ok", "migrations": "ok", "redis": "ok", "store": "ok"}
    assert response.json() == {"status": "ok", "checks": checks, "problems": []}


@pytest.mark.parametrize(
    ("change", "status", "broken", "cure"),
    [
        ({"database_url": NO_DATABASE}, 503, "postgresql", "DATABASE_URL"),
        ({"redis_url": "redis://127.0.0.1:9"}, 200, "redis", "REDIS_URL"),
    ],
)
async def test_a_process_says_what_is_missing_and_the_cure(
    settings: Settings, patience: None, change: dict[str, str], status: int, broken: str, cure: str
) -> None:
    response = await call(settings.model_copy(update=change), "GET", "/readyz")

    assert response.status_code == status
    answer = response.json()
    assert answer["status"] == ("degraded" if status == 200 else "unavailable")
    assert [name for name, state in answer["checks"].items() if state == "unavailable"] == [broken]
    (problem,) = answer["problems"]
    assert problem["check"] == broken
    assert cure in problem["cure"]


async def test_a_process_is_not_ready_while_files_cannot_be_stored(
    settings: Settings, patience: None, tmp_path: Path
) -> None:
    app = create_app(settings)
    async with app.router.lifespan_context(app):
        shutil.rmtree(tmp_path / "objects", ignore_errors=True)
        (tmp_path / "objects").write_text("in the way")
        answer = await ask(app, "/readyz")

    assert answer.status_code == 503
    assert answer.json()["problems"][0]["check"] == "store"


async def test_a_process_is_not_ready_before_its_migrations(
    settings: Settings, patience: None, empty_database_url: str
) -> None:
    empty = settings.model_copy(update={"database_url": empty_database_url})
    before = await call(empty, "GET", "/readyz")
    await migrate_database(empty_database_url, revision="+1")
    behind = await call(empty, "GET", "/readyz")
    await migrate_database(empty_database_url)
    after = await call(empty, "GET", "/readyz")

    assert (before.status_code, behind.status_code, after.status_code) == (503, 503, 200)
    for answer in (before, behind):
        assert answer.json()["problems"] == [
            {
                "check": "migrations",
                "problem": "The database is older than this program.",
                "cure": "Run `showcase migrate`.",
            }
        ]


async def test_a_process_stays_ready_with_a_database_that_a_later_version_has_migrated(
    settings: Settings, patience: None, empty_database_url: str
) -> None:
    await migrate_database(empty_database_url)
    database = Database(empty_database_url)
    async with database.connect() as connection:
        await connection.execute(sa.text("UPDATE alembic_version SET version_num = 'later'"))
    await database.close()

    ahead = settings.model_copy(update={"database_url": empty_database_url})
    assert (await call(ahead, "GET", "/readyz")).status_code == 200


async def test_readiness_is_told_while_a_server_does_not_speak(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A listener that takes connections and says nothing is what a frozen server looks like."""
    assert health.CHECK_SECONDS < 1, "who asks waits for a second"
    monkeypatch.setattr(health, "CHECK_SECONDS", 5)  # for the parts that do speak
    before = set(health._abandoned)
    with socket.create_server(("127.0.0.1", 0)) as mute:
        address = f"127.0.0.1:{mute.getsockname()[1]}"
        frozen = settings.model_copy(
            update={
                "database_url": f"postgresql+asyncpg://nobody@{address}/none",
                "redis_url": f"redis://{address}",
            }
        )
        app = create_app(frozen)
        async with app.router.lifespan_context(app):
            started = time.monotonic()
            answer = await ask(app, "/readyz")
            seconds, waiting = time.monotonic() - started, health._abandoned - before
            metrics = await ask(app, "/metrics")

    assert answer.status_code == 503
    assert {problem["check"] for problem in answer.json()["problems"]} == {"postgresql", "redis"}
    assert waiting  # for the end of connections that take seconds to close: the answer did not
    assert seconds < health.CHECK_SECONDS * 2
    assert metrics.status_code == 200
    assert "showcase_jobs_queued" not in metrics.text


@pytest.mark.parametrize(
    ("environment", "token", "shown", "status"),
    [
        ("development", "", "", 200),
        ("production", "", "", 404),
        ("production", "token", "", 401),
        ("production", "token", "Bearer other", 401),
        ("production", "token", "Bearer token", 200),
        ("development", "token", "", 401),
    ],
)
async def test_metrics_are_for_operators(
    settings: Settings, environment: str, token: str, shown: str, status: int
) -> None:
    change = {"environment": Environment(environment), "metrics_token": SecretStr(token)}
    answer = await call(settings.model_copy(update=change), "GET", "/metrics", Authorization=shown)

    assert answer.status_code == status
    if status == 200:
        assert "showcase_jobs_queued 0.0" in answer.text
        assert answer.headers["content-type"].startswith("text/plain; version=")


@pytest.mark.parametrize("signed_in", [True, False])
async def test_without_a_database_people_are_told_to_come_back(
    settings: Settings, *, signed_in: bool
) -> None:
    app = create_app(settings.model_copy(update={"database_url": NO_DATABASE}))
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


async def test_without_the_studio_the_root_leads_to_the_api(settings: Settings) -> None:
    closed = settings.model_copy(update={"studio": False})

    response = await call(closed, "GET", "/")

    assert (response.status_code, response.headers["location"]) == (307, "/graphql")
