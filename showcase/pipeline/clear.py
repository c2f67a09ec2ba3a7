"""What a portfolio has at hosts → only what is online or about to be."""

from collections.abc import Awaitable, Callable

import sqlalchemy as sa
import structlog
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from showcase.adapters.hosts.site import DeployRefused, OnLine, SiteHost
from showcase.choices import DeployTarget
from showcase.database import Database
from showcase.models import Deployment, DeploymentStatus
from showcase.services.sites import list_live_deployments
from showcase.services.targets import TITLES, TargetDisconnected

WANTED = frozenset({DeploymentStatus.BUILDING, DeploymentStatus.LIVE})
"""Deployments whose files must stay at the host."""
LEFT_ONLINE = (
    "The earlier site at {} could not be taken down yet. The next publication tries again; "
    "unpublishing takes it down, too."
)

OpenHost = Callable[[AsyncSession, Deployment], Awaitable[SiteHost]]
"""Returns the host of a deployment; notes in the row of a new one whose account it goes to."""

log = structlog.get_logger()


async def clear_hosts(
    newest: Deployment, *, database: Database, open_host: OpenHost, on_line: OnLine
) -> None:
    """Remove what a portfolio has at any host and neither shows nor builds.

    What cannot be removed now is left for the next time; the person hears of it if it is in
    another account than the newest deployment, where nothing has taken its place.
    """
    async with database.begin() as session:
        known = await list_live_deployments(session, portfolio_id=newest.portfolio_id)
    wanted = {_place(row) for row in known if row.status in WANTED}
    for row in known:
        if row.status in WANTED:
            continue
        try:
            if _place(row) not in wanted:
                await _remove(row, database=database, open_host=open_host)
        except (DeployRefused, TargetDisconnected) as problem:
            log.warning("deploy.leftover", deployment_id=row.deployment_id, detail=str(problem))
            if _account(row) != _account(newest):
                await on_line(LEFT_ONLINE.format(TITLES[DeployTarget(row.target)]))
            continue
        async with database.begin() as session:
            await session.execute(_forget(row))


async def _remove(row: Deployment, *, database: Database, open_host: OpenHost) -> None:
    """Take a deployment off the host that it is at.

    Raises:
        DeployRefused, TargetDisconnected: It may still be online.
    """
    async with database.read() as session:
        host = await open_host(session, row)
    await host.remove(row.provider_reference or "")


def _place(row: Deployment) -> tuple[object, ...]:
    """Return what deployments have in common that are one site at their host."""
    return *_account(row), row.provider_reference


def _account(row: Deployment) -> tuple[object, ...]:
    """Return what deployments in one account have in common."""
    return row.target, row.connection_id


def _forget(row: Deployment) -> sa.Update:
    """Say that nothing of a deployment is left at the host."""
    return (
        sa.update(Deployment)
        .where(
            col(Deployment.deployment_id) == row.deployment_id,
            col(Deployment.status).not_in(WANTED),
            col(Deployment.provider_reference) == row.provider_reference,
        )
        .values(provider_reference=None)
    )
