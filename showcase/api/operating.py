"""What operators ask a process: does it live, can it serve, what has it counted.

The web process answers at its own address, a worker at `SHOWCASE_WORKER_PORT`.
"""

import asyncio
import secrets
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from showcase import metrics
from showcase.api.health import CHECK_SECONDS, answer_livez, answer_readyz
from showcase.choices import Environment
from showcase.config import Settings
from showcase.database import Database, DatabaseUnreachable
from showcase.resources import Resources
from showcase.services.jobs import read_queue


def make_routes() -> list[BaseRoute]:
    """Return the routes; resources come from the application's state."""
    return [
        Route("/livez", answer_livez),
        Route("/readyz", answer_readyz),
        Route("/metrics", answer_metrics),
    ]


async def answer_metrics(request: Request) -> Response:
    """Return the metrics to whoever may see them."""
    resources: Resources = request.app.state.resources
    refusal = _refuse(request, resources.settings)
    if refusal is not None:
        return refusal
    with_queue = await _read_queue(resources.database)
    return Response(metrics.render(with_queue=with_queue), media_type=metrics.MEDIA_TYPE)


@asynccontextmanager
async def answering(resources: Resources) -> AsyncIterator[None]:
    """Answer operators at the worker's port while the block runs; without a port do nothing.

    Raises:
        SystemExit: Nobody can listen there; the message says why.
    """
    settings = resources.settings
    if not settings.worker_port:
        yield
        return
    application = Starlette(routes=make_routes())
    application.state.resources = resources
    server = _Server(uvicorn.Config(application, lifespan="off", access_log=False, log_config=None))
    with _listen(settings) as listener:
        serving = asyncio.create_task(server.serve([listener]))
        try:
            yield
        finally:
            server.should_exit = True
            await serving


def _listen(settings: Settings) -> socket.socket:
    try:
        return socket.create_server((settings.host, settings.worker_port))
    except OSError as error:
        reason = f"{settings.host}:{settings.worker_port} is not free: {error.strerror}."
        raise SystemExit(f"{reason} Choose another SHOWCASE_WORKER_PORT.") from error


class _Server(uvicorn.Server):
    """A server beside other work, which keeps the process's signals."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def _refuse(request: Request, settings: Settings) -> Response | None:
    """Return why the caller may not see the metrics; without a token only developers may."""
    token = settings.metrics_token.get_secret_value()
    if not token:
        is_open = settings.environment is Environment.DEVELOPMENT
        return None if is_open else PlainTextResponse("Set SHOWCASE_METRICS_TOKEN.", 404)
    shown = request.headers.get("authorization", "")
    if secrets.compare_digest(shown.encode(), f"Bearer {token}".encode()):
        return None
    return PlainTextResponse(
        "Show the token of SHOWCASE_METRICS_TOKEN.", 401, headers={"WWW-Authenticate": "Bearer"}
    )


async def _read_queue(database: Database) -> bool:
    """Set the metrics of the queue; tell whether PostgreSQL answered."""
    try:
        async with asyncio.timeout(CHECK_SECONDS), database.read() as session:
            queue = await read_queue(session)
    except (DatabaseUnreachable, TimeoutError):
        return False
    metrics.JOBS_QUEUED.set(queue.queued)
    metrics.JOBS_RUNNING.set(queue.running)
    metrics.OLDEST_QUEUED.set(queue.oldest_seconds)
    return True
