"""Budgets: points that a subject may spend in a window of time, counted in Redis.

A window begins with the first point that is spent in it. Without Redis nobody is stopped.
"""

import asyncio
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

Answer = TypeVar("Answer")

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


class Budgets:
    """Everybody's budgets, shared by all processes that use the same Redis."""

    def __init__(self, redis: ArqRedis) -> None:
        options: dict[str, Any] = {"connection_pool": redis.connection_pool}
        storage = RedisStorage("redis://", implementation="redispy", key_prefix=PREFIX, **options)
        self._limiter = FixedWindowRateLimiter(storage)

    async def spend(self, allowance: Allowance, *, subject: str, points: int = 1) -> None:
        """Take points off what a subject has left.

        Raises:
            RateLimited: There are not so many left in this window.
        """
        hit = self._limiter.hit(_make_item(allowance), subject, cost=points)
        if not await _ask(hit, otherwise=True):
            balance = await self.get_balance(allowance, subject=subject)
            raise RateLimited(retry_at=balance.reset_at)

    async def get_balance(self, allowance: Allowance, *, subject: str) -> Balance:
        """Return what a subject has left; all of it, where Redis does not say."""
        unspent = WindowStats(datetime.now(UTC).timestamp(), allowance.points)
        stats = self._limiter.get_window_stats(_make_item(allowance), subject)
        reset_at, remaining = await _ask(stats, otherwise=unspent)
        return Balance(allowance.points, remaining, datetime.fromtimestamp(reset_at, UTC))


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
