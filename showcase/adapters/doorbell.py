"""Redis: rings for workers through arq, and carries hints of news to the web processes.

Everything here is a hint. What is lost is found again in PostgreSQL, so a Redis that does not
answer costs time, never a job; hence failures are logged and no call waits longer than a moment.
"""

import asyncio
import socket
import time
from collections.abc import AsyncGenerator, Awaitable, Callable
from functools import partial
from typing import Any
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
CHANNELS = (NEWS, ENDED_SESSIONS)
RUN_JOB = "run_job"
PATIENCE_SECONDS = 0.25
"""How long anyone waits for Redis before going on without it."""
QUIET_SECONDS = 1.0
"""How long nobody asks a Redis again that has let somebody wait in vain."""
KEPT_RINGS = 64
MAX_RETRY_SECONDS = 2.0
"""The longest time between two tries to connect again."""
KEEPALIVE_SECONDS = 30

News = dict[str, object] | None

log = structlog.get_logger()


class Doorbell:
    """A connection to Redis for sending and hearing hints."""

    def __init__(self, url: str) -> None:
        self.redis = ArqRedis(
            ConnectionPool.from_url(url, **_make_keepalive(url)), default_queue_name=QUEUE
        )
        self._quiet_until = 0.0
        self._heard: dict[str, list[asyncio.Queue[News]]] = {channel: [] for channel in CHANNELS}
        self._hearing: asyncio.Task[None] | None = None

    async def ring(self, job_id: UUID, attempt: int) -> None:
        """Tell the workers that a job waits, and its watchers that something happened.

        The name holds the attempt, because arq drops a job whose name it still remembers.
        """
        log.info("doorbell.rung", job_id=str(job_id), attempt=attempt)
        await self._hint(partial(self._enqueue, job_id, attempt), event="doorbell.ring_failed")
        await self.publish({"job_id": str(job_id)})

    async def publish(self, news: dict[str, object], *, channel: str = NEWS) -> None:
        """Tell the web processes what happened to a job; `job_id` alone means: look it up."""
        send = partial(self.redis.publish, channel, orjson.dumps(news))
        await self._hint(send, event="doorbell.publish_failed")

    async def listen(self, channel: str = NEWS) -> AsyncGenerator[News, None]:
        """Yield a channel's news for ever; None whenever some may have been missed, at first too.

        However many listen in a process, they share one connection.
        """
        heard: asyncio.Queue[News] = asyncio.Queue()
        heard.put_nowait(None)
        self._heard[channel].append(heard)
        if self._hearing is None:
            self._hearing = asyncio.create_task(self._hear())
        try:
            while True:
                yield await heard.get()
        finally:
            self._heard[channel].remove(heard)

    async def _hear(self) -> None:
        """Hand out what is heard; redis-py's own `listen()` ends with the server, this goes on."""
        delay = PATIENCE_SECONDS
        while True:
            try:
                async with self.redis.pubsub(ignore_subscribe_messages=True) as line:
                    await line.subscribe(*CHANNELS)
                    metrics.HUB_RESYNCS.inc()
                    for channel in CHANNELS:
                        self._hand_out(channel, None)
                    delay = PATIENCE_SECONDS
                    async for message in line.listen():
                        self._hand_out(message["channel"].decode(), _read(message["data"]))
            except (RedisError, OSError):
                log.warning("doorbell.disconnected", retry_s=delay)
                metrics.REDIS_FAILURES.labels("doorbell.disconnected").inc()
            except Exception:
                # Nobody waits for this task: what it meets must not end it unseen.
                log.exception("doorbell.broke")
            await asyncio.sleep(delay)
            delay = min(delay * 2, MAX_RETRY_SECONDS)

    def _hand_out(self, channel: str, news: News) -> None:
        for heard in self._heard[channel]:
            heard.put_nowait(news)

    async def check(self) -> None:
        """Raise unless Redis answers."""
        async with asyncio.timeout(PATIENCE_SECONDS * 4):
            await self.redis.ping()

    async def close(self) -> None:
        """Close all connections."""
        if self._hearing is not None:
            self._hearing.cancel()
            await asyncio.gather(self._hearing, return_exceptions=True)
        await self.redis.aclose(close_connection_pool=True)

    async def _enqueue(self, job_id: UUID, attempt: int) -> None:
        name = f"{job_id}:{attempt}"
        if await self.redis.enqueue_job(RUN_JOB, str(job_id), _job_id=name) is None:
            return
        async with self.redis.pipeline(transaction=False) as pipe:
            pipe.rpush(BELL, 1)
            pipe.ltrim(BELL, -KEPT_RINGS, -1)
            await pipe.execute()

    async def _hint(self, send: Callable[[], Awaitable[object]], *, event: str) -> None:
        """Send a hint if Redis answers; while it only lets us wait, most are not even tried."""
        if time.monotonic() < self._quiet_until:
            return
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                await send()
        except (RedisError, OSError) as error:
            log.warning(event, error=type(error).__name__)
            metrics.REDIS_FAILURES.labels(event).inc()
            if isinstance(error, TimeoutError):
                self._quiet_until = time.monotonic() + QUIET_SECONDS


def _read(message: bytes) -> News:
    """Return what a message says; None, as for one that was missed, if it is none of ours."""
    try:
        news = orjson.loads(message)
    except orjson.JSONDecodeError:
        news = None
    if isinstance(news, dict):
        return news
    log.warning("doorbell.garbled", size=len(message))
    return None


def _make_keepalive(url: str) -> dict[str, Any]:
    """Have the kernel look whether a silent peer is still there: networks forget connections."""
    if url.startswith("unix:"):
        return {}
    idle = "TCP_KEEPIDLE" if hasattr(socket, "TCP_KEEPIDLE") else "TCP_KEEPALIVE"  # on macOS
    options = {getattr(socket, idle): KEEPALIVE_SECONDS}
    return {"socket_keepalive": True, "socket_keepalive_options": options}
