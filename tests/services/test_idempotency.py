"""The same request twice is one job."""

from typing import Any

import pytest

from showcase.database import Database
from showcase.errors import IdempotencyMismatch, InvalidInput
from showcase.services import idempotency
from tests.support.jobs import queue_job, read_job


async def test_a_key_finds_the_job_of_the_first_request(database: Database) -> None:
    job = await read_job(database, await queue_job(database))
    request: dict[str, Any] = {
        "user_id": job.user_id, "mutation": "retryJob", "key": "k", "arguments": {"a": 1}
    }  # fmt: skip

    async with database.begin() as session:
        assert await idempotency.find_repeated(session, **request) is None
        await idempotency.remember(session, **request, job_id=job.job_id)
    async with database.begin() as session:
        assert await idempotency.find_repeated(session, **request) == job.job_id
        with pytest.raises(IdempotencyMismatch):
            await idempotency.find_repeated(session, **{**request, "arguments": {"a": 2}})


@pytest.mark.parametrize("key", ["", "x" * 201])
async def test_a_key_of_impossible_length_is_refused(database: Database, key: str) -> None:
    job = await read_job(database, await queue_job(database))

    async with database.begin() as session:
        with pytest.raises(InvalidInput):
            await idempotency.find_repeated(
                session, user_id=job.user_id, mutation="m", key=key, arguments={}
            )
