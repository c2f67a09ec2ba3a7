"""Proposals: what would change, word by word, and the owner's answer."""

from datetime import datetime
from typing import Annotated, Self
from uuid import UUID

import strawberry
from strawberry.types.lazy_type import LazyType

from showcase import models
from showcase.api.context import Info
from showcase.api.enums import ChangeKind, Decision, ProposalStatus, SegmentKind
from showcase.api.nodes import Node, get_key, global_id, show_row
from showcase.api.problems import ErrorsInPayload, Payload
from showcase.api.scalars import JSON
from showcase.services import proposals
from showcase.services.changes import Standing
from showcase.services.differences import TextDifference, compare, list_differences


@strawberry.type(description="A part of a text that stays, goes or comes.")
class DiffSegment:
    kind: SegmentKind = strawberry.field(description="What becomes of it.")
    text: str = strawberry.field(description="The part, with its spaces.")


@strawberry.type(description="A text before and after a change.")
class TextChange:
    path: str = strawberry.field(
        description="JSON pointer into the section's content, such as /items/0/highlights/2."
    )
    before: str = strawberry.field(description="The text as it was; empty if there was none.")
    after: str = strawberry.field(description="The text as it would be; empty if it would go.")

    @classmethod
    def from_difference(cls, difference: TextDifference) -> Self:
        """Return a text that differs."""
        return cls(path=difference.path, before=difference.before, after=difference.after)

    @strawberry.field(
        description="The difference word by word, in reading order: EQUAL and DELETE together are "
        "`before`, EQUAL and INSERT are `after`."
    )
    def segments(self) -> list[DiffSegment]:
        parts = compare(self.before, self.after)
        return [DiffSegment(kind=part.kind, text=part.text) for part in parts]


@strawberry.type(description="One change, which can be accepted or rejected by itself.")
class ProposalItem(Node):
    row: strawberry.Private[models.ProposalItem]
    owner: strawberry.Private[models.Proposal]
    kind: ChangeKind = strawberry.field(description="What it changes.")
    decision: Decision = strawberry.field(description="What was answered to it.")
    path: str = strawberry.field(
        description="Of a TEXT: JSON pointer into the section's content, such as /text or "
        "/items/0; else empty."
    )
    before: JSON = strawberry.field(
        description="What stood there when it was proposed: a text or an entry; the theme's key; "
        "the accent colour, empty for the theme's own; the tone; the kinds of the sections in "
        "order; or whether the section shows."
    )
    after: JSON = strawberry.field(description="What would stand there, as `before`.")

    @classmethod
    def from_row(cls, row: models.ProposalItem, owner: models.Proposal) -> Self:
        """Return an item of a proposal."""
        return cls(
            id=global_id("ProposalItem", row.item_id),
            row=row,
            owner=owner,
            kind=row.kind,
            decision=row.decision,
            path=row.path,
            before=JSON(row.before),
            after=JSON(row.after),
        )

    @strawberry.field(description="The texts that differ; empty unless it is a TEXT.")
    def texts(self) -> list[TextChange]:
        if self.kind is not ChangeKind.TEXT:
            return []
        found = list_differences(self.row.before, self.row.after, path=self.path)
        return [TextChange.from_difference(difference) for difference in found]

    @strawberry.field(
        description="Whether it can no longer be made, because its place has changed since."
    )
    async def stale(self, info: Info) -> bool:
        return (await _load_standing(info, self.owner)).is_stale(self.row)

    @strawberry.field(
        description="The section that it changes, as it is now; null unless it is of one.",
        graphql_type=LazyType("Section", "showcase.api.sections") | None,
    )
    async def section(self, info: Info) -> object:
        standing = await _load_standing(info, self.owner)
        return show_row(info, "Section", standing.find_section(self.row.section_id))


