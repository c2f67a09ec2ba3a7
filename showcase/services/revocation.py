"""News that somebody's sessions have ended, for the sockets that are open in other processes.

A hint over Redis, as all news are: whoever watches looks at the session's row again, and does so
now and then without any news.
"""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from uuid import UUID

from showcase.adapters.doorbell import ENDED_SESSIONS, Doorbell


class Revocations:
    """Tells the watchers of this process that sessions of a person may have ended."""

    def __init__(self, doorbell: Doorbell) -> None:
        self._doorbell = doorbell
        self._watched: dict[UUID, set[asyncio.Event]] = defaultdict(set)

    async def announce(self, user_id: UUID) -> None:
        """Tell every process; call it after the commit."""
        await self._doorbell.publish({"user_id": str(user_id)}, channel=ENDED_SESSIONS)

    @asynccontextmanager
    async def listening(self) -> AsyncIterator["Revocations"]:
        """Take news while the block runs."""
        task = asyncio.create_task(self._take_news())
        try:
            yield self
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    @contextmanager
    def watch(self, user_id: UUID) -> Iterator[asyncio.Event]:
        """Give an event that is set whenever sessions of this person may have ended."""
        event = asyncio.Event()
        self._watched[user_id].add(event)
        try:
            yield event
        finally:
            self._watched[user_id].discard(event)
            if not self._watched[user_id]:
                del self._watched[user_id]

    async def _take_news(self) -> None:
        async for news in self._doorbell.listen(ENDED_SESSIONS):
            chosen = list(self._watched) if news is None else [UUID(str(news["user_id"]))]
            for user_id in chosen:
                for event in self._watched.get(user_id, ()):
                    event.set()
