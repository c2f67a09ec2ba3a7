"""Deleting what people leave: rows, files in the object store, sites on hosts.

Jobs are stopped first, because a running one writes; then sites and files go, and rows last. Each
part is safe to repeat, so a deletion that broke off is finished by asking for it again, and nothing
is ever said to be deleted while some of it is left.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

import sqlalchemy as sa
import structlog
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from showcase.adapters.storage import FileStore
from showcase.config import Settings
from showcase.database import Database
from showcase.errors import ErrorCode, ShowcaseError
from showcase.models import (
    TERMINAL_STATUSES,
    Deployment,
    Job,
    JobStatus,
    Portfolio,
    Resume,
    StepResult,
    User,
)
from showcase.models.resume import picture_prefix
from showcase.services import jobs
from showcase.services.deployments import list_addresses, remove_sites, take_down
from showcase.services.identities import forget_identity
from showcase.services.portfolios import hold_portfolio
from showcase.services.slugs import release_slugs

STOP_SECONDS = 5.0
"""How long a job may take to stop: its worker looks every two seconds."""
LOOK_SECONDS = 0.1

log = structlog.get_logger()


class StillStopping(ShowcaseError):
    """Something of yours is still at work. Please try again in a few seconds."""

    code = ErrorCode.INVALID_STATE


@dataclass(frozen=True)
class Places:
    """Where people's things are kept."""

    database: Database
    store: FileStore
    settings: Settings


async def delete_portfolio(places: Places, *, user_id: UUID, portfolio_id: UUID) -> list[str]:
    """Delete a portfolio with its revisions, deployments, jobs, source file and sites.

    Returns:
        The addresses of sites that stay online in accounts of the owner's that are closed to us.

    Raises:
        NotFound: There is no such portfolio, or it is somebody else's.
        HostUnavailable, StoreUnavailable, StillStopping: Something is still there; ask again.
    """
    await _stop_jobs(places.database, user_id=user_id, chosen=col(Job.portfolio_id) == portfolio_id)
    left = await take_down(
        places.database,
        user_id=user_id,
        portfolio_id=portfolio_id,
        settings=places.settings,
        store=places.store,
    )
    async with places.database.begin() as session:
        portfolio = await hold_portfolio(session, user_id=user_id, portfolio_id=portfolio_id)
        resume = await _find_resume_of_only(session, portfolio)
    if resume is not None:
        await _delete_files(places.store, [resume])
    async with places.database.begin() as session:
        job_ids = sa.select(col(Job.job_id)).where(_belongs_to(portfolio, resume))
        await session.execute(sa.delete(StepResult).where(col(StepResult.job_id).in_(job_ids)))
        await session.execute(sa.delete(Job).where(col(Job.job_id).in_(job_ids)))
        deleted = col(Portfolio.portfolio_id) == portfolio_id
        await release_slugs(session, deleted)
        await session.execute(sa.delete(Portfolio).where(deleted))
        if resume is not None:
            await session.execute(
                sa.delete(Resume).where(col(Resume.resume_id) == resume.resume_id)
            )
    return _tell(left)


async def delete_account(places: Places, *, user_id: UUID) -> list[str]:
    """Delete a person's account and everything that belongs to it.

    Returns:
        The addresses of sites that stay online in accounts of the owner's that are closed to us.

    Raises:
        HostUnavailable, StoreUnavailable, StillStopping: Something is still there; ask again.
    """
    await _stop_jobs(places.database, user_id=user_id)
    async with places.database.begin() as session:
        online = await _list_online(session, user_id)
        resumes = await _list_resumes(session, user_id)
        await session.execute(
            sa.update(Portfolio)
            .where(col(Portfolio.user_id) == user_id)
            .values(published_version=None)
        )
    left = await remove_sites(places.database, online, settings=places.settings, store=places.store)
    await _delete_files(places.store, resumes)
    async with places.database.begin() as session:
        user = await _hold_at_rest(session, user_id)
        if user is None:
            return []
        if await _has_more(session, user_id, sites=len(online), files=len(resumes)):
            raise StillStopping
        await forget_identity(session, user)
        await release_slugs(session, col(Portfolio.user_id) == user_id)
        await session.execute(sa.delete(User).where(col(User.user_id) == user_id))
    return _tell(left)


