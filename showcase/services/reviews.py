"""Reviews of portfolios: how good they are, and what their sentences rest on.

The agents' lighter door is knocked at here, and nowhere else: a review is made when somebody asks
for it, from what the portfolio holds at that moment, so that it is never older than the last edit.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, Protocol
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from agents.review import list_statements, review_portfolio
from showcase.models import Reading
from showcase.models.content import SectionKind, Tone

Json = dict[str, Any]


class Reviewed(Protocol):
    """A section, as a row."""

    kind: SectionKind
    content: Json
    sources: list[Json]


async def list_readings(
    session: AsyncSession, portfolio_ids: Sequence[UUID]
) -> dict[UUID, Reading]:
    """Return what is remembered of the resumes behind portfolios."""
    known = sa.select(Reading).where(col(Reading.portfolio_id).in_(portfolio_ids))
    return {reading.portfolio_id: reading for reading in await session.scalars(known)}


def review(sections: Sequence[Reviewed], *, tone: Tone, reading: Reading | None) -> Json:
    """Return the report on the sections that show; see `agents.review.report`."""
    return review_portfolio(
        [_describe(section) for section in sections],
        tone=tone.value,
        reading=reading.model_dump(include={"facts", "findings"}) if reading else None,
        today=datetime.now(UTC).date(),
    )


def trace(section: Reviewed) -> list[Json]:
    """Return what each value and sentence of a section rests on; see `agents.review.sentences`."""
    return list_statements(_describe(section))


def _describe(section: Reviewed) -> Json:
    return {
        "kind": section.kind.value,
        "content": section.content,
        "sources": section.sources,
    }
