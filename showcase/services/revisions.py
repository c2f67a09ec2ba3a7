"""A change of a section: its words as they are now, and the revision that remembers them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from showcase.models import RevisionAuthor, Section, SectionRevision


@dataclass(frozen=True)
class Change:
    """What a section holds from now on, and who wrote it."""

    heading: str
    content: dict[str, Any]
    sources: list[dict[str, Any]]
    author: RevisionAuthor
    restores: int | None = None
    job_id: UUID | None = None


async def revise(session: AsyncSession, changes: Sequence[tuple[Section, Change]]) -> None:
    """Give sections new words, new versions and the revisions that go with them."""
    for section, change in changes:
        section.heading = change.heading
        section.content = change.content
        section.sources = change.sources
        section.version += 1
        session.add(section)
    await session.flush()  # a revision needs its section; all sections go in one statement
    session.add_all(
        SectionRevision(section_id=section.section_id, version=section.version, **vars(change))
        for section, change in changes
    )
    await session.flush()
