"""All that is kept about a person, as data.

A table belongs to a person if deleting the person deletes its rows: the foreign keys say so. So a
new table is part of this without anybody thinking of it.
"""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

import orjson
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from showcase.models import Portfolio, Resume, User
from showcase.models.draft import SiteContent
from showcase.services.sections import list_sections
from showcase.services.site_content import make_site_content

PEOPLE = User.__table__  # type: ignore[attr-defined]
SECRETS = frozenset({"password_hash", "token_hash", "token_salt", "sealed_token"})
"""Columns that prove who somebody is; of no use to their owner, and of use to a thief."""


async def read_personal_data(
    session: AsyncSession, *, user_id: UUID
) -> dict[str, list[dict[str, Any]]]:
    """Return the rows of every table that belong to a person, by table."""
    found: dict[str, list[dict[str, Any]]] = {}
    for table, owned in list_owned(user_id):
        columns = [column for column in table.columns if column.name not in SECRETS]
        rows = await session.execute(sa.select(*columns).where(owned).order_by(*table.primary_key))
        found[table.name] = [dict(row) for row in rows.mappings()]
    return found


async def list_files(session: AsyncSession, *, user_id: UUID) -> dict[str, str]:
    """Return the storage keys of what a person has uploaded, by a path for each in an archive."""
    own = sa.select(Resume).where(col(Resume.user_id) == user_id, col(Resume.removed_at).is_(None))
    return {
        f"resumes/{resume.resume_id}.{resume.media_type.rpartition('/')[2]}": resume.storage_key
        for resume in await session.scalars(own)
    }


async def list_portfolios(session: AsyncSession, *, user_id: UUID) -> dict[str, SiteContent]:
    """Return a person's portfolios as their sites would show them, by slug."""
    own = (
        await session.scalars(sa.select(Portfolio).where(col(Portfolio.user_id) == user_id))
    ).all()
    sections = await list_sections(session, [portfolio.portfolio_id for portfolio in own])
    return {
        portfolio.slug: make_site_content(
            portfolio,
            [part for part in sections if part.portfolio_id == portfolio.portfolio_id],
        )
        for portfolio in own
    }


def pack(data: dict[str, list[dict[str, Any]]]) -> bytes:
    """Return the data as JSON; SQLAlchemy's names are a kind of str that orjson takes for none."""
    return orjson.dumps(data, default=str, option=orjson.OPT_NON_STR_KEYS)


def list_owned(user_id: UUID) -> Iterator[tuple[sa.Table, sa.ColumnElement[bool]]]:
    """Yield each table that can belong to a person, and what matches the rows that do."""
    matches: dict[str, sa.ColumnElement[bool]] = {PEOPLE.name: PEOPLE.c.user_id == user_id}
    yield PEOPLE, matches[PEOPLE.name]
    for table in PEOPLE.metadata.sorted_tables:
        owner = _find_owner(table, matches)
        if owner is not None:
            parent = owner.column.table
            theirs = sa.select(owner.column).select_from(parent).where(matches[parent.name])
            matches[table.name] = owner.parent.in_(theirs)
            yield table, matches[table.name]


def _find_owner(table: sa.Table, known: dict[str, sa.ColumnElement[bool]]) -> sa.ForeignKey | None:
    """Return the key whose target takes the rows with it, the person themselves if possible."""
    keys = [
        key
        for key in table.foreign_keys
        if key.ondelete == "CASCADE" and key.column.table.name in known
    ]
    return min(keys, key=lambda key: key.column.table is not PEOPLE, default=None)
