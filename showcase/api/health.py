"""Whether a process lives, and whether it can serve; if not, what is wrong and what to do."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import sqlalchemy as sa
import structlog
from starlette.requests import Request
from starlette.responses import JSONResponse

from showcase.adapters.migrations import list_outdated
from showcase.resources import Resources

CHECK_SECONDS = 0.8
"""How long a part may take to answer: who asks us waits for a second."""

OK = "ok"
UNAVAILABLE = "unavailable"

log = structlog.get_logger()

_abandoned: set[asyncio.Task[bool]] = set()  # checks that end later than their answer was due


class DatabaseBehind(Exception):
    """A migration has not been run."""


@dataclass(frozen=True)
class Part:
    """Something that requests need, how it is checked, and what to say when it fails."""

    name: str
    check: Callable[[Resources], Awaitable[object]]
    problem: str
    cure: str
    needed: bool = True


async def answer_livez(request: Request) -> JSONResponse:
    """Say that the process runs; an orchestrator restarts it when it cannot."""
    return JSONResponse({"status": "ok"})


async def answer_readyz(request: Request) -> JSONResponse:
    """Say whether what is needed answers; within a second, even when a server is frozen.

    Without Redis a process is degraded but ready: it still accepts and finishes everything.
    """
    states = await _check_all(request.app.state.resources)
    failed = [part for part in PARTS if states[part.name] == UNAVAILABLE]
    problems = [{"check": part.name, "problem": part.problem, "cure": part.cure} for part in failed]
    status = "degraded" if failed else OK
    if any(part.needed for part in failed):
        status = UNAVAILABLE
    body = {"status": status, "checks": states, "problems": problems}
    return JSONResponse(body, status_code=503 if status == UNAVAILABLE else 200)


async def _check_all(resources: Resources) -> dict[str, str]:
    """Return the state of each part; what does not answer in time is unavailable."""
    tasks = {asyncio.create_task(_passes(part, resources)): part.name for part in PARTS}
    done, late = await asyncio.wait(tasks, timeout=CHECK_SECONDS)
    for task in late:
        # Nobody waits for its end: closing a connection to a frozen server takes seconds.
        _abandoned.add(task)
        task.add_done_callback(_abandoned.discard)
        task.cancel()
        log.warning("readiness.failed", check=tasks[task], error="TimeoutError")
    passed = {tasks[task] for task in done if task.result()}
    states = {part.name: OK if part.name in passed else UNAVAILABLE for part in PARTS}
    if states["postgresql"] != OK:
        states["migrations"] = "unknown"
    return states


async def _passes(part: Part, resources: Resources) -> bool:
    try:
        await part.check(resources)
    except Exception as error:  # noqa: BLE001 (whatever is wrong, this is where it is told)
        log.warning("readiness.failed", check=part.name, error=type(error).__name__)
        return False
    return True


async def _check_database(resources: Resources) -> None:
    async with resources.database.connect() as connection:
        await connection.execute(sa.select(1))


async def _check_migrations(resources: Resources) -> None:
    """Raise if a migration is missing. A database that is ahead is fine: so it is in an update."""
    stamp = sa.table("alembic_version", sa.column("version_num"))
    async with resources.database.connect() as connection:
        present = set(await connection.scalars(sa.select(stamp.c.version_num)))
    if not present or present & list_outdated():
        raise DatabaseBehind


async def _check_redis(resources: Resources) -> None:
    await resources.doorbell.check()


async def _check_store(resources: Resources) -> None:
    await resources.store.check()


PARTS = (
    Part(
        "postgresql",
        _check_database,
        problem="PostgreSQL does not answer.",
        cure="Start it, or correct DATABASE_URL. Accepted jobs are safe and go on by themselves.",
    ),
    Part(
        "migrations",
        _check_migrations,
        problem="The database is older than this program.",
        cure="Run `showcase migrate`.",
    ),
    Part(
        "redis",
        _check_redis,
        problem="Redis does not answer.",
        cure="Start it, or correct REDIS_URL. Until then jobs and their events come seconds late.",
        needed=False,
    ),
    Part(
        "store",
        _check_store,
        problem="Files cannot be stored.",
        cure="Free space or start the store; check SHOWCASE_STORAGE_URL and its credentials.",
    ),
)
