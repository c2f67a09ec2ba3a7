"""What steps have worked out for an input, so that nothing is paid for twice.

Kept per person: a checkpoint goes when its owner goes, and never serves anybody else.
"""

import hashlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import orjson
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB, insert
from sqlmodel import col

from showcase.database import Database
from showcase.faults import reach
from showcase.models import Job, JobStage, StepResult
from showcase.services.jobs import FROM_STAGE

ORDER = list(JobStage)


@dataclass(frozen=True)
class Checkpoint:
    """A stage of a job with a certain input; the hash changes with any part of the input."""

    job: Job
    stage: JobStage
    input_hash: str


def make_checkpoint(job: Job, stage: JobStage, *parts: object) -> Checkpoint:
    """Describe what a stage makes of an input; the parts are JSON values."""
    packed = orjson.dumps(parts, option=orjson.OPT_SORT_KEYS)
    return Checkpoint(job=job, stage=stage, input_hash=hashlib.sha256(packed).hexdigest())


async def once(
    checkpoint: Checkpoint,
    work: Callable[[], Awaitable[dict[str, Any]]],
    *,
    database: Database,
    is_worth_keeping: Callable[[dict[str, Any]], bool] = bool,
) -> dict[str, Any]:
    """Return what the stage made of this input before, or have it made now and keep it."""
    kept = await find_kept(checkpoint, database)
    if kept is not None:
        return kept
    output = await work()
    reach(f"{checkpoint.stage.lower()}.made")
    if is_worth_keeping(output):
        await keep(checkpoint, output, database)
        reach(f"{checkpoint.stage.lower()}.kept")
    return output


async def find_kept(checkpoint: Checkpoint, database: Database) -> dict[str, Any] | None:
    """Return what the stage made of this input before, unless its owner wants it done anew."""
    if not _may_reuse(checkpoint):
        return None
    key = (checkpoint.job.user_id, checkpoint.stage.value, checkpoint.input_hash)
    async with database.read() as session:
        kept = await session.get(StepResult, key)
    return kept.output if kept else None


async def keep(checkpoint: Checkpoint, output: dict[str, Any], database: Database) -> None:
    """Keep what the stage made of this input."""
    # Its owner is the job's owner now: a guest may have become somebody else meanwhile.
    row = sa.select(
        col(Job.user_id),
        sa.literal(checkpoint.stage.value),
        sa.literal(checkpoint.input_hash),
        col(Job.job_id),
        sa.literal(output, JSONB()),
    ).where(col(Job.job_id) == checkpoint.job.job_id)
    names = ["user_id", "step", "input_hash", "job_id", "output"]
    statement = insert(StepResult).from_select(names, row)
    replace = statement.on_conflict_do_update(
        index_elements=["user_id", "step", "input_hash"],
        set_={"output": statement.excluded.output, "job_id": statement.excluded.job_id},
    )
    async with database.begin() as session:
        await session.execute(replace)


def _may_reuse(checkpoint: Checkpoint) -> bool:
    """Whether the owner did not ask for this stage, or one before it, to be done anew."""
    anew = checkpoint.job.arguments.get(FROM_STAGE)
    return anew is None or ORDER.index(JobStage(anew)) > ORDER.index(checkpoint.stage)