def _tell(left: Sequence[Deployment]) -> list[str]:
    """Return where the owner finds what we could not remove, and say so in the log."""
    if left:
        log.warning("deletion.sites_left", targets=[site.target for site in left])
    return list_addresses(left)


async def _stop_jobs(
    database: Database, *, user_id: UUID, chosen: sa.ColumnElement[bool] | None = None
) -> None:
    """Stop a person's jobs, or the chosen ones of them, and return once none is at work.

    Raises:
        StillStopping: One of them has not stopped in time.
    """
    own = sa.select(col(Job.job_id)).where(
        col(Job.user_id) == user_id, sa.true() if chosen is None else chosen
    )
    active = own.where(col(Job.status).in_([JobStatus.QUEUED, JobStatus.RUNNING]))
    async with database.begin() as session:
        for job_id in await session.scalars(active.order_by(col(Job.job_id)).with_for_update()):
            await jobs.cancel_job(session, user_id=user_id, job_id=job_id)
    stopping = own.where(col(Job.status) == JobStatus.CANCELLING)
    for _ in range(round(STOP_SECONDS / LOOK_SECONDS)):
        async with database.begin() as session:
            if (await session.scalars(stopping)).first() is None:
                return
        await asyncio.sleep(LOOK_SECONDS)
    raise StillStopping


async def _hold_at_rest(session: AsyncSession, user_id: UUID) -> User | None:
    """Return the person, if there still is one, so held that nothing more can become theirs.

    Raises:
        StillStopping: A job of theirs has begun meanwhile.
    """
    # Jobs first, as the steps of a job hold them: the other order could wait for ever.
    own = sa.select(Job).where(col(Job.user_id) == user_id).order_by(col(Job.job_id))
    held = await session.scalars(own.with_for_update())
    if any(job.status not in TERMINAL_STATUSES for job in held):
        raise StillStopping
    return await session.get(User, user_id, with_for_update=True)


async def _has_more(session: AsyncSession, user_id: UUID, *, sites: int, files: int) -> bool:
    """Tell whether sites or files have come that were not there when the others were deleted."""
    now = await _list_online(session, user_id), await _list_resumes(session, user_id)
    return len(now[0]) > sites or len(now[1]) > files


async def _find_resume_of_only(session: AsyncSession, portfolio: Portfolio) -> Resume | None:
    """Return the portfolio's resume, unless another portfolio was made from it too."""
    if portfolio.resume_id is None:
        return None
    others = sa.select(col(Portfolio.portfolio_id)).where(
        col(Portfolio.resume_id) == portfolio.resume_id,
        col(Portfolio.portfolio_id) != portfolio.portfolio_id,
    )
    if (await session.scalars(others)).first() is not None:
        return None
    return await session.get(Resume, portfolio.resume_id)


def _belongs_to(portfolio: Portfolio, resume: Resume | None) -> sa.ColumnElement[bool]:
    """Match the jobs that hold words of a portfolio in their events and results."""
    of_portfolio = col(Job.portfolio_id) == portfolio.portfolio_id
    if resume is None:
        return of_portfolio
    return sa.or_(of_portfolio, col(Job.resume_id) == resume.resume_id)


async def _list_online(session: AsyncSession, user_id: UUID) -> Sequence[Deployment]:
    statement = (
        sa.select(Deployment)
        .join(Portfolio, col(Portfolio.portfolio_id) == col(Deployment.portfolio_id))
        .where(col(Portfolio.user_id) == user_id, col(Deployment.provider_reference).is_not(None))
    )
    return (await session.scalars(statement)).all()


async def _list_resumes(session: AsyncSession, user_id: UUID) -> Sequence[Resume]:
    own = sa.select(Resume).where(col(Resume.user_id) == user_id)
    return (await session.scalars(own)).all()


async def _delete_files(store: FileStore, resumes: Sequence[Resume]) -> None:
    """Delete what was uploaded, and the pictures of its pages."""
    for resume in resumes:
        await store.delete(resume.storage_key)
        await store.delete_prefix(picture_prefix(resume.resume_id))
