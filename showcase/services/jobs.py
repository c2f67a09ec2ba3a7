"""What people do with jobs: start one, look at it, try it again, stop it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, NoReturn
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased
from sqlmodel import col

from showcase import traces
from showcase.errors import FAILURE_MESSAGES, FINAL_FAILURES, InvalidState, NotFound, RateLimited
from showcase.models import (
    GUEST,
    TERMINAL_EVENTS,
    TERMINAL_STATUSES,
    Deployment,
    DeploymentStatus,
    Job,
    JobEvent,
    JobEventType,
    JobKind,
    JobStage,
    JobStatus,
    User,
)
from showcase.services.moves import tell_of

FROM_STAGE = "from_stage"
"""Key in a job's arguments: results of this stage and later ones are not reused."""
UNFINISHED = TERMINAL_EVENTS - {JobEventType.COMPLETED}
GUEST_JOBS = 10
GUEST_WINDOW = timedelta(days=1)
"""A guest starts so many jobs in so long a time; an account as many as its points allow."""
RECENT = col(Job.created_at) > sa.func.now() - GUEST_WINDOW

GIVEN = [column for column in sa.inspect(Job).columns if column.server_default is None]
"""What a new job says of itself; the rest is the database's to say."""


def _make_start() -> sa.Select[Job]:
    """Make the statement that adds a job and its first event, unless a guest has had enough."""
    user_id = sa.bindparam("user_id", type_=sa.Uuid())
    had_enough = (
        sa.select(sa.func.count() >= GUEST_JOBS)
        .select_from(sa.join(Job, User, col(User.user_id) == col(Job.user_id)))
        .where(col(Job.user_id) == user_id, GUEST, RECENT)
        .scalar_subquery()
    )
    given = sa.select(*(sa.bindparam(column.name, type_=column.type) for column in GIVEN))
    names = [column.name for column in GIVEN]
    new = sa.insert(Job).from_select(names, given.where(~had_enough), include_defaults=False)
    started = new.returning(*sa.inspect(Job).columns).cte("started")
    told = tell_of(started, JobEventType.QUEUED).cte("told")
    job = aliased(Job, started)
    return sa.select(job).join(told, told.c.job_id == started.c.job_id)


START = _make_start()


@dataclass(frozen=True)
class Queue:
    """How many jobs wait, how many are being run, and how long the oldest one has waited."""

    queued: int
    running: int
    oldest_seconds: float


async def start_job(
    session: AsyncSession,
    *,
    user_id: UUID,
    kind: JobKind,
    arguments: dict[str, Any],
    resume_id: UUID | None = None,
    portfolio_id: UUID | None = None,
) -> Job:
    """Add a queued job with its first event. Ring the doorbell after the commit.

    Raises:
        RateLimited: A guest has started as many as guests may.
    """
    job = Job(
        user_id=user_id,
        kind=kind,
        arguments=arguments,
        resume_id=resume_id,
        portfolio_id=portfolio_id,
        traceparent=traces.current_traceparent(),
        last_sequence=1,
    )
    values = {column.name: getattr(job, column.name) for column in GIVEN}
    started: Job | None = (await session.execute(START, values)).scalar_one_or_none()
    return started if started is not None else await _refuse_guest(session, user_id)


async def get_job(session: AsyncSession, *, user_id: UUID, job_id: UUID) -> Job:
    """Return a job of this person.

    Raises:
        NotFound: There is none, or it is somebody else's.
    """
    return await _get_own(session, user_id=user_id, job_id=job_id, lock=False)


async def retry_job(
    session: AsyncSession, *, user_id: UUID, job_id: UUID, from_stage: JobStage | None = None
) -> Job:
    """Queue an ended job again; it goes on where it failed, or works anew from `from_stage`.

    Raises:
        NotFound: There is none, or it is somebody else's.
        InvalidState: It has not ended, has succeeded, or can only fail again.
    """
    job = await _get_own(session, user_id=user_id, job_id=job_id, lock=True)
    if not can_retry(job):
        raise InvalidState(_why_no_retry(job), path=["input", "jobId"])
    job.arguments = {**job.arguments, FROM_STAGE: from_stage}
    job.status = JobStatus.QUEUED
    job.failure_code = job.failure_stage = job.finished_at = job.lease_until = None
    job.percent = job.lost_leases = 0
    job.traceparent = traces.current_traceparent() or job.traceparent
    session.add(job)
    await session.execute(
        sa.update(Job).where(col(Job.job_id) == job_id).values(available_at=sa.func.now())
    )
    await _append(session, job, JobEventType.QUEUED, message="Tried again on request.")
    return job


