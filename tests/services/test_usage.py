"""What jobs spend on models is added up, priced, and written by nobody who lost the job."""

import asyncio

import pytest
import sqlalchemy as sa

from showcase.choices import Price
from showcase.config import Settings
from showcase.database import Database
from showcase.errors import LeaseLost
from showcase.models import Job, JobStatus
from showcase.services import runs
from showcase.services.usage import (
    DAY,
    Spent,
    count_tokens_left,
    find_cost,
    read_prices,
    record_usage,
)
from tests.support.jobs import must_claim, queue_job, read_job

CALL = Spent(requests=1, input_tokens=1_000, output_tokens=200, thinking_tokens=50, seconds=1.5)
LITE = "gemini-3.5-flash-lite"


async def record(database: Database, run: runs.Run, settings: Settings) -> None:
    async with database.begin() as session:
        await record_usage(session, run, CALL, settings=settings)


async def count_left(database: Database, run: runs.Run, settings: Settings) -> int:
    async with database.begin() as session:
        return await count_tokens_left(session, run, settings=settings)


@pytest.fixture(autouse=True)
def with_key(settings: Settings) -> None:
    settings.gemini_api_key = settings.secret_key


async def test_calls_at_the_same_time_are_all_counted(
    database: Database, settings: Settings
) -> None:
    run = await must_claim(database, await queue_job(database))

    await asyncio.gather(*(record(database, run, settings) for _ in range(5)))

    job = await read_job(database, run.job_id)
    assert (job.model, job.model_requests, job.model_seconds) == (LITE, 5, 7.5)
    assert (job.input_tokens, job.output_tokens, job.thinking_tokens) == (5_000, 1_000, 250)
    assert job.cost_micro_usd == 5 * (300 + 625)


async def test_an_attempt_that_lost_its_job_writes_nothing(
    database: Database, settings: Settings
) -> None:
    ghost = await must_claim(database, await queue_job(database))
    async with database.begin() as session:
        await session.execute(sa.update(Job).values(attempt=2))

    with pytest.raises(LeaseLost):
        await record(database, ghost, settings)

    assert (await read_job(database, ghost.job_id)).model_requests == 0


async def test_what_was_spent_counts_although_the_owner_stops_the_job(
    database: Database, settings: Settings
) -> None:
    run = await must_claim(database, await queue_job(database))
    async with database.begin() as session:
        await session.execute(sa.update(Job).values(status=JobStatus.CANCELLING))

    await record(database, run, settings)

    assert (await read_job(database, run.job_id)).model_requests == 1


async def test_one_call_of_unknown_price_makes_the_cost_unknown(
    database: Database, settings: Settings
) -> None:
    run = await must_claim(database, await queue_job(database))
    await record(database, run, settings)
    settings.gemini_model = "who-knows"
    await record(database, run, settings)
    settings.gemini_model = LITE
    await record(database, run, settings)

    job = await read_job(database, run.job_id)
    assert (job.model_requests, job.cost_micro_usd) == (3, None)


async def test_tokens_left_are_those_of_the_job_and_of_its_owners_day(
    database: Database, settings: Settings
) -> None:
    run = await must_claim(database, await queue_job(database))
    settings.model_job_tokens, settings.model_day_tokens = 10_000, 3_000
    await record(database, run, settings)
    assert await count_left(database, run, settings) == 1_750
    await record(database, run, settings)
    await record(database, run, settings)
    assert await count_left(database, run, settings) == 0
    async with database.begin() as session:
        await session.execute(sa.update(Job).values(created_at=sa.func.now() - DAY))
    assert await count_left(database, run, settings) == 3_000


def test_own_prices_come_before_ours() -> None:
    mine = {LITE: Price(input=1, output=10)}
    assert find_cost(LITE, CALL, prices=mine) == 1_000 + 2_500
    assert find_cost(LITE, CALL, prices={}) == 925
    assert find_cost("llama", CALL, prices=mine) is None


def test_the_default_model_has_a_price(settings: Settings) -> None:
    assert settings.gemini_model in read_prices()
