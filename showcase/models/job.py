"""Jobs, their events, and what their steps have already worked out."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from showcase.errors import JobFailureCode
from showcase.models.columns import (
    created_time,
    enumeration,
    json,
    optional_enumeration,
    optional_json,
    optional_reference,
    primary_id,
    reference,
    time,
    total,
)


class JobKind(StrEnum):
    """What a job makes."""

    BUILD = "BUILD"
    REGENERATE = "REGENERATE"
    REFINE = "REFINE"
    DEPLOY = "DEPLOY"


class JobStatus(StrEnum):
    """Where a job stands."""

    QUEUED = "QUEUED"
    RUNNING = "RUNNING"
    CANCELLING = "CANCELLING"
    COMPLETED = "COMPLETED"
    FAILED = "FAILED"
    CANCELLED = "CANCELLED"


class JobStage(StrEnum):
    """The stages of a run, in order."""

    RECEIVED = "RECEIVED"
    EXTRACTING = "EXTRACTING"
    OCR = "OCR"
    GENERATING = "GENERATING"
    VALIDATING = "VALIDATING"
    PERSISTING = "PERSISTING"
    DEPLOYING = "DEPLOYING"


class JobEventType(StrEnum):
    """What an event tells."""

    QUEUED = "QUEUED"
    STAGE_STARTED = "STAGE_STARTED"
    PROGRESS = "PROGRESS"
    STAGE_FINISHED = "STAGE_FINISHED"
    RETRYING = "RETRYING"
    COMPLETED = "COMPLETED"
    FAILED = "FAILED"
    CANCELLED = "CANCELLED"


TERMINAL_STATUSES = frozenset({JobStatus.COMPLETED, JobStatus.FAILED, JobStatus.CANCELLED})
TERMINAL_EVENTS = frozenset({JobEventType.COMPLETED, JobEventType.FAILED, JobEventType.CANCELLED})


class Job(SQLModel, table=True):
    """A run of the pipeline; this row, not the queue, is the truth about it."""

    __tablename__ = "jobs"
    __table_args__ = (
        sa.Index("jobs_by_owner", "user_id", "created_at", "job_id"),
        sa.Index("jobs_by_status", "status", "available_at"),
    )

    job_id: UUID = primary_id()
    user_id: UUID = reference("users.user_id", index=False)
    kind: JobKind = enumeration(JobKind)
    status: JobStatus = enumeration(JobStatus, default=JobStatus.QUEUED)
    stage: JobStage | None = optional_enumeration(JobStage)
    percent: int = 0
    attempt: int = 0
    last_sequence: int = 0
    arguments: dict[str, Any] = json(dict)
    engine: str | None = Field(default=None, max_length=32)

    model: str | None = Field(default=None, max_length=200)
    model_requests: int = total()
    input_tokens: int = total()
    output_tokens: int = total()
    thinking_tokens: int = total()
    model_seconds: float = total(sa.Float)
    cost_micro_usd: int | None = Field(default=None, sa_type=sa.BigInteger)

    resume_id: UUID | None = optional_reference("resumes.resume_id")
    portfolio_id: UUID | None = optional_reference("portfolios.portfolio_id")

    failure_code: JobFailureCode | None = optional_enumeration(JobFailureCode)
    failure_stage: JobStage | None = optional_enumeration(JobStage)

    lease_owner: str | None = Field(default=None, max_length=100)
    lease_until: datetime | None = time(index=True)
    lost_leases: int = 0
    traceparent: str | None = Field(default=None, max_length=64)
    available_at: datetime = created_time()
    created_at: datetime = created_time()
    started_at: datetime | None = time()
    finished_at: datetime | None = time()


class JobEvent(SQLModel, table=True):
    """One line of a job's story, written in the transaction that changes the job."""

    __tablename__ = "job_events"

    job_id: UUID = reference("jobs.job_id", index=False, primary_key=True)
    sequence: int = Field(primary_key=True)
    type: JobEventType = enumeration(JobEventType)
    stage: JobStage | None = optional_enumeration(JobStage)
    percent: int
    message: str | None = None
    section: dict[str, Any] | None = optional_json()
    at: datetime = created_time()


class StepResult(SQLModel, table=True):
    """What a step worked out for an input, so that a retry does not pay for it again."""

    __tablename__ = "step_results"

    user_id: UUID = reference("users.user_id", index=False, primary_key=True)
    step: str = Field(primary_key=True, max_length=32)
    input_hash: str = Field(primary_key=True, max_length=64)
    job_id: UUID | None = optional_reference("jobs.job_id")
    output: dict[str, Any] = json(dict)
    created_at: datetime = created_time()
