"""Which sites are online, and where their files are.

A deployment keeps its `provider_reference` exactly as long as its files may still be at the host.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from showcase.choices import DeployTarget
from showcase.database import lock_key
from showcase.models import Deployment, DeploymentStatus, Portfolio


@dataclass(frozen=True)
class LiveSite:
    """A site that the web process serves; its files lie under `hosts.local.site_key`."""

    portfolio_id: UUID
    reference: str


async def find_live_site(session: AsyncSession, *, slug: str) -> LiveSite | None:
    """Return what is online under an address of ours, if its owner has published it."""
    return (await list_live_sites(session, slugs=[slug])).get(slug)


async def list_live_sites(session: AsyncSession, *, slugs: Collection[str]) -> dict[str, LiveSite]:
    """Return what is online under addresses of ours, by slug, as far as owners have published it.

    Files may be deleted at any moment, when a new version takes their place: whoever finds a file
    missing asks here once more.
    """
    live = (
        sa.select(
            col(Portfolio.slug), col(Deployment.portfolio_id), col(Deployment.provider_reference)
        )
        .join(Portfolio, col(Portfolio.portfolio_id) == col(Deployment.portfolio_id))
        .where(
            col(Portfolio.slug).in_(slugs),
            col(Portfolio.published_version).is_not(None),
            col(Deployment.status) == DeploymentStatus.LIVE,
            col(Deployment.target) == DeployTarget.LOCAL,
        )
    )
    rows = (await session.execute(live)).all()
    return {row[0]: LiveSite(row[1], row[2]) for row in rows if row[2]}


async def find_url_elsewhere(session: AsyncSession, *, slug: str) -> str | None:
    """Return where a portfolio with this address of ours is online, if that is not with us."""
    live = (
        sa.select(col(Deployment.url))
        .join(Portfolio, col(Portfolio.portfolio_id) == col(Deployment.portfolio_id))
        .where(
            col(Portfolio.slug) == slug,
            col(Portfolio.published_version).is_not(None),
            col(Deployment.status) == DeploymentStatus.LIVE,
            col(Deployment.target) != DeployTarget.LOCAL,
        )
    )
    return (await session.scalars(live)).one_or_none()


def site_lock(reference: str) -> str:
    """Return the name of the lock under which files of a site without a deployment are deleted."""
    return f"site:{reference}"


async def await_janitor(session: AsyncSession, *, reference: str) -> None:
    """Wait until no files of this name are being deleted.

    None will be from then on, if the deployment that needs them is committed by this transaction.
    """
    held = sa.func.pg_advisory_xact_lock_shared(lock_key(site_lock(reference)))
    await session.execute(sa.select(held))


async def list_live_deployments(
    session: AsyncSession, *, portfolio_id: UUID
) -> Sequence[Deployment]:
    """Return every deployment of a portfolio that may still be online somewhere, newest first.

    To take a portfolio down: clear its `published_version`, commit, remove each of these from its
    host, then mark it REMOVED and clear its reference. Whatever breaks off in between can be
    repeated.
    """
    online = (
        sa.select(Deployment)
        .where(
            col(Deployment.portfolio_id) == portfolio_id,
            col(Deployment.provider_reference).is_not(None),
        )
        .order_by(col(Deployment.created_at).desc())
    )
    return (await session.execute(online)).scalars().all()
