"""Tell a job's story as it happens, and follow it live.

The story is in PostgreSQL, without gaps; Redis only says that there is more of it. So whoever
follows reads the table first, then takes hints, and reads the table again whenever one is missing.
"""

import asyncio
import time
from collections import defaultdict
from collections.abc import AsyncGenerator, AsyncIterator, Iterable, Sequence
from contextlib import ExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self
from uuid import UUID

import structlog
from pydantic import ValidationError

from showcase import metrics, traces
from showcase.adapters.doorbell import Doorbell
from showcase.database import Database, DatabaseUnreachable
from showcase.errors import InvalidInput
from showcase.faults import reach
from showcase.models import TERMINAL_EVENTS, JobEvent, JobEventType, JobStage
from showcase.services.news import News, tell
from showcase.services.runs import Run
from showcase.services.stories import get_last_sequence, list_newer

SAFETY_POLL_SECONDS = 5.0
"""How late news may be when Redis is down."""
BACKLOG = 64
"""Hints kept for a slow watcher; older ones are dropped, and read from the table instead."""

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


@dataclass(eq=False)
class Watcher:
    """Somebody who follows a job: the last event seen, and hints of what came after it.

    A hint is an event, or None: there may be news in the table.
    """

    job_id: UUID
    last: int
    hints: asyncio.Queue[JobEvent | None] = field(default_factory=lambda: asyncio.Queue(BACKLOG))

    def offer(self, hint: JobEvent | None) -> None:
        """Take a hint; a slow watcher forgets the oldest one."""
        if self.hints.full():
            self.hints.get_nowait()
        self.hints.put_nowait(hint)


class Hub:
    """One Redis connection of a process, fanned out in memory to all who watch a job there."""

    def __init__(self, *, database: Database, doorbell: Doorbell) -> None:
        self._database = database
        self._doorbell = doorbell
        self._watchers: dict[UUID, set[Watcher]] = defaultdict(set)
        self._doubtful = asyncio.Event()

    @asynccontextmanager
    async def listening(self) -> AsyncIterator["Hub"]:
        """Take hints while the block runs."""
        loops = (self._take_hints(), self._hand_out_missed())
        tasks = [asyncio.create_task(loop) for loop in loops]
        try:
            yield self
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def follow(self, job_id: UUID, *, after: int) -> AsyncGenerator[JobEvent, None]:
        """Yield the job's events after sequence `after`, each once, until a final one is the last.

        Raises:
            InvalidInput: `after` is beyond the last event.
        """
        await self._check_after(job_id, after)
        watcher = Watcher(job_id, last=after)
        self._watchers[job_id].add(watcher)
        metrics.WATCHERS.inc()
        try:
            async for event in self._follow(watcher):
                metrics.EVENTS_DELIVERED.inc()
                yield event
        finally:
            metrics.WATCHERS.dec()
            self._watchers[job_id].discard(watcher)
            if not self._watchers[job_id]:
                del self._watchers[job_id]

    async def _follow(self, watcher: Watcher) -> AsyncIterator[JobEvent]:
        hint: JobEvent | None = None
        while True:
            news = await self._list_news(watcher, hint)
            for event in news:
                watcher.last = event.sequence
                yield event
            if news and news[-1].type in TERMINAL_EVENTS:
                return
            hint = await watcher.hints.get()

    async def _list_news(self, watcher: Watcher, hint: JobEvent | None) -> Sequence[JobEvent]:
        """Return what the watcher has not seen: the hinted event, or what stands in the table."""
        if hint is not None and hint.sequence <= watcher.last + 1:
            return [hint] if hint.sequence == watcher.last + 1 else []
        try:
            async with self._database.begin() as session:
                return await list_newer(session, {watcher.job_id: watcher.last})
        except DatabaseUnreachable as error:
            log.warning("hub.read_failed", error=type(error).__name__)
            return []  # the next poll asks again

    async def _check_after(self, job_id: UUID, after: int) -> None:
        async with self._database.begin() as session:
            known = await get_last_sequence(session, job_id)
        if not 0 <= after <= known:
            raise InvalidInput(
                f"`after` must be from 0 to {known}, the sequence of the last event.",
                path=["after"],
            )

    async def _take_hints(self) -> None:
        async for news in self._doorbell.listen():
            if news is None:
                self._doubtful.set()
                continue
            watchers = self._watchers.get(UUID(str(news["job_id"])))
            if not watchers:
                continue
            hint = _read_hint(news)
            for watcher in watchers:
                watcher.offer(hint)

    async def _hand_out_missed(self) -> None:
        """Hand out what hints did not bring: whenever some may be lost, and now and then anyway."""
        while True:
            with suppress(TimeoutError):
                async with asyncio.timeout(SAFETY_POLL_SECONDS):
                    await self._doubtful.wait()
            self._doubtful.clear()
            try:
                missed = await self._list_missed()
            except DatabaseUnreachable as error:
                log.warning("hub.poll_failed", error=type(error).__name__)
                continue
            for event in missed:
                for watcher in self._watchers.get(event.job_id, ()):
                    watcher.offer(event)

    async def _list_missed(self) -> Sequence[JobEvent]:
        """Read in one statement what all those who wait have not seen; others look themselves."""
        waiting = {
            job_id: min(watcher.last for watcher in watchers)
            for job_id, everyone in self._watchers.items()
            if (watchers := [watcher for watcher in everyone if watcher.hints.empty()])
        }
        async with self._database.begin() as session:
            return await list_newer(session, waiting)


def _read_hint(news: dict[str, object]) -> JobEvent | None:
    """Return the event itself; None where the table has to say what happened."""
    try:
        return JobEvent.model_validate(news)
    except ValidationError:
        return None
