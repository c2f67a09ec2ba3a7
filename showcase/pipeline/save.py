"""Write a validated draft to the database, whole or not at all, with every revision kept."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from showcase.database import Database
from showcase.faults import reach
from showcase.models import (
    Job,
    Portfolio,
    Proposal,
    ProposalItem,
    Reading,
    RevisionAuthor,
    Section,
    SectionRevision,
)
from showcase.models.content import HeroContent, Tone
from showcase.models.draft import PortfolioDraft, SectionDraft
from showcase.services import runs
from showcase.services.proposals import find_of_job
from showcase.services.revisions import Change, revise
from showcase.services.slugs import claim_slug

UNTITLED = "Portfolio"


@dataclass(frozen=True)
class Looks:
    """How the owner asked for the portfolio to look and sound."""

    theme: str
    tone: Tone
    custom_links: list[dict[str, Any]]
    show_email: bool
    show_phone: bool
    show_address: bool = False
    accent: str | None = None


async def save_portfolio(
    run: runs.Run, draft: PortfolioDraft, looks: Looks, *, database: Database
) -> UUID:
    """Return the id of the portfolio that now holds the draft; a repeated run makes no second one.

    Raises:
        LeaseLost: Another attempt owns the job.
        JobCancelled: Its owner asked it to stop.
    """
    async with database.begin() as session:
        job = await runs.hold(session, run)
        portfolio = await _find_made(session, job) or await _add_portfolio(
            session, job, draft, looks
        )
        portfolio.engine = draft.engine
        portfolio.language = draft.language
        portfolio.seo = draft.seo.model_dump(mode="json")
        portfolio.notices = [notice.model_dump(mode="json") for notice in draft.notices]
        job.portfolio_id = portfolio.portfolio_id
        job.engine = draft.engine
        session.add_all([portfolio, job])
        reading = draft.reading.model_dump(mode="json")
        await session.merge(Reading(portfolio_id=portfolio.portfolio_id, **reading))
        known = {section.kind: section for section in await _list_sections(session, portfolio)}
        rows = [
            known.get(section.kind) or _make_section(portfolio, section, position)
            for position, section in enumerate(draft.sections)
        ]
        await _write_sections(session, job, list(zip(rows, draft.sections, strict=True)))
        reach("portfolio.written")
    reach("portfolio.saved")
    return portfolio.portfolio_id


async def save_section(
    run: runs.Run, read: Section, draft: SectionDraft, *, database: Database
) -> bool:
    """Make the draft the section's newest revision; a repeated run adds no second one.

    Tells whether the section holds the draft: not if it has changed since it was read.

    Raises:
        LeaseLost: Another attempt owns the job.
        JobCancelled: Its owner asked it to stop.
    """
    async with database.begin() as session:
        job = await runs.hold(session, run)
        section = await _hold_section(session, read.section_id)
        if section is None or await _was_written(session, read.section_id, job):
            return True
        if section.version != read.version:
            return False
        await _write_sections(session, job, [(section, draft)])
        await session.execute(
            sa.update(Portfolio)
            .where(col(Portfolio.portfolio_id) == section.portfolio_id)
            .values(version=col(Portfolio.version) + 1, updated_at=sa.func.now())
        )
        reach("section.written")
    reach("section.saved")
    return True


async def save_proposal(
    run: runs.Run, items: Sequence[ProposalItem], notes: Sequence[str], *, database: Database
) -> None:
    """Put the items into the proposal that the job prepares; a repeated run adds none.

    Raises:
        LeaseLost: Another attempt owns the job.
        JobCancelled: Its owner asked it to stop.
    """
    async with database.begin() as session:
        job = await runs.hold(session, run)
        proposal = await find_of_job(session, job.job_id)
        if proposal is None or proposal.ready_at is not None:
            return
        for position, item in enumerate(items):
            item.proposal_id, item.position = proposal.proposal_id, position
        session.add_all(items)
        await session.execute(
            sa.update(Proposal)
            .where(col(Proposal.proposal_id) == proposal.proposal_id)
            .values(notes=list(notes), ready_at=sa.func.now())
        )


async def _hold_section(session: AsyncSession, section_id: UUID) -> Section | None:
    """Return a section, its portfolio held until the end, as everybody does who changes one."""
    held = (
        sa.select(Section)
        .join(Portfolio, col(Portfolio.portfolio_id) == col(Section.portfolio_id))
        .where(col(Section.section_id) == section_id)
        .with_for_update()
    )
    return (await session.scalars(held)).one_or_none()


async def _find_made(session: AsyncSession, job: Job) -> Portfolio | None:
    """Find what an earlier attempt of this job saved."""
    return await session.get(Portfolio, job.portfolio_id) if job.portfolio_id else None


async def _add_portfolio(
    session: AsyncSession, job: Job, draft: PortfolioDraft, looks: Looks
) -> Portfolio:
    name = _find_name(draft) or UNTITLED
    portfolio = Portfolio(
        user_id=job.user_id,
        resume_id=job.resume_id,
        slug=await claim_slug(session, name),
        title=name,
        language=draft.language,
        engine=draft.engine,
        theme=looks.theme,
        accent=looks.accent,
        tone=looks.tone,
        custom_links=looks.custom_links,
        show_email=looks.show_email,
        show_phone=looks.show_phone,
        show_address=looks.show_address,
    )
    session.add(portfolio)
    await session.flush()
    return portfolio


def _find_name(draft: PortfolioDraft) -> str | None:
    for section in draft.sections:
        if isinstance(section.content, HeroContent):
            return section.content.name
    return None


async def _list_sections(session: AsyncSession, portfolio: Portfolio) -> list[Section]:
    statement = sa.select(Section).where(col(Section.portfolio_id) == portfolio.portfolio_id)
    return list((await session.scalars(statement)).all())


async def _was_written(session: AsyncSession, section_id: UUID, job: Job) -> bool:
    written = sa.select(col(SectionRevision.revision_id)).where(
        col(SectionRevision.section_id) == section_id, col(SectionRevision.job_id) == job.job_id
    )
    return (await session.scalars(written)).first() is not None


def _make_section(portfolio: Portfolio, draft: SectionDraft, position: int) -> Section:
    """Make the row of a new section; it gets its content and version 1 when it is written."""
    return Section(
        portfolio_id=portfolio.portfolio_id,
        kind=draft.kind,
        position=position,
        heading=draft.heading,
        version=0,
    )


async def _write_sections(
    session: AsyncSession, job: Job, drafts: Sequence[tuple[Section, SectionDraft]]
) -> None:
    """Put drafts into their sections and keep them as revisions, where anything changed."""
    changes = [(row, _make_change(draft, job)) for row, draft in drafts]
    await revise(session, [(row, change) for row, change in changes if _differs(row, change)])


def _make_change(draft: SectionDraft, job: Job) -> Change:
    return Change(
        heading=draft.heading,
        content=draft.content.model_dump(mode="json"),
        sources=[source.model_dump(mode="json") for source in draft.sources],
        author=RevisionAuthor.AI,
        job_id=job.job_id,
    )


def _differs(section: Section, change: Change) -> bool:
    """Tell whether a section is new, or says something else than the change."""
    return section.version == 0 or (section.content, section.heading) != (
        change.content,
        change.heading,
    )
