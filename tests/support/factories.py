"""Rows for tests: one function per table, each with defaults that need no thought.

Every function adds one row and flushes it; the rows it belongs to are made when not given.
"""

from datetime import UTC, datetime
from typing import Any, TypeVar
from uuid import UUID, uuid4

from sqlalchemy.ext.asyncio import AsyncSession

from showcase.models import (
    ChangeKind,
    DeployConnection,
    Deployment,
    Job,
    JobKind,
    Portfolio,
    Proposal,
    ProposalItem,
    Reading,
    Resume,
    RevisionAuthor,
    Section,
    SectionRevision,
    User,
)
from showcase.models.content import SectionKind, Tone

Row = TypeVar("Row")
DEFAULT_THEME = "any"


async def make_user(session: AsyncSession, **changes: Any) -> User:
    """A person who can sign in only once a test gives a real `password_hash`."""
    values = {"email": f"{uuid4().hex}@example.com", "password_hash": "none"}
    return await _add(session, User(**values | changes))


async def make_resume(
    session: AsyncSession, *, user_id: UUID | None = None, **changes: Any
) -> Resume:
    """A PDF that was uploaded; its bytes are not in any store."""
    resume_id = uuid4()
    values: dict[str, Any] = {
        "resume_id": resume_id,
        "user_id": user_id or await _any_user(session),
        "storage_key": f"resumes/{resume_id}",
        "sha256": uuid4().hex * 2,
        "media_type": "application/pdf",
        "byte_size": 1000,
        "filename": "resume.pdf",
    }
    return await _add(session, Resume(**values | changes))


async def make_job(session: AsyncSession, *, user_id: UUID | None = None, **changes: Any) -> Job:
    """A queued build without a resume and without events."""
    values: dict[str, Any] = {
        "user_id": user_id or await _any_user(session),
        "kind": JobKind.BUILD,
        "arguments": {"preferences": {}, "publish": True},
    }
    return await _add(session, Job(**values | changes))


async def make_portfolio(
    session: AsyncSession, *, user_id: UUID | None = None, **changes: Any
) -> Portfolio:
    """A draft without sections."""
    values: dict[str, Any] = {
        "user_id": user_id or await _any_user(session),
        "slug": f"person-{uuid4().hex[:12]}",
        "title": "Ada Example",
        "language": "en",
        "engine": "offline",
        "theme": DEFAULT_THEME,
        "tone": Tone.PROFESSIONAL,
        "seo": {"title": "Ada Example", "description": "Engineer"},
    }
    return await _add(session, Portfolio(**values | changes))


async def make_reading(
    session: AsyncSession, *, portfolio_id: UUID | None = None, **changes: Any
) -> Reading:
    """What is remembered of a resume of one page with hidden text."""
    values: dict[str, Any] = {
        "portfolio_id": portfolio_id or (await make_portfolio(session)).portfolio_id,
        "pages": [{"number": 1, "width": 595, "height": 842, "reader": "text", "turned": 0}],
        "facts": [{"kind": "HERO", "value": "Ada Example", "page": 1, "box": [72, 72, 160, 90]}],
        "findings": [{"code": "HIDDEN_TEXT", "page": 1, "box": None, "text": ""}],
    }
    return await _add(session, Reading(**values | changes))


async def make_section(
    session: AsyncSession, *, portfolio_id: UUID | None = None, **changes: Any
) -> Section:
    """An About section in its first version, with the revision that goes with it."""
    values: dict[str, Any] = {
        "portfolio_id": portfolio_id or (await make_portfolio(session)).portfolio_id,
        "kind": SectionKind.ABOUT,
        "position": 0,
        "heading": "About",
        "content": {"text": "Builds bridges."},
    }
    section = await _add(session, Section(**values | changes))
    await make_revision(session, section)
    return section


async def make_revision(session: AsyncSession, section: Section, **changes: Any) -> SectionRevision:
    """A revision that holds what the section holds now."""
    values: dict[str, Any] = {
        "section_id": section.section_id,
        "version": section.version,
        "heading": section.heading,
        "content": section.content,
        "sources": section.sources,
        "author": RevisionAuthor.AI,
    }
    return await _add(session, SectionRevision(**values | changes))


async def make_deployment(
    session: AsyncSession, *, portfolio_id: UUID | None = None, **changes: Any
) -> Deployment:
    """A deployment that waits."""
    values: dict[str, Any] = {
        "portfolio_id": portfolio_id or (await make_portfolio(session)).portfolio_id,
        "target": "local",
        "portfolio_version": 1,
    }
    return await _add(session, Deployment(**values | changes))


async def make_connection(
    session: AsyncSession, *, user_id: UUID, **changes: Any
) -> DeployConnection:
    """An account at Netlify that is connected, with a token that nobody can read."""
    values: dict[str, Any] = {
        "user_id": user_id,
        "target": "netlify",
        "account_id": uuid4().hex,
        "account_name": "ada@example.com",
        "sealed_token": "sealed",
        "sealed_by": "nobody",
        "connected_at": datetime.now(UTC),
    }
    return await _add(session, DeployConnection(**values | changes))


async def make_proposal(
    session: AsyncSession, *, portfolio_id: UUID | None = None, **changes: Any
) -> Proposal:
    """A proposal that is ready and has no items yet."""
    values: dict[str, Any] = {
        "portfolio_id": portfolio_id or (await make_portfolio(session)).portfolio_id,
        "instruction": "darker theme",
        "base_version": 1,
        "ready_at": datetime.now(UTC),
    }
    return await _add(session, Proposal(**values | changes))


async def make_proposal_item(
    session: AsyncSession, *, proposal_id: UUID, **changes: Any
) -> ProposalItem:
    """A proposed change of the theme."""
    values: dict[str, Any] = {
        "proposal_id": proposal_id,
        "kind": ChangeKind.THEME,
        "before": DEFAULT_THEME,
        "after": "console",
    }
    return await _add(session, ProposalItem(**values | changes))


async def _any_user(session: AsyncSession) -> UUID:
    return (await make_user(session)).user_id


async def _add(session: AsyncSession, row: Row) -> Row:
    session.add(row)
    await session.flush()
    await session.refresh(row)
    return row
