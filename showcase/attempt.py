"""One attempt at a job: its steps run under a lease, and however it ends is written."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

import structlog
import tenacity
from sqlalchemy.ext.asyncio import AsyncSession

from showcase import metrics
from showcase.adapters.storage import StoreUnavailable
from showcase.database import DatabaseUnreachable
from showcase.errors import JobCancelled, JobFailureCode, LeaseLost, StepFailed
from showcase.faults import reach
from showcase.models import JobEvent
from showcase.pipeline.job import run_job
from showcase.pipeline.progress import publish
from showcase.pipeline.tools import Tools
from showcase.pipeline.upload import discard_upload
from showcase.services import runs
from showcase.services.jobs import settle_deployments

MAX_BEAT_SECONDS = 2.0
"""A cancelled job notices at its next beat, so beats come more often than the lease needs."""
WRITE_AGAIN_SECONDS = 0.5
MAX_PAUSE_SECONDS = 60
"""How long a job waits at most before it asks again for a store that does not answer."""
STOPPED = "The worker was stopped; another one goes on."
DATABASE_AWAY = "The database was away for a moment; it goes on."
STORE_AWAY = "Files cannot be read or stored at the moment; it goes on as soon as they can."

End = Callable[[AsyncSession, runs.Run], Awaitable[JobEvent | None]]

log = structlog.get_logger()


@dataclass(frozen=True)
class Attempt:
    """A run of a job, the event of its claim that nobody was told yet, and what it works with."""

    run: runs.Run
    claimed: JobEvent
    tools: Tools

    async def make(self) -> None:
        """Run the job and write how that ended."""
        run = self.run
        with structlog.contextvars.bound_contextvars(
            job_id=str(run.job_id), attempt=run.attempt, user_id=str(run.user_id)
        ):
            started = time.monotonic()
            outcome = "released"  # unless the run ends before this worker does
            try:
                outcome = await self._run()
            finally:
                seconds = time.monotonic() - started
                metrics.ATTEMPT_SECONDS.labels(outcome).observe(seconds)
                log.info("job.attempt_ended", outcome=outcome, duration_s=round(seconds, 4))

    async def _run(self) -> str:
        """Return how the attempt ended; what cannot be written at all is left to a sweep."""
        try:
            return await self._outcome()
        except DatabaseUnreachable:
            await self._give_back(DATABASE_AWAY)
        except StoreUnavailable:
            pause = timedelta(seconds=min(2**self.run.attempt, MAX_PAUSE_SECONDS))
            await self._give_back(STORE_AWAY, pause=pause)
        return "interrupted"

    async def _outcome(self) -> str:
        try:
            await publish([self.claimed], doorbell=self.tools.doorbell)
            await self._work()
            reach("job.ending")
            await self._write(runs.complete, "job.ended")
        except LeaseLost:
            return "lease_lost"
        except JobCancelled:
            await self._write(runs.cancel, "job.cancelled")
            return "cancelled"
        except StepFailed as failure:
            return await self._fail(failure)
        except (DatabaseUnreachable, StoreUnavailable):
            raise
        except asyncio.CancelledError:
            await asyncio.shield(self._give_back(STOPPED))
            raise
        except Exception:
            # The border of a job run: whatever broke, its owner is told and may retry.
            log.exception("job.broke")
            return await self._fail(StepFailed(JobFailureCode.INTERNAL))
        return "completed"

    async def _work(self) -> None:
        """Run the job's steps under a renewed lease; whichever breaks first ends both."""
        work = asyncio.create_task(run_job(self.run, tools=self.tools))
        beat = asyncio.create_task(self._beat())
        try:
            done, _ = await asyncio.wait(
                {work, beat},
                timeout=self.tools.settings.job_seconds,
                return_when=asyncio.FIRST_COMPLETED,
            )
            if not done:
                raise StepFailed(JobFailureCode.TIMEOUT)
            (work if work in done else beat).result()
        finally:
            work.cancel()
            beat.cancel()
            await asyncio.gather(work, beat, return_exceptions=True)

    async def _beat(self) -> None:
        """Renew the lease until it is lost or the job is to stop."""
        seconds = self.tools.settings.lease_seconds
        while True:
            await asyncio.sleep(min(seconds / 3, MAX_BEAT_SECONDS))
            try:
                async with self.tools.database.begin() as session:
                    await runs.beat(session, self.run, lease=timedelta(seconds=seconds))
            except DatabaseUnreachable as error:
                log.warning("job.beat_missed", error=type(error).__name__)

    async def _fail(self, failure: StepFailed) -> str:
        log.info("job.failed", code=failure.code, detail=failure.detail)
        async with self.tools.database.begin() as session:
            event = await runs.fail(session, self.run, failure)
            await settle_deployments(session, [event])
        reach("job.failed")
        await publish([event], doorbell=self.tools.doorbell)
        if event is not None:
            metrics.JOBS_FAILED.labels(failure.code).inc()
        if event is not None and not failure.retryable:
            await discard_upload(
                self.run.job_id, database=self.tools.database, store=self.tools.store
            )
        return "failed"

    async def _give_back(self, why: str, *, pause: timedelta = timedelta()) -> None:
        """Queue the job again as soon as that can be written; after a lease a sweep has done it."""
        log.warning("job.given_back", reason=why)
        release = partial(runs.release, why=why, pause=pause)
        until_written = tenacity.AsyncRetrying(
            retry=tenacity.retry_if_exception_type(DatabaseUnreachable),
            wait=tenacity.wait_fixed(WRITE_AGAIN_SECONDS),
            stop=tenacity.stop_after_delay(self.tools.settings.lease_seconds),
        )
        with suppress(tenacity.RetryError):
            await until_written(self._write, release, "job.released")
        if not pause:
            await self.tools.doorbell.ring(self.run.job_id, self.run.attempt)

    async def _write(self, end: End, point: str) -> None:
        async with self.tools.database.begin() as session:
            event = await end(session, self.run)
            await settle_deployments(session, [event])
        reach(point)
        await publish([event], doorbell=self.tools.doorbell)
