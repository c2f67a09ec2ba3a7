"""Real databases: one with our tables that all tests share, and empty ones on request."""

from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from typing import Any
from uuid import uuid4

import asyncpg
import pytest_asyncio
import sqlalchemy as sa
from sqlmodel import SQLModel

from showcase.adapters.embedded import EmbeddedServers
from showcase.cli.migrate import migrate_database
from showcase.database import Database


async def create_database(servers: EmbeddedServers) -> str:
    """Make an empty database and return its URL."""
    name = f"test_{uuid4().hex}"
    connection = await asyncpg.connect(servers.database_url.replace("+asyncpg", ""))
    try:
        await connection.execute(f"CREATE DATABASE {name}")
    finally:
        await connection.close()
    return servers.database_url.replace("/postgres?", f"/{name}?")


@pytest_asyncio.fixture
async def empty_database_url(servers: EmbeddedServers) -> str:
    """A database of its own for this test, without any table."""
    return await create_database(servers)


@pytest_asyncio.fixture(scope="session")
async def database_url(servers: EmbeddedServers) -> str:
    """The migrated database of this test process; ask for `database` to have it without rows."""
    url = await create_database(servers)
    await migrate_database(url)
    return url


@pytest_asyncio.fixture(scope="session")
async def open_database(database_url: str) -> AsyncIterator[Database]:
    """The connections to the migrated database."""
    database = Database(database_url)
    yield database
    await database.close()


@pytest_asyncio.fixture
async def database(open_database: Database) -> Database:
    """The migrated database with no rows in it."""
    async with open_database.connect() as connection:
        for table in reversed(SQLModel.metadata.sorted_tables):
            await connection.execute(table.delete())
    return open_database


@contextmanager
def counted(database: Database) -> Iterator[list[str]]:
    """Collect the statements that are sent to the database."""
    statements: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        statements.append(statement)

    engine = database.engine.sync_engine
    sa.event.listen(engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        sa.event.remove(engine, "before_cursor_execute", note)
