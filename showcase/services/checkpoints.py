"""What steps have worked out for an input, so that nothing is paid for twice.

Kept per person: a checkpoint goes when its owner goes, and never serves anybody else.
"""

import hashlib
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from showcase.models import StepResult


def make_input_hash(*parts: object) -> str:
    """Return a hash that changes with any part; parts are JSON values."""
    return hashlib.sha256(orjson.dumps(parts, option=orjson.OPT_SORT_KEYS)).hexdigest()


async def find_checkpoint(
    session: AsyncSession, *, user_id: UUID, step: str, input_hash: str
) -> dict[str, Any] | None:
    """Return what the step made of this input before, if it ever did."""
    kept = await session.get(StepResult, (user_id, step, input_hash))
    return kept.output if kept else None


async def keep_checkpoint(session: AsyncSession, result: StepResult) -> None:
    """Keep what a step has made, in place of what it made of the same input before."""
    values = result.model_dump(exclude={"created_at"})
    statement = insert(StepResult).values(**values)
    await session.execute(
        statement.on_conflict_do_update(
            index_elements=["user_id", "step", "input_hash"],
            set_={"output": statement.excluded.output, "job_id": statement.excluded.job_id},
        )
    )
