"""What stands in the table of what happened to jobs."""

from collections.abc import Mapping, Sequence
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from showcase.models import Job, JobEvent


async def list_newer(session: AsyncSession, seen: Mapping[UUID, int]) -> Sequence[JobEvent]:
    """Return the events of these jobs after the sequence given for each, in their order.

    It is one statement, however many jobs they are, and none for none.
    """
    if not seen:
        return []
    jobs = sa.literal(list(seen), sa.ARRAY(sa.Uuid))
    lasts = sa.literal(list(seen.values()), sa.ARRAY(sa.Integer))
    known = sa.func.unnest(jobs, lasts).table_valued("job_id", "last").render_derived()
    newer = (
        sa.select(JobEvent)
        .join(known, col(JobEvent.job_id) == known.c.job_id)
        .where(col(JobEvent.sequence) > known.c.last)
        .order_by(col(JobEvent.job_id), col(JobEvent.sequence))
    )
    return (await session.scalars(newer)).all()


async def get_last_sequence(session: AsyncSession, job_id: UUID) -> int:
    """Return the sequence of a job's last event."""
    last = sa.select(col(Job.last_sequence)).where(col(Job.job_id) == job_id)
    return (await session.scalars(last)).one()
