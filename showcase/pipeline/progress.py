"""Tell a job's story as it happens.

The story is in PostgreSQL, without gaps; Redis only says that there is more of it. Those who watch
it are in `showcase/services/following.py`.
"""

import asyncio
import time
from collections.abc import Iterable
from contextlib import ExitStack
from types import TracebackType
from typing import Any, Self

import structlog

from showcase import metrics, traces
from showcase.adapters.doorbell import Doorbell
from showcase.database import Database
from showcase.faults import reach
from showcase.models import JobEvent, JobEventType, JobStage
from showcase.services.news import News, tell
from showcase.services.runs import Run

STAGE_PERCENT: dict[JobStage, tuple[int, int]] = {
    JobStage.RECEIVED: (0, 5),
    JobStage.EXTRACTING: (5, 20),
    JobStage.OCR: (20, 45),
    JobStage.GENERATING: (45, 80),
    JobStage.VALIDATING: (80, 85),
    JobStage.PERSISTING: (85, 90),
    JobStage.DEPLOYING: (90, 100),
}
"""Where each stage begins and ends on the bar."""

MOMENTS = {
    JobEventType.STAGE_STARTED: "begun",
    JobEventType.PROGRESS: "told",
    JobEventType.STAGE_FINISHED: "ended",
}
"""What the fault points of a stage are called."""

log = structlog.get_logger()


class Teller:
    """Tells what one run does, while the run goes on.

    News are committed in their order, as many at once as have gathered, and published once they
    are committed. Leaving the `async with` block waits until all is told. What keeps news from
    being told (LeaseLost, JobCancelled, DatabaseUnreachable) is raised by the next call.
    """

    def __init__(self, run: Run, *, database: Database, doorbell: Doorbell) -> None:
        self.run = run
        self.stage = JobStage.RECEIVED  # the claim has told that this one began
        self._database = database
        self._doorbell = doorbell
        self._entered = time.monotonic()
        self._open_span = ExitStack()
        self._percent = 0
        self._news: list[News] = []
        self._writing: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        self._trace_stage()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._open_span.__exit__(kind, error, traceback)
        if self._writing is None:
            return
        if kind is not None and issubclass(kind, asyncio.CancelledError):
            self._writing.cancel()  # the run is over; nobody may wait for its last words
            await asyncio.gather(self._writing, return_exceptions=True)
        else:
            await self._writing

    async def enter(self, stage: JobStage) -> None:
        """Tell that the present stage ended well and that the next one begins; no-op within it."""
        if stage is self.stage:
            return
        await self.leave()
        self.stage, self._entered = stage, time.monotonic()
        self._trace_stage()
        await self._tell(JobEventType.STAGE_STARTED, STAGE_PERCENT[stage][0])

    async def leave(self) -> None:
        """Tell that the present stage ended well."""
        await self._tell(JobEventType.STAGE_FINISHED, STAGE_PERCENT[self.stage][1])
        duration = round(time.monotonic() - self._entered, 4)
        log.info("job.stage_left", stage=self.stage, duration_s=duration)
        metrics.STAGE_SECONDS.labels(self.stage).observe(duration)

    async def advance(self, done: int, total: int, *, message: str) -> None:
        """Tell that `done` of `total` parts of the present stage are ready."""
        await self._tell(JobEventType.PROGRESS, self._share(done, total), message=message)

    async def remark(self, message: str) -> None:
        """Tell something about the present stage, from which no percentage follows."""
        await self.advance(0, 1, message=message)

    async def show(self, section: dict[str, Any], *, done: int, total: int) -> None:
        """Show a section that has just become ready, without its sources."""
        preview = {name: section[name] for name in ("kind", "heading", "content")}
        await self._tell(JobEventType.PROGRESS, self._share(done, total), section=preview)

    def _trace_stage(self) -> None:
        self._open_span.close()
        self._open_span.enter_context(traces.span(f"stage.{self.stage.lower()}"))

    def _share(self, done: int, total: int) -> int:
        begin, end = STAGE_PERCENT[self.stage]
        return begin + (end - begin) * min(done, total) // max(total, 1)

    async def _tell(
        self,
        type_: JobEventType,
        percent: int,
        *,
        message: str | None = None,
        section: dict[str, Any] | None = None,
    ) -> None:
        self._percent = max(self._percent, percent)
        news = News(type_, self.stage, self._percent, message=message, section=section)
        self._news.append(news)
        if self._writing is not None and self._writing.done():
            self._writing.result()
            self._writing = None
        if self._writing is None:
            self._writing = asyncio.create_task(self._write())
        await asyncio.sleep(0)  # writers that never wait would not let it begin

    async def _write(self) -> None:
        while self._news:
            news, self._news = self._news, []
            async with self._database.begin() as session:
                events = await tell(session, self.run, news)
            for told in news:
                reach(f"{told.stage.lower()}.{MOMENTS[told.type]}")
            await publish(events, doorbell=self._doorbell)


async def publish(events: Iterable[JobEvent | None], *, doorbell: Doorbell) -> None:
    """Send committed events to everyone who watches."""
    for event in events:
        if event is not None:
            await doorbell.publish(event.model_dump(mode="json"))
