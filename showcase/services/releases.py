"""What deployments showed, kept for a while so that it can be put online again."""

from collections.abc import Sequence
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from showcase.models import Deployment, DeploymentStatus, Release

RELEASES_KEPT = 10
"""How many releases a portfolio keeps beside the one that is online."""
IN_USE = (DeploymentStatus.PENDING, DeploymentStatus.BUILDING, DeploymentStatus.LIVE)


async def list_kept(session: AsyncSession, deployment_ids: Sequence[UUID]) -> set[UUID]:
    """Return those of the deployments whose release is kept."""
    kept = sa.select(col(Release.deployment_id)).where(
        col(Release.deployment_id).in_(deployment_ids)
    )
    return set(await session.scalars(kept))


async def forget_old_releases(session: AsyncSession, *, portfolio_id: UUID) -> None:
    """Delete what a portfolio showed long ago, and what never came online."""
    own = col(Deployment.portfolio_id) == portfolio_id
    origin = sa.func.coalesce(col(Deployment.rolled_back_to), col(Deployment.deployment_id))
    in_use = sa.select(origin).where(own, col(Deployment.status).in_(IN_USE))
    recent = (
        sa.select(col(Deployment.deployment_id))
        .join(Release, col(Release.deployment_id) == col(Deployment.deployment_id))
        .where(own, col(Deployment.url).is_not(None), col(Deployment.deployment_id).not_in(in_use))
        .order_by(col(Deployment.created_at).desc())
        .limit(RELEASES_KEPT)
    )
    released = col(Release.deployment_id)
    await session.execute(
        sa.delete(Release).where(
            released.in_(sa.select(col(Deployment.deployment_id)).where(own)),
            released.not_in(in_use),
            released.not_in(recent),
        )
    )
