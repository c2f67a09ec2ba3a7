"""What is remembered of the resumes behind portfolios, for whoever reviews them."""

from collections.abc import Sequence
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from showcase.models import Reading


async def list_readings(
    session: AsyncSession, portfolio_ids: Sequence[UUID]
) -> dict[UUID, Reading]:
    """Return what is remembered of the resumes behind portfolios."""
    known = sa.select(Reading).where(col(Reading.portfolio_id).in_(portfolio_ids))
    return {reading.portfolio_id: reading for reading in await session.scalars(known)}
