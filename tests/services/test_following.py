"""Whoever follows a job sees every event once, in order, whatever Redis loses."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, aclosing
from uuid import UUID

import pytest
import pytest_asyncio

from showcase.adapters.doorbell import Doorbell
from showcase.database import Database
from showcase.errors import InvalidInput, JobFailureCode, StepFailed
from showcase.models import JobEvent, JobEventType, JobStage
from showcase.pipeline.progress import Teller, publish
from showcase.services import following, jobs, runs
from showcase.services.following import Hub
from showcase.services.news import News, tell
from tests.support.database import counted
from tests.support.jobs import must_claim, queue_job

ABOUT = {"kind": "ABOUT", "heading": "About", "content": {"text": "Builds bridges."}}


@pytest_asyncio.fixture
async def doorbell(redis_url: str) -> AsyncIterator[Doorbell]:
    doorbell = Doorbell(redis_url)
    yield doorbell
    await doorbell.close()


@pytest_asyncio.fixture
async def hub(database: Database, doorbell: Doorbell) -> AsyncIterator[Hub]:
    async with Hub(database=database, doorbell=doorbell).listening() as hub:
        yield hub


async def follow(hub: Hub, job_id: UUID, *, after: int = 0) -> list[int]:
    async with aclosing(hub.follow(job_id, after=after)) as events:
        return [event.sequence async for event in events]


async def complete(run: runs.Run, database: Database) -> None:
    async with database.begin() as session:
        await runs.complete(session, run)


async def test_a_late_watcher_gets_the_whole_story_and_then_the_end(
    hub: Hub, database: Database
) -> None:
    run = await must_claim(database, await queue_job(database))
    await complete(run, database)

    assert await follow(hub, run.job_id) == [1, 2, 3]


async def test_a_watcher_that_comes_back_goes_on_after_what_it_saw(
    hub: Hub, database: Database
) -> None:
    run = await must_claim(database, await queue_job(database))
    await complete(run, database)

    assert await follow(hub, run.job_id, after=2) == [3]


async def test_events_arrive_live_with_all_they_carry(
    hub: Hub, database: Database, doorbell: Doorbell
) -> None:
    run = await must_claim(database, await queue_job(database))
    async with (
        aclosing(hub.follow(run.job_id, after=0)) as events,
        Teller(run, database=database, doorbell=doorbell) as teller,
    ):
        seen: list[JobEvent] = [await anext(events), await anext(events)]
        await teller.enter(JobStage.GENERATING)
        await teller.show(ABOUT | {"sources": []}, done=1, total=2)
        seen += [await anext(events) for _ in range(3)]

    assert [event.sequence for event in seen] == [1, 2, 3, 4, 5]
    assert (seen[-1].section, seen[-1].percent) == (ABOUT, 62)
    assert seen[-1].at.tzinfo is not None


async def test_a_story_goes_on_behind_the_end_of_an_earlier_attempt(
    hub: Hub, database: Database
) -> None:
    run = await must_claim(database, await queue_job(database))
    async with database.begin() as session:
        await runs.fail(session, run, StepFailed(JobFailureCode.AI_UNAVAILABLE))
        await jobs.retry_job(session, user_id=run.user_id, job_id=run.job_id)
    await complete(await must_claim(database, run.job_id), database)

    assert await follow(hub, run.job_id) == [1, 2, 3, 4, 5, 6]


async def test_lost_hints_are_read_from_the_table(
    hub: Hub, database: Database, doorbell: Doorbell
) -> None:
    run = await must_claim(database, await queue_job(database))
    watching = asyncio.create_task(follow(hub, run.job_id))
    async with database.begin() as session:  # committed, but nobody is told
        await tell(session, run, [News(JobEventType.PROGRESS, JobStage.OCR, 40)])
    async with database.begin() as session:
        last = await runs.complete(session, run)
    await publish([last], doorbell=doorbell)

    assert await watching == [1, 2, 3, 4]


async def test_all_news_may_be_lost_and_still_arrives(
    hub: Hub, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(following, "SAFETY_POLL_SECONDS", 0.05)
    run = await must_claim(database, await queue_job(database))
    quick = Hub(database=database, doorbell=hub._doorbell)

    async with quick.listening():
        watching = asyncio.create_task(follow(quick, run.job_id))
        await complete(run, database)

        assert await watching == [1, 2, 3]


async def test_news_missed_by_many_are_read_in_one_statement(
    hub: Hub, database: Database, doorbell: Doorbell
) -> None:
    runs_ = [await must_claim(database, await queue_job(database)) for _ in range(10)]
    async with AsyncExitStack() as stack:
        watching = [
            await stack.enter_async_context(aclosing(hub.follow(run.job_id, after=1)))
            for run in runs_
        ]
        assert [(await anext(events)).sequence for events in watching] == [2] * 10
        waiting = [asyncio.create_task(anext(events)) for events in watching]
        for run in runs_:
            await complete(run, database)
        with counted(database) as statements:
            await doorbell.redis.client_kill_filter(_type="pubsub")
            missed = await asyncio.gather(*waiting)

    assert [event.sequence for event in missed] == [3] * 10
    assert len(statements) == 1


async def test_a_hint_that_cannot_be_read_is_looked_up(
    hub: Hub, database: Database, doorbell: Doorbell
) -> None:
    run = await must_claim(database, await queue_job(database))
    watching = asyncio.create_task(follow(hub, run.job_id))
    await complete(run, database)
    await doorbell.publish({"job_id": str(run.job_id), "sequence": 3, "type": "OF_TOMORROW"})

    assert await watching == [1, 2, 3]


async def test_a_watcher_that_does_not_read_misses_nothing(
    hub: Hub, database: Database, doorbell: Doorbell
) -> None:
    run = await must_claim(database, await queue_job(database))
    async with aclosing(hub.follow(run.job_id, after=0)) as events:
        await anext(events)
        async with Teller(run, database=database, doorbell=doorbell) as teller:
            for done in range(following.BACKLOG * 2):
                await teller.advance(done, following.BACKLOG * 2, message="on it")
        await complete(run, database)

        rest = [event.sequence async for event in events]

    assert rest == list(range(2, following.BACKLOG * 2 + 4))


async def test_nobody_is_kept_who_no_longer_watches(hub: Hub, database: Database) -> None:
    job_id = await queue_job(database)
    async with aclosing(hub.follow(job_id, after=0)) as events:
        await anext(events)
        assert hub._watchers

    assert not hub._watchers


@pytest.mark.parametrize("after", [-1, 2])
async def test_after_must_be_a_number_that_was_seen(
    hub: Hub, database: Database, after: int
) -> None:
    with pytest.raises(InvalidInput, match="from 0 to 1"):
        await follow(hub, await queue_job(database), after=after)
