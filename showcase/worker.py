"""The worker process: claims jobs, has them run, and rescues those of dead workers."""

import asyncio
import os
import signal
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from uuid import UUID, uuid4

import structlog
from redis.exceptions import RedisError

from showcase import metrics
from showcase.adapters.bell_worker import BellWorker
from showcase.adapters.children import ChildPool
from showcase.api.operating import answering
from showcase.attempt import Attempt
from showcase.config import Settings
from showcase.database import DatabaseUnreachable
from showcase.errors import JobFailureCode
from showcase.faults import reach
from showcase.models import JobEventType
from showcase.pipeline.progress import publish
from showcase.pipeline.tools import Tools
from showcase.resources import Resources, open_resources, tracing
from showcase.services import runs
from showcase.services.deletion import Places
from showcase.services.janitor import tend
from showcase.services.jobs import settle_deployments

SWEEP_SECONDS = 2.0
RECONNECT_SECONDS = 1.0
GRACE_SECONDS = 10.0
"""How long running jobs may go on when the process is asked to stop; then others take over."""

log = structlog.get_logger()


class Workshop:
    """Runs up to `worker_jobs` jobs at once in this process."""

    def __init__(self, tools: Tools) -> None:
        self._tools = tools
        self._settings = tools.settings
        self._owner = f"{socket.gethostname()}:{os.getpid()}:{uuid4().hex[:8]}"
        self._lease = timedelta(seconds=tools.settings.lease_seconds)
        self._tasks: set[asyncio.Task[None]] = set()
        self._claims: set[asyncio.Task[asyncio.Task[None] | None]] = set()
        self._is_closing = False
        self.has_gained_room = asyncio.Event()

    @property
    def has_room(self) -> bool:
        """Whether one more job may start."""
        busy = len(self._tasks) + sum(not claim.done() for claim in self._claims)
        return busy < self._settings.worker_jobs and not self._is_closing

    async def start(self, job_id: UUID | None = None) -> asyncio.Task[None] | None:
        """Claim a job (the one named, or any that missed its bell) and return its running task."""
        if not self.has_room:
            return None
        claiming = asyncio.create_task(self._claim(job_id))
        self._claims.add(claiming)
        claiming.add_done_callback(self._claims.discard)
        # A claim that is cut off after its commit would have nobody who works on it.
        return await asyncio.shield(claiming)

    async def catch_up(self) -> None:
        """Take jobs that missed their bell, as many as there is room for."""
        while await self.start():
            pass

    async def _claim(self, job_id: UUID | None) -> asyncio.Task[None] | None:
        async with self._tools.database.begin() as session:
            claimed = await runs.claim(session, owner=self._owner, lease=self._lease, job_id=job_id)
        if claimed is None:
            return None
        reach("job.claimed")
        attempt = Attempt(*claimed, self._tools)
        task = asyncio.create_task(attempt.make(), name=f"job {attempt.run.job_id}")
        self._tasks.add(task)
        task.add_done_callback(self._leave_room)
        return task

    def _leave_room(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        self.has_gained_room.set()

    async def sweep(self) -> None:
        """Rescue the jobs of dead workers, then catch up."""
        async with self._tools.database.begin() as session:
            rescued = await runs.rescue(session, max_lost_leases=self._settings.max_attempts)
            await settle_deployments(session, rescued)
            waiting = await runs.list_waiting(session, [event.job_id for event in rescued])
        if rescued:
            reach("jobs.rescued")
        for event in rescued:
            log.warning("job.rescued", job_id=str(event.job_id), outcome=event.type)
            metrics.JOBS_RESCUED.labels(event.type).inc()
            if event.type == JobEventType.FAILED:
                metrics.JOBS_FAILED.labels(JobFailureCode.CRASHED).inc()
        await publish(rescued, doorbell=self._tools.doorbell)
        for run in waiting:
            await self._tools.doorbell.ring(run.job_id, run.attempt)
        await self.catch_up()

    async def close(self) -> None:
        """Let running jobs finish for a moment, then give the rest back to other workers."""
        self._is_closing = True
        await asyncio.gather(*self._claims, return_exceptions=True)
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=GRACE_SECONDS)
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)


async def work(settings: Settings) -> None:
    """Work until asked to stop; survives Redis and PostgreSQL going away and coming back."""
    stop = asyncio.Event()
    for signum in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(signum, stop.set)
    async with (
        tracing(settings, "showcase-worker"),
        open_resources(settings) as resources,
        answering(resources),
        open_workshop(resources) as workshop,
    ):
        loops = [
            asyncio.create_task(answer_bell(workshop, resources)),
            asyncio.create_task(_sweep(workshop)),
            asyncio.create_task(keep_busy(workshop)),
            asyncio.create_task(tend(Places(resources.database, resources.store, settings))),
        ]
        log.info("worker.started", jobs=settings.worker_jobs)
        await stop.wait()
        for loop in loops:
            loop.cancel()
        await asyncio.gather(*loops, return_exceptions=True)
    log.info("worker.stopped")


@asynccontextmanager
async def open_workshop(resources: Resources) -> AsyncIterator[Workshop]:
    """Open a workshop with its warm child processes."""
    settings = resources.settings
    async with ChildPool(settings.worker_jobs, memory_bytes=settings.extract_memory_bytes) as pool:
        workshop = Workshop(
            Tools(
                settings=settings,
                database=resources.database,
                store=resources.store,
                doorbell=resources.doorbell,
                children=pool,
            )
        )
        try:
            yield workshop
        finally:
            await workshop.close()


def run_worker(settings: Settings) -> None:
    """Run the worker process until SIGTERM or SIGINT."""
    asyncio.run(work(settings))


async def answer_bell(workshop: Workshop, resources: Resources) -> None:
    """Start jobs as the bell rings; connect again whenever Redis went away."""

    async def run(job_id: str) -> None:
        if (task := await workshop.start(UUID(job_id))) is not None:
            await asyncio.shield(task)  # a job goes on when its queue breaks down

    settings = resources.settings
    while True:
        worker = BellWorker(
            resources.doorbell,
            run,
            max_jobs=settings.worker_jobs,
            job_seconds=settings.job_seconds + GRACE_SECONDS,
        )
        try:
            await worker.main()
        except (RedisError, OSError) as error:
            log.warning("worker.bell_lost", error=type(error).__name__)
            await asyncio.sleep(RECONNECT_SECONDS)


async def _sweep(workshop: Workshop) -> None:
    """Sweep now and then; whatever goes wrong, the next sweep comes."""
    while True:
        await _try(workshop.sweep)
        await asyncio.sleep(SWEEP_SECONDS)


async def keep_busy(workshop: Workshop) -> None:
    """Take another job as soon as one has ended: a backlog does not wait for the next sweep."""
    while True:
        await workshop.has_gained_room.wait()
        workshop.has_gained_room.clear()
        await _try(workshop.catch_up)


async def _try(look: Callable[[], Awaitable[None]]) -> None:
    try:
        await look()
    except DatabaseUnreachable as error:
        log.warning("worker.sweep_failed", error=type(error).__name__)
    except Exception:
        log.exception("worker.sweep_broke")
