"""The legal moves of a job while workers run it: claim, beat, tell, end, release, rescue.

PostgreSQL is the truth. A worker owns a job while it holds its lease; the attempt number fences
every write, so that a worker that lost its lease cannot change anything. Each move changes the job
and writes its event in one statement; only the database's clock is used.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, NoReturn
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased
from sqlmodel import col

from showcase.errors import FAILURE_MESSAGES, JobCancelled, JobFailureCode, LeaseLost, StepFailed
from showcase.models import Job, JobEvent, JobEventType, JobStage, JobStatus
from showcase.services.moves import change_jobs, make_move, move, tell_of

PICKED_UP_WITHIN = timedelta(seconds=2)
"""A queued job that waits longer than this has missed its bell."""


@dataclass(frozen=True)
class Run:
    """One attempt at a job; its number fences every write."""

    job_id: UUID
    attempt: int
    user_id: UUID


async def claim(
    session: AsyncSession, *, owner: str, lease: timedelta, job_id: UUID | None = None
) -> tuple[Run, JobEvent] | None:
    """Take a queued job, or the one named, for `owner`; None when there is nothing to take.

    Without a name only jobs that missed their bell are taken.
    """
    due = col(Job.available_at) <= sa.func.now()
    if job_id is None:
        due = col(Job.available_at) <= sa.func.now() - PICKED_UP_WITHIN
    else:
        due = sa.and_(due, col(Job.job_id) == job_id)
    chosen = (
        sa.select(col(Job.job_id))
        .where(col(Job.status) == JobStatus.QUEUED, due)
        .order_by(col(Job.available_at))
        .limit(1)
        .with_for_update(skip_locked=True)
        .scalar_subquery()
    )
    change = {
        "status": JobStatus.RUNNING,
        "attempt": col(Job.attempt) + 1,
        "percent": 0,
        "stage": JobStage.RECEIVED,
        "lease_owner": owner,
        "lease_until": sa.func.now() + lease,
        "started_at": sa.func.coalesce(col(Job.started_at), sa.func.now()),
    }
    changed = change_jobs(col(Job.job_id) == chosen, change)
    told = tell_of(changed, JobEventType.STAGE_STARTED).cte("told")
    event = aliased(JobEvent, told)
    claimed = sa.select(event, changed.c.attempt, changed.c.user_id).join(
        changed, changed.c.job_id == told.c.job_id
    )
    row = (await session.execute(claimed)).one_or_none()
    return row and (Run(row[0].job_id, row.attempt, row.user_id), row[0])


async def beat(session: AsyncSession, run: Run, *, lease: timedelta) -> None:
    """Renew the lease of a run.

    Raises:
        LeaseLost: Another attempt owns the job.
        JobCancelled: Its owner asked it to stop.
    """
    renewed = await session.execute(
        sa.update(Job)
        .where(owned_by(run), col(Job.status) == JobStatus.RUNNING)
        .values(lease_until=sa.func.now() + lease)
        .returning(col(Job.job_id))
    )
    if renewed.first() is None:
        await refuse(session, run)


async def hold(session: AsyncSession, run: Run) -> Job:
    """Return the run's job, locked until the transaction ends; first in each step's transaction.

    Raises:
        LeaseLost: Another attempt owns the job.
        JobCancelled: Its owner asked it to stop.
    """
    locked = sa.select(Job).where(owned_by(run), col(Job.status) == JobStatus.RUNNING)
    job: Job | None = (await session.execute(locked.with_for_update())).scalar_one_or_none()
    return job if job is not None else await refuse(session, run)


async def complete(session: AsyncSession, run: Run) -> JobEvent:
    """End a run well.

    Raises:
        LeaseLost: Another attempt owns the job.
        JobCancelled: Its owner asked it to stop.
    """
    event = await move(
        session,
        where=sa.and_(owned_by(run), col(Job.status) == JobStatus.RUNNING),
        change={**_ended(JobStatus.COMPLETED), "percent": 100},
        type_=JobEventType.COMPLETED,
    )
    return event if event is not None else await refuse(session, run)


async def fail(session: AsyncSession, run: Run, failure: StepFailed) -> JobEvent | None:
    """End a run with the reason it broke; None when the run no longer owns its job."""
    return await move(
        session,
        where=sa.and_(owned_by(run), col(Job.status) == JobStatus.RUNNING),
        change=_failed(failure.code),
        type_=JobEventType.FAILED,
        message=failure.message,
    )


async def cancel(session: AsyncSession, run: Run) -> JobEvent | None:
    """End a run because its owner asked for it; None when the run no longer owns its job."""
    return await move(
        session,
        where=sa.and_(owned_by(run), col(Job.status) == JobStatus.CANCELLING),
        change=_ended(JobStatus.CANCELLED),
        type_=JobEventType.CANCELLED,
    )


async def release(
    session: AsyncSession, run: Run, *, why: str, pause: timedelta = timedelta()
) -> JobEvent | None:
    """Give a job back unharmed, for after a pause; None when the run no longer owns it."""
    return await move(
        session,
        where=sa.and_(owned_by(run), col(Job.status) == JobStatus.RUNNING),
        change={**_requeued(), **({"available_at": sa.func.now() + pause} if pause else {})},
        type_=JobEventType.RETRYING,
        message=why,
    )


async def rescue(session: AsyncSession, *, max_lost_leases: int) -> list[JobEvent]:
    """Settle every job whose lease ran out: queue it again, or end it; return what to publish."""
    expired = col(Job.lease_until) < sa.func.now()
    lost = sa.and_(col(Job.status) == JobStatus.RUNNING, expired)
    moves = [
        make_move(
            where=_free(sa.and_(col(Job.status) == JobStatus.CANCELLING, expired)),
            change=_ended(JobStatus.CANCELLED),
            type_=JobEventType.CANCELLED,
        ),
        make_move(
            where=_free(sa.and_(lost, col(Job.lost_leases) + 1 >= max_lost_leases)),
            change=_failed(JobFailureCode.CRASHED),
            type_=JobEventType.FAILED,
            message=FAILURE_MESSAGES[JobFailureCode.CRASHED],
        ),
        make_move(
            where=_free(lost),
            change={**_requeued(), "lost_leases": col(Job.lost_leases) + 1},
            type_=JobEventType.RETRYING,
            message="The worker stopped answering; another one goes on.",
        ),
    ]
    events: list[JobEvent] = []
    for statement in moves:
        events += (await session.execute(statement)).scalars().all()
    return events


async def list_waiting(session: AsyncSession, job_ids: Sequence[UUID]) -> Sequence[Run]:
    """Return the last attempts at those of the jobs that wait for a worker again."""
    waiting = sa.select(col(Job.job_id), col(Job.attempt), col(Job.user_id)).where(
        col(Job.job_id).in_(job_ids), col(Job.status) == JobStatus.QUEUED
    )
    return [Run(*row) for row in await session.execute(waiting)]


def _free(lost: sa.ColumnElement[bool]) -> sa.ColumnElement[bool]:
    """Match those that nobody else is settling: workers that sweep at once would wait for ever."""
    return col(Job.job_id).in_(
        sa.select(col(Job.job_id)).where(lost).with_for_update(skip_locked=True)
    )


def owned_by(run: Run) -> sa.ColumnElement[bool]:
    """Match the run's job as long as this attempt is its latest."""
    return sa.and_(col(Job.job_id) == run.job_id, col(Job.attempt) == run.attempt)


async def refuse(session: AsyncSession, run: Run) -> NoReturn:
    """Say why a run may no longer write.

    Raises:
        JobCancelled: Its owner asked it to stop.
        LeaseLost: Another attempt owns the job.
    """
    stopping = sa.select(col(Job.status)).where(owned_by(run))
    if (await session.execute(stopping)).scalar_one_or_none() == JobStatus.CANCELLING:
        raise JobCancelled
    raise LeaseLost


def _ended(status: JobStatus) -> dict[str, Any]:
    return {"status": status, "finished_at": sa.func.now(), "lease_until": None}


def _failed(code: JobFailureCode) -> dict[str, Any]:
    return {
        **_ended(JobStatus.FAILED),
        "failure_code": code,
        "failure_stage": col(Job.stage),
    }


def _requeued() -> dict[str, Any]:
    """Queue it again where it was in the queue: it has waited longer than those behind it."""
    return {"status": JobStatus.QUEUED, "lease_until": None, "lease_owner": None}
