"""Redis: rings for workers through arq, and carries hints of news to the web processes.

Everything here is a hint. What is lost is found again in PostgreSQL, so a Redis that does not
answer costs time, never a job; hence failures are logged and no call waits longer than a moment.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable
from uuid import UUID

import orjson
import structlog
from arq import ArqRedis
from redis.asyncio import ConnectionPool
from redis.exceptions import RedisError

from showcase import metrics

QUEUE = "showcase:jobs"
BELL = "showcase:bell"
NEWS = "showcase:news"
ENDED_SESSIONS = "showcase:ended-sessions"
RUN_JOB = "run_job"
PATIENCE_SECONDS = 0.25
"""How long anyone waits for Redis before going on without it."""
KEPT_RINGS = 64

log = structlog.get_logger()


class Doorbell:
    """A connection to Redis for sending and hearing hints."""

    def __init__(self, url: str) -> None:
        self.redis = ArqRedis(ConnectionPool.from_url(url), default_queue_name=QUEUE)

    async def ring(self, job_id: UUID, attempt: int) -> None:
        """Tell the workers that a job waits, and its watchers that something happened.

        The name holds the attempt, because arq drops a job whose name it still remembers.
        """
        log.info("doorbell.rung", job_id=str(job_id), attempt=attempt)
        await self._hint(self._enqueue(job_id, attempt), event="doorbell.ring_failed")
        await self.publish({"job_id": str(job_id)})

    async def publish(self, news: dict[str, object], *, channel: str = NEWS) -> None:
        """Tell the web processes what happened to a job; `job_id` alone means: look it up."""
        sent = self.redis.publish(channel, orjson.dumps(news))
        await self._hint(sent, event="doorbell.publish_failed")

    async def listen(self, channel: str = NEWS) -> AsyncIterator[dict[str, object] | None]:
        """Yield news for ever; None whenever some may have been missed, first of all at once.

        redis-py's own `listen()` ends when the server restarts, so this connects again.
        """
        delay = PATIENCE_SECONDS
        while True:
            try:
                async with self.redis.pubsub(ignore_subscribe_messages=True) as line:
                    await line.subscribe(channel)
                    yield None
                    delay = PATIENCE_SECONDS
                    async for message in line.listen():
                        yield orjson.loads(message["data"])
            except (RedisError, OSError):
                log.warning("doorbell.disconnected", retry_s=delay)
                metrics.REDIS_FAILURES.labels("doorbell.disconnected").inc()
            await asyncio.sleep(delay)
            delay = min(delay * 2, 2.0)

    async def check(self) -> None:
        """Raise unless Redis answers."""
        async with asyncio.timeout(PATIENCE_SECONDS * 4):
            await self.redis.ping()

    async def close(self) -> None:
        """Close all connections."""
        await self.redis.aclose(close_connection_pool=True)

    async def _enqueue(self, job_id: UUID, attempt: int) -> None:
        name = f"{job_id}:{attempt}"
        if await self.redis.enqueue_job(RUN_JOB, str(job_id), _job_id=name) is None:
            return
        async with self.redis.pipeline(transaction=False) as pipe:
            pipe.rpush(BELL, 1)
            pipe.ltrim(BELL, -KEPT_RINGS, -1)
            await pipe.execute()

    async def _hint(self, sent: Awaitable[object], *, event: str) -> None:
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                await sent
        except (RedisError, OSError) as error:
            log.warning(event, error=type(error).__name__)
            metrics.REDIS_FAILURES.labels(event).inc()
