"""Budgets: points that a subject may spend in a window of time, counted in Redis.

Counting is fixed-window: one counter for each subject and window. Without Redis nobody is stopped.
"""

import asyncio
import time
from dataclasses import dataclass
from datetime import UTC, datetime

import structlog
from arq import ArqRedis
from redis.exceptions import RedisError

from showcase import metrics
from showcase.errors import RateLimited

PATIENCE_SECONDS = 0.25

log = structlog.get_logger()


@dataclass(frozen=True)
class Allowance:
    """How much of what may be spent in how long a time."""

    name: str
    points: int
    window_seconds: int


@dataclass(frozen=True)
class Balance:
    """What is left after spending."""

    limit: int
    remaining: int
    reset_at: datetime


async def spend(redis: ArqRedis, allowance: Allowance, *, subject: str, points: int = 1) -> Balance:
    """Return what is left to a subject after spending points.

    Raises:
        RateLimited: There are not so many left in this window.
    """
    window = int(time.time()) // allowance.window_seconds
    reset_at = datetime.fromtimestamp((window + 1) * allowance.window_seconds, UTC)
    key = f"showcase:budget:{allowance.name}:{subject}:{window}"
    spent = await _count(redis, key, points=points, seconds=allowance.window_seconds)
    if spent > allowance.points:
        raise RateLimited(retry_at=reset_at)
    return Balance(allowance.points, allowance.points - spent, reset_at)


async def _count(redis: ArqRedis, key: str, *, points: int, seconds: int) -> int:
    try:
        async with asyncio.timeout(PATIENCE_SECONDS), redis.pipeline(transaction=False) as pipe:
            pipe.incrby(key, points)
            pipe.expire(key, seconds)
            spent, _ = await pipe.execute()
            return int(spent)
    except (RedisError, OSError) as error:
        log.warning("budget.not_counted", error=type(error).__name__)
        metrics.REDIS_FAILURES.labels("budget.not_counted").inc()
        return points
