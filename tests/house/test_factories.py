"""The factories make rows that the database takes."""

from showcase.database import Database
from tests.support import factories


async def test_every_factory_makes_a_row_by_itself(database: Database) -> None:
    async with database.begin() as session:
        rows = [
            await factories.make_user(session),
            await factories.make_resume(session),
            await factories.make_job(session),
            await factories.make_portfolio(session),
            await factories.make_section(session),
            await factories.make_deployment(session),
        ]

    assert all(row.created_at for row in rows if hasattr(row, "created_at"))
