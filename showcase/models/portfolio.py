"""Portfolios, their sections with every revision, and their deployments."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from showcase.models.columns import (
    created_time,
    enumeration,
    json,
    optional_reference,
    primary_id,
    reference,
    time,
    total,
)
from showcase.models.content import SectionKind, Tone


class PortfolioStatus(StrEnum):
    """Where a portfolio stands, as people see it."""

    DRAFT = "DRAFT"
    PUBLISHED = "PUBLISHED"
    PUBLISHED_STALE = "PUBLISHED_STALE"
    UNPUBLISHED = "UNPUBLISHED"


class DeploymentStatus(StrEnum):
    """Where a deployment stands."""

    PENDING = "PENDING"
    BUILDING = "BUILDING"
    LIVE = "LIVE"
    SUPERSEDED = "SUPERSEDED"
    FAILED = "FAILED"
    REMOVED = "REMOVED"


class RevisionAuthor(StrEnum):
    """Who wrote a revision."""

    USER = "USER"
    AI = "AI"
    RESTORE = "RESTORE"


class Portfolio(SQLModel, table=True):
    """A person's site. Its status is derived: see `published_version`."""

    __tablename__ = "portfolios"
    __table_args__ = (sa.Index("portfolios_by_owner", "user_id", "updated_at", "portfolio_id"),)

    portfolio_id: UUID = primary_id()
    user_id: UUID = reference("users.user_id", index=False)
    resume_id: UUID | None = optional_reference("resumes.resume_id")
    slug: str = Field(unique=True, max_length=80)
    title: str = Field(max_length=200)
    language: str = Field(max_length=8)
    engine: str = Field(max_length=32)
    theme: str = Field(max_length=64)
    accent: str | None = Field(default=None, max_length=7)  # instead of the theme's own
    tone: Tone = enumeration(Tone)
    custom_links: list[dict[str, Any]] = json(list)
    show_email: bool = False
    show_phone: bool = False
    show_address: bool = Field(default=False, sa_column_kwargs={"server_default": sa.false()})
    seo: dict[str, Any] = json(dict)
    notices: list[dict[str, Any]] = json(list)
    version: int = 1
    published_version: int | None = None  # what is online now; null when nothing is
    was_published: bool = False
    preview_generation: int = total(sa.Integer)  # of private links; rises when they are ended
    created_at: datetime = created_time()
    updated_at: datetime = created_time()


class FormerSlug(SQLModel, table=True):
    """An address under which a portfolio was online, until it moved or was deleted.

    Only a hash of it is kept: it may hold a name, and outlives the account.
    """

    __tablename__ = "former_slugs"

    slug_hash: str = Field(primary_key=True, max_length=64)
    portfolio_id: UUID | None = optional_reference("portfolios.portfolio_id")
    released_at: datetime = created_time()


class Reading(SQLModel, table=True):
    """What is remembered of the resume behind a portfolio; see `showcase.models.draft.Reading`."""

    __tablename__ = "readings"

    portfolio_id: UUID = reference("portfolios.portfolio_id", index=False, primary_key=True)
    pages: list[dict[str, Any]] = json(list)
    facts: list[dict[str, Any]] = json(list)
    findings: list[dict[str, Any]] = json(list)


class Section(SQLModel, table=True):
    """A part of a portfolio as it is now; its revisions hold how it came to be."""

    __tablename__ = "sections"
    __table_args__ = (sa.UniqueConstraint("portfolio_id", "kind"),)

    section_id: UUID = primary_id()
    portfolio_id: UUID = reference("portfolios.portfolio_id")
    kind: SectionKind = enumeration(SectionKind)
    position: int
    heading: str = Field(max_length=200)
    content: dict[str, Any] = json(dict)
    sources: list[dict[str, Any]] = json(list)
    visible: bool = True
    version: int = 1


class SectionRevision(SQLModel, table=True):
    """A section as it once was. `restores` is the version whose words an undo brought back."""

    __tablename__ = "section_revisions"
    __table_args__ = (sa.UniqueConstraint("section_id", "version"),)

    revision_id: UUID = primary_id()
    section_id: UUID = reference("sections.section_id", index=False)
    version: int
    heading: str = Field(max_length=200)
    content: dict[str, Any] = json(dict)
    sources: list[dict[str, Any]] = json(list)
    author: RevisionAuthor = enumeration(RevisionAuthor)
    restores: int | None = None
    job_id: UUID | None = optional_reference("jobs.job_id")
    created_at: datetime = created_time()


class Deployment(SQLModel, table=True):
    """A try to put a portfolio online. `provider_reference` finds it again at the host.

    Where it is its owner's own account at the host, `connection_id` says which one.

    One that shows an earlier release again names the deployment that release was made for.
    """

    __tablename__ = "deployments"

    deployment_id: UUID = primary_id()
    portfolio_id: UUID = reference("portfolios.portfolio_id")
    job_id: UUID | None = optional_reference("jobs.job_id")
    target: str = Field(max_length=32)
    connection_id: UUID | None = optional_reference("deploy_connections.connection_id")
    status: DeploymentStatus = enumeration(DeploymentStatus, default=DeploymentStatus.PENDING)
    portfolio_version: int
    provider_reference: str | None = Field(default=None, max_length=200)
    url: str | None = Field(default=None, max_length=500)
    rolled_back_to: UUID | None = optional_reference("deployments.deployment_id")
    created_at: datetime = created_time()
    finished_at: datetime | None = time()


class Release(SQLModel, table=True):
    """What a deployment shows, kept so that it can be put online again."""

    __tablename__ = "releases"

    deployment_id: UUID = reference("deployments.deployment_id", index=False, primary_key=True)
    content: dict[str, Any] = json(dict)
