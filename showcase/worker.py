"""The worker process: claims jobs, runs them under a lease, and rescues those of dead workers."""

import asyncio
import os
import signal
import socket
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from uuid import UUID, uuid4

import structlog
from redis.exceptions import RedisError
from sqlalchemy.ext.asyncio import AsyncSession

from showcase import metrics
from showcase.adapters.bell_worker import BellWorker
from showcase.adapters.children import ChildPool
from showcase.adapters.storage import StoreUnavailable
from showcase.api.operating import answering
from showcase.config import Settings
from showcase.database import DatabaseUnreachable
from showcase.errors import JobCancelled, JobFailureCode, LeaseLost, StepFailed
from showcase.models import JobEvent, JobEventType
from showcase.pipeline.job import Tools, run_job
from showcase.pipeline.progress import publish
from showcase.pipeline.upload import discard_upload
from showcase.resources import Resources, open_resources, tracing
from showcase.services import runs
from showcase.services.deletion import Places
from showcase.services.janitor import tend

SWEEP_SECONDS = 2.0
MAX_BEAT_SECONDS = 2.0
"""A cancelled job notices at its next beat, so beats come more often than the lease needs."""
RECONNECT_SECONDS = 1.0
GRACE_SECONDS = 10.0
"""How long running jobs may go on when the process is asked to stop; then others take over."""

EndRun = Callable[[AsyncSession, runs.Run], Awaitable[JobEvent | None]]

log = structlog.get_logger()


class Workshop:
    """Runs up to `worker_jobs` jobs at once in this process."""

    def __init__(self, tools: Tools) -> None:
        self._tools = tools
        self._settings = tools.settings
        self._owner = f"{socket.gethostname()}:{os.getpid()}:{uuid4().hex[:8]}"
        self._lease = timedelta(seconds=tools.settings.lease_seconds)
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def has_room(self) -> bool:
        """Whether one more job may start."""
        return len(self._tasks) < self._settings.worker_jobs

    async def start(self, job_id: UUID | None = None) -> asyncio.Task[None] | None:
        """Claim a job (the one named, or any that missed its bell) and return its running task."""
        if not self.has_room:
            return None
        async with self._tools.database.begin() as session:
            claimed = await runs.claim(session, owner=self._owner, lease=self._lease, job_id=job_id)
        if claimed is None:
            return None
        run, event = claimed
        task = asyncio.create_task(self._attempt(run), name=f"job {run.job_id}")
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        await publish([event], doorbell=self._tools.doorbell)
        return task

    async def sweep(self) -> None:
        """Rescue the jobs of dead workers, then take what missed its bell."""
        async with self._tools.database.begin() as session:
            rescued = await runs.rescue(session, max_lost_leases=self._settings.max_attempts)
        for event in rescued:
            log.warning("job.rescued", job_id=str(event.job_id), outcome=event.type)
            metrics.JOBS_RESCUED.labels(event.type).inc()
            if event.type == JobEventType.FAILED:
                metrics.JOBS_FAILED.labels(JobFailureCode.CRASHED).inc()
        await publish(rescued, doorbell=self._tools.doorbell)
        while await self.start():
            pass

    async def close(self) -> None:
        """Let running jobs finish for a moment, then give the rest back to other workers."""
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=GRACE_SECONDS)
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _attempt(self, run: runs.Run) -> None:
        """Run one attempt at a job and write how it ended."""
        with structlog.contextvars.bound_contextvars(
            job_id=str(run.job_id), attempt=run.attempt, user_id=str(run.user_id)
        ):
            started = time.monotonic()
            outcome = "released"  # unless the run ends before this worker does
            try:
                outcome = await self._run(run)
            finally:
                seconds = time.monotonic() - started
                metrics.ATTEMPT_SECONDS.labels(outcome).observe(seconds)
                log.info("job.attempt_ended", outcome=outcome, duration_s=round(seconds, 4))

    async def _run(self, run: runs.Run) -> str:
        """Return how the attempt ended; what cannot be written now is left to the next sweep."""
        try:
            return await self._outcome(run)
        except (DatabaseUnreachable, StoreUnavailable) as error:
            log.warning("job.interrupted", error=type(error).__name__)
            return "interrupted"

    async def _outcome(self, run: runs.Run) -> str:
        try:
            await self._work(run)
            await self._write(runs.complete, run)
        except LeaseLost:
            return "lease_lost"
        except JobCancelled:
            await self._write(runs.cancel, run)
            return "cancelled"
        except StepFailed as failure:
            return await self._fail(run, failure)
        except (DatabaseUnreachable, StoreUnavailable):
            raise
        except asyncio.CancelledError:
            await asyncio.shield(self._write(runs.release, run))
            raise
        except Exception:
            # The border of a job run: whatever broke, its owner is told and may retry.
            log.exception("job.broke")
            return await self._fail(run, StepFailed(JobFailureCode.INTERNAL))
        return "completed"

    async def _work(self, run: runs.Run) -> None:
        """Run the job's steps under a renewed lease; whichever breaks first ends both."""
        work = asyncio.create_task(run_job(run, tools=self._tools))
        beat = asyncio.create_task(self._beat(run))
        try:
            done, _ = await asyncio.wait(
                {work, beat},
                timeout=self._settings.job_seconds,
                return_when=asyncio.FIRST_COMPLETED,
            )
            if not done:
                raise StepFailed(JobFailureCode.TIMEOUT)
            (work if work in done else beat).result()
        finally:
            work.cancel()
            beat.cancel()
            await asyncio.gather(work, beat, return_exceptions=True)

    async def _beat(self, run: runs.Run) -> None:
        """Renew the lease until it is lost or the job is to stop."""
        while True:
            await asyncio.sleep(min(self._settings.lease_seconds / 3, MAX_BEAT_SECONDS))
            try:
                async with self._tools.database.begin() as session:
                    await runs.beat(session, run, lease=self._lease)
            except DatabaseUnreachable as error:
                log.warning("job.beat_missed", error=type(error).__name__)

    async def _fail(self, run: runs.Run, failure: StepFailed) -> str:
        log.info("job.failed", code=failure.code, detail=failure.detail)
        async with self._tools.database.begin() as session:
            event = await runs.fail(session, run, failure)
        await publish([event], doorbell=self._tools.doorbell)
        if event is not None:
            metrics.JOBS_FAILED.labels(failure.code).inc()
        if event is not None and not failure.retryable:
            await discard_upload(run.job_id, database=self._tools.database, store=self._tools.store)
        return "failed"

    async def _write(self, end: EndRun, run: runs.Run) -> None:
        async with self._tools.database.begin() as session:
            event = await end(session, run)
        await publish([event], doorbell=self._tools.doorbell)


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
    while True:
        await asyncio.sleep(SWEEP_SECONDS)
        try:
            await workshop.sweep()
        except DatabaseUnreachable as error:
            log.warning("worker.sweep_failed", error=type(error).__name__)
