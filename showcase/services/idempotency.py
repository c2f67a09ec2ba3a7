"""Requests that arrive twice: the same key finds what the first one started."""

import hashlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

import orjson
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from showcase.errors import IdempotencyMismatch, InvalidInput
from showcase.models import IdempotencyKey, Job

KEY_LIFETIME = timedelta(hours=24)
MAX_KEY_LENGTH = 200


@dataclass(frozen=True)
class Request:
    """Who asks for what; with a key, the same request gives the same job for a day."""

    user_id: UUID
    mutation: str
    arguments: dict[str, Any]
    key: str | None = None


async def start_once(
    session: AsyncSession, request: Request, *, start: Callable[[], Awaitable[Job]]
) -> Job:
    """Return the job that `start` starts, or the one the same request started before.

    Requests with the same key wait for each other until the transaction ends.

    Raises:
        IdempotencyMismatch: The key came with other arguments before.
        InvalidInput: The key is empty or too long.
    """
    if request.key is None:
        return await start()
    earlier = await _find_earlier(session, request, request.key)
    if earlier is not None:
        return await session.get_one(Job, earlier)
    job = await start()
    session.add(
        IdempotencyKey(
            user_id=request.user_id,
            mutation=request.mutation,
            key=request.key,
            arguments_hash=_hash(request.arguments),
            job_id=job.job_id,
        )
    )
    await session.flush()
    return job


async def _find_earlier(session: AsyncSession, request: Request, key: str) -> UUID | None:
    if not 0 < len(key) <= MAX_KEY_LENGTH:
        raise InvalidInput(
            f"An idempotency key has 1 to {MAX_KEY_LENGTH} characters.",
            path=["input", "idempotencyKey"],
        )
    name = f"{request.user_id}{request.mutation}{key}"
    lock = int.from_bytes(hashlib.sha256(name.encode()).digest()[:7])
    await session.execute(sa.select(sa.func.pg_advisory_xact_lock(lock)))
    await session.execute(
        sa.delete(IdempotencyKey).where(
            col(IdempotencyKey.user_id) == request.user_id,
            col(IdempotencyKey.created_at) < sa.func.now() - KEY_LIFETIME,
        )
    )
    known = await session.get(IdempotencyKey, (request.user_id, request.mutation, key))
    if known is None:
        return None
    if known.arguments_hash != _hash(request.arguments):
        raise IdempotencyMismatch(path=["input", "idempotencyKey"])
    return known.job_id


def _hash(arguments: dict[str, Any]) -> str:
    return hashlib.sha256(orjson.dumps(arguments, option=orjson.OPT_SORT_KEYS)).hexdigest()
