"""What people do with jobs: start one, look at it, try it again, stop it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
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

FROM_STAGE = "from_stage"
"""Key in a job's arguments: results of this stage and later ones are not reused."""
UNFINISHED = TERMINAL_EVENTS - {JobEventType.COMPLETED}
GUEST_JOBS = 10
GUEST_WINDOW = timedelta(days=1)
"""A guest starts so many jobs in so long a time; an account as many as its points allow."""


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
    await _limit_guest(session, user_id)
    job = Job(
        user_id=user_id,
        kind=kind,
        arguments=arguments,
        resume_id=resume_id,
        portfolio_id=portfolio_id,
        traceparent=traces.current_traceparent(),
        last_sequence=1,
    )
    session.add(job)
    await session.flush()
    session.add(JobEvent(job_id=job.job_id, sequence=1, type=JobEventType.QUEUED, percent=0))
    await session.flush()
    return job


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


async def _limit_guest(session: AsyncSession, user_id: UUID) -> None:
    recent = (
        sa.select(sa.func.count(), sa.func.min(col(Job.created_at)))
        .join(User, col(User.user_id) == col(Job.user_id))
        .where(
            col(Job.user_id) == user_id, GUEST, col(Job.created_at) > sa.func.now() - GUEST_WINDOW
        )
    )
    started, first_at = (await session.execute(recent)).one()
    if started >= GUEST_JOBS:
        raise RateLimited(
            f"A guest may start {GUEST_JOBS} jobs a day. Sign up to go on: what you have made "
            "stays yours.",
            retry_at=first_at + GUEST_WINDOW,
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