async def cancel_job(session: AsyncSession, *, user_id: UUID, job_id: UUID) -> Job:
    """Stop a job: at once while it waits, soon while it runs. Done twice it does nothing more.

    Raises:
        NotFound: There is none, or it is somebody else's.
        InvalidState: It has already ended in another way.
    """
    job = await _get_own(session, user_id=user_id, job_id=job_id, lock=True)
    if job.status in {JobStatus.CANCELLING, JobStatus.CANCELLED}:
        return job
    if not can_cancel(job):
        raise InvalidState("This job has already ended.", path=["input", "jobId"])
    if job.status == JobStatus.RUNNING:
        job.status = JobStatus.CANCELLING
        await _append(session, job, JobEventType.PROGRESS, message="Stopping, as you asked.")
        return job
    job.status = JobStatus.CANCELLED
    await session.execute(
        sa.update(Job).where(col(Job.job_id) == job_id).values(finished_at=sa.func.now())
    )
    await end_deployments(session, job_ids=[job_id])
    await _append(session, job, JobEventType.CANCELLED)
    await session.refresh(job)
    return job


async def end_deployments(session: AsyncSession, *, job_ids: Sequence[UUID]) -> None:
    """Say FAILED of what these jobs, which have ended, did not get online; a retry goes on."""
    await session.execute(
        sa.update(Deployment)
        .where(
            col(Deployment.job_id).in_(job_ids),
            col(Deployment.status).in_([DeploymentStatus.PENDING, DeploymentStatus.BUILDING]),
        )
        .values(status=DeploymentStatus.FAILED, finished_at=sa.func.now())
    )


async def settle_deployments(session: AsyncSession, events: Sequence[JobEvent | None]) -> None:
    """End the deployments of the jobs that, as these events say, failed or were cancelled."""
    ended = [event.job_id for event in events if event is not None and event.type in UNFINISHED]
    if ended:
        await end_deployments(session, job_ids=ended)


def can_retry(job: Job) -> bool:
    """Whether `retry_job` would take it."""
    if job.status == JobStatus.FAILED:
        return job.failure_code not in FINAL_FAILURES
    return job.status == JobStatus.CANCELLED


def can_cancel(job: Job) -> bool:
    """Whether `cancel_job` would take it."""
    return job.status in {JobStatus.QUEUED, JobStatus.RUNNING}


def _why_no_retry(job: Job) -> str:
    if job.failure_code in FINAL_FAILURES:
        return FAILURE_MESSAGES[job.failure_code]
    if job.status in TERMINAL_STATUSES:
        return "This job has completed; there is nothing to retry."
    return "This job has not ended yet."


async def _refuse_guest(session: AsyncSession, user_id: UUID) -> NoReturn:
    retry_at = sa.func.min(col(Job.created_at)) + GUEST_WINDOW
    first = sa.select(retry_at).where(col(Job.user_id) == user_id, RECENT)
    raise RateLimited(
        f"A guest may start {GUEST_JOBS} jobs a day. Sign up to go on: what you have made "
        "stays yours.",
        retry_at=await session.scalar(first),
    )


async def _get_own(session: AsyncSession, *, user_id: UUID, job_id: UUID, lock: bool) -> Job:
    statement = sa.select(Job).where(col(Job.job_id) == job_id, col(Job.user_id) == user_id)
    if lock:
        statement = statement.with_for_update()
    job: Job | None = (await session.execute(statement)).scalar_one_or_none()
    if job is None:
        raise NotFound(path=["input", "jobId"])
    return job


async def _append(
    session: AsyncSession, job: Job, type_: JobEventType, *, message: str | None = None
) -> None:
    """Write the job's next event; the caller holds its row."""
    job.last_sequence += 1
    session.add(job)
    session.add(
        JobEvent(
            job_id=job.job_id,
            sequence=job.last_sequence,
            type=type_,
            stage=job.stage,
            percent=job.percent,
            message=message,
        )
    )
    await session.flush()
    await session.refresh(job)


async def read_queue(session: AsyncSession) -> Queue:
    """Return how the queue stands now, by the database's clock."""
    queued = col(Job.status) == JobStatus.QUEUED
    waited = sa.func.now() - sa.func.min(col(Job.available_at)).filter(queued)
    counted = sa.select(
        sa.func.count().filter(queued),
        sa.func.count().filter(~queued),
        sa.func.greatest(sa.func.coalesce(sa.extract("epoch", waited), 0), 0),
    ).where(col(Job.status).in_([JobStatus.QUEUED, JobStatus.RUNNING, JobStatus.CANCELLING]))
    return Queue(*(await session.execute(counted)).one())
