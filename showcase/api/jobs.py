"""Jobs: look at them, follow them, try them again, stop them."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from datetime import datetime
from typing import Annotated, Self
from uuid import UUID

import sqlalchemy as sa
import strawberry
from sqlmodel import col

from showcase import models
from showcase.api.connections import After, Before, Connection, First, Last, make_connection
from showcase.api.context import Info
from showcase.api.enums import JobEventType, JobFailureCode, JobKind, JobStage, JobStatus
from showcase.api.nodes import Node, find_key, get_key, global_id
from showcase.api.portfolios import Portfolio
from showcase.api.problems import ErrorsInPayload, Payload
from showcase.api.sections import SectionPreview
from showcase.api.usage import ModelUsage
from showcase.errors import FAILURE_MESSAGES, FINAL_FAILURES
from showcase.services import jobs
from showcase.services.idempotency import Request, start_once
from showcase.services.pages import Listing, PageRequest, list_pages


@strawberry.type(description="Why a job failed.")
class JobFailure:
    code: JobFailureCode = strawberry.field(description="Stable code.")
    message: str = strawberry.field(description="For people.")
    stage: JobStage = strawberry.field(description="The stage that failed.")
    retryable: bool = strawberry.field(description="Whether a retry can help.")

    @classmethod
    def from_row(cls, row: models.Job) -> Self | None:
        """Return why a job failed, if it did."""
        if row.failure_code is None:
            return None
        return cls(
            code=row.failure_code,
            message=FAILURE_MESSAGES[row.failure_code],
            stage=row.failure_stage or JobStage.RECEIVED,
            retryable=row.failure_code not in FINAL_FAILURES,
        )


@strawberry.type(description="A run of the pipeline.")
class Job(Node):
    portfolio_key: strawberry.Private[UUID | None]
    kind: JobKind = strawberry.field(description="What it makes.")
    status: JobStatus = strawberry.field(description="Where it stands.")
    stage: JobStage | None = strawberry.field(description="The stage it is in, or ended in.")
    percent: int = strawberry.field(description="0 to 100, never falling within one attempt.")
    attempt: int = strawberry.field(description="Which try this is, from 1.")
    last_sequence: int = strawberry.field(
        description="Sequence number of the last event; pass it as `after`."
    )
    failure: JobFailure | None = strawberry.field(description="Why it failed; null otherwise.")
    usage: ModelUsage | None = strawberry.field(
        description="What it has spent on language models, all attempts together; null if nothing."
    )
    created_at: datetime = strawberry.field(description="When it was asked for.")
    started_at: datetime | None = strawberry.field(description="When it began; null while queued.")
    finished_at: datetime | None = strawberry.field(description="When it ended; null before.")
    can_retry: bool = strawberry.field(description="Whether retryJob would take it.")
    can_cancel: bool = strawberry.field(description="Whether cancelJob would take it.")

    @classmethod
    def from_row(cls, row: models.Job) -> Self:
        """Return a job."""
        return cls(
            id=global_id("Job", row.job_id),
            portfolio_key=row.portfolio_id,
            kind=row.kind,
            status=row.status,
            stage=row.stage,
            percent=row.percent,
            attempt=max(row.attempt, 1),
            last_sequence=row.last_sequence,
            failure=JobFailure.from_row(row),
            usage=ModelUsage.from_row(row),
            created_at=row.created_at,
            started_at=row.started_at,
            finished_at=row.finished_at,
            can_retry=jobs.can_retry(row),
            can_cancel=jobs.can_cancel(row),
        )

    @strawberry.field(description="What it made or changes; null until there is one.")
    async def portfolio(self, info: Info) -> Portfolio | None:
        if self.portfolio_key is None:
            return None
        row = await info.context.loaders.portfolios.load(self.portfolio_key)
        return Portfolio.from_row(row) if row else None


@strawberry.type(description="One step of a job's story.")
class JobEvent:
    job_key: strawberry.Private[UUID]
    sequence: int = strawberry.field(description="1, 2, 3 and so on within a job, with no gap.")
    type: JobEventType = strawberry.field(description="What happened.")
    at: datetime = strawberry.field(description="When.")
    stage: JobStage | None = strawberry.field(description="The stage it happened in.")
    percent: int = strawberry.field(description="0 to 100.")
    message: str | None = strawberry.field(description="For people.")
    section: SectionPreview | None = strawberry.field(
        description="The section that has just become ready, if that is what happened."
    )

    @classmethod
    def from_row(cls, row: models.JobEvent) -> Self:
        """Return an event."""
        return cls(
            job_key=row.job_id,
            sequence=row.sequence,
            type=row.type,
            at=row.at,
            stage=row.stage,
            percent=row.percent,
            message=row.message,
            section=SectionPreview.from_stored(row.section) if row.section else None,
        )

    @strawberry.field(description="The job as it is now.")
    async def job(self, info: Info) -> Job:
        row = await info.context.loaders.jobs.load(self.job_key)
        if row is None:
            raise LookupError(self.job_key)  # deleted while it was watched
        return Job.from_row(row)


@strawberry.input(description="Which jobs.")
class JobFilter:
    status: list[JobStatus] | None = strawberry.field(
        description="In one of these states.", default=None
    )
    kind: list[JobKind] | None = strawberry.field(
        description="Of one of these kinds.", default=None
    )
    portfolio_id: strawberry.ID | None = strawberry.field(
        description="Of this portfolio.", default=None
    )


@strawberry.input(description="For retryJob.")
class RetryJobInput:
    job_id: strawberry.ID = strawberry.field(description="The job.")
    from_stage: JobStage | None = strawberry.field(
        description="Begin at this stage instead of the one that failed.", default=None
    )
    idempotency_key: str | None = strawberry.field(description="See uploadResume.", default=None)


@strawberry.input(description="For cancelJob.")
class CancelJobInput:
    job_id: strawberry.ID = strawberry.field(description="The job.")


@strawberry.type(description="Of retryJob.")
class RetryJobPayload(Payload):
    job: Job | None = strawberry.field(description="The job.", default=None)


@strawberry.type(description="Of cancelJob.")
class CancelJobPayload(Payload):
    job: Job | None = strawberry.field(description="The job.", default=None)


@strawberry.type
class JobQuery:
    @strawberry.field(description="One job of the caller.")
    async def job(
        self,
        info: Info,
        wanted: Annotated[
            strawberry.ID, strawberry.argument(name="id", description="The job's global id.")
        ],
    ) -> Job | None:
        key = find_key("Job", wanted)
        if key is None or info.context.viewer_id is None:
            return None
        row = await info.context.loaders.jobs.load(key)
        return Job.from_row(row) if row else None

    @strawberry.field(description="The caller's jobs, newest first.")
    async def jobs(
        self,
        info: Info,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
        chosen: Annotated[
            JobFilter | None, strawberry.argument(name="filter", description="Only these.")
        ] = None,
    ) -> Connection[Job] | None:
        user_id = info.context.viewer_id
        if user_id is None:
            return None
        request = PageRequest(first=first, after=after, last=last, before=before)
        async with info.context.resources.database.read() as session:
            pages = await list_pages(session, _list_own(chosen), parents=[user_id], request=request)
        return make_connection(pages[user_id], Job.from_row)


@strawberry.type
class JobMutation:
    @strawberry.mutation(
        description="Runs a failed or cancelled job again from the stage that failed.",
        extensions=[ErrorsInPayload(RetryJobPayload)],
    )
    async def retry_job(
        self,
        info: Info,
        wanted: Annotated[
            RetryJobInput, strawberry.argument(name="input", description="Which job.")
        ],
    ) -> RetryJobPayload | None:
        user_id = info.context.user_id
        job_id = get_key("Job", wanted.job_id, path=["input", "jobId"])
        arguments = {"job_id": str(job_id), "from_stage": wanted.from_stage}
        request = Request(user_id, "retryJob", arguments, wanted.idempotency_key)
        async with info.context.resources.database.begin() as session:
            job = await start_once(
                session,
                request,
                start=lambda: jobs.retry_job(
                    session, user_id=user_id, job_id=job_id, from_stage=wanted.from_stage
                ),
            )
        await info.context.resources.doorbell.ring(job.job_id, job.attempt)
        return RetryJobPayload(job=Job.from_row(job))

    @strawberry.mutation(
        description="Asks a queued or running job to stop. Done twice it does nothing more.",
        extensions=[ErrorsInPayload(CancelJobPayload)],
    )
    async def cancel_job(
        self,
        info: Info,
        wanted: Annotated[
            CancelJobInput, strawberry.argument(name="input", description="Which job.")
        ],
    ) -> CancelJobPayload | None:
        user_id = info.context.user_id
        job_id = get_key("Job", wanted.job_id, path=["input", "jobId"])
        async with info.context.resources.database.begin() as session:
            job = await jobs.cancel_job(session, user_id=user_id, job_id=job_id)
        await info.context.resources.doorbell.publish({"job_id": str(job_id)})
        return CancelJobPayload(job=Job.from_row(job))


@strawberry.type
class JobSubscription:
    @strawberry.subscription(
        description="A job's events: first those after `after` that are already there, then live "
        "ones. Completes after the terminal event."
    )
    async def job_progress(
        self,
        info: Info,
        job_id: Annotated[strawberry.ID, strawberry.argument(description="The job's global id.")],
        after: Annotated[
            int, strawberry.argument(description="Sequence number last seen; 0 replays all.")
        ] = 0,
    ) -> AsyncGenerator[JobEvent, None]:
        key = get_key("Job", job_id, path=["jobId"])
        await _check_owner(info, key)
        async with aclosing(info.context.resources.hub.follow(key, after=after)) as events:
            async for event in events:
                info.context.forget_loaded()
                yield JobEvent.from_row(event)
                del event  # it would be kept as long as nothing happens


async def _check_owner(info: Info, job_id: UUID) -> None:
    """Refuse another's job; apart, because what a subscription has at hand it keeps to its end."""
    user_id = info.context.user_id
    async with info.context.resources.database.read() as session:
        await jobs.get_job(session, user_id=user_id, job_id=job_id)


def _list_own(chosen: JobFilter | None) -> Listing[models.Job]:
    """Return the listing of people's jobs that pass a filter, newest first."""
    rows = sa.select(models.Job)
    if chosen and chosen.status is not None:
        rows = rows.where(col(models.Job.status).in_(chosen.status))
    if chosen and chosen.kind is not None:
        rows = rows.where(col(models.Job.kind).in_(chosen.kind))
    if chosen and chosen.portfolio_id is not None:
        key = find_key("Portfolio", chosen.portfolio_id)
        rows = rows.where(col(models.Job.portfolio_id) == key if key else sa.false())
    return Listing(
        rows=rows,
        model=models.Job,
        parent=col(models.Job.user_id),
        rank=col(models.Job.created_at),
        identity=col(models.Job.job_id),
    )
