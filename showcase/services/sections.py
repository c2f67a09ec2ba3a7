"""Sections of a portfolio: change them, take changes back, bring old revisions back.

Each version of a section has its revision, the newest one included. Whoever changes a section
holds its portfolio's row, so that changes come one after the other.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased
from sqlmodel import col

from showcase.errors import Conflict, InvalidInput, InvalidState, NotFound
from showcase.models import Portfolio, RevisionAuthor, Section, SectionRevision
from showcase.models.content import CONTENT_TYPES, SectionContent
from showcase.services.pages import Listing
from showcase.services.revisions import Change, revise

MAX_HEADING_LENGTH = 200

REVISIONS = Listing(
    rows=sa.select(SectionRevision),
    model=SectionRevision,
    parent=col(SectionRevision.section_id),
    rank=col(SectionRevision.version),
    identity=col(SectionRevision.revision_id),
)
"""The history of sections, newest first."""


@dataclass(frozen=True)
class SectionPatch:
    """Changes to a section; what is None stays. `path` is where the patch stands in the input."""

    section_id: UUID
    path: list[str]
    heading: str | None = None
    visible: bool | None = None
    content: SectionContent | None = None


async def list_sections(session: AsyncSession, portfolio_ids: Sequence[UUID]) -> Sequence[Section]:
    """Return the sections of portfolios, in their order on the page."""
    statement = (
        sa.select(Section)
        .where(col(Section.portfolio_id).in_(portfolio_ids))
        .order_by(col(Section.position), col(Section.section_id))
    )
    return (await session.scalars(statement)).all()


async def list_undoable(session: AsyncSession, section_ids: Sequence[UUID]) -> set[UUID]:
    """Return those of the sections whose last change can be taken back."""
    earlier = aliased(SectionRevision)
    statement = (
        sa.select(col(Section.section_id))
        .join(SectionRevision, _is_newest())
        .where(
            col(Section.section_id).in_(section_ids),
            sa.exists().where(
                col(earlier.section_id) == col(Section.section_id),
                col(earlier.version) < _standing(),
            ),
        )
    )
    return set((await session.scalars(statement)).all())


async def patch_section(session: AsyncSession, section: Section, patch: SectionPatch) -> None:
    """Change a section as its owner asked; new words get a revision, showing or hiding does not.

    Raises:
        InvalidInput: The content is of another kind, or the heading too long.
    """
    if patch.visible is not None:
        section.visible = patch.visible
        session.add(section)
    content = section.content if patch.content is None else _check_content(section, patch)
    heading = section.heading if patch.heading is None else _check_heading(patch)
    if (heading, content) == (section.heading, section.content):
        return
    sources = list(_keep_sources(section, content))
    change = Change(heading, content, sources, RevisionAuthor.USER)
    await revise(session, [(section, change)])


def order_sections(sections: Sequence[Section], section_ids: Sequence[UUID]) -> None:
    """Put a portfolio's sections in this order.

    Raises:
        NotFound: One of the ids is of no section of this portfolio.
        InvalidInput: Not each of them exactly once.
    """
    by_id = {section.section_id: section for section in sections}
    if not set(section_ids) <= set(by_id):
        raise NotFound(path=["input", "sectionOrder"])
    if sorted(section_ids) != sorted(by_id):
        raise InvalidInput(
            "Name every section of this portfolio exactly once.", path=["input", "sectionOrder"]
        )
    for position, section_id in enumerate(section_ids):
        by_id[section_id].position = position


async def undo_section(
    session: AsyncSession, *, user_id: UUID, section_id: UUID, expected_version: int | None
) -> Section:
    """Take back the last change of a section; again and again it walks back to its beginning.

    Raises:
        NotFound: There is none, or it is somebody else's.
        Conflict: It changed since the caller read it.
        InvalidState: It is at its beginning.
    """
    section = await _hold_own(session, user_id=user_id, section_id=section_id)
    if expected_version not in {None, section.version}:
        raise Conflict(current_version=section.version, path=["input", "expectedVersion"])
    earlier = aliased(SectionRevision)
    statement = (
        sa.select(earlier)
        .join(Section, col(Section.section_id) == col(earlier.section_id))
        .join(SectionRevision, _is_newest())
        .where(col(Section.section_id) == section_id, col(earlier.version) < _standing())
        .order_by(col(earlier.version).desc())
        .limit(1)
    )
    revision = (await session.scalars(statement)).one_or_none()
    if revision is None:
        raise InvalidState("There is nothing to take back.", path=["input", "sectionId"])
    standing = revision.version if revision.restores is None else revision.restores
    await _bring_back(session, section, revision, restores=standing)
    return section


async def restore_revision(session: AsyncSession, *, user_id: UUID, revision_id: UUID) -> Section:
    """Make an earlier revision the newest one. It is a change like any other: undo takes it back.

    Raises:
        NotFound: There is none, or it is somebody else's.
    """
    revision = await session.get(SectionRevision, revision_id)
    if revision is None:
        raise NotFound(path=["input", "revisionId"])
    try:
        section = await _hold_own(session, user_id=user_id, section_id=revision.section_id)
    except NotFound as error:
        raise NotFound(path=["input", "revisionId"]) from error
    if revision.version != section.version:
        await _bring_back(session, section, revision, restores=None)
    return section


async def _hold_own(session: AsyncSession, *, user_id: UUID, section_id: UUID) -> Section:
    """Return a section of this person, its portfolio held until the transaction ends."""
    held = (
        sa.select(col(Portfolio.portfolio_id))
        .join(Section, col(Section.portfolio_id) == col(Portfolio.portfolio_id))
        .where(col(Section.section_id) == section_id, col(Portfolio.user_id) == user_id)
        .with_for_update(of=Portfolio)
    )
    if (await session.scalars(held)).first() is None:
        raise NotFound(path=["input", "sectionId"])
    section = await session.get(Section, section_id, with_for_update=True)
    if section is None:
        raise NotFound(path=["input", "sectionId"])
    return section


async def _bring_back(
    session: AsyncSession, section: Section, revision: SectionRevision, *, restores: int | None
) -> None:
    """Make an earlier revision the newest one, and its portfolio changed."""
    author = RevisionAuthor.RESTORE
    change = Change(revision.heading, revision.content, revision.sources, author, restores)
    await revise(session, [(section, change)])
    await session.execute(
        sa.update(Portfolio)
        .where(col(Portfolio.portfolio_id) == section.portfolio_id)
        .values(version=col(Portfolio.version) + 1, updated_at=sa.func.now())
    )


def _is_newest() -> sa.ColumnElement[bool]:
    return sa.and_(
        col(SectionRevision.section_id) == col(Section.section_id),
        col(SectionRevision.version) == col(Section.version),
    )


def _standing() -> sa.ColumnElement[int]:
    """Return the version whose words the newest revision holds: after an undo, an older one."""
    return sa.func.coalesce(col(SectionRevision.restores), col(SectionRevision.version))


def _check_content(section: Section, patch: SectionPatch) -> dict[str, Any]:
    wanted = CONTENT_TYPES[section.kind]
    if not isinstance(patch.content, wanted):
        raise InvalidInput(
            f"This section is of kind {section.kind}; its content is a {wanted.__name__}.",
            path=[*patch.path, "content"],
        )
    return patch.content.model_dump(mode="json")


def _check_heading(patch: SectionPatch) -> str:
    heading = (patch.heading or "").strip()
    if not 0 < len(heading) <= MAX_HEADING_LENGTH:
        raise InvalidInput(
            f"A heading has 1 to {MAX_HEADING_LENGTH} characters.", path=[*patch.path, "heading"]
        )
    return heading


def _keep_sources(section: Section, content: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield a source for each value: its old one if the value stood there before, else the owner.

    A source without a page means: written by the owner. Moved values keep their source.
    """
    before = dict(_list_values(section.content))
    by_path: dict[str, list[dict[str, Any]]] = {}
    by_value: dict[str, list[dict[str, Any]]] = {}
    for source in section.sources:
        by_path.setdefault(source["path"], []).append(source)
        by_value.setdefault(str(before.get(source["path"])), []).append(source)
    for path, value in _list_values(content):
        same_place = by_path.get(path, []) if before.get(path) == value else []
        for source in same_place or by_value.get(value, []) or [_written_by_owner()]:
            yield {**source, "path": path}


def _written_by_owner() -> dict[str, Any]:
    return {"page": None, "box": None, "text": None}


def _list_values(value: object, path: str = "") -> Iterator[tuple[str, str]]:
    """Yield every text in a content with its JSON pointer."""
    if isinstance(value, dict):
        for key, part in value.items():
            yield from _list_values(part, f"{path}/{key}")
    elif isinstance(value, list):
        for index, part in enumerate(value):
            yield from _list_values(part, f"{path}/{index}")
    elif isinstance(value, str) and value:
        yield path, value
