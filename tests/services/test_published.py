"""What others see of a portfolio."""

from datetime import UTC, datetime, timedelta

from showcase.database import Database
from showcase.models import DeploymentStatus
from showcase.services.published import list_published_sections
from tests.support.factories import (
    make_deployment,
    make_portfolio,
    make_revision,
    make_section,
)

LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)


async def test_a_site_that_was_rolled_back_shows_the_words_of_then(database: Database) -> None:
    async with database.begin() as session:
        portfolio = await make_portfolio(session)
        owned = portfolio.portfolio_id
        section = await make_section(session, portfolio_id=owned)
        for version, day in ((11, 0), (12, 2)):
            await make_revision(
                session,
                section,
                version=version,
                heading=f"Version {version}",
                created_at=LONG_AGO + timedelta(days=day),
            )
        first = await make_deployment(
            session,
            portfolio_id=owned,
            status=DeploymentStatus.SUPERSEDED,
            created_at=LONG_AGO + timedelta(days=1),
        )
        await make_deployment(
            session,
            portfolio_id=owned,
            status=DeploymentStatus.LIVE,
            rolled_back_to=first.deployment_id,
        )
        (shown,) = await list_published_sections(session, [owned])

    assert shown.heading == "Version 11"
