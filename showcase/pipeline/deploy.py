"""Portfolio → rendered site → live address.

A deployment is public from the moment its row says LIVE. Until then, and after it was replaced,
its row keeps the host's reference for as long as anything of it may be left at the host.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from uuid import UUID

import sqlalchemy as sa
import structlog
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from showcase.adapters.hosts.site import (
    DeployedSite,
    DeployRefused,
    OnLine,
    Refusal,
    SiteHost,
)
from showcase.database import Database
from showcase.errors import JobCancelled, JobFailureCode, LeaseLost, StepFailed
from showcase.faults import reach
from showcase.models import Deployment, DeploymentStatus, Portfolio, Release, Section
from showcase.models.draft import SiteContent
from showcase.pipeline.clear import OpenHost, clear_hosts
from showcase.services import runs
from showcase.services.releases import forget_old_releases
from showcase.services.site_content import make_site_content
from showcase.services.sites import await_janitor
from showcase.services.targets import TargetDisconnected
from showcase.site.render import render_site

TAKEN_DOWN = "taken down meanwhile"
FAILURES = {
    Refusal.UNAUTHORIZED: JobFailureCode.DEPLOY_UNAUTHORIZED,
    Refusal.BUSY: JobFailureCode.DEPLOY_BUSY,
    Refusal.UNAVAILABLE: JobFailureCode.DEPLOY_UNAVAILABLE,
    Refusal.SLOW: JobFailureCode.DEPLOY_SLOW,
    Refusal.REJECTED: JobFailureCode.DEPLOY_REJECTED,
}

log = structlog.get_logger()


@dataclass(frozen=True)
class Order:
    """What to put online and where; without the row that waits for it, the job has its own."""

    portfolio_id: UUID
    target: str
    deployment_id: UUID | None = None


@dataclass(frozen=True)
class Build:
    """A deployment under way: who makes it, for which row, and what it shows."""

    run: runs.Run
    database: Database
    host: SiteHost
    on_line: OnLine
    clear_hosts: Callable[[], Awaitable[None]]
    deployment: Deployment
    portfolio: Portfolio
    content: SiteContent


async def deploy(
    run: runs.Run,
    order: Order,
    *,
    database: Database,
    open_host: OpenHost,
    on_line: OnLine,
) -> str:
    """Put a portfolio online as it is now and return its address; a repeated run changes nothing.

    It is online at one place then: what it showed at another target before is taken down.

    Args:
        run: The run of the job that asks for it.
        order: Which portfolio, and where.
        database: Where portfolio and deployment are kept.
        open_host: Says who puts it online, and who put earlier ones online.
        on_line: Is told how it goes.

    Raises:
        StepFailed: The site is not online. What was online before still is.
        LeaseLost: Another attempt owns the job.
        JobCancelled: Its owner asked it to stop.
    """
    async with database.begin() as session:
        await runs.hold(session, run)
        portfolio = await _get_portfolio(session, order.portfolio_id)
        deployment = await _get_deployment(session, run, order)
        if deployment.url is not None:
            return deployment.url
        if deployment.status is DeploymentStatus.REMOVED:
            raise StepFailed(JobFailureCode.DEPLOY_FAILED, TAKEN_DOWN)
        try:
            host = await open_host(session, deployment)
        except TargetDisconnected as error:
            raise StepFailed(JobFailureCode.DEPLOY_DISCONNECTED) from error
        deployment.status = DeploymentStatus.BUILDING
        session.add(deployment)
        content = await _keep_content(session, portfolio, deployment)
    reach("deployment.begun")
    clear = partial(
        clear_hosts, deployment, database=database, open_host=open_host, on_line=on_line
    )
    build = Build(run, database, host, on_line, clear, deployment, portfolio, content)
    return await _publish(build)


async def _publish(build: Build) -> str:
    """Put the site online, make its row LIVE, and leave nothing else behind."""
    try:
        site = await _put_online(build)
        reach("deployment.online")
        await _make_live(build, site)
        reach("deployment.live")
    except DeployRefused as refusal:
        log.warning("deploy.refused", detail=refusal.detail, refusal=refusal.refusal.name)
        await _make_failed(build)
        await build.clear_hosts()
        raise StepFailed(FAILURES[refusal.refusal], refusal.detail) from refusal
    except (JobCancelled, asyncio.CancelledError):
        await asyncio.shield(_withdraw(build))
        raise
    await build.clear_hosts()
    return site.url


async def _put_online(build: Build) -> DeployedSite:
    """Deploy the site, once more if it came to stand elsewhere than its pages say."""
    expected = build.host.address(build.portfolio.slug)
    site = await _deploy_as(build, expected)
    if site.url == expected:
        return site
    corrected = await _deploy_as(build, site.url)
    if corrected.reference != site.reference:
        await build.host.remove(site.reference)
    return corrected


async def _deploy_as(build: Build, url: str) -> DeployedSite:
    """Deploy the site with pages that give `url` as their address."""

    async def keep_reference(reference: str) -> None:
        async with build.database.begin() as session:
            await runs.hold(session, build.run)
            await await_janitor(session, reference=reference)
            await session.execute(_change(build).values(provider_reference=reference))

    files = await asyncio.to_thread(render_site, build.content, url=url)
    return await build.host.deploy(
        files, slug=build.portfolio.slug, on_created=keep_reference, on_line=build.on_line
    )


async def _make_live(build: Build, site: DeployedSite) -> None:
    """Make the deployment the public one of its portfolio.

    Raises:
        DeployRefused: The portfolio was taken down in the meantime.
    """
    async with build.database.begin() as session:
        await runs.hold(session, build.run)
        await session.execute(
            sa.update(Portfolio)
            .where(col(Portfolio.portfolio_id) == build.portfolio.portfolio_id)
            .values(published_version=build.deployment.portfolio_version, was_published=True)
        )
        await session.execute(
            sa.update(Deployment)
            .where(
                col(Deployment.portfolio_id) == build.portfolio.portfolio_id,
                col(Deployment.status) == DeploymentStatus.LIVE,
            )
            .values(status=DeploymentStatus.SUPERSEDED)
        )
        made = await session.execute(
            _change(build)
            .values(
                status=DeploymentStatus.LIVE,
                url=site.url,
                provider_reference=site.reference,
                finished_at=sa.func.now(),
            )
            .returning(col(Deployment.deployment_id))
        )
        if made.first() is None:
            raise DeployRefused(TAKEN_DOWN, refusal=Refusal.REJECTED)
        await forget_old_releases(session, portfolio_id=build.portfolio.portfolio_id)


async def _make_failed(build: Build) -> None:
    async with build.database.begin() as session:
        await runs.hold(session, build.run)
        await session.execute(_failed(build))


async def _withdraw(build: Build) -> None:
    """Take the site down if its owner stopped the job; if the job goes on elsewhere, leave it."""
    try:
        async with build.database.begin() as session:
            await runs.hold(session, build.run)
    except LeaseLost:
        return
    except JobCancelled:
        async with build.database.begin() as session:
            await session.execute(_failed(build))
        await build.clear_hosts()


def _change(build: Build) -> sa.Update:
    """Address the deployment's row as long as nobody else has ended it."""
    return sa.update(Deployment).where(
        col(Deployment.deployment_id) == build.deployment.deployment_id,
        col(Deployment.status) == DeploymentStatus.BUILDING,
    )


