"""What somebody with a preview link sees: the portfolio as it is being written."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from showcase.adapters.preview_links import PreviewLinks
from showcase.config import Settings
from showcase.errors import InvalidInput
from showcase.models import Portfolio
from showcase.models.draft import SiteContent
from showcase.services.sections import list_sections
from showcase.services.site_content import make_site_content

PREVIEWS = "/preview"
MAX_HOURS = 24 * 30
DEFAULT_HOURS = 24 * 7


def make_preview(
    portfolio_id: UUID, *, hours: int, settings: Settings, path: list[str]
) -> tuple[str, datetime]:
    """Return the address of a preview of a person's own portfolio, and when it ends.

    Raises:
        InvalidInput: Too short or too long a time.
    """
    if not 1 <= hours <= MAX_HOURS:
        raise InvalidInput(f"A preview link lasts 1 to {MAX_HOURS} hours.", path=path)
    token, expires_at = _open_links(settings).sign(portfolio_id, lifetime=timedelta(hours=hours))
    return f"{settings.site_url}{PREVIEWS}/{token}/", expires_at


async def find_preview(
    session: AsyncSession, *, token: str, settings: Settings
) -> SiteContent | None:
    """Return what a preview link shows now; None if it has expired or its portfolio is gone."""
    portfolio_id = _open_links(settings).find_portfolio(token)
    portfolio = await session.get(Portfolio, portfolio_id) if portfolio_id else None
    if portfolio is None:
        return None
    sections = await list_sections(session, [portfolio.portfolio_id])
    return make_site_content(portfolio, sections)


def _open_links(settings: Settings) -> PreviewLinks:
    return PreviewLinks(keys=settings.signing_keys, issuer=settings.site_url)
