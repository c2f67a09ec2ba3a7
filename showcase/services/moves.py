"""The one statement that moves jobs on and writes what happened to each as its next event.

State and story cannot disagree, and no sequence number is ever skipped or used twice: the row of
the job is locked by the same statement that counts it up.
"""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from showcase.models import Job, JobEvent, JobEventType


async def move(
    session: AsyncSession,
    *,
    where: sa.ColumnElement[bool],
    change: dict[str, Any],
    type_: JobEventType,
    message: str | None = None,
) -> JobEvent | None:
    """Change at most one job and return its event; None when no job matched."""
    statement = make_move(where=where, change=change, type_=type_, message=message)
    return (await session.execute(statement)).scalar_one_or_none()


def make_move(
    *,
    where: sa.ColumnElement[bool],
    change: dict[str, Any],
    type_: JobEventType,
    message: str | None = None,
) -> sa.Insert:
    """Make the one statement that changes jobs and appends their events without a gap."""
    return tell_of(change_jobs(where, change), type_, message=message)


def change_jobs(where: sa.ColumnElement[bool], change: dict[str, Any]) -> sa.CTE:
    """Change jobs and count their events up; what is needed of them comes as `changed`."""
    columns = ("job_id", "last_sequence", "stage", "percent", "attempt", "user_id")
    return (
        sa.update(Job)
        .where(where)
        .values(last_sequence=col(Job.last_sequence) + 1, **change)
        .returning(*(getattr(Job, name) for name in columns))
        .cte("changed")
    )


def tell_of(changed: sa.CTE, type_: JobEventType, *, message: str | None = None) -> sa.Insert:
    """Write an event for each changed job and return it."""
    kind = sa.literal(type_, sa.inspect(JobEvent).columns["type"].type)
    told = sa.select(
        changed.c.job_id,
        changed.c.last_sequence,
        kind,
        changed.c.stage,
        changed.c.percent,
        sa.literal(message, sa.String()),
    )
    names = ["job_id", "sequence", "type", "stage", "percent", "message"]
    return sa.insert(JobEvent).from_select(names, told).returning(JobEvent)
