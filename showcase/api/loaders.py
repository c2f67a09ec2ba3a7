"""Loaders of one operation: what its fields ask for one by one is fetched in one statement."""

from collections.abc import Awaitable, Callable, Sequence
from functools import cached_property
from typing import Any, TypeVar
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import SQLModel, col
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
from showcase.services.releases import list_kept
from showcase.services.sections import REVISIONS, list_sections, list_undoable

Value = TypeVar("Value")
PageKey = tuple[UUID, PageRequest]
Batch = Callable[[AsyncSession, Sequence[UUID]], Awaitable[dict[UUID, Value]]]


IDS = sa.bindparam("ids", type_=sa.ARRAY(sa.Uuid))
"""All of them in one parameter: `IN` is another statement for each number of them."""
VIEWER_ID = sa.bindparam("viewer_id", type_=sa.Uuid)


def _among(key: UUID) -> sa.ColumnElement[bool]:
    """Match rows by the ids that are asked for."""
    return col(key) == sa.any_(IDS)


def _is_own(child: type[Section | Deployment | Proposal]) -> sa.ColumnElement[bool]:
    """Match rows under a portfolio of the viewer."""
    portfolios = sa.select(col(Portfolio.portfolio_id)).where(col(Portfolio.user_id) == VIEWER_ID)
    return col(child.portfolio_id).in_(portfolios)


def _rows_of(model: type[SQLModel]) -> sa.Select[Any]:
    """Select rows that read like the objects of a model, and are none: nothing is tracked."""
    return sa.select(*sa.inspect(model).columns)


# Built once: building one takes longer than PostgreSQL's answer.
OWN_JOBS = _rows_of(Job).where(col(Job.user_id) == VIEWER_ID, _among(Job.job_id))
VISIBLE_PORTFOLIOS = _rows_of(Portfolio).where(
    _among(Portfolio.portfolio_id),
    sa.or_(col(Portfolio.user_id) == VIEWER_ID, col(Portfolio.published_version).is_not(None)),
)
OWN_SECTIONS = _rows_of(Section).where(_is_own(Section), _among(Section.section_id))
OWN_DEPLOYMENTS = _rows_of(Deployment).where(_is_own(Deployment), _among(Deployment.deployment_id))
OWN_PROPOSALS = _rows_of(Proposal).where(_is_own(Proposal), _among(Proposal.proposal_id))
OWN_REVISIONS = (
    sa.select(SectionRevision, Section)
    .join(Section, col(Section.section_id) == col(SectionRevision.section_id))
    .where(_is_own(Section), _among(SectionRevision.revision_id))
)
OWN_PROPOSAL_ITEMS = (
    sa.select(ProposalItem, Proposal)
    .join(Proposal, col(Proposal.proposal_id) == col(ProposalItem.proposal_id))
    .where(_is_own(Proposal), _among(ProposalItem.item_id))
)
LIVE_DEPLOYMENTS = (
    sa.select(Deployment)
    .where(_among(Deployment.portfolio_id), col(Deployment.status) == DeploymentStatus.LIVE)
    .order_by(col(Deployment.created_at))
)


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
        return self._rows(OWN_JOBS, "job_id")

    @cached_property
    def portfolios(self) -> DataLoader[UUID, Portfolio | None]:
        """The viewer's portfolios, and those that are published."""
        return self._rows(VISIBLE_PORTFOLIOS, "portfolio_id")

    @cached_property
    def sections(self) -> DataLoader[UUID, Section | None]:
        """Sections of the viewer's portfolios."""
        return self._rows(OWN_SECTIONS, "section_id")

    @cached_property
    def revisions(self) -> DataLoader[UUID, tuple[SectionRevision, Section] | None]:
        """Revisions of the viewer's sections, each with its section."""
        return self._by_id(self._load_revisions)

    @cached_property
    def deployments(self) -> DataLoader[UUID, Deployment | None]:
        """Deployments of the viewer's portfolios."""
        return self._rows(OWN_DEPLOYMENTS, "deployment_id")

    @cached_property
    def kept_releases(self) -> DataLoader[UUID, bool | None]:
        """Whether what a deployment showed is kept."""
        return self._by_id(_load_kept_releases)

    @cached_property
    def proposals(self) -> DataLoader[UUID, Proposal | None]:
        """Proposals for the viewer's portfolios."""
        return self._rows(OWN_PROPOSALS, "proposal_id")

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

    def _rows(self, statement: sa.Select[Any], name: str) -> DataLoader[UUID, Any]:
        async def load_all(ids: list[UUID]) -> list[Any]:
            async with self._database.look() as connection:
                rows = await connection.execute(statement, self._wanting(ids))
            found = {getattr(row, name): row for row in rows}
            return [found.get(id_) for id_ in ids]

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

    async def _load_revisions(
        self, session: AsyncSession, ids: Sequence[UUID]
    ) -> dict[UUID, tuple[SectionRevision, Section]]:
        found = await session.execute(OWN_REVISIONS, self._wanting(ids))
        return {row[0].revision_id: (row[0], row[1]) for row in found}

    async def _load_proposal_items(
        self, session: AsyncSession, ids: Sequence[UUID]
    ) -> dict[UUID, tuple[ProposalItem, Proposal]]:
        found = await session.execute(OWN_PROPOSAL_ITEMS, self._wanting(ids))
        return {row[0].item_id: (row[0], row[1]) for row in found}

    def _wanting(self, ids: Sequence[UUID]) -> dict[str, object]:
        return {"ids": ids, "viewer_id": self._viewer_id}


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
    rows = await session.scalars(LIVE_DEPLOYMENTS, {"ids": portfolio_ids})
    return {row.portfolio_id: row for row in rows}


async def _load_items_of(
    session: AsyncSession, proposal_ids: Sequence[UUID]
) -> dict[UUID, list[ProposalItem]]:
    found: dict[UUID, list[ProposalItem]] = {proposal_id: [] for proposal_id in proposal_ids}
    for item in await list_items(session, proposal_ids):
        found[item.proposal_id].append(item)
    return found


async def _load_kept_releases(
    session: AsyncSession, deployment_ids: Sequence[UUID]
) -> dict[UUID, bool]:
    return dict.fromkeys(await list_kept(session, deployment_ids), True)


async def _load_undoable(session: AsyncSession, section_ids: Sequence[UUID]) -> dict[UUID, bool]:
    return dict.fromkeys(await list_undoable(session, section_ids), True)
