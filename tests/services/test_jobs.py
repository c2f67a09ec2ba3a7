"""Starting, retrying and stopping jobs as their owner."""

from uuid import UUID

import pytest

from showcase.database import Database
from showcase.errors import InvalidState, JobFailureCode, NotFound, StepFailed
from showcase.models import Job, JobStage, JobStatus
from showcase.services import jobs, runs
from tests.support.factories import make_user
from tests.support.jobs import list_events, must_claim, queue_job, read_job


async def fail_job(database: Database, code: JobFailureCode) -> Job:
    run = await must_claim(database, await queue_job(database))
    async with database.begin() as session:
        await runs.fail(session, run, StepFailed(code))
    return await read_job(database, run.job_id)


async def retry(database: Database, job: Job, stage: JobStage | None = None) -> Job:
    async with database.begin() as session:
        return await jobs.retry_job(
            session, user_id=job.user_id, job_id=job.job_id, from_stage=stage
        )


async def cancel(database: Database, job: Job) -> Job:
    async with database.begin() as session:
        return await jobs.cancel_job(session, user_id=job.user_id, job_id=job.job_id)


async def stranger(database: Database) -> UUID:
    async with database.begin() as session:
        return (await make_user(session)).user_id


async def test_a_failed_job_is_queued_again_and_its_story_goes_on(database: Database) -> None:
    job = await fail_job(database, JobFailureCode.AI_UNAVAILABLE)

    retried = await retry(database, job)

    assert (retried.status, retried.failure_code, retried.percent) == (JobStatus.QUEUED, None, 0)
    events = await list_events(database, job.job_id)
    assert [event.type for event in events] == ["QUEUED", "STAGE_STARTED", "FAILED", "QUEUED"]


async def test_a_retry_can_begin_at_an_earlier_stage(database: Database) -> None:
    job = await fail_job(database, JobFailureCode.DEPLOY_FAILED)

    retried = await retry(database, job, JobStage.GENERATING)

    assert retried.arguments[jobs.FROM_STAGE] == JobStage.GENERATING


async def test_a_job_that_can_only_fail_again_is_not_retried(database: Database) -> None:
    job = await fail_job(database, JobFailureCode.FILE_ENCRYPTED)

    with pytest.raises(InvalidState, match="password"):
        await retry(database, job)


async def test_a_running_job_is_not_retried(database: Database) -> None:
    run = await must_claim(database, await queue_job(database))

    with pytest.raises(InvalidState):
        await retry(database, await read_job(database, run.job_id))


async def test_a_waiting_job_is_cancelled_at_once_and_can_be_tried_again(
    database: Database,
) -> None:
    job = await read_job(database, await queue_job(database))

    cancelled = await cancel(database, job)

    assert cancelled.status == JobStatus.CANCELLED
    assert cancelled.finished_at is not None
    assert (await retry(database, cancelled)).status == JobStatus.QUEUED


async def test_cancelling_twice_does_nothing_more(database: Database) -> None:
    job = await read_job(database, await queue_job(database))

    await cancel(database, job)
    again = await cancel(database, job)

    assert again.last_sequence == 2


async def test_a_completed_job_cannot_be_cancelled(database: Database) -> None:
    run = await must_claim(database, await queue_job(database))
    async with database.begin() as session:
        await runs.complete(session, run)

    with pytest.raises(InvalidState):
        await cancel(database, await read_job(database, run.job_id))


async def test_a_stranger_finds_no_job(database: Database) -> None:
    job_id = await queue_job(database)
    user_id = await stranger(database)

    async with database.begin() as session:
        for action in (jobs.get_job, jobs.retry_job, jobs.cancel_job):
            with pytest.raises(NotFound):
                await action(session, user_id=user_id, job_id=job_id)
