"""Ways to open the database, on a real one."""

from collections.abc import AsyncIterator

import pytest_asyncio
import sqlalchemy as sa

from showcase.database import Database
from showcase.models import User
from tests.support.factories import make_user

NOW = sa.select(sa.func.now())
END_ALL_OTHERS = sa.text(
    "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity "
    "WHERE datname = current_database() AND pid <> pg_backend_pid()"
)


@pytest_asyncio.fixture
async def other(database_url: str) -> AsyncIterator[Database]:
    """Connections of their own to the same database."""
    other = Database(database_url)
    yield other
    await other.close()


async def test_reading_opens_no_transaction(database: Database) -> None:
    async with database.read() as session:
        read = [await session.scalar(NOW) for _ in range(2)]
    async with database.begin() as session:
        written = [await session.scalar(NOW) for _ in range(2)]

    assert read[0] != read[1]
    assert written[0] == written[1]


async def test_what_is_changed_while_reading_is_not_written(database: Database) -> None:
    async with database.begin() as session:
        user = await make_user(session, display_name="Ada")

    async with database.read() as session:
        row = await session.get_one(User, user.user_id)
        row.display_name = "Somebody else"
        await session.scalars(sa.select(User))

    async with database.read() as session:
        assert (await session.get_one(User, user.user_id)).display_name == "Ada"


async def test_connections_that_postgres_has_closed_are_replaced(
    database: Database, other: Database
) -> None:
    async with database.read() as session:
        await session.scalar(NOW)
    async with other.connect() as connection:
        assert (await connection.scalars(END_ALL_OTHERS)).all()

    async with database.read() as session:
        assert await session.scalar(NOW)
