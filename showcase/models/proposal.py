"""Proposals: changes of a portfolio that wait for its owner's word."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlmodel import Field, SQLModel

from showcase.models.columns import (
    created_time,
    enumeration,
    json,
    optional_reference,
    primary_id,
    reference,
    time,
)


class ProposalStatus(StrEnum):
    """Where a proposal stands, as people see it; derived from its items."""

    PREPARING = "PREPARING"
    PENDING = "PENDING"
    ACCEPTED = "ACCEPTED"
    REJECTED = "REJECTED"
    STALE = "STALE"
    EMPTY = "EMPTY"


class ChangeKind(StrEnum):
    """What an item would change."""

    TEXT = "TEXT"
    THEME = "THEME"
    ACCENT = "ACCENT"
    TONE = "TONE"
    ORDER = "ORDER"
    VISIBILITY = "VISIBILITY"


class Decision(StrEnum):
    """What the owner has said of an item."""

    PENDING = "PENDING"
    ACCEPTED = "ACCEPTED"
    REJECTED = "REJECTED"


class Proposal(SQLModel, table=True):
    """What a job would change. It has no items until the job is done: see `ready_at`."""

    __tablename__ = "proposals"

    proposal_id: UUID = primary_id()
    portfolio_id: UUID = reference("portfolios.portfolio_id")
    job_id: UUID | None = optional_reference("jobs.job_id")
    instruction: str = Field(max_length=500)
    base_version: int
    notes: list[str] = json(list)
    created_at: datetime = created_time()
    ready_at: datetime | None = time()


class ProposalItem(SQLModel, table=True):
    """One change: the value at a place now, and the value that would stand there.

    The place of a text is a JSON pointer into the content of its section. `sources` are those of
    the new text, with pointers into the section's content.
    """

    __tablename__ = "proposal_items"

    item_id: UUID = primary_id()
    proposal_id: UUID = reference("proposals.proposal_id")
    position: int = 0
    kind: ChangeKind = enumeration(ChangeKind)
    section_id: UUID | None = optional_reference("sections.section_id")
    path: str = Field(default="", max_length=200)
    before: Any = json(dict)
    after: Any = json(dict)
    sources: list[dict[str, Any]] = json(list)
    decision: Decision = enumeration(Decision, default=Decision.PENDING)
