"""Putting portfolios online and taking them down again."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import sqlalchemy as sa
import structlog
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from showcase.adapters.hosts.site import DeployRefused, Refusal
from showcase.adapters.storage import FileStore
from showcase.choices import DeployTarget
from showcase.config import Settings
from showcase.database import Database
from showcase.errors import ErrorCode, InvalidState, NotFound, ShowcaseError
from showcase.models import TERMINAL_STATUSES, Deployment, DeploymentStatus, Job, JobKind
from showcase.services import jobs
from showcase.services.pages import Listing
from showcase.services.portfolios import hold_portfolio, touch
from showcase.services.releases import list_kept
from showcase.services.sites import list_live_deployments
from showcase.services.slugs import choose_slug
from showcase.services.targets import TITLES, TargetDisconnected, check_target, open_where_it_is

DEPLOYMENTS = Listing(
    rows=sa.select(Deployment),
    model=Deployment,
    parent=col(Deployment.portfolio_id),
    rank=col(Deployment.created_at),
    identity=col(Deployment.deployment_id),
)
"""The deployments of portfolios, newest first."""

REPLACED = frozenset({DeploymentStatus.SUPERSEDED, DeploymentStatus.REMOVED})
NO_RELEASE = (
    "This deployment cannot be put back: it never was online, it is online now, or what it showed "
    "is not kept."
)

log = structlog.get_logger()


class HostUnavailable(ShowcaseError):
    """The site's host does not answer at the moment. Please try again in a few minutes."""

    code = ErrorCode.UNAVAILABLE


@dataclass(frozen=True)
class PublishRequest:
    """What to put online, and where; without a target or slug, where it has been or the default."""

    portfolio_id: UUID
    expected_version: int | None = None
    slug: str | None = None
    target: DeployTarget | None = None

    def as_arguments(self) -> dict[str, Any]:
        """Return what makes this request the same as another one."""
        return {name: None if value is None else str(value) for name, value in vars(self).items()}


async def request_publish(
    session: AsyncSession, request: PublishRequest, *, user_id: UUID, settings: Settings
) -> Job:
    """Add a deployment that waits and the job that does it. Ring the doorbell after the commit.

    Raises:
        NotFound: There is no such portfolio, or it is somebody else's.
        Conflict: It changed since the caller read it.
        InvalidInput: The target is neither set up here nor connected by the caller.
        SlugTaken: The address is not to be had.
    """
    portfolio = await hold_portfolio(
        session,
        user_id=user_id,
        portfolio_id=request.portfolio_id,
        expected_version=request.expected_version,
    )
    target = await check_target(
        session, request.target or settings.deploy_target, user_id=user_id, settings=settings
    )
    if request.slug is not None and await choose_slug(
        session, portfolio, request.slug, path=["input", "slug"]
    ):
        await touch(session, portfolio)
    deployment = Deployment(
        portfolio_id=portfolio.portfolio_id, target=target, portfolio_version=portfolio.version
    )
    return await _start_job(session, deployment, user_id=user_id)


async def request_rollback(
    session: AsyncSession, *, user_id: UUID, deployment_id: UUID, settings: Settings
) -> Job:
    """Add a deployment that shows again what an earlier one showed, and the job that does it.

    Raises:
        NotFound: There is no such deployment, or it is somebody else's.
        InvalidState: It never was online, is online now, or what it showed is not kept.
        InvalidInput: Its target is no longer to be had.
    """
    earlier = await session.get(Deployment, deployment_id)
    if earlier is None:
        raise NotFound(path=["input", "deploymentId"])
    try:
        portfolio = await hold_portfolio(
            session, user_id=user_id, portfolio_id=earlier.portfolio_id
        )
    except NotFound as missing:
        raise NotFound(path=["input", "deploymentId"]) from missing
    release = find_release(earlier)
    if release is None or not await list_kept(session, [release]):
        raise InvalidState(NO_RELEASE, path=["input", "deploymentId"])
    target = await check_target(
        session, DeployTarget(earlier.target), user_id=user_id, settings=settings
    )
    deployment = Deployment(
        portfolio_id=portfolio.portfolio_id,
        target=target,
        portfolio_version=earlier.portfolio_version,
        rolled_back_to=release,
    )
    return await _start_job(session, deployment, user_id=user_id)


def find_release(deployment: Deployment) -> UUID | None:
    """Return whose release would bring a deployment back, if it was online and is not any more."""
    if deployment.url is None or deployment.status not in REPLACED:
        return None
    return deployment.rolled_back_to or deployment.deployment_id


async def _start_job(session: AsyncSession, deployment: Deployment, *, user_id: UUID) -> Job:
    """Add a deployment that waits and the job that does it."""
    session.add(deployment)
    await session.flush()
    job = await jobs.start_job(
        session,
        user_id=user_id,
        kind=JobKind.DEPLOY,
        arguments={"deployment_id": str(deployment.deployment_id)},
        portfolio_id=deployment.portfolio_id,
    )
    deployment.job_id = job.job_id
    session.add(deployment)
    return job


