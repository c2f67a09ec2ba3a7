"""What a run tells is committed in order, beside its work."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
import sqlalchemy as sa
from sqlmodel import col

from showcase.adapters.doorbell import Doorbell
from showcase.database import Database
from showcase.errors import LeaseLost
from showcase.models import Job, JobEvent, JobStage
from showcase.pipeline.progress import Teller
from showcase.services import runs
from tests.support.jobs import list_events, must_claim, queue_job

ABOUT = {"kind": "ABOUT", "heading": "About", "content": {"text": "Builds bridges."}}


@pytest_asyncio.fixture
async def doorbell(redis_url: str) -> AsyncIterator[Doorbell]:
    doorbell = Doorbell(redis_url)
    yield doorbell
    await doorbell.close()


async def test_state_and_story_never_disagree(database: Database, doorbell: Doorbell) -> None:
    run = await must_claim(database, await queue_job(database))
    async with Teller(run, database=database, doorbell=doorbell) as teller:
        await teller.enter(JobStage.OCR)

    async with database.begin() as session:
        job = await session.get_one(Job, run.job_id)
        newest = sa.select(JobEvent).order_by(col(JobEvent.sequence).desc()).limit(1)
        event = (await session.scalars(newest)).one()

    assert (job.last_sequence, job.stage, job.percent) == (
        event.sequence,
        event.stage,
        event.percent,
    )


async def test_a_run_goes_on_while_its_news_are_written(
    database: Database, doorbell: Doorbell
) -> None:
    run = await must_claim(database, await queue_job(database))
    async with database.begin() as session, Teller(run, database=database, doorbell=doorbell) as t:
        await runs.hold(session, run)  # whatever is told now has to wait
        for done in range(5):
            await t.advance(done, 5, message="on it")
        await session.commit()

    sequences = [event.sequence for event in await list_events(database, run.job_id)]
    assert sequences == [1, 2, 3, 4, 5, 6, 7]


async def test_a_run_that_lost_its_job_hears_of_it(database: Database, doorbell: Doorbell) -> None:
    run = await must_claim(database, await queue_job(database))
    async with database.begin() as session:
        await runs.release(session, run, why="stopped")

    with pytest.raises(LeaseLost):
        async with Teller(run, database=database, doorbell=doorbell) as teller:
            await teller.enter(JobStage.OCR)


async def test_percent_never_falls(database: Database, doorbell: Doorbell) -> None:
    run = await must_claim(database, await queue_job(database))
    async with Teller(run, database=database, doorbell=doorbell) as teller:
        await teller.advance(9, 10, message="nearly")
        await teller.advance(1, 10, message="not so soon")

    *_, before, last = await list_events(database, run.job_id)
    assert last.percent == before.percent > 0
