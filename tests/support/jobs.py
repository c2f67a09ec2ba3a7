"""Jobs at the point where a test begins: queued, claimed, and read back."""

from datetime import timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from showcase.database import Database
from showcase.models import Job, JobEvent, JobKind
from showcase.services import jobs, runs
from tests.support.factories import make_user

LEASE = timedelta(seconds=30)


async def queue_job(database: Database) -> UUID:
    async with database.begin() as session:
        user = await make_user(session)
        job = await jobs.start_job(
            session, user_id=user.user_id, kind=JobKind.BUILD, arguments={"publish": True}
        )
    return job.job_id


async def claim(database: Database, job_id: UUID, lease: timedelta = LEASE) -> runs.Run | None:
    async with database.begin() as session:
        claimed = await runs.claim(session, owner="worker", lease=lease, job_id=job_id)
    return claimed[0] if claimed else None


async def must_claim(database: Database, job_id: UUID, lease: timedelta = LEASE) -> runs.Run:
    run = await claim(database, job_id, lease)
    assert run is not None
    return run


async def read_job(database: Database, job_id: UUID) -> Job:
    async with database.begin() as session:
        return await session.get_one(Job, job_id)


async def list_events(database: Database, job_id: UUID) -> list[JobEvent]:
    statement = sa.select(JobEvent).where(col(JobEvent.job_id) == job_id)
    async with database.begin() as session:
        return list((await session.scalars(statement.order_by(col(JobEvent.sequence)))).all())
