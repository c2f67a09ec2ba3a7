"""Alembic's way to our database and our models."""

import asyncio
from typing import Literal

import sqlalchemy as sa
from alembic import context
from sqlmodel import AutoString, SQLModel

import showcase.models  # noqa: F401 (fills SQLModel.metadata)
from showcase.config import Settings
from showcase.database import Database


def render_as_string(kind: str, item: object, _: object) -> str | Literal[False]:
    """Write text and enum columns as plain strings: a new enum value needs no migration."""
    if kind != "type" or not isinstance(item, sa.Enum | AutoString):
        return False
    return f"sa.String(length={item.length})" if item.length else "sa.String()"


def migrate(connection: sa.Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=SQLModel.metadata,
        compare_server_default=True,
        render_item=render_as_string,
    )
    with context.begin_transaction():
        context.run_migrations()


async def connect_and_migrate() -> None:
    """Serve the `alembic` command: the database is the one of the settings."""
    database = Database(Settings().database_url)
    try:
        async with database.connect() as connection:
            await connection.run_sync(migrate)
    finally:
        await database.close()


given: sa.Connection | None = context.config.attributes.get("connection")
if given is None:
    asyncio.run(connect_and_migrate())
else:
    migrate(given)