async def find_deployment_of(session: AsyncSession, *, job_id: UUID) -> Deployment | None:
    """Return the deployment that a job does."""
    newest = (
        sa.select(Deployment)
        .where(col(Deployment.job_id) == job_id)
        .order_by(col(Deployment.created_at).desc())
        .limit(1)
    )
    return (await session.scalars(newest)).one_or_none()


async def unpublish(
    database: Database, *, user_id: UUID, portfolio_id: UUID, settings: Settings, store: FileStore
) -> None:
    """Take a portfolio off every host. Safe to repeat, also when it broke off half way.

    Raises:
        NotFound: There is no such portfolio, or it is somebody else's.
        HostUnavailable: It may still be online somewhere.
        TargetDisconnected: It is still online in an account of the owner's that is closed to us.
    """
    left = await take_down(
        database, user_id=user_id, portfolio_id=portfolio_id, settings=settings, store=store
    )
    if left:
        titles = sorted({TITLES[DeployTarget(site.target)] for site in left})
        raise TargetDisconnected(
            f"Your account at {' and '.join(titles)} does not let us in, so what is there stays "
            "online. Connect the account again and repeat this, or delete the site there yourself."
        )


async def take_down(
    database: Database, *, user_id: UUID, portfolio_id: UUID, settings: Settings, store: FileStore
) -> list[Deployment]:
    """Take a portfolio off every host that lets us in; return what stays online.

    Raises:
        NotFound: There is no such portfolio, or it is somebody else's.
        HostUnavailable: It may still be online somewhere.
    """
    async with database.begin() as session:
        # Jobs first, as the steps of a job hold them: the other order could wait for ever.
        await _cancel_jobs(session, user_id=user_id, portfolio_id=portfolio_id)
        portfolio = await hold_portfolio(session, user_id=user_id, portfolio_id=portfolio_id)
        portfolio.published_version = None
        session.add(portfolio)
        await _drop_waiting(session, portfolio_id)
        online = await list_live_deployments(session, portfolio_id=portfolio_id)
    left = await remove_sites(database, online, settings=settings, store=store)
    gone = [row.deployment_id for row in online if row not in left]
    async with database.begin() as session:
        await session.execute(
            sa.update(Deployment)
            .where(col(Deployment.deployment_id).in_(gone))
            .values(
                status=DeploymentStatus.REMOVED,
                provider_reference=None,
                finished_at=sa.func.coalesce(col(Deployment.finished_at), sa.func.now()),
            )
        )
    return left


async def remove_sites(
    database: Database,
    deployments: Sequence[Deployment],
    *,
    settings: Settings,
    store: FileStore,
) -> list[Deployment]:
    """Take deployments off their hosts; return those in accounts of people's that are closed to us.

    An account is closed when it is disconnected or its token was revoked: nobody but its owner can
    do anything about what is there.

    Raises:
        HostUnavailable: One of the others may still be online.
    """
    left = []
    for deployment in deployments:
        try:
            async with database.read() as session:
                host = await open_where_it_is(session, deployment, settings=settings, store=store)
            await host.remove(deployment.provider_reference or "")
        except TargetDisconnected:
            left.append(deployment)
        except DeployRefused as error:
            log.warning("site.removal_refused", target=deployment.target, detail=error.detail)
            if deployment.connection_id is None or error.refusal is not Refusal.UNAUTHORIZED:
                raise HostUnavailable from error
            left.append(deployment)
    return left


def list_addresses(deployments: Sequence[Deployment]) -> list[str]:
    """Return where visitors find what is online of deployments."""
    return sorted({row.url for row in deployments if row.url})


async def _cancel_jobs(session: AsyncSession, *, user_id: UUID, portfolio_id: UUID) -> None:
    """Ask the running jobs that would put a portfolio back online to stop."""
    active = sa.select(col(Job.job_id)).where(
        col(Job.portfolio_id) == portfolio_id,
        col(Job.user_id) == user_id,
        col(Job.kind).in_([JobKind.BUILD, JobKind.DEPLOY]),
        col(Job.status).not_in(TERMINAL_STATUSES),
    )
    for job_id in (await session.scalars(active.order_by(col(Job.job_id)))).all():
        await jobs.cancel_job(session, user_id=user_id, job_id=job_id)


async def _drop_waiting(session: AsyncSession, portfolio_id: UUID) -> None:
    """End the deployments of a portfolio that have not reached their host yet, for good.

    Those of jobs cancelled in this very transaction have failed already, and a retry would go on.
    """
    waiting = col(Deployment.status).in_([DeploymentStatus.PENDING, DeploymentStatus.BUILDING])
    called_off = sa.and_(
        col(Deployment.status) == DeploymentStatus.FAILED,
        col(Deployment.finished_at) == sa.func.now(),
    )
    await session.execute(
        sa.update(Deployment)
        .where(
            col(Deployment.portfolio_id) == portfolio_id,
            sa.or_(waiting, called_off),
            col(Deployment.provider_reference).is_(None),
        )
        .values(status=DeploymentStatus.REMOVED, finished_at=sa.func.now())
    )
