"""What a run tells of its job: events without a gap, written under the run's attempt."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from operator import attrgetter
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from showcase.models import Job, JobEvent, JobEventType, JobStage, JobStatus
from showcase.services.runs import Run, owned_by, refuse


@dataclass(frozen=True)
class News:
    """What a run has to tell: the kind of event, where it stands, and what is ready to show."""

    type: JobEventType
    stage: JobStage
    percent: int
    message: str | None = None
    section: dict[str, Any] | None = None
    told_at: float = field(default_factory=time.monotonic)
    """When the run told it, by its own clock: only how long ago that is counts."""


async def tell(session: AsyncSession, run: Run, news: Sequence[News]) -> list[JobEvent]:
    """Write events of a running job in their order, in one statement.

    Raises:
        LeaseLost: Another attempt owns the job.
        JobCancelled: Its owner asked it to stop.
    """
    last = news[-1]
    changed = (
        sa.update(Job)
        .where(owned_by(run), col(Job.status) == JobStatus.RUNNING)
        .values(
            last_sequence=col(Job.last_sequence) + len(news),
            stage=last.stage,
            percent=last.percent,
        )
        .returning(col(Job.job_id), col(Job.last_sequence))
        .cte("changed")
    )
    now = time.monotonic()
    rows = [(index - len(news), *_describe(piece, now)) for index, piece in enumerate(news, 1)]
    told = sa.values(sa.column("back", sa.Integer), *TOLD, name="told").data(rows)
    events = sa.select(
        changed.c.job_id,
        changed.c.last_sequence + told.c.back,
        sa.func.now() - told.c.age,
        *(sa.cast(told.c[name], told.c[name].type) for name in TOLD_NAMES),
    ).join_from(changed, told, sa.true())
    names = ["job_id", "sequence", "at", *TOLD_NAMES]
    statement = sa.insert(JobEvent).from_select(names, events).returning(JobEvent)
    written = (await session.execute(statement)).scalars().all()
    if not written:
        await refuse(session, run)
    return sorted(written, key=attrgetter("sequence"))


TOLD_NAMES = ("type", "stage", "percent", "message", "section")
TOLD = [
    sa.column("age", sa.Interval),
    *(sa.column(name, sa.inspect(JobEvent).columns[name].type) for name in TOLD_NAMES),
]
"""How long ago a run told something, and what of it stands in the event."""


def _describe(news: News, now: float) -> tuple[object, ...]:
    age = timedelta(seconds=now - news.told_at)
    return (age, *(getattr(news, name) for name in TOLD_NAMES))
