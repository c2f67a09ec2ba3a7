"""A draft is written whole or not at all, and once however often a job runs."""

from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa
from sqlmodel import col

from showcase.database import Database
from showcase.errors import LeaseLost
from showcase.models import Job, Portfolio, RevisionAuthor, Section, SectionRevision
from showcase.models.content import SectionKind, Tone
from showcase.models.draft import PortfolioDraft
from showcase.pipeline.save import Looks, save_portfolio, save_section
from showcase.pipeline.validate import validate_portfolio, validate_section
from showcase.services import runs
from tests.support.drafts import make_document, make_draft, make_section
from tests.support.jobs import must_claim, queue_job

LOOKS = Looks(theme="any", tone=Tone.FRIENDLY, custom_links=[], show_email=False, show_phone=False)


def valid(draft: dict[str, Any]) -> PortfolioDraft:
    return validate_portfolio(draft, make_document())


async def save(run: runs.Run, database: Database, draft: dict[str, Any] | None = None) -> UUID:
    return await save_portfolio(run, valid(draft or make_draft()), LOOKS, database=database)


async def count(database: Database, table: Any) -> int:
    async with database.begin() as session:
        return (await session.scalars(sa.select(sa.func.count()).select_from(table))).one()


async def find_section(database: Database, kind: SectionKind) -> Section:
    async with database.begin() as session:
        return (await session.scalars(sa.select(Section).where(col(Section.kind) == kind))).one()


async def test_a_draft_becomes_a_portfolio_of_the_jobs_owner(database: Database) -> None:
    run = await must_claim(database, await queue_job(database))

    portfolio_id = await save(run, database)

    async with database.begin() as session:
        portfolio = await session.get_one(Portfolio, portfolio_id)
        job = await session.get_one(Job, run.job_id)
    assert (portfolio.user_id, portfolio.title) == (run.user_id, "Ada Example")
    assert (portfolio.slug, portfolio.tone) == ("ada-example", Tone.FRIENDLY)
    assert (job.portfolio_id, job.engine) == (portfolio_id, "offline")
    assert await count(database, Section) == 3
    assert await count(database, SectionRevision) == 3


async def test_running_again_makes_no_second_portfolio_nor_revision(database: Database) -> None:
    run = await must_claim(database, await queue_job(database))

    first = await save(run, database)
    second = await save(run, database)

    assert first == second
    assert await count(database, SectionRevision) == 3


async def test_running_anew_with_other_words_adds_revisions(database: Database) -> None:
    run = await must_claim(database, await queue_job(database))
    await save(run, database)
    changed = make_draft()
    changed["sections"][2] = make_section("SKILLS", {"groups": []})

    await save(run, database, changed)

    section = await find_section(database, SectionKind.SKILLS)
    assert (section.version, section.content) == (2, {"groups": []})


async def test_a_ghost_saves_nothing(database: Database) -> None:
    run = await must_claim(database, await queue_job(database))
    ghost = replace(run, attempt=run.attempt - 1)

    with pytest.raises(LeaseLost):
        await save(ghost, database)

    assert await count(database, Portfolio) == 0


async def test_a_rewritten_section_is_one_revision_however_often_it_is_saved(
    database: Database,
) -> None:
    run = await must_claim(database, await queue_job(database))
    portfolio_id = await save(run, database)
    section = await find_section(database, SectionKind.SKILLS)
    again = await must_claim(database, await queue_job(database))
    draft = validate_section(make_section("SKILLS", {"groups": []}), make_document())

    for _ in range(2):
        assert await save_section(again, section, draft, database=database)

    async with database.begin() as session:
        portfolio = await session.get_one(Portfolio, portfolio_id)
        newest = sa.select(SectionRevision).order_by(col(SectionRevision.version).desc())
        revision = (await session.scalars(newest.limit(1))).one()
    assert (await find_section(database, SectionKind.SKILLS)).version == 2
    assert (revision.author, revision.job_id) == (RevisionAuthor.AI, again.job_id)
    assert portfolio.version == 2
