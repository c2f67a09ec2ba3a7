"""Follow jobs live.

A job's story is in PostgreSQL, without gaps; Redis only says that there is more of it. So whoever
follows reads the table first, then takes hints, and reads the table again whenever one is missing.
"""

import asyncio
from collections import defaultdict
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import asynccontextmanager
from uuid import UUID

import structlog
from pydantic import ValidationError

from showcase import metrics
from showcase.adapters.doorbell import Doorbell
from showcase.database import Database, DatabaseUnreachable
from showcase.errors import InvalidInput
from showcase.models import TERMINAL_EVENTS, JobEvent
from showcase.services.hints import heeding
from showcase.services.stories import get_last_sequence, list_newer

SAFETY_POLL_SECONDS = 5.0
"""How late news may be when Redis is down."""
BACKLOG = 64
"""Hints kept for a slow watcher; older ones are dropped, and read from the table instead."""

log = structlog.get_logger()


class Watcher:
    """Somebody who follows a job: the last event seen, and hints of what came after it.

    A hint is an event, or None: there may be news in the table. There are thousands of watchers,
    most of them waiting; an asyncio.Queue or Event for each would take more memory than all the
    rest here. One task takes.
    """

    __slots__ = ("_hinted", "hints", "job_id", "last")

    def __init__(self, job_id: UUID, *, last: int) -> None:
        self.job_id = job_id
        self.last = last
        self.hints: list[JobEvent | None] = []
        self._hinted: asyncio.Future[None] | None = None

    def offer(self, hint: JobEvent | None) -> None:
        """Take a hint; a slow watcher forgets the oldest one."""
        if len(self.hints) == BACKLOG:
            del self.hints[0]
        self.hints.append(hint)
        if self._hinted is not None and not self._hinted.done():
            self._hinted.set_result(None)

    async def take(self) -> JobEvent | None:
        """Return the oldest hint, once there is one."""
        while not self.hints:
            self._hinted = asyncio.get_running_loop().create_future()
            await self._hinted
        return self.hints.pop(0)


class Hub:
    """One Redis connection of a process, fanned out in memory to all who watch a job there."""

    def __init__(self, *, database: Database, doorbell: Doorbell) -> None:
        self._database = database
        self._doorbell = doorbell
        self._watchers: dict[UUID, set[Watcher]] = defaultdict(set)

    @asynccontextmanager
    async def listening(self) -> AsyncIterator["Hub"]:
        """Take hints while the block runs."""
        hints = self._doorbell.listen()
        async with heeding(
            hints, take=self._hand_out, make_up=self._hand_out_missed, every=SAFETY_POLL_SECONDS
        ):
            yield self

    async def follow(self, job_id: UUID, *, after: int) -> AsyncGenerator[JobEvent, None]:
        """Yield the job's events after sequence `after`, each once, until a final one is the last.

        Raises:
            InvalidInput: `after` is beyond the last event.
        """
        await self._check_after(job_id, after)
        watcher, has_ended = Watcher(job_id, last=after), False
        watcher.offer(None)  # the story so far is in the table
        self._add(watcher)
        try:
            while not has_ended:
                for event in await self._list_news(watcher, await watcher.take()):
                    watcher.last = event.sequence
                    has_ended = event.type in TERMINAL_EVENTS
                    metrics.EVENTS_DELIVERED.inc()
                    yield event
                    del event  # thousands wait here, each would keep one
        finally:
            self._remove(watcher)

    def _add(self, watcher: Watcher) -> None:
        self._watchers[watcher.job_id].add(watcher)
        metrics.WATCHERS.inc()

    def _remove(self, watcher: Watcher) -> None:
        metrics.WATCHERS.dec()
        self._watchers[watcher.job_id].discard(watcher)
        if not self._watchers[watcher.job_id]:
            del self._watchers[watcher.job_id]

    async def _list_news(self, watcher: Watcher, hint: JobEvent | None) -> Sequence[JobEvent]:
        """Return what the watcher has not seen: the hinted event, or what stands in the table."""
        if hint is not None and hint.sequence <= watcher.last + 1:
            return [hint] if hint.sequence == watcher.last + 1 else []
        try:
            async with self._database.read() as session:
                return await list_newer(session, {watcher.job_id: watcher.last})
        except DatabaseUnreachable as error:
            log.warning("hub.read_failed", error=type(error).__name__)
            return []  # the next poll asks again

    async def _check_after(self, job_id: UUID, after: int) -> None:
        async with self._database.read() as session:
            known = await get_last_sequence(session, job_id)
        if not 0 <= after <= known:
            raise InvalidInput(
                f"`after` must be from 0 to {known}, the sequence of the last event.",
                path=["after"],
            )

    def _hand_out(self, news: dict[str, object]) -> None:
        watchers = self._watchers.get(UUID(str(news["job_id"])))
        if not watchers:
            return
        hint = _read_hint(news)
        for watcher in watchers:
            watcher.offer(hint)

    async def _hand_out_missed(self) -> None:
        for event in await self._list_missed():
            for watcher in self._watchers.get(event.job_id, ()):
                watcher.offer(event)

    async def _list_missed(self) -> Sequence[JobEvent]:
        """Read in one statement what all those who wait have not seen; others look themselves."""
        waiting = {
            job_id: min(watcher.last for watcher in watchers)
            for job_id, everyone in self._watchers.items()
            if (watchers := [watcher for watcher in everyone if not watcher.hints])
        }
        async with self._database.read() as session:
            return await list_newer(session, waiting)


def _read_hint(news: dict[str, object]) -> JobEvent | None:
    """Return the event itself; None where the table has to say what happened."""
    try:
        return JobEvent.model_validate(news)
    except ValidationError:
        return None