@strawberry.type(
    description="Changes that wait for their owner's word. Until then nothing is changed."
)
class Proposal(Node):
    row: strawberry.Private[models.Proposal]
    instruction: str = strawberry.field(description="What was asked for, in the owner's words.")
    base_version: int = strawberry.field(description="The portfolio's version that it began from.")
    notes: list[str] = strawberry.field(
        description="Sentences for people: what of the instruction was not understood, cannot be "
        "done or is so already."
    )
    created_at: datetime = strawberry.field(description="When it was asked for.")
    ready_at: datetime | None = strawberry.field(
        description="When its items were there; null before."
    )

    @classmethod
    def from_row(cls, row: models.Proposal) -> Self:
        """Return a proposal."""
        return cls(
            id=global_id("Proposal", row.proposal_id),
            row=row,
            instruction=row.instruction,
            base_version=row.base_version,
            notes=row.notes,
            created_at=row.created_at,
            ready_at=row.ready_at,
        )

    @strawberry.field(description="Where it stands.")
    async def status(self, info: Info) -> ProposalStatus:
        items = await info.context.loaders.items_of.load(self.row.proposal_id) or []
        return proposals.status_of(self.row, items, await _load_standing(info, self.row))

    @strawberry.field(description="Its changes in order; empty while it is being prepared.")
    async def items(self, info: Info) -> list[ProposalItem]:
        items = await info.context.loaders.items_of.load(self.row.proposal_id) or []
        return [ProposalItem.from_row(item, self.row) for item in items]

    @strawberry.field(
        description="The job that prepares it.",
        graphql_type=LazyType("Job", "showcase.api.jobs") | None,
    )
    async def job(self, info: Info) -> object:
        if self.row.job_id is None:
            return None
        return show_row(info, "Job", await info.context.loaders.jobs.load(self.row.job_id))

    @strawberry.field(
        description="The portfolio that it would change, as it is now.",
        graphql_type=LazyType("Portfolio", "showcase.api.portfolios"),
    )
    async def portfolio(self, info: Info) -> object:
        row = await info.context.loaders.portfolios.load(self.row.portfolio_id)
        return show_row(info, "Portfolio", row)


async def _load_standing(info: Info, proposal: models.Proposal) -> Standing:
    """Return the portfolio of a proposal as it stands now."""
    loaders = info.context.loaders
    portfolio = await loaders.portfolios.load(proposal.portfolio_id)
    if portfolio is None:
        raise LookupError(proposal.portfolio_id)  # deleted while it was read
    return Standing(portfolio, await loaders.sections_of.load(proposal.portfolio_id) or [])


@strawberry.input(description="For acceptProposal.")
class AcceptProposalInput:
    proposal_id: strawberry.ID = strawberry.field(description="The proposal.")
    item_ids: list[strawberry.ID] | None = strawberry.field(
        description="Which of its changes to make, also such as were rejected; by default all that "
        "wait for an answer.",
        default=None,
    )
    expected_version: int | None = strawberry.field(
        description="The version of the portfolio that was read; else CONFLICT.", default=None
    )


@strawberry.input(description="For rejectProposal.")
class RejectProposalInput:
    proposal_id: strawberry.ID = strawberry.field(description="The proposal.")
    item_ids: list[strawberry.ID] | None = strawberry.field(
        description="Which of its changes are not wanted; by default all that wait for an answer.",
        default=None,
    )


@strawberry.type(description="Of acceptProposal.")
class AcceptProposalPayload(Payload):
    proposal: Proposal | None = strawberry.field(description="As it is now.", default=None)


@strawberry.type(description="Of rejectProposal.")
class RejectProposalPayload(Payload):
    proposal: Proposal | None = strawberry.field(description="As it is now.", default=None)


@strawberry.type
class ProposalMutation:
    @strawberry.mutation(
        description="Makes changes that were proposed, all or nothing. Each section whose words "
        "change gets one revision, which undoSection takes back; what the changes do not name "
        "stays as it is. A change whose place holds something else by now is a CONFLICT.",
        extensions=[ErrorsInPayload(AcceptProposalPayload)],
    )
    async def accept_proposal(
        self,
        info: Info,
        wanted: Annotated[
            AcceptProposalInput, strawberry.argument(name="input", description="Which changes.")
        ],
    ) -> AcceptProposalPayload | None:
        user_id = info.context.user_id
        async with info.context.resources.database.begin() as session:
            row = await proposals.accept(
                session,
                user_id=user_id,
                proposal_id=get_key("Proposal", wanted.proposal_id, path=["input", "proposalId"]),
                item_ids=_read_items(wanted.item_ids),
                expected_version=wanted.expected_version,
            )
        return AcceptProposalPayload(proposal=Proposal.from_row(row))

    @strawberry.mutation(
        description="Says no to changes that were proposed. Nothing else happens.",
        extensions=[ErrorsInPayload(RejectProposalPayload)],
    )
    async def reject_proposal(
        self,
        info: Info,
        wanted: Annotated[
            RejectProposalInput, strawberry.argument(name="input", description="Which changes.")
        ],
    ) -> RejectProposalPayload | None:
        user_id = info.context.user_id
        async with info.context.resources.database.begin() as session:
            row = await proposals.reject(
                session,
                user_id=user_id,
                proposal_id=get_key("Proposal", wanted.proposal_id, path=["input", "proposalId"]),
                item_ids=_read_items(wanted.item_ids),
            )
        return RejectProposalPayload(proposal=Proposal.from_row(row))


def _read_items(ids: list[strawberry.ID] | None) -> list[UUID] | None:
    if ids is None:
        return None
    return [get_key("ProposalItem", value, path=["input", "itemIds"]) for value in ids]
