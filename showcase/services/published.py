"""What others than the owner may see of a portfolio: what is online, not what is being written."""

from collections.abc import Sequence
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased
from sqlmodel import col

from showcase.models import Deployment, DeploymentStatus, Section, SectionRevision


async def list_published_sections(
    session: AsyncSession, portfolio_ids: Sequence[UUID]
) -> list[Section]:
    """Return the visible sections of portfolios with the words they had when they went online.

    The sections are copies; changing them changes nothing.
    """
    # A site that was rolled back shows the words of then.
    origin = aliased(Deployment)
    shown_since = sa.func.coalesce(col(origin.created_at), col(Deployment.created_at))
    online = (
        sa.select(Section, SectionRevision)
        .ext(distinct_on(col(Section.position), col(Section.section_id)))
        .join(SectionRevision, col(SectionRevision.section_id) == col(Section.section_id))
        .join(Deployment, col(Deployment.portfolio_id) == col(Section.portfolio_id))
        .outerjoin(origin, col(origin.deployment_id) == col(Deployment.rolled_back_to))
        .where(
            col(Section.portfolio_id).in_(portfolio_ids),
            col(Section.visible),
            col(Deployment.status) == DeploymentStatus.LIVE,
            col(SectionRevision.created_at) <= shown_since,
        )
        .order_by(
            col(Section.position), col(Section.section_id), col(SectionRevision.version).desc()
        )
    )
    return [_as_of(row[0], row[1]) for row in await session.execute(online)]


def _as_of(section: Section, revision: SectionRevision) -> Section:
    words = {
        "heading": revision.heading,
        "content": revision.content,
        "sources": revision.sources,
        "version": revision.version,
    }
    return Section(**section.model_dump() | words)
