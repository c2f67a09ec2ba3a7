"""The janitor as a command."""

import pytest
import sqlalchemy as sa

from showcase.cli.janitor import run_janitor
from showcase.config import Settings
from showcase.database import Database
from showcase.models import StepResult
from tests.support.factories import make_user


async def test_the_janitor_counts_first_and_removes_when_told_to(
    settings: Settings, database: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    async with database.begin() as session:
        user = await make_user(session)
        session.add(StepResult(user_id=user.user_id, step="OCR", input_hash="any"))
        await session.flush()
        old = sa.text("now() - interval '1 year'")
        await session.execute(sa.update(StepResult).values(created_at=old))

    assert await run_janitor(settings, dry_run=True) == 0
    assert "1 checkpoints" in capsys.readouterr().out
    assert await run_janitor(settings, dry_run=False) == 0
    assert "1 checkpoints" in capsys.readouterr().out
    async with database.begin() as session:
        assert (await session.scalars(sa.select(StepResult))).all() == []


async def test_the_janitor_says_what_it_cannot_reach(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    nowhere = {"database_url": "postgresql+asyncpg://nobody@127.0.0.1:9/none"}

    assert await run_janitor(settings.model_copy(update=nowhere), dry_run=True) == 1
    assert "DATABASE_URL" in capsys.readouterr().out
