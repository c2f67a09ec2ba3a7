"""Claiming, leases and fencing: nothing that two workers do at once can do harm."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa

from showcase.database import Database
from showcase.errors import JobCancelled, JobFailureCode, LeaseLost, StepFailed
from showcase.models import Job, JobEventType, JobStage, JobStatus
from showcase.services import jobs, runs
from showcase.services.news import News, tell
from tests.support.jobs import LEASE, claim, list_events, must_claim, queue_job, read_job

NO_TIME = timedelta(seconds=0)


def progress(percent: int = 30) -> News:
    return News(JobEventType.PROGRESS, JobStage.GENERATING, percent)


async def test_a_job_is_claimed_by_exactly_one_of_many_workers(database: Database) -> None:
    job_id = await queue_job(database)

    claims = await asyncio.gather(*(claim(database, job_id) for _ in range(8)))

    assert [run.attempt for run in claims if run] == [1]
    assert (await read_job(database, job_id)).status == JobStatus.RUNNING


async def test_a_fresh_job_is_left_to_its_bell(database: Database) -> None:
    await queue_job(database)

    async with database.begin() as session:
        claimed = await runs.claim(session, owner="sweeper", lease=LEASE)

    assert claimed is None


async def test_a_job_that_missed_its_bell_is_taken(database: Database) -> None:
    job_id = await queue_job(database)
    async with database.begin() as session:
        await session.execute(
            sa.update(Job).values(available_at=sa.func.now() - runs.PICKED_UP_WITHIN)
        )

    async with database.begin() as session:
        claimed = await runs.claim(session, owner="sweeper", lease=LEASE)

    assert claimed is not None
    assert claimed[0].job_id == job_id


async def test_events_are_numbered_without_gaps_from_the_first(database: Database) -> None:
    run = await must_claim(database, await queue_job(database))

    async with database.begin() as session:
        await tell(session, run, [progress()])
    async with database.begin() as session:
        await runs.complete(session, run)

    events = await list_events(database, run.job_id)
    assert [event.sequence for event in events] == [1, 2, 3, 4]
    assert [event.type for event in events] == ["QUEUED", "STAGE_STARTED", "PROGRESS", "COMPLETED"]
    assert (await read_job(database, run.job_id)).last_sequence == 4


async def test_events_told_at_once_get_different_numbers(database: Database) -> None:
    run = await must_claim(database, await queue_job(database))

    async def tell_once() -> None:
        async with database.begin() as session:
            await tell(session, run, [progress()])

    await asyncio.gather(*(tell_once() for _ in range(10)))

    sequences = [event.sequence for event in await list_events(database, run.job_id)]
    assert sequences == list(range(1, 13))


async def test_news_told_together_keep_their_order_and_their_times(database: Database) -> None:
    run = await must_claim(database, await queue_job(database))
    first, second = progress(50), progress(60)
    earlier = replace(first, told_at=first.told_at - 5)

    async with database.begin() as session:
        events = await tell(session, run, [earlier, second])

    assert [(event.sequence, event.percent) for event in events] == [(3, 50), (4, 60)]
    assert round((events[1].at - events[0].at).total_seconds()) == 5


async def test_a_rescued_job_refuses_every_write_of_its_ghost(database: Database) -> None:
    job_id = await queue_job(database)
    ghost = await must_claim(database, job_id, NO_TIME)
    async with database.begin() as session:
        rescued = await runs.rescue(session, max_lost_leases=3)
    heir = await must_claim(database, job_id)

    assert [event.type for event in rescued] == [JobEventType.RETRYING]
    assert heir.attempt == ghost.attempt + 1
    async with database.begin() as session:
        with pytest.raises(LeaseLost):
            await tell(session, ghost, [progress()])
        with pytest.raises(LeaseLost):
            await runs.hold(session, ghost)
        with pytest.raises(LeaseLost):
            await runs.beat(session, ghost, lease=LEASE)
        with pytest.raises(LeaseLost):
            await runs.complete(session, ghost)
        failure = StepFailed(JobFailureCode.INTERNAL)
        assert await runs.fail(session, ghost, failure) is None
        assert await runs.release(session, ghost, why="stopped") is None
    assert (await read_job(database, job_id)).status == JobStatus.RUNNING


async def test_a_job_that_keeps_killing_workers_is_set_aside(database: Database) -> None:
    job_id = await queue_job(database)
    for _ in range(3):
        await must_claim(database, job_id, NO_TIME)
        async with database.begin() as session:
            await runs.rescue(session, max_lost_leases=3)

    job = await read_job(database, job_id)

    assert (job.status, job.failure_code) == (JobStatus.FAILED, JobFailureCode.CRASHED)
    assert not jobs.can_retry(job)
    assert (await list_events(database, job_id))[-1].type == JobEventType.FAILED


async def test_a_living_lease_is_not_rescued(database: Database) -> None:
    run = await must_claim(database, await queue_job(database))

    async with database.begin() as session:
        assert await runs.rescue(session, max_lost_leases=3) == []
        await runs.beat(session, run, lease=LEASE)


async def test_a_released_job_can_be_claimed_at_once(database: Database) -> None:
    run = await must_claim(database, await queue_job(database))

    async with database.begin() as session:
        await runs.release(session, run, why="stopped")

    again = await must_claim(database, run.job_id)
    assert again.attempt == 2
    assert (await read_job(database, run.job_id)).lost_leases == 0


async def test_a_running_job_learns_that_it_is_to_stop(database: Database) -> None:
    run = await must_claim(database, await queue_job(database))
    async with database.begin() as session:
        await jobs.cancel_job(session, user_id=run.user_id, job_id=run.job_id)

    async with database.begin() as session:
        with pytest.raises(JobCancelled):
            await runs.beat(session, run, lease=LEASE)
        await runs.cancel(session, run)

    job = await read_job(database, run.job_id)
    assert job.status == JobStatus.CANCELLED
    assert job.finished_at is not None


async def test_a_cancelled_job_of_a_dead_worker_ends(database: Database) -> None:
    run = await must_claim(database, await queue_job(database), NO_TIME)
    async with database.begin() as session:
        await jobs.cancel_job(session, user_id=run.user_id, job_id=run.job_id)

    async with database.begin() as session:
        events = await runs.rescue(session, max_lost_leases=3)

    assert [event.type for event in events] == [JobEventType.CANCELLED]


async def test_a_failed_job_says_where_and_why(database: Database) -> None:
    run = await must_claim(database, await queue_job(database))
    async with database.begin() as session:
        await tell(session, run, [progress()])
        await runs.fail(session, run, StepFailed(JobFailureCode.AI_UNAVAILABLE))

    job = await read_job(database, run.job_id)

    assert job.failure_code == JobFailureCode.AI_UNAVAILABLE
    assert job.failure_stage == JobStage.GENERATING
    assert jobs.can_retry(job)
