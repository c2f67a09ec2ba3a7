"""Brings the database to the newest revision."""

from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config

from showcase.database import Database

PROJECT = Path(__file__).parents[2] / "pyproject.toml"
MIGRATION_LOCK = 0x5_40_3C_A5_E
"""Any number, the same for all: the advisory lock that one migrating process holds."""


async def migrate_database(database_url: str, *, revision: str = "head") -> None:
    """Run the missing migrations in one transaction; of several processes at once, one does it."""
    database = Database(database_url)
    try:
        async with database.connect() as connection:
            await connection.execute(sa.select(sa.func.pg_advisory_xact_lock(MIGRATION_LOCK)))
            await connection.run_sync(_upgrade, revision)
    finally:
        await database.close()


def _upgrade(connection: sa.Connection, revision: str) -> None:
    config = Config(toml_file=PROJECT, attributes={"connection": connection})
    command.upgrade(config, revision)
