"""Requests that arrive twice: the same key finds what the first one started."""

import hashlib
from datetime import timedelta
from typing import Any
from uuid import UUID

import orjson
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from showcase.errors import IdempotencyMismatch, InvalidInput
from showcase.models import IdempotencyKey

KEY_LIFETIME = timedelta(hours=24)
MAX_KEY_LENGTH = 200


async def find_repeated(
    session: AsyncSession, *, user_id: UUID, mutation: str, key: str, arguments: dict[str, Any]
) -> UUID | None:
    """Return the job that the same request started before, if any.

    Requests with the same key wait for each other until the transaction ends.

    Raises:
        IdempotencyMismatch: The key came with other arguments before.
        InvalidInput: The key is empty or too long.
    """
    if not 0 < len(key) <= MAX_KEY_LENGTH:
        raise InvalidInput(
            f"An idempotency key has 1 to {MAX_KEY_LENGTH} characters.",
            path=["input", "idempotencyKey"],
        )
    lock = int.from_bytes(hashlib.sha256(f"{user_id}{mutation}{key}".encode()).digest()[:7])
    await session.execute(sa.select(sa.func.pg_advisory_xact_lock(lock)))
    await session.execute(
        sa.delete(IdempotencyKey).where(
            col(IdempotencyKey.user_id) == user_id,
            col(IdempotencyKey.created_at) < sa.func.now() - KEY_LIFETIME,
        )
    )
    known = await session.get(IdempotencyKey, (user_id, mutation, key))
    if known is None:
        return None
    if known.arguments_hash != _hash(arguments):
        raise IdempotencyMismatch(path=["input", "idempotencyKey"])
    return known.job_id


async def remember(
    session: AsyncSession,
    *,
    user_id: UUID,
    mutation: str,
    key: str,
    arguments: dict[str, Any],
    job_id: UUID,
) -> None:
    """Keep the key with the job it started, in the transaction that started it."""
    session.add(
        IdempotencyKey(
            user_id=user_id,
            mutation=mutation,
            key=key,
            arguments_hash=_hash(arguments),
            job_id=job_id,
        )
    )
    await session.flush()


def _hash(arguments: dict[str, Any]) -> str:
    return hashlib.sha256(orjson.dumps(arguments, option=orjson.OPT_SORT_KEYS)).hexdigest()
