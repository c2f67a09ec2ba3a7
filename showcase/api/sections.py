"""Sections of a portfolio and their history."""

from datetime import datetime
from typing import Annotated, Any, Self

import strawberry

from showcase import models
from showcase.api.connections import After, Before, Connection, First, Last, make_connection
from showcase.api.content import SectionContent, show_content
from showcase.api.context import Info
from showcase.api.enums import RevisionAuthor, SectionKind
from showcase.api.nodes import Node, get_key, global_id
from showcase.api.problems import ErrorsInPayload, Payload
from showcase.api.provenance import Source, Statement
from showcase.pipeline.think import trace
from showcase.services import sections
from showcase.services.pages import PageRequest


@strawberry.type(description="A section that has just become ready, while its job goes on.")
class SectionPreview:
    kind: SectionKind = strawberry.field(description="What it is about.")
    heading: str = strawberry.field(description="Its heading.")
    content: SectionContent = strawberry.field(description="What it holds, by kind.")

    @classmethod
    def from_stored(cls, section: dict[str, Any]) -> Self:
        """Return a section out of a job's event."""
        kind = SectionKind(section["kind"])
        content = show_content(kind, section["content"])
        return cls(kind=kind, heading=section["heading"], content=content)


@strawberry.type(description="A section as it once was.")
class SectionRevision(Node):
    version: int = strawberry.field(description="The section's version then.")
    heading: str = strawberry.field(description="Its heading then.")
    content: SectionContent = strawberry.field(description="What it held.")
    author: RevisionAuthor = strawberry.field(description="Who wrote it.")
    created_at: datetime = strawberry.field(description="When.")

    @classmethod
    def from_row(cls, row: models.SectionRevision, *, kind: SectionKind) -> Self:
        """Return a revision of a section of a kind."""
        return cls(
            id=global_id("SectionRevision", row.revision_id),
            version=row.version,
            heading=row.heading,
            content=show_content(kind, row.content),
            author=row.author,
            created_at=row.created_at,
        )


@strawberry.type(description="A part of a portfolio.")
class Section(Node):
    row: strawberry.Private[models.Section]
    owned: strawberry.Private[bool]
    kind: SectionKind = strawberry.field(description="What it is about.")
    heading: str = strawberry.field(description="Its heading.")
    content: SectionContent = strawberry.field(description="What it holds, by kind.")
    visible: bool = strawberry.field(description="Whether it shows.")
    version: int = strawberry.field(description="Rises with each revision.")
    sources: list[Source] = strawberry.field(
        description="Where its facts come from; empty for everyone but the owner."
    )

    @classmethod
    def from_row(cls, row: models.Section, *, owned: bool = True) -> Self:
        """Return a section; to others than its owner without what only the owner may see."""
        return cls(
            id=global_id("Section", row.section_id),
            row=row,
            owned=owned,
            kind=row.kind,
            heading=row.heading,
            content=show_content(row.kind, row.content),
            visible=row.visible,
            version=row.version,
            sources=[Source.from_stored(source) for source in row.sources] if owned else [],
        )

    @strawberry.field(
        description="What it rests on, value by value and sentence by sentence; empty for everyone "
        "but the owner."
    )
    def provenance(
        self,
        path: Annotated[
            str,
            strawberry.argument(description="Only the value there, or what is below, as /items/0."),
        ] = "",
    ) -> list[Statement]:
        if not self.owned:
            return []
        return [
            Statement.from_trace(statement)
            for statement in trace(self.row)
            if f"{statement['path']}/".startswith(f"{path}/")
        ]

    @strawberry.field(description="Whether undoSection would do something.")
    async def can_undo(self, info: Info) -> bool:
        return self.owned and bool(await info.context.loaders.undoable.load(self.row.section_id))

    @strawberry.field(description="Its history, newest first; null for others than the owner.")
    async def revisions(
        self,
        info: Info,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[SectionRevision] | None:
        if not self.owned:
            return None
        request = PageRequest(first=first, after=after, last=last, before=before)
        page = await info.context.loaders.revision_pages.load((self.row.section_id, request))
        return make_connection(page, lambda row: SectionRevision.from_row(row, kind=self.kind))


@strawberry.input(description="For undoSection.")
class UndoSectionInput:
    section_id: strawberry.ID = strawberry.field(description="The section.")
    expected_version: int | None = strawberry.field(
        description="The version that was read; else CONFLICT.", default=strawberry.UNSET
    )


@strawberry.input(description="For restoreSectionRevision.")
class RestoreSectionRevisionInput:
    revision_id: strawberry.ID = strawberry.field(description="The revision.")


@strawberry.type(description="Of undoSection.")
class UndoSectionPayload(Payload):
    section: Section | None = strawberry.field(description="As it is now.", default=None)


@strawberry.type(description="Of restoreSectionRevision.")
class RestoreSectionRevisionPayload(Payload):
    section: Section | None = strawberry.field(description="As it is now.", default=None)


@strawberry.type
class SectionMutation:
    @strawberry.mutation(
        description="Takes back the last change of a section.",
        extensions=[ErrorsInPayload(UndoSectionPayload)],
    )
    async def undo_section(
        self,
        info: Info,
        wanted: Annotated[
            UndoSectionInput, strawberry.argument(name="input", description="Which section.")
        ],
    ) -> UndoSectionPayload | None:
        user_id = info.context.user_id
        section_id = get_key("Section", wanted.section_id, path=["input", "sectionId"])
        async with info.context.resources.database.begin() as session:
            section = await sections.undo_section(
                session,
                user_id=user_id,
                section_id=section_id,
                expected_version=wanted.expected_version or None,
            )
        return UndoSectionPayload(section=Section.from_row(section))

    @strawberry.mutation(
        description="Makes an earlier revision of a section the current one (as a new revision).",
        extensions=[ErrorsInPayload(RestoreSectionRevisionPayload)],
    )
    async def restore_section_revision(
        self,
        info: Info,
        wanted: Annotated[
            RestoreSectionRevisionInput,
            strawberry.argument(name="input", description="Which revision."),
        ],
    ) -> RestoreSectionRevisionPayload | None:
        user_id = info.context.user_id
        revision_id = get_key("SectionRevision", wanted.revision_id, path=["input", "revisionId"])
        async with info.context.resources.database.begin() as session:
            section = await sections.restore_revision(
                session, user_id=user_id, revision_id=revision_id
            )
        return RestoreSectionRevisionPayload(section=Section.from_row(section))
