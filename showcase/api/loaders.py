"""Loaders of one operation: what its fields ask for one by one is fetched in one statement."""

from collections.abc import Awaitable, Callable, Sequence
from functools import cached_property
from typing import TypeVar
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col
from strawberry.dataloader import DataLoader

from showcase.database import Database
from showcase.models import (
    Deployment,
    DeploymentStatus,
    Job,
    Portfolio,
    Proposal,
    ProposalItem,
    Reading,
    Section,
    SectionRevision,
)
from showcase.services.deployments import DEPLOYMENTS
from showcase.services.pages import Listing, Page, PageRequest, Row, list_pages
from showcase.services.proposals import PROPOSALS, list_items
from showcase.services.published import list_published_sections
from showcase.services.readings import list_readings
from showcase.services.sections import REVISIONS, list_sections, list_undoable

Value = TypeVar("Value")
PageKey = tuple[UUID, PageRequest]
Batch = Callable[[AsyncSession, Sequence[UUID]], Awaitable[dict[UUID, Value]]]


class Loaders:
    """Fetches rows by id for one viewer; what is not the viewer's is None.

    Each loader is made when it is first asked for: thousands of sockets keep a set of them, and
    most need none.
    """

    def __init__(self, database: Database, *, viewer_id: UUID | None) -> None:
        self._database = database
        self._viewer_id = viewer_id

    @cached_property
    def jobs(self) -> DataLoader[UUID, Job | None]:
        """The viewer's jobs."""
        return self._by_id(self._load_jobs)

    @cached_property
    def portfolios(self) -> DataLoader[UUID, Portfolio | None]:
        """The viewer's portfolios, and those that are published."""
        return self._by_id(self._load_portfolios)

    @cached_property
    def sections(self) -> DataLoader[UUID, Section | None]:
        """Sections of the viewer's portfolios."""
        return self._by_id(self._load_sections)

    @cached_property
    def revisions(self) -> DataLoader[UUID, tuple[SectionRevision, Section] | None]:
        """Revisions of the viewer's sections, each with its section."""
        return self._by_id(self._load_revisions)

    @cached_property
    def deployments(self) -> DataLoader[UUID, Deployment | None]:
        """Deployments of the viewer's portfolios."""
        return self._by_id(self._load_deployments)

    @cached_property
    def proposals(self) -> DataLoader[UUID, Proposal | None]:
        """Proposals for the viewer's portfolios."""
        return self._by_id(self._load_proposals)

    @cached_property
    def proposal_items(self) -> DataLoader[UUID, tuple[ProposalItem, Proposal] | None]:
        """Items of proposals for the viewer's portfolios, each with its proposal."""
        return self._by_id(self._load_proposal_items)

    @cached_property
    def items_of(self) -> DataLoader[UUID, list[ProposalItem] | None]:
        """The items of a proposal."""
        return self._by_id(_load_items_of)

    @cached_property
    def sections_of(self) -> DataLoader[UUID, list[Section] | None]:
        """The sections of a portfolio, as they are now."""
        return self._by_id(_load_sections_of)

    @cached_property
    def published_sections_of(self) -> DataLoader[UUID, list[Section] | None]:
        """The sections of a portfolio, as they were published."""
        return self._by_id(_load_published_sections_of)

    @cached_property
    def readings(self) -> DataLoader[UUID, Reading | None]:
        """What is remembered of the resume behind a portfolio."""
        return self._by_id(list_readings)

    @cached_property
    def live_deployment_of(self) -> DataLoader[UUID, Deployment | None]:
        """The deployment of a portfolio that is live."""
        return self._by_id(_load_live_deployments)

    @cached_property
    def undoable(self) -> DataLoader[UUID, bool | None]:
        """Whether a section has a change that can be undone."""
        return self._by_id(_load_undoable)

    @cached_property
    def deployment_pages(self) -> DataLoader[PageKey, Page[Deployment]]:
        """Pages of a portfolio's deployments."""
        return self._pages(DEPLOYMENTS)

    @cached_property
    def proposal_pages(self) -> DataLoader[PageKey, Page[Proposal]]:
        """Pages of a portfolio's proposals."""
        return self._pages(PROPOSALS)

    @cached_property
    def revision_pages(self) -> DataLoader[PageKey, Page[SectionRevision]]:
        """Pages of a section's revisions."""
        return self._pages(REVISIONS)

    def _by_id(self, load: Batch[Value]) -> DataLoader[UUID, Value | None]:
        async def load_all(keys: list[UUID]) -> list[Value | None]:
            async with self._database.read() as session:
                found = await load(session, keys)
            return [found.get(key) for key in keys]

        return DataLoader(load_fn=load_all)

    def _pages(self, listing: Listing[Row]) -> DataLoader[PageKey, Page[Row]]:
        async def load_all(keys: list[PageKey]) -> list[Page[Row] | BaseException]:
            pages: dict[PageKey, Page[Row]] = {}
            async with self._database.read() as session:
                for request in {request for _, request in keys}:
                    parents = [parent for parent, wanted in keys if wanted == request]
                    found = await list_pages(session, listing, parents=parents, request=request)
                    pages |= {(parent, request): page for parent, page in found.items()}
            return [pages[key] for key in keys]

        return DataLoader(load_fn=load_all)

    async def _load_jobs(self, session: AsyncSession, ids: Sequence[UUID]) -> dict[UUID, Job]:
        own = sa.select(Job).where(col(Job.user_id) == self._viewer_id, _among(Job.job_id, ids))
        return {job.job_id: job for job in await session.scalars(own)}

    async def _load_portfolios(
        self, session: AsyncSession, ids: Sequence[UUID]
    ) -> dict[UUID, Portfolio]:
        visible = sa.select(Portfolio).where(
            _among(Portfolio.portfolio_id, ids),
            sa.or_(
                col(Portfolio.user_id) == self._viewer_id,
                col(Portfolio.published_version).is_not(None),
            ),
        )
        return {row.portfolio_id: row for row in await session.scalars(visible)}

    async def _load_sections(
        self, session: AsyncSession, ids: Sequence[UUID]
    ) -> dict[UUID, Section]:
        own = sa.select(Section).where(self._is_own(Section), _among(Section.section_id, ids))
        return {row.section_id: row for row in await session.scalars(own)}

    async def _load_revisions(
        self, session: AsyncSession, ids: Sequence[UUID]
    ) -> dict[UUID, tuple[SectionRevision, Section]]:
        own = (
            sa.select(SectionRevision, Section)
            .join(Section, col(Section.section_id) == col(SectionRevision.section_id))
            .where(self._is_own(Section), _among(SectionRevision.revision_id, ids))
        )
        found = await session.execute(own)
        return {row[0].revision_id: (row[0], row[1]) for row in found}

    async def _load_deployments(
        self, session: AsyncSession, ids: Sequence[UUID]
    ) -> dict[UUID, Deployment]:
        own = sa.select(Deployment).where(
            self._is_own(Deployment), _among(Deployment.deployment_id, ids)
        )
        return {row.deployment_id: row for row in await session.scalars(own)}

    async def _load_proposals(
        self, session: AsyncSession, ids: Sequence[UUID]
    ) -> dict[UUID, Proposal]:
        own = sa.select(Proposal).where(self._is_own(Proposal), col(Proposal.proposal_id).in_(ids))
        return {row.proposal_id: row for row in await session.scalars(own)}

    async def _load_proposal_items(
        self, session: AsyncSession, ids: Sequence[UUID]
    ) -> dict[UUID, tuple[ProposalItem, Proposal]]:
        own = (
            sa.select(ProposalItem, Proposal)
            .join(Proposal, col(Proposal.proposal_id) == col(ProposalItem.proposal_id))
            .where(self._is_own(Proposal), col(ProposalItem.item_id).in_(ids))
        )
        return {row[0].item_id: (row[0], row[1]) for row in await session.execute(own)}

    def _is_own(self, child: type[Section | Deployment | Proposal]) -> sa.ColumnElement[bool]:
        """Match rows under a portfolio of the viewer."""
        portfolios = sa.select(col(Portfolio.portfolio_id)).where(
            col(Portfolio.user_id) == self._viewer_id
        )
        return col(child.portfolio_id).in_(portfolios)


def _among(key: UUID, ids: Sequence[UUID]) -> sa.ColumnElement[bool]:
    """Match these ids by one parameter: `IN` is another statement for each number of them."""
    return col(key) == sa.any_(sa.literal(list(ids), sa.ARRAY(sa.Uuid)))


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
        _among(Deployment.portfolio_id, portfolio_ids),
        col(Deployment.status) == DeploymentStatus.LIVE,
    )
    rows = await session.scalars(live.order_by(col(Deployment.created_at)))
    return {row.portfolio_id: row for row in rows}


async def _load_items_of(
    session: AsyncSession, proposal_ids: Sequence[UUID]
) -> dict[UUID, list[ProposalItem]]:
    found: dict[UUID, list[ProposalItem]] = {proposal_id: [] for proposal_id in proposal_ids}
    for item in await list_items(session, proposal_ids):
        found[item.proposal_id].append(item)
    return found


async def _load_undoable(session: AsyncSession, section_ids: Sequence[UUID]) -> dict[UUID, bool]:
    return dict.fromkeys(await list_undoable(session, section_ids), True)
