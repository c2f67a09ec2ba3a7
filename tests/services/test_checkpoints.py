"""What steps have worked out belongs to whoever owns the job now."""

from typing import Any

import sqlalchemy as sa
from sqlmodel import col

from showcase.database import Database
from showcase.models import Job, JobStage, StepResult
from showcase.services.checkpoints import make_checkpoint, once
from tests.support.factories import make_job, make_user


async def work() -> dict[str, Any]:
    return {"words": 3}


async def test_a_checkpoint_follows_a_job_to_its_new_owner(database: Database) -> None:
    async with database.begin() as session:
        job = await make_job(session)
        new_owner = await make_user(session)
    async with database.begin() as session:
        moved = sa.update(Job).where(col(Job.job_id) == job.job_id)
        await session.execute(moved.values(user_id=new_owner.user_id))

    await once(make_checkpoint(job, JobStage.OCR, "input"), work, database=database)

    async with database.begin() as session:
        (kept,) = (await session.scalars(sa.select(StepResult))).all()
    assert (kept.user_id, kept.output) == (new_owner.user_id, {"words": 3})


async def test_nothing_is_kept_of_a_job_that_was_deleted(database: Database) -> None:
    async with database.begin() as session:
        job = await make_job(session)
    async with database.begin() as session:
        await session.delete(await session.get_one(Job, job.job_id))

    output = await once(make_checkpoint(job, JobStage.OCR, "input"), work, database=database)

    async with database.begin() as session:
        assert (await session.scalars(sa.select(StepResult))).all() == []
    assert output == {"words": 3}
