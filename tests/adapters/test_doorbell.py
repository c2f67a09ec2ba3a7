"""The bell with a Redis that takes calls and does not answer them."""

import asyncio
from collections.abc import AsyncIterator
from uuid import uuid4

import pytest_asyncio

from showcase.adapters.doorbell import Doorbell


class MuteRedis:
    """Listens, reads, and says nothing."""

    def __init__(self) -> None:
        self.received = b""

    async def hear(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Take whatever comes, until the other side has enough."""
        while data := await reader.read(4096):
            self.received += data
        writer.close()


@pytest_asyncio.fixture
async def mute() -> AsyncIterator[tuple[MuteRedis, Doorbell]]:
    redis = MuteRedis()
    async with await asyncio.start_server(redis.hear, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        doorbell = Doorbell(f"redis://127.0.0.1:{port}")
        yield redis, doorbell
        await doorbell.close()


async def test_hints_are_not_even_tried_for_a_while_after_one_went_unanswered(
    mute: tuple[MuteRedis, Doorbell],
) -> None:
    redis, doorbell = mute
    await doorbell.publish({"job_id": "first"})
    asked = redis.received

    await doorbell.publish({"job_id": "second"})
    await doorbell.ring(uuid4(), 1)

    assert asked
    assert redis.received == asked
