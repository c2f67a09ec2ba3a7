"""Two queries as plain Starlette routes: what GraphQL is compared with.

They load SQLModel's objects, as such routes do, by the statements that GraphQL sends.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID

import orjson
import sqlalchemy as sa
from sqlmodel import SQLModel
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from showcase.api.endpoint import read_bearer
from showcase.api.loaders import OWN_JOBS, VISIBLE_PORTFOLIOS
from showcase.app import make_credentials
from showcase.config import Settings
from showcase.models import Job, Portfolio, User
from showcase.resources import open_resources
from showcase.services.revocation import Revocations
from showcase.services.sessions import authenticate
from showcase.site.themes import find_theme


def _objects_of(model: type[SQLModel], rows: sa.Select[Any]) -> sa.Select[Any]:
    """Return the very statement, for objects of a model."""
    assert rows.whereclause is not None
    return sa.select(model).where(rows.whereclause)


JOBS = _objects_of(Job, OWN_JOBS)
PORTFOLIOS = _objects_of(Portfolio, VISIBLE_PORTFOLIOS)
JOB_FIELDS = {
    "job_id", "kind", "status", "stage", "percent", "attempt", "last_sequence", "created_at",
    "started_at", "finished_at", "failure_code",
}  # fmt: skip
PORTFOLIO_FIELDS = {
    "portfolio_id", "slug", "title", "version", "engine", "created_at", "updated_at", "notices",
    "tone", "show_email", "show_phone", "show_address",
}  # fmt: skip


def make_queries(settings: Settings) -> Starlette:
    """Return the application that answers who asks, and what a job of theirs looks like."""

    @asynccontextmanager
    async def connect(app: Starlette) -> AsyncIterator[None]:
        async with open_resources(settings) as resources:
            revocations = Revocations(database=resources.database, doorbell=resources.doorbell)
            app.state.database = resources.database
            app.state.credentials = make_credentials(resources, revocations)
            yield

    routes = [
        Route("/me", answer_me),
        Route("/jobs/{job_id}", answer_job),
        Route("/livez", lambda _: Response("ok")),
    ]
    return Starlette(routes=routes, lifespan=connect)


async def answer_me(request: Request) -> Response:
    """GET /me."""
    user_id = await _identify(request)
    async with request.app.state.database.read() as session:
        row = await session.get_one(User, user_id)
    return _write({"me": {"id": row.user_id}})


async def answer_job(request: Request) -> Response:
    """GET /jobs/{job_id}."""
    viewer_id, job_id = await _identify(request), UUID(request.path_params["job_id"])
    job = await _read(request, JOBS, viewer_id=viewer_id, ids=[job_id])
    portfolio = await _read(request, PORTFOLIOS, viewer_id=viewer_id, ids=[job.portfolio_id])
    theme = find_theme(portfolio.theme)
    answer = job.model_dump(include=JOB_FIELDS)
    answer["portfolio"] = portfolio.model_dump(include=PORTFOLIO_FIELDS)
    answer["portfolio"]["theme"] = theme and {
        "key": theme.key,
        "name": theme.name,
        "description": theme.description,
    }
    return _write({"job": answer})


async def _read(request: Request, statement: sa.Executable, **parameters: object) -> Any:  # noqa: ANN401 (a model)
    async with request.app.state.database.read() as session:
        return (await session.scalars(statement, parameters)).one()


async def _identify(request: Request) -> UUID:
    token = read_bearer(request.headers) or ""
    return (await authenticate(request.app.state.credentials, access_token=token)).user_id


def _write(answer: object) -> Response:
    return Response(orjson.dumps(answer, default=str), media_type="application/json")