def _failed(build: Build) -> sa.Update:
    return _change(build).values(status=DeploymentStatus.FAILED, finished_at=sa.func.now())


async def _get_portfolio(session: AsyncSession, portfolio_id: UUID) -> Portfolio:
    portfolio = await session.get(Portfolio, portfolio_id)
    if portfolio is None:
        raise StepFailed(JobFailureCode.DEPLOY_FAILED, "the portfolio was deleted")
    return portfolio


async def _get_deployment(session: AsyncSession, run: runs.Run, order: Order) -> Deployment:
    """Return the row that waits for this run, the one an earlier attempt made, or a new one."""
    known = col(Deployment.job_id) == run.job_id
    if order.deployment_id is not None:
        known = col(Deployment.deployment_id) == order.deployment_id
    found = sa.select(Deployment).where(known, col(Deployment.portfolio_id) == order.portfolio_id)
    deployment = (await session.scalars(found)).one_or_none() or Deployment(
        portfolio_id=order.portfolio_id, job_id=run.job_id, target="", portfolio_version=0
    )
    if deployment.provider_reference is None:  # what has reached a host stays there
        deployment.target = order.target
    return deployment


async def _keep_content(
    session: AsyncSession, portfolio: Portfolio, deployment: Deployment
) -> SiteContent:
    """Return what a deployment shows, the portfolio or an earlier release, and keep it."""
    if deployment.rolled_back_to is not None:
        kept = await session.get(Release, deployment.rolled_back_to)
        if kept is None:
            raise StepFailed(JobFailureCode.DEPLOY_FAILED, "the release was deleted")
        return SiteContent.model_validate(kept.content, strict=False)
    sections = await _list_sections(session, portfolio.portfolio_id)
    content = make_site_content(portfolio, sections)
    deployment.portfolio_version = portfolio.version
    await session.flush()
    release = Release(
        deployment_id=deployment.deployment_id, content=content.model_dump(mode="json")
    )
    await session.merge(release)
    return content


async def _list_sections(session: AsyncSession, portfolio_id: UUID) -> list[Section]:
    sections = sa.select(Section).where(col(Section.portfolio_id) == portfolio_id)
    return list((await session.scalars(sections)).all())
