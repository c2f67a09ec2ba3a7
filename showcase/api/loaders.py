"""Loaders of one operation: what its fields ask for one by one is fetched in one statement."""

from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col
from strawberry.dataloader import DataLoader

from showcase.database import Database
from showcase.models import Deployment, DeploymentStatus, Job, Portfolio, Section, SectionRevision
from showcase.services.deployments import DEPLOYMENTS
from showcase.services.pages import Listing, Page, PageRequest, Row, list_pages
from showcase.services.published import list_published_sections
from showcase.services.sections import REVISIONS, list_sections, list_undoable

Value = TypeVar("Value")
PageKey = tuple[UUID, PageRequest]
Batch = Callable[[AsyncSession, Sequence[UUID]], Awaitable[dict[UUID, Value]]]


class Loaders:
    """Fetches rows by id for one viewer; what is not the viewer's is None."""

    def __init__(self, database: Database, *, viewer_id: UUID | None) -> None:
        self._database = database
        self._viewer_id = viewer_id
        self.jobs = self._by_id(self._load_jobs)
        self.portfolios = self._by_id(self._load_portfolios)
        self.sections = self._by_id(self._load_sections)
        self.revisions = self._by_id(self._load_revisions)
        self.deployments = self._by_id(self._load_deployments)
        self.sections_of = self._by_id(_load_sections_of)
        self.published_sections_of = self._by_id(_load_published_sections_of)
        self.live_deployment_of = self._by_id(_load_live_deployments)
        self.undoable = self._by_id(_load_undoable)
        self.deployment_pages = self._pages(DEPLOYMENTS)
        self.revision_pages = self._pages(REVISIONS)

    def _by_id(self, load: Batch[Value]) -> DataLoader[UUID, Value | None]:
        async def load_all(keys: list[UUID]) -> list[Value | None]:
            async with self._database.begin() as session:
                found = await load(session, keys)
            return [found.get(key) for key in keys]

        return DataLoader(load_fn=load_all)

    def _pages(self, listing: Listing[Row]) -> DataLoader[PageKey, Page[Row]]:
        async def load_all(keys: list[PageKey]) -> list[Page[Row] | BaseException]:
            pages: dict[PageKey, Page[Row]] = {}
            async with self._database.begin() as session:
                for request in {request for _, request in keys}:
                    parents = [parent for parent, wanted in keys if wanted == request]
                    found = await list_pages(session, listing, parents=parents, request=request)
                    pages |= {(parent, request): page for parent, page in found.items()}
            return [pages[key] for key in keys]

        return DataLoader(load_fn=load_all)

    async def _load_jobs(self, session: AsyncSession, ids: Sequence[UUID]) -> dict[UUID, Job]:
        own = sa.select(Job).where(col(Job.user_id) == self._viewer_id, col(Job.job_id).in_(ids))
        return {job.job_id: job for job in await session.scalars(own)}

    async def _load_portfolios(
        self, session: AsyncSession, ids: Sequence[UUID]
    ) -> dict[UUID, Portfolio]:
        visible = sa.select(Portfolio).where(
            col(Portfolio.portfolio_id).in_(ids),
            sa.or_(
                col(Portfolio.user_id) == self._viewer_id,
                col(Portfolio.published_version).is_not(None),
            ),
        )
        return {row.portfolio_id: row for row in await session.scalars(visible)}

    async def _load_sections(
        self, session: AsyncSession, ids: Sequence[UUID]
    ) -> dict[UUID, Section]:
        own = sa.select(Section).where(self._is_own(Section), col(Section.section_id).in_(ids))
        return {row.section_id: row for row in await session.scalars(own)}

    async def _load_revisions(
        self, session: AsyncSession, ids: Sequence[UUID]
    ) -> dict[UUID, tuple[SectionRevision, Section]]:
        own = (
            sa.select(SectionRevision, Section)
            .join(Section, col(Section.section_id) == col(SectionRevision.section_id))
            .where(self._is_own(Section), col(SectionRevision.revision_id).in_(ids))
        )
        found = await session.execute(own)
        return {row[0].revision_id: (row[0], row[1]) for row in found}

    async def _load_deployments(
        self, session: AsyncSession, ids: Sequence[UUID]
    ) -> dict[UUID, Deployment]:
        own = sa.select(Deployment).where(
            self._is_own(Deployment), col(Deployment.deployment_id).in_(ids)
        )
        return {row.deployment_id: row for row in await session.scalars(own)}

    def _is_own(self, child: type[Section | Deployment]) -> sa.ColumnElement[bool]:
        """Match rows under a portfolio of the viewer."""
        portfolios = sa.select(col(Portfolio.portfolio_id)).where(
            col(Portfolio.user_id) == self._viewer_id
        )
        return col(child.portfolio_id).in_(portfolios)


async def _load_sections_of(
    session: AsyncSession, portfolio_ids: Sequence[UUID]
) -> dict[UUID, list[Section]]:
    return _by_portfolio(await list_sections(session, portfolio_ids))


async def _load_published_sections_of(
    session: AsyncSession, portfolio_ids: Sequence[UUID]
) -> dict[UUID, list[Section]]:
    return _by_portfolio(await list_published_sections(session, portfolio_ids))


def _by_portfolio(sections: Sequence[Section]) -> dict[UUID, list[Section]]:
    found: dict[UUID, list[Section]] = {}
    for section in sections:
        found.setdefault(section.portfolio_id, []).append(section)
    return found


async def _load_live_deployments(
    session: AsyncSession, portfolio_ids: Sequence[UUID]
) -> dict[UUID, Deployment]:
    live = sa.select(Deployment).where(
        col(Deployment.portfolio_id).in_(portfolio_ids),
        col(Deployment.status) == DeploymentStatus.LIVE,
    )
    rows = await session.scalars(live.order_by(col(Deployment.created_at)))
    return {row.portfolio_id: row for row in rows}


async def _load_undoable(session: AsyncSession, section_ids: Sequence[UUID]) -> dict[UUID, bool]:
    return dict.fromkeys(await list_undoable(session, section_ids), True)
