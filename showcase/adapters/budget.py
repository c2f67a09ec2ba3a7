"""Budgets: points that a subject may spend in a window of time, counted in Redis.

A window begins with the first point that is spent in it. Without Redis nobody is stopped.

Asking Redis before each operation would take a quarter of its time. So a process takes points in
advance and asks again when they are spent. In the long run nobody gets more than their allowance;
with N processes up to N advances may lie unused in one window, and be spent in the next.
"""

import asyncio
import time
from collections import OrderedDict
from collections.abc import Awaitable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, TypeVar

import structlog
from arq import ArqRedis
from limits import RateLimitItem, RateLimitItemPerSecond
from limits.aio.storage import RedisStorage
from limits.aio.strategies import FixedWindowRateLimiter
from limits.util import WindowStats
from redis.exceptions import RedisError

from showcase import metrics
from showcase.adapters.doorbell import PATIENCE_SECONDS
from showcase.errors import RateLimited

PREFIX = "showcase:budget"

ADVANCES = 200
"""Of so many advances an allowance consists; smaller allowances are counted point by point."""
REMEMBERED = 10_000
"""So many subjects' advances are kept; what is left of those drawn longest ago is forgone."""

Answer = TypeVar("Answer")
Purpose = tuple[str, str]
"""What points are for, and whose they are."""

log = structlog.get_logger()


@dataclass(frozen=True)
class Allowance:
    """How much of what may be spent in how long a time."""

    name: str
    points: int
    window_seconds: int


@dataclass(frozen=True)
class Balance:
    """What is left, and until when."""

    limit: int
    remaining: int
    reset_at: datetime


@dataclass
class Advance:
    """Points that were taken off a budget and not spent yet, and until when they may be."""

    points: int
    ends_at: float


class Budgets:
    """Everybody's budgets, shared by all processes that use the same Redis."""

    def __init__(self, redis: ArqRedis) -> None:
        options: dict[str, Any] = {"connection_pool": redis.connection_pool}
        storage = RedisStorage("redis://", implementation="redispy", key_prefix=PREFIX, **options)
        self._limiter = FixedWindowRateLimiter(storage)
        self._advances: OrderedDict[Purpose, Advance] = OrderedDict()
        self._drawings: dict[Purpose, asyncio.Event] = {}

    async def spend(self, allowance: Allowance, *, subject: str, points: int = 1) -> None:
        """Take points off what a subject has left.

        Raises:
            RateLimited: There are not so many left in this window.
        """
        purpose = (allowance.name, subject)
        while not self._take(purpose, points):
            drawing = self._drawings.get(purpose)
            if drawing is not None:
                await drawing.wait()
            elif await self._draw(allowance, subject, points):
                return
            else:
                balance = await self.get_balance(allowance, subject=subject)
                raise RateLimited(retry_at=balance.reset_at)

    async def get_balance(self, allowance: Allowance, *, subject: str) -> Balance:
        """Return what a subject has left; all of it, where Redis does not say."""
        unspent = WindowStats(datetime.now(UTC).timestamp(), allowance.points)
        stats = self._limiter.get_window_stats(_make_item(allowance), subject)
        reset_at, remaining = await _ask(stats, otherwise=unspent)
        advance = self._find_advance((allowance.name, subject))
        if advance is not None:
            remaining = min(remaining + advance.points, allowance.points)
        return Balance(allowance.points, remaining, datetime.fromtimestamp(reset_at, UTC))

    def _take(self, purpose: Purpose, points: int) -> bool:
        """Take points off an advance, and tell whether there were so many."""
        advance = self._find_advance(purpose)
        if advance is None or advance.points < points:
            return False
        advance.points -= points
        return True

    async def _draw(self, allowance: Allowance, subject: str, points: int) -> bool:
        """Take points from Redis, and an advance with them; tell whether there were so many.

        Whoever needs points meanwhile waits for the advance: each would take one of their own.
        """
        more = allowance.points // ADVANCES
        if not more:
            return await self._hit(allowance, subject, points)
        purpose = (allowance.name, subject)
        self._drawings[purpose] = over = asyncio.Event()
        try:
            drawn = await self._hit(allowance, subject, points + more)
            if drawn:
                self._keep(purpose, more, seconds=allowance.window_seconds)
        finally:
            del self._drawings[purpose]
            over.set()
        return drawn

    async def _hit(self, allowance: Allowance, subject: str, points: int) -> bool:
        hit = self._limiter.hit(_make_item(allowance), subject, cost=points)
        return await _ask(hit, otherwise=True)

    def _keep(self, purpose: Purpose, points: int, *, seconds: int) -> None:
        left = self._find_advance(purpose)
        ends_at = time.monotonic() + seconds
        self._advances[purpose] = Advance(points + (left.points if left else 0), ends_at)
        self._advances.move_to_end(purpose)
        if len(self._advances) > REMEMBERED:
            self._advances.popitem(last=False)

    def _find_advance(self, purpose: Purpose) -> Advance | None:
        advance = self._advances.get(purpose)
        return advance if advance and advance.ends_at > time.monotonic() else None


def _make_item(allowance: Allowance) -> RateLimitItem:
    return RateLimitItemPerSecond(
        allowance.points, allowance.window_seconds, namespace=allowance.name
    )


async def _ask(asked: Awaitable[Answer], *, otherwise: Answer) -> Answer:
    """Return what Redis says, or what holds without it."""
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            return await asked
    except (RedisError, OSError) as error:
        log.warning("budget.not_counted", error=type(error).__name__)
        metrics.REDIS_FAILURES.labels("budget.not_counted").inc()
        return otherwise
