"""A change of a section: its words as they are now, and the revision that remembers them."""

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


async def revise(session: AsyncSession, section: Section, change: Change) -> None:
    """Give a section new words, a new version and the revision that goes with it."""
    section.heading = change.heading
    section.content = change.content
    section.sources = change.sources
    section.version += 1
    session.add(section)
    await session.flush()  # a new section comes first, and so gets its id
    session.add(
        SectionRevision(section_id=section.section_id, version=section.version, **vars(change))
    )
    await session.flush()
