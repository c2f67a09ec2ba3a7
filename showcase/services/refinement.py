"""Asking for a proposal in plain words."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from showcase.errors import InvalidInput
from showcase.models import Job, JobKind
from showcase.services import jobs
from showcase.services.portfolios import hold_portfolio
from showcase.services.proposals import open_proposal
from showcase.services.regeneration import MAX_INSTRUCTIONS_LENGTH


@dataclass(frozen=True)
class Refinement:
    """What is wished of a portfolio."""

    portfolio_id: UUID
    instruction: str
    expected_version: int | None = None

    def as_arguments(self) -> dict[str, Any]:
        """Return the arguments of the job that makes a proposal of it."""
        return {"portfolio_id": str(self.portfolio_id), "instruction": self.instruction.strip()}


async def request_refinement(
    session: AsyncSession, refinement: Refinement, *, user_id: UUID
) -> Job:
    """Start the job that turns a wish into a proposal. Ring the doorbell after the commit.

    Raises:
        NotFound: There is no such portfolio, or it is somebody else's.
        InvalidInput: The wish is empty or too long.
        Conflict: The portfolio changed since the caller read it.
    """
    if not 0 < len(refinement.instruction.strip()) <= MAX_INSTRUCTIONS_LENGTH:
        raise InvalidInput(
            f"An instruction has 1 to {MAX_INSTRUCTIONS_LENGTH} characters.",
            path=["input", "instruction"],
        )
    portfolio = await hold_portfolio(
        session,
        user_id=user_id,
        portfolio_id=refinement.portfolio_id,
        expected_version=refinement.expected_version,
    )
    job = await jobs.start_job(
        session,
        user_id=user_id,
        kind=JobKind.REFINE,
        arguments=refinement.as_arguments(),
        portfolio_id=portfolio.portfolio_id,
    )
    await open_proposal(session, portfolio, job, instruction=refinement.instruction)
    return job
