"""The same request twice is one job."""

from dataclasses import replace
from typing import Any

import pytest
import pytest_asyncio
from sqlalchemy.ext.asyncio import AsyncSession

from showcase.database import Database
from showcase.errors import IdempotencyMismatch, InvalidInput
from showcase.models import Job
from showcase.services.idempotency import Request, start_once
from tests.support.factories import make_job, make_user


@pytest_asyncio.fixture
async def request_of_a_person(database: Database) -> Request:
    async with database.begin() as session:
        user = await make_user(session)
    return Request(user_id=user.user_id, mutation="retryJob", arguments={"a": 1}, key="once")


async def start(session: AsyncSession, request: Request) -> Job:
    async def start() -> Job:
        return await make_job(session, user_id=request.user_id)

    return await start_once(session, request, start=start)


async def test_a_key_finds_the_job_of_the_first_request(
    database: Database, request_of_a_person: Request
) -> None:
    async with database.begin() as session:
        first = await start(session, request_of_a_person)
    async with database.begin() as session:
        assert (await start(session, request_of_a_person)).job_id == first.job_id


async def test_a_key_with_other_arguments_is_refused(
    database: Database, request_of_a_person: Request
) -> None:
    other = replace(request_of_a_person, arguments={"a": 2})
    async with database.begin() as session:
        await start(session, request_of_a_person)

        with pytest.raises(IdempotencyMismatch):
            await start(session, other)


@pytest.mark.parametrize(
    "change", [{"key": "again"}, {"key": None}, {"mutation": "uploadResume"}], ids=str
)
async def test_another_request_is_another_job(
    database: Database, request_of_a_person: Request, change: dict[str, Any]
) -> None:
    async with database.begin() as session:
        first = await start(session, request_of_a_person)

        second = await start(session, replace(request_of_a_person, **change))

    assert first.job_id != second.job_id


@pytest.mark.parametrize("key", ["", "x" * 201])
async def test_a_key_of_impossible_length_is_refused(
    database: Database, request_of_a_person: Request, key: str
) -> None:
    async with database.begin() as session:
        with pytest.raises(InvalidInput):
            await start(session, replace(request_of_a_person, key=key))
