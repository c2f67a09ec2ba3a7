"""The migrations build what the models describe, and take it away again."""

import asyncio

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect
from sqlmodel import SQLModel

from showcase.adapters.migrations import list_outdated
from showcase.cli.migrate import PROJECT, migrate_database
from showcase.database import Database


def list_differences(connection: Connection) -> list[object]:
    context = MigrationContext.configure(
        connection, opts={"compare_type": True, "compare_server_default": True}
    )
    return list(compare_metadata(context, SQLModel.metadata))


def downgrade(connection: Connection) -> None:
    command.downgrade(Config(toml_file=PROJECT, attributes={"connection": connection}), "base")


async def test_migrated_empty_database_matches_the_models(empty_database_url: str) -> None:
    await migrate_database(empty_database_url)

    database = Database(empty_database_url)
    async with database.connect() as connection:
        differences = await connection.run_sync(list_differences)
    await database.close()
    assert differences == []


async def test_downgrade_leaves_no_table_of_ours(empty_database_url: str) -> None:
    await migrate_database(empty_database_url)
    database = Database(empty_database_url)

    async with database.connect() as connection:
        await connection.run_sync(downgrade)
        tables = await connection.run_sync(lambda connection: inspect(connection).get_table_names())

    await database.close()
    assert tables == ["alembic_version"]


def test_readiness_and_alembic_agree_on_what_is_behind() -> None:
    scripts = ScriptDirectory.from_config(Config(toml_file=PROJECT))
    known = {script.revision for script in scripts.walk_revisions()}

    assert list_outdated() == known - set(scripts.get_heads())


async def test_many_processes_may_migrate_at_once(empty_database_url: str) -> None:
    await asyncio.gather(*(migrate_database(empty_database_url) for _ in range(5)))
