"""Hints are heeded as long as somebody listens, whatever is among them."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing
from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest
import pytest_asyncio
from structlog.testing import capture_logs

from showcase.adapters.doorbell import CHANNELS, Doorbell, News
from showcase.adapters.tokens import AccessClaims
from showcase.database import Database
from showcase.models import JobEvent, JobEventType, JobStage
from showcase.pipeline.progress import publish
from showcase.services import following, revocation
from showcase.services.following import Hub
from showcase.services.hints import heeding
from showcase.services.revocation import Revocations
from tests.support.jobs import queue_job

AT_ONCE = 2.0
NEVER = 3600.0
GARBAGE = {
    "not JSON": b"\xff{secret",
    "JSON of another shape": b'["job_id", "secret"]',
    "null": b"null",
    "a message without its keys": b'{"sequence": 1, "text": "secret"}',
    "keys of another kind": b'{"job_id": "secret", "user_id": ["secret"]}',
}
any_garbage = pytest.mark.parametrize("garbage", GARBAGE.values(), ids=list(GARBAGE))


@pytest.fixture(autouse=True)
def only_hints(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have nobody look without a hint or a doubt."""
    monkeypatch.setattr(following, "SAFETY_POLL_SECONDS", NEVER)
    monkeypatch.setattr(revocation, "RECHECK_SECONDS", NEVER)


@pytest_asyncio.fixture
async def doorbell(redis_url: str) -> AsyncIterator[Doorbell]:
    """A doorbell that hears already: what is published arrives."""
    doorbell = Doorbell(redis_url)
    async with aclosing(doorbell.listen()) as news:
        for _ in ("begins", "is connected"):
            assert await anext(news) is None
    yield doorbell
    await doorbell.close()


async def scatter(doorbell: Doorbell, garbage: bytes) -> None:
    """Publish garbage to everyone who listens."""
    for channel in CHANNELS:
        assert await doorbell.redis.publish(channel, garbage) == 1


def make_hint(job_id: UUID, sequence: int) -> JobEvent:
    """Return an event that stands in no table, so that it can arrive by a hint alone."""
    return JobEvent(
        job_id=job_id,
        sequence=sequence,
        type=JobEventType.PROGRESS,
        stage=JobStage.OCR,
        percent=40,
        at=datetime.now(UTC),
    )


@any_garbage
async def test_an_event_arrives_at_once_after_garbage(
    database: Database, doorbell: Doorbell, garbage: bytes
) -> None:
    job_id = await queue_job(database)
    async with (
        Hub(database=database, doorbell=doorbell).listening() as hub,
        aclosing(hub.follow(job_id, after=0)) as events,
    ):
        assert (await anext(events)).sequence == 1
        await scatter(doorbell, garbage)
        await publish([make_hint(job_id, 2)], doorbell=doorbell)

        event = await asyncio.wait_for(anext(events), AT_ONCE)

    assert event.sequence == 2


@any_garbage
async def test_the_end_of_a_session_is_told_at_once_after_garbage(
    database: Database, doorbell: Doorbell, garbage: bytes
) -> None:
    claims = AccessClaims(user_id=uuid4(), session_id=None, expires_at=datetime.now(UTC))
    doubted = asyncio.Event()
    async with Revocations(database=database, doorbell=doorbell).listening() as revocations:
        await scatter(doorbell, garbage)
        revocations.watch(claims, doubted.set)
        await revocations.announce(claims.user_id)

        await asyncio.wait_for(doubted.wait(), AT_ONCE)


class Listener:
    """Takes hints that say which number they are, and counts how often some were made up for."""

    def __init__(self) -> None:
        self.taken: asyncio.Queue[int] = asyncio.Queue()
        self.made_up: asyncio.Queue[int] = asyncio.Queue()
        self.breaks = False

    def take(self, hint: dict[str, object]) -> None:
        number = hint["number"]
        assert isinstance(number, int), hint
        self.taken.put_nowait(number)

    async def make_up(self) -> None:
        self.made_up.put_nowait(1)
        if self.breaks:
            raise ZeroDivisionError


@any_garbage
async def test_garbage_is_made_up_for_and_not_told(doorbell: Doorbell, garbage: bytes) -> None:
    listener = Listener()
    hints = doorbell.listen()
    with capture_logs() as logs:
        async with heeding(hints, take=listener.take, make_up=listener.make_up, every=NEVER):
            await asyncio.wait_for(listener.made_up.get(), AT_ONCE)  # listening has begun
            await doorbell.redis.publish(CHANNELS[0], garbage)
            await asyncio.wait_for(listener.made_up.get(), AT_ONCE)
            await doorbell.publish({"number": 1})
            assert await asyncio.wait_for(listener.taken.get(), AT_ONCE) == 1

    (warning,) = logs
    assert warning["event"] in {"doorbell.garbled", "hints.not_taken"}
    assert "secret" not in str(warning)


async def test_hints_that_end_are_made_up_for() -> None:
    async def break_off() -> AsyncIterator[News]:
        yield {"number": 1}
        raise ZeroDivisionError

    listener = Listener()
    with capture_logs() as logs:
        async with heeding(break_off(), take=listener.take, make_up=listener.make_up, every=NEVER):
            await asyncio.wait_for(listener.made_up.get(), AT_ONCE)

    assert listener.taken.get_nowait() == 1
    assert [entry["event"] for entry in logs] == ["hints.ended"]


async def test_what_cannot_be_made_up_for_once_is_tried_again(doorbell: Doorbell) -> None:
    listener = Listener()
    listener.breaks = True
    hints = doorbell.listen()
    async with heeding(hints, take=listener.take, make_up=listener.make_up, every=NEVER):
        for _ in range(3):
            await asyncio.wait_for(listener.made_up.get(), AT_ONCE)
            await doorbell.redis.publish(CHANNELS[0], b"null")
