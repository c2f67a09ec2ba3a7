"""A plain JSON endpoint that gives what two GraphQL queries give.

It authenticates as ours does and reads with the same statements; nothing else happens: no GraphQL,
no budgets, no metrics, no log lines, no headers.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID

import orjson
import sqlalchemy as sa
from sqlmodel import col
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from showcase.api.endpoint import read_bearer
from showcase.api.nodes import global_id
from showcase.app import make_credentials
from showcase.config import Settings
from showcase.errors import FAILURE_MESSAGES, FINAL_FAILURES
from showcase.models import Job, Portfolio, User
from showcase.resources import open_resources
from showcase.services.jobs import can_cancel, can_retry
from showcase.services.portfolios import status_of
from showcase.services.revocation import Revocations
from showcase.services.sessions import authenticate


def make_answers(settings: Settings) -> Starlette:
    """Return the application with /me and /job."""

    @asynccontextmanager
    async def connect(app: Starlette) -> AsyncIterator[None]:
        async with open_resources(settings) as resources:
            revocations = Revocations(database=resources.database, doorbell=resources.doorbell)
            app.state.database = resources.database
            app.state.credentials = make_credentials(resources, revocations)
            yield

    routes = [
        Route("/me", answer_me, methods=["POST"]),
        Route("/job", answer_job, methods=["POST"]),
        Route("/livez", answer_livez),
    ]
    return Starlette(routes=routes, lifespan=connect)


async def answer_livez(request: Request) -> Response:
    """GET /livez."""
    return PlainTextResponse("ok")


async def answer_me(request: Request) -> Response:
    """POST /me: what `{ me { id } }` gives."""
    user_id = await identify(request)
    async with request.app.state.database.read() as session:
        row = await session.get(User, user_id)
    return answer({"me": {"id": global_id("User", row.user_id)}})


async def answer_job(request: Request) -> Response:
    """POST /job with {"id"}: a job with its failure, what it has spent, and its portfolio."""
    user_id = await identify(request)
    job_id = UUID(orjson.loads(await request.body())["id"])
    jobs = sa.select(Job).where(col(Job.user_id) == user_id, col(Job.job_id).in_([job_id]))
    async with request.app.state.database.read() as session:
        job = (await session.scalars(jobs)).one()
    visible = sa.select(Portfolio).where(
        col(Portfolio.portfolio_id).in_([job.portfolio_id]),
        sa.or_(col(Portfolio.user_id) == user_id, col(Portfolio.published_version).is_not(None)),
    )
    async with request.app.state.database.read() as session:
        portfolio = (await session.scalars(visible)).one()
    return answer({"job": describe_job(job) | {"portfolio": describe_portfolio(portfolio)}})


async def identify(request: Request) -> UUID:
    """Return who asks, by the token and the session's row."""
    token = read_bearer(request.headers) or ""
    claims = await authenticate(request.app.state.credentials, access_token=token)
    return claims.user_id


def answer(data: dict[str, Any]) -> Response:
    """Return data as JSON."""
    return Response(orjson.dumps({"data": data}), media_type="application/json")


def describe_job(job: Job) -> dict[str, Any]:
    """Return the fields of a failed job."""
    assert job.failure_code is not None
    return {
        "id": global_id("Job", job.job_id),
        "kind": job.kind,
        "status": job.status,
        "stage": job.stage,
        "percent": job.percent,
        "attempt": max(job.attempt, 1),
        "lastSequence": job.last_sequence,
        "createdAt": job.created_at.isoformat(),
        "startedAt": job.started_at,
        "canRetry": can_retry(job),
        "canCancel": can_cancel(job),
        "failure": {
            "code": job.failure_code,
            "message": FAILURE_MESSAGES[job.failure_code],
            "stage": job.failure_stage,
            "retryable": job.failure_code not in FINAL_FAILURES,
        },
        "usage": {
            "model": job.model,
            "requests": job.model_requests,
            "inputTokens": job.input_tokens,
        },
    }


def describe_portfolio(portfolio: Portfolio) -> dict[str, Any]:
    """Return the fields of a portfolio."""
    return {
        "id": global_id("Portfolio", portfolio.portfolio_id),
        "slug": portfolio.slug,
        "title": portfolio.title,
        "version": portfolio.version,
        "status": status_of(portfolio),
        "engine": portfolio.engine,
        "createdAt": portfolio.created_at.isoformat(),
        "updatedAt": portfolio.updated_at.isoformat(),
    }
