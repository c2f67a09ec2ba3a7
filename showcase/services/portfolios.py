"""Portfolios: read, list, edit."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, TypedDict
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from showcase.errors import Conflict, InvalidInput, NotFound
from showcase.models import Portfolio, PortfolioStatus, Section
from showcase.models.content import Tone
from showcase.services.pages import Listing
from showcase.services.sections import SectionPatch, list_sections, order_sections, patch_section
from showcase.services.slugs import choose_slug, make_slug

MAX_TITLE_LENGTH = 200


class PreferencesPatch(TypedDict, total=False):
    """Changes to looks and voice; what is not in it stays. The theme is one that exists."""

    theme: str
    accent: str | None
    tone: Tone
    custom_links: list[dict[str, Any]]
    show_email: bool
    show_phone: bool
    show_address: bool


@dataclass(frozen=True)
class PortfolioPatch:
    """Changes to a portfolio; what is None stays."""

    expected_version: int | None = None
    title: str | None = None
    slug: str | None = None
    preferences: PreferencesPatch = field(default_factory=PreferencesPatch)
    section_order: Sequence[UUID] | None = None
    sections: Sequence[SectionPatch] = ()


def status_of(portfolio: Portfolio) -> PortfolioStatus:
    """Return where a portfolio stands, from what is online now."""
    if portfolio.published_version is None:
        was_online = portfolio.was_published
        return PortfolioStatus.UNPUBLISHED if was_online else PortfolioStatus.DRAFT
    if portfolio.published_version == portfolio.version:
        return PortfolioStatus.PUBLISHED
    return PortfolioStatus.PUBLISHED_STALE


def list_own(statuses: Sequence[PortfolioStatus] | None) -> Listing[Portfolio]:
    """Return the listing of people's portfolios in some or any states, last changed first."""
    rows = sa.select(Portfolio)
    if statuses is not None:
        rows = rows.where(sa.or_(sa.false(), *(_is_in(status) for status in statuses)))
    return Listing(
        rows=rows,
        model=Portfolio,
        parent=col(Portfolio.user_id),
        rank=col(Portfolio.updated_at),
        identity=col(Portfolio.portfolio_id),
    )


async def find_visible(
    session: AsyncSession, *, viewer_id: UUID | None, by: sa.ColumnElement[bool]
) -> Portfolio | None:
    """Return the portfolio if it is the viewer's own or published."""
    visible = sa.or_(
        col(Portfolio.user_id) == viewer_id, col(Portfolio.published_version).is_not(None)
    )
    return (await session.scalars(sa.select(Portfolio).where(by, visible))).one_or_none()


def has_slug(slug: str) -> sa.ColumnElement[bool]:
    """Match the portfolio at an address, however the address is written."""
    return col(Portfolio.slug) == make_slug(slug)


async def hold_portfolio(
    session: AsyncSession, *, user_id: UUID, portfolio_id: UUID, expected_version: int | None = None
) -> Portfolio:
    """Return a portfolio of this person, held until the transaction ends.

    Raises:
        NotFound: There is none, or it is somebody else's.
        Conflict: It changed since the caller read it.
    """
    own = sa.select(Portfolio).where(
        col(Portfolio.portfolio_id) == portfolio_id, col(Portfolio.user_id) == user_id
    )
    portfolio = (await session.scalars(own.with_for_update())).one_or_none()
    if portfolio is None:
        raise NotFound(path=["input", "portfolioId"])
    if expected_version not in {None, portfolio.version}:
        raise Conflict(current_version=portfolio.version, path=["input", "expectedVersion"])
    return portfolio


async def update_portfolio(
    session: AsyncSession, *, user_id: UUID, portfolio_id: UUID, patch: PortfolioPatch
) -> Portfolio:
    """Change a portfolio, all of it or nothing.

    Raises:
        NotFound: There is no such portfolio or section, or it is somebody else's.
        Conflict: It changed since the caller read it.
        InvalidInput: One of the new values breaks a rule.
        SlugTaken: The address is not to be had.
    """
    portfolio = await hold_portfolio(
        session,
        user_id=user_id,
        portfolio_id=portfolio_id,
        expected_version=patch.expected_version,
    )
    if patch.title is not None:
        portfolio.title = _check_title(patch.title)
    if patch.slug is not None:
        await choose_slug(session, portfolio, patch.slug, path=["input", "slug"])
    for name, value in patch.preferences.items():
        setattr(portfolio, name, value)
    await _change_sections(session, portfolio_id, patch)
    return await touch(session, portfolio)


async def touch(session: AsyncSession, portfolio: Portfolio) -> Portfolio:
    """Give a held portfolio its next version."""
    portfolio.version += 1
    session.add(portfolio)
    await session.flush()
    await session.execute(
        sa.update(Portfolio)
        .where(col(Portfolio.portfolio_id) == portfolio.portfolio_id)
        .values(updated_at=sa.func.clock_timestamp())
    )
    await session.refresh(portfolio)
    return portfolio


async def _change_sections(
    session: AsyncSession, portfolio_id: UUID, patch: PortfolioPatch
) -> None:
    if patch.section_order is None and not patch.sections:
        return
    sections = await list_sections(session, [portfolio_id])
    if patch.section_order is not None:
        order_sections(sections, patch.section_order)
        session.add_all(sections)
    by_id: dict[UUID, Section] = {section.section_id: section for section in sections}
    for change in patch.sections:
        if change.section_id not in by_id:
            raise NotFound(path=[*change.path, "sectionId"])
        await patch_section(session, by_id[change.section_id], change)


def _check_title(title: str) -> str:
    if not 0 < len(title.strip()) <= MAX_TITLE_LENGTH:
        raise InvalidInput(
            f"A title has 1 to {MAX_TITLE_LENGTH} characters.", path=["input", "title"]
        )
    return title.strip()


def _is_in(status: PortfolioStatus) -> sa.ColumnElement[bool]:
    """Match portfolios in a state; the same rule as `status_of`, for the database."""
    online = col(Portfolio.published_version)
    return {
        PortfolioStatus.DRAFT: sa.and_(online.is_(None), ~col(Portfolio.was_published)),
        PortfolioStatus.UNPUBLISHED: sa.and_(online.is_(None), col(Portfolio.was_published)),
        PortfolioStatus.PUBLISHED: online == col(Portfolio.version),
        PortfolioStatus.PUBLISHED_STALE: online != col(Portfolio.version),
    }[status]
