"""What somebody with a preview link sees: the portfolio as it is being written."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from showcase.adapters.preview_links import Grant, PreviewLinks
from showcase.config import Settings
from showcase.errors import InvalidInput
from showcase.models import Portfolio
from showcase.models.draft import SiteContent
from showcase.services.portfolios import hold_portfolio
from showcase.services.sections import list_sections
from showcase.services.site_content import make_site_content

PREVIEWS = "/preview"
MAX_HOURS = 24 * 30
DEFAULT_HOURS = 24 * 7


def make_preview(
    portfolio: Portfolio, *, hours: int, settings: Settings, path: list[str]
) -> tuple[str, datetime]:
    """Return the address of a preview of a held portfolio, and when it ends.

    Raises:
        InvalidInput: Too short or too long a time.
    """
    if not 1 <= hours <= MAX_HOURS:
        raise InvalidInput(f"A preview link lasts 1 to {MAX_HOURS} hours.", path=path)
    lifetime = timedelta(hours=hours)
    token, expires_at = _open_links(settings).sign(_grant_of(portfolio), lifetime=lifetime)
    return f"{settings.site_url}{PREVIEWS}/{token}/", expires_at


async def end_previews(session: AsyncSession, *, user_id: UUID, portfolio_id: UUID) -> Portfolio:
    """End all links to a portfolio that were made so far, and return it, otherwise unchanged.

    Raises:
        NotFound: There is no such portfolio, or it is somebody else's.
    """
    portfolio = await hold_portfolio(session, user_id=user_id, portfolio_id=portfolio_id)
    portfolio.preview_generation += 1
    session.add(portfolio)
    return portfolio


async def find_preview(
    session: AsyncSession, *, token: str, settings: Settings
) -> SiteContent | None:
    """Return what a preview link shows now; None if it has ended or its portfolio is gone."""
    grant = _open_links(settings).find_grant(token)
    portfolio = await session.get(Portfolio, grant.portfolio_id) if grant else None
    if portfolio is None or _grant_of(portfolio) != grant:
        return None
    sections = await list_sections(session, [portfolio.portfolio_id])
    return make_site_content(portfolio, sections)


def _grant_of(portfolio: Portfolio) -> Grant:
    return Grant(portfolio.portfolio_id, portfolio.preview_generation)


def _open_links(settings: Settings) -> PreviewLinks:
    return PreviewLinks(keys=settings.signing_keys, issuer=settings.site_url)
