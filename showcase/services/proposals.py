"""Proposals: what a job would change, kept until its owner accepts or rejects it, item by item."""

from collections.abc import Sequence
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from showcase.errors import Conflict, InvalidState, NotFound
from showcase.models import Decision, Job, Portfolio, Proposal, ProposalItem, ProposalStatus
from showcase.services.changes import Standing, make_changes
from showcase.services.pages import Listing
from showcase.services.portfolios import touch
from showcase.services.sections import list_sections

PROPOSALS = Listing(
    rows=sa.select(Proposal),
    model=Proposal,
    parent=col(Proposal.portfolio_id),
    rank=col(Proposal.created_at),
    identity=col(Proposal.proposal_id),
)
"""The proposals for portfolios, newest first."""


async def open_proposal(
    session: AsyncSession, portfolio: Portfolio, job: Job, *, instruction: str
) -> Proposal:
    """Add the proposal that a job is to prepare; it is empty until the job is done."""
    proposal = Proposal(
        portfolio_id=portfolio.portfolio_id,
        job_id=job.job_id,
        instruction=instruction.strip(),
        base_version=portfolio.version,
    )
    session.add(proposal)
    await session.flush()
    await session.refresh(proposal)
    return proposal


async def find_of_job(session: AsyncSession, job_id: UUID) -> Proposal | None:
    """Return the proposal that a job prepares, if it prepares one."""
    chosen = sa.select(Proposal).where(col(Proposal.job_id) == job_id)
    return (await session.scalars(chosen)).one_or_none()


async def list_items(session: AsyncSession, proposal_ids: Sequence[UUID]) -> Sequence[ProposalItem]:
    """Return the items of proposals in their order."""
    statement = (
        sa.select(ProposalItem)
        .where(col(ProposalItem.proposal_id).in_(proposal_ids))
        .order_by(col(ProposalItem.position))
    )
    return (await session.scalars(statement)).all()


def status_of(
    proposal: Proposal, items: Sequence[ProposalItem], standing: Standing
) -> ProposalStatus:
    """Return where a proposal stands, from its items and what stands in their places now."""
    if proposal.ready_at is None:
        return ProposalStatus.PREPARING
    if not items:
        return ProposalStatus.EMPTY
    pending = [item for item in items if item.decision is Decision.PENDING]
    if any(not standing.is_stale(item) for item in pending):
        return ProposalStatus.PENDING
    if pending:
        return ProposalStatus.STALE
    accepted = any(item.decision is Decision.ACCEPTED for item in items)
    return ProposalStatus.ACCEPTED if accepted else ProposalStatus.REJECTED


async def accept(
    session: AsyncSession,
    *,
    user_id: UUID,
    proposal_id: UUID,
    item_ids: Sequence[UUID] | None,
    expected_version: int | None,
) -> Proposal:
    """Make the changes of some items, or of all that are pending, all or nothing.

    Items that are accepted already stay so; rejected ones may be accepted after all.

    Raises:
        NotFound: There is no such proposal or item, or it is somebody else's.
        Conflict: The portfolio, or the place of a change, is not as the caller has read it.
        InvalidState: The proposal is still being prepared.
    """
    proposal, portfolio = await _hold(session, user_id=user_id, proposal_id=proposal_id)
    if expected_version not in {None, portfolio.version}:
        raise Conflict(current_version=portfolio.version, path=["input", "expectedVersion"])
    items = _choose(await list_items(session, [proposal_id]), item_ids)
    wanted = [item for item in items if item.decision is not Decision.ACCEPTED]
    if wanted:
        sections = await list_sections(session, [portfolio.portfolio_id])
        standing = Standing(portfolio, sections)
        await make_changes(session, wanted, standing, job_id=proposal.job_id)
        _decide(session, wanted, Decision.ACCEPTED)
        await touch(session, portfolio)
    return proposal


async def reject(
    session: AsyncSession, *, user_id: UUID, proposal_id: UUID, item_ids: Sequence[UUID] | None
) -> Proposal:
    """Say no to some items, or to all that are pending. Nothing of the portfolio changes.

    Raises:
        NotFound: There is no such proposal or item, or it is somebody else's.
        InvalidState: One of the items has been accepted, or the proposal is being prepared.
    """
    proposal, _ = await _hold(session, user_id=user_id, proposal_id=proposal_id)
    items = _choose(await list_items(session, [proposal_id]), item_ids)
    if any(item.decision is Decision.ACCEPTED for item in items):
        raise InvalidState(
            "This change has been made. Take it back with undoSection or updatePortfolio.",
            path=["input", "itemIds"],
        )
    _decide(session, items, Decision.REJECTED)
    return proposal


async def _hold(
    session: AsyncSession, *, user_id: UUID, proposal_id: UUID
) -> tuple[Proposal, Portfolio]:
    """Return a ready proposal of this person with its portfolio, held until the end."""
    own = (
        sa.select(Proposal, Portfolio)
        .join(Portfolio, col(Portfolio.portfolio_id) == col(Proposal.portfolio_id))
        .where(col(Proposal.proposal_id) == proposal_id, col(Portfolio.user_id) == user_id)
        .with_for_update(of=Portfolio)
    )
    found = (await session.execute(own)).one_or_none()
    if found is None:
        raise NotFound(path=["input", "proposalId"])
    if found[0].ready_at is None:
        raise InvalidState(
            "This proposal is still being prepared; its job tells when it is ready.",
            path=["input", "proposalId"],
        )
    return found[0], found[1]


def _choose(
    items: Sequence[ProposalItem], item_ids: Sequence[UUID] | None
) -> Sequence[ProposalItem]:
    """Return the items that are meant: those named, or all that are pending."""
    if item_ids is None:
        return [item for item in items if item.decision is Decision.PENDING]
    if not set(item_ids) <= {item.item_id for item in items}:
        raise NotFound(path=["input", "itemIds"])
    return [item for item in items if item.item_id in set(item_ids)]


def _decide(session: AsyncSession, items: Sequence[ProposalItem], decision: Decision) -> None:
    for item in items:
        item.decision = decision
    session.add_all(items)
