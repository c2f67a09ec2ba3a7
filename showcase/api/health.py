"""Whether the process lives, and whether it can serve."""

import asyncio
from collections.abc import Awaitable

import sqlalchemy as sa
import structlog
from starlette.requests import Request
from starlette.responses import JSONResponse

from showcase.database import Database
from showcase.resources import Resources

CHECK_SECONDS = 3.0

log = structlog.get_logger()


async def answer_livez(request: Request) -> JSONResponse:
    """Say that the process runs; an orchestrator restarts it when it cannot."""
    return JSONResponse({"status": "ok"})


async def answer_readyz(request: Request) -> JSONResponse:
    """Say whether everything that requests need answers, and name what does not."""
    resources: Resources = request.app.state.resources
    checks = {
        "postgresql": _check_database(resources.database),
        "redis": resources.doorbell.check(),
        "store": resources.store.check(),
    }
    answers = await asyncio.gather(*(_try(name, check) for name, check in checks.items()))
    states = dict(zip(checks, answers, strict=True))
    ready = all(state == "ok" for state in answers)
    body = {"status": "ok" if ready else "unavailable", "checks": states}
    return JSONResponse(body, status_code=200 if ready else 503)


async def _try(name: str, check: Awaitable[object]) -> str:
    try:
        async with asyncio.timeout(CHECK_SECONDS):
            await check
    except Exception as error:  # noqa: BLE001 (whatever is wrong, this is where it is told)
        log.warning("readiness.failed", check=name, error=type(error).__name__)
        return "unavailable"
    return "ok"


async def _check_database(database: Database) -> None:
    async with database.connect() as connection:
        await connection.execute(sa.select(1))
