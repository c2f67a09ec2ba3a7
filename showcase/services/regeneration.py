"""Asking for sections to be written anew, at once or as a proposal."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from showcase.errors import InvalidInput, NotFound
from showcase.models import Job, JobKind, Portfolio, Section
from showcase.models.content import Tone
from showcase.services import jobs
from showcase.services.portfolios import hold_portfolio
from showcase.services.proposals import open_proposal

MAX_INSTRUCTIONS_LENGTH = 500
MAX_SECTIONS = 12


@dataclass(frozen=True)
class Regeneration:
    """Which sections to write anew, and how."""

    section_ids: Sequence[UUID]
    instructions: str | None
    tone: Tone | None
    review: bool = False
    expected_version: int | None = None

    def as_arguments(self) -> dict[str, Any]:
        """Return the arguments of the job that does it."""
        return {
            "section_ids": [str(section_id) for section_id in self.section_ids],
            "instructions": (self.instructions or "").strip(),
            "tone": self.tone,
            "review": self.review,
        }


async def request_regeneration(
    session: AsyncSession, regeneration: Regeneration, *, user_id: UUID
) -> Job:
    """Start the job that writes sections anew. Ring the doorbell after the commit.

    Raises:
        NotFound: One of the sections does not exist or is somebody else's.
        InvalidInput: No section, too many, of several portfolios, or too long instructions.
        Conflict: The portfolio changed since the caller read it.
    """
    wanted = set(regeneration.section_ids)
    if not 0 < len(wanted) <= MAX_SECTIONS:
        raise InvalidInput(f"Name 1 to {MAX_SECTIONS} sections.", path=["input", "sectionIds"])
    if len(regeneration.instructions or "") > MAX_INSTRUCTIONS_LENGTH:
        raise InvalidInput(
            f"Instructions have at most {MAX_INSTRUCTIONS_LENGTH} characters.",
            path=["input", "instructions"],
        )
    portfolio_id = await _find_portfolio(session, wanted, user_id=user_id)
    portfolio = await hold_portfolio(
        session,
        user_id=user_id,
        portfolio_id=portfolio_id,
        expected_version=regeneration.expected_version,
    )
    job = await jobs.start_job(
        session,
        user_id=user_id,
        kind=JobKind.REGENERATE,
        arguments=regeneration.as_arguments(),
        portfolio_id=portfolio_id,
    )
    if regeneration.review:
        await open_proposal(session, portfolio, job, instruction=regeneration.instructions or "")
    return job


async def _find_portfolio(session: AsyncSession, section_ids: set[UUID], *, user_id: UUID) -> UUID:
    """Return the id of the one portfolio that sections belong to."""
    owners = (
        sa.select(col(Section.section_id), col(Section.portfolio_id))
        .join(Portfolio, col(Portfolio.portfolio_id) == col(Section.portfolio_id))
        .where(col(Section.section_id).in_(section_ids), col(Portfolio.user_id) == user_id)
    )
    found: dict[UUID, UUID] = {row[0]: row[1] for row in await session.execute(owners)}
    if set(found) != section_ids:
        raise NotFound(path=["input", "sectionIds"])
    if len(set(found.values())) > 1:
        raise InvalidInput("The sections must be of one portfolio.", path=["input", "sectionIds"])
    return next(iter(found.values()))
