from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from showcase.database import Database
from showcase.models import DeploymentStatus
from showcase.services.sites import LiveSite, find_live_site, list_live_deployments
from tests.support.factories import make_deployment, make_portfolio

LIVE = {"status": DeploymentStatus.LIVE, "provider_reference": "abc", "url": "http://x/p/ada/"}


async def find(
    database: Database, *, portfolio: dict[str, Any], deployment: dict[str, Any]
) -> LiveSite | None:
    async with database.begin() as session:
        row = await make_portfolio(session, slug="ada", **portfolio)
        await make_deployment(session, portfolio_id=row.portfolio_id, **deployment)
    async with database.begin() as session:
        return await find_live_site(session, slug="ada")


async def test_published_site_is_found_by_its_slug(database: Database) -> None:
    found = await find(database, portfolio={"published_version": 1}, deployment=LIVE)

    assert found is not None
    assert found.reference == "abc"


@pytest.mark.parametrize("status", [status for status in DeploymentStatus if status != "LIVE"])
async def test_site_that_is_not_live_is_not_found(
    database: Database, status: DeploymentStatus
) -> None:
    deployment = {**LIVE, "status": status}

    assert await find(database, portfolio={"published_version": 1}, deployment=deployment) is None


async def test_site_of_a_portfolio_taken_down_is_not_found(database: Database) -> None:
    assert await find(database, portfolio={"published_version": None}, deployment=LIVE) is None


async def test_site_at_another_host_is_not_served_by_us(database: Database) -> None:
    deployment = {**LIVE, "target": "vercel"}

    assert await find(database, portfolio={"published_version": 1}, deployment=deployment) is None


async def test_unknown_slug_is_not_found(database: Database) -> None:
    async with database.begin() as session:
        assert await find_live_site(session, slug="nobody") is None


async def test_everything_that_may_be_online_is_listed_newest_first(database: Database) -> None:
    now = datetime.now(UTC)
    async with database.begin() as session:
        portfolio_id = (await make_portfolio(session)).portfolio_id
        for age, (status, reference) in enumerate(
            [
                (DeploymentStatus.PENDING, None),
                (DeploymentStatus.BUILDING, "building"),
                (DeploymentStatus.LIVE, "live"),
                (DeploymentStatus.FAILED, None),
                (DeploymentStatus.SUPERSEDED, "old"),
            ]
        ):
            await make_deployment(
                session,
                portfolio_id=portfolio_id,
                status=status,
                provider_reference=reference,
                created_at=now - timedelta(minutes=age),
            )
        await make_deployment(session, status=DeploymentStatus.LIVE, provider_reference="foreign")
    async with database.begin() as session:
        rows = await list_live_deployments(session, portfolio_id=portfolio_id)

    assert [row.provider_reference for row in rows] == ["building", "live", "old"]
