"""A circuit breaker that all workers share through Redis.

After several failed calls in a row a provider is left alone for a while; then one call may try it,
and only if that one is answered do the others follow. Redis that does not answer means: no
breaker. It is our own because of the kept ones purgatory, which would fit, lets every caller try
at once when the rest is over, and raises when Redis is gone.
"""

import asyncio
from collections.abc import Awaitable
from typing import TypeVar

import structlog
from redis.asyncio import Redis
from redis.exceptions import RedisError

from showcase import metrics
from showcase.adapters.doorbell import PATIENCE_SECONDS

LIMIT = 3
"""Failed calls in a row, each after its own retries, until a provider is left alone."""
WINDOW_SECONDS = 60
"""Failures further apart than this are not in a row."""
REST_SECONDS = 30
MEMORY_SECONDS = 3600
"""After so long without a call it is forgotten that the provider ever failed."""

Answer = TypeVar("Answer")

log = structlog.get_logger()


class Circuit:
    """Knows whether a provider is down.

    Args:
        redis: Where the state is shared.
        name: Of the provider; those who use the same name share a state.
        probe_seconds: How long a call may take; a trial that has not ended by then counts as lost.
    """

    def __init__(self, redis: Redis, name: str, *, probe_seconds: float) -> None:
        self._redis = redis
        self._name = name
        self._probe_seconds = probe_seconds
        keys = (f"showcase:circuit:{name}:{part}" for part in ("failures", "rest", "open", "probe"))
        self._failures, self._rest, self._open, self._probe = keys

    async def allows(self) -> bool:
        """Tell whether a call is worth a try; after a rest, for one caller only."""
        resting, is_open = await self._try(self._look(), otherwise=(False, False))
        if resting or not is_open:
            return not resting
        return await self._try(self._take_probe(), otherwise=True)

    async def worked(self) -> None:
        """Take note that the provider answered: all may call it again."""
        reset = self._redis.delete(self._failures, self._rest, self._open, self._probe)
        await self._try(reset, otherwise=0)

    async def failed(self) -> None:
        """Take note that the provider did not answer."""
        if await self._try(self._fail(), otherwise=False):
            log.warning("circuit.opened", circuit=self._name, rest_s=REST_SECONDS)

    async def _look(self) -> tuple[bool, bool]:
        """Return whether the provider is left alone, and whether it is yet to prove itself."""
        async with self._redis.pipeline(transaction=False) as pipe:
            pipe.exists(self._rest)
            pipe.exists(self._open)
            resting, is_open = await pipe.execute()
        return bool(resting), bool(is_open)

    async def _take_probe(self) -> bool:
        """Tell whether nobody else is trying the provider just now."""
        patience = max(1, round(self._probe_seconds))
        return bool(await self._redis.set(self._probe, 1, nx=True, ex=patience))

    async def _fail(self) -> bool:
        """Count a failure, and tell whether it opened the circuit."""
        async with self._redis.pipeline() as pipe:
            pipe.incr(self._failures)
            pipe.expire(self._failures, WINDOW_SECONDS)
            pipe.exists(self._open)
            failures, _, was_open = await pipe.execute()
        if failures < LIMIT and not was_open:
            return False
        async with self._redis.pipeline() as pipe:
            pipe.set(self._rest, 1, ex=REST_SECONDS)
            pipe.set(self._open, 1, ex=MEMORY_SECONDS)
            pipe.delete(self._probe)
            await pipe.execute()
        return True

    async def _try(self, asked: Awaitable[Answer], *, otherwise: Answer) -> Answer:
        """Return what Redis says, or what holds without it."""
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                return await asked
        except (RedisError, OSError) as error:
            log.warning("circuit.unknown", circuit=self._name, error=type(error).__name__)
            metrics.REDIS_FAILURES.labels("circuit.unknown").inc()
            return otherwise
