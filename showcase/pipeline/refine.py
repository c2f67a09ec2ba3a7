"""Turn what a wish asks of a portfolio into changes that its owner can look at."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, TypeAdapter

from showcase.models import ChangeKind, Portfolio, ProposalItem, Section
from showcase.models.content import Colour, SectionKind, Text, Tone
from showcase.models.draft import SectionDraft
from showcase.pipeline.rewrite import Wish
from showcase.services.changes import THEMES_OWN, list_text_changes
from showcase.site.themes import list_themes

NOT_UNDERSTOOD = (
    "This was not understood: “{part}”. A wish can change the theme, the accent colour, the tone, "
    "the order of the sections, which of them show, and how texts are worded."
)
SO_ALREADY = "{what} is {state} already."
SAME_WORDS = "There are no other words for “{heading}” that its facts carry."


class Operation(BaseModel):
    """One of the operations of `agents.refining.operations`, with what it needs."""

    model_config = ConfigDict(extra="forbid")

    op: Literal["THEME", "ACCENT", "TONE", "MOVE", "VISIBILITY", "REWRITE"]
    theme: str | None = None
    accent: Colour | None = None
    tone: Tone | None = None
    section: SectionKind | None = None
    place: Literal["FIRST", "LAST", "BEFORE", "AFTER"] | None = None
    anchor: SectionKind | None = None
    visible: bool | None = None
    quote: Text = ""


OPERATIONS = TypeAdapter(list[Operation])


def describe(portfolio: Portfolio, sections: Sequence[Section]) -> dict[str, Any]:
    """Return what the agents may know of a portfolio to understand a wish: all but its texts."""
    return {
        "theme": portfolio.theme,
        "accent": portfolio.accent,
        "tone": portfolio.tone,
        "sections": [
            {"kind": part.kind, "heading": part.heading, "visible": part.visible}
            for part in sections
        ],
        "themes": [
            {"key": theme.key, "name": theme.name, "description": theme.description}
            for theme in list_themes()
        ],
    }


@dataclass
class ChangeSet:
    """What a wish comes to: items that can be made at once, sections to word anew, and notes."""

    portfolio: Portfolio
    sections: Sequence[Section]
    items: list[ProposalItem] = field(default_factory=list)
    wishes: list[Wish] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def add(self, refinement: dict[str, Any]) -> None:
        """Add what the agents understood; what is so already becomes a note.

        Raises:
            ValidationError: It is not what the agents promise.
        """
        operations = OPERATIONS.validate_python(refinement["operations"])
        parts: dict[str, list[Operation]] = {}
        for operation in operations:
            parts.setdefault(operation.op, []).append(operation)
        self._choose_theme(parts.get("THEME", ()))
        self._choose_accent(parts.get("ACCENT", ()))
        tone = next((part.tone for part in reversed(parts.get("TONE", [])) if part.tone), None)
        self._choose_tone(tone)
        self._order(parts.get("MOVE", ()))
        for operation in parts.get("VISIBILITY", ()):
            self._set_visible(operation)
        for operation in parts.get("REWRITE", ()):
            section = self._find(operation.section)
            chosen = operation.tone or tone or self.portfolio.tone
            self.wishes.append(Wish(section, chosen, operation.quote, adds_facts=False))
        self.notes += [NOT_UNDERSTOOD.format(part=part) for part in refinement["not_understood"]]

    def add_draft(self, section: Section, draft: SectionDraft) -> None:
        """Add what a section in other words would change."""
        items = list(list_text_changes(section, draft))
        self.items += items
        if not items:
            self.notes.append(SAME_WORDS.format(heading=section.heading))

    def _choose_theme(self, operations: Sequence[Operation]) -> None:
        names = {theme.key: theme.name for theme in list_themes()}
        chosen = next((part.theme for part in reversed(operations) if part.theme in names), None)
        if chosen == self.portfolio.theme:
            self.notes.append(SO_ALREADY.format(what="The theme", state=names[chosen]))
        elif chosen is not None:
            self._change(ChangeKind.THEME, self.portfolio.theme, chosen)

    def _choose_accent(self, operations: Sequence[Operation]) -> None:
        if not operations:
            return
        before, after = (
            colour or THEMES_OWN for colour in (self.portfolio.accent, operations[-1].accent)
        )
        if before != after:
            self._change(ChangeKind.ACCENT, before, after)
        else:
            self.notes.append(
                SO_ALREADY.format(what="The accent colour", state=after or "the theme's own")
            )

    def _choose_tone(self, tone: Tone | None) -> None:
        if tone is not None and tone != self.portfolio.tone:
            self._change(ChangeKind.TONE, self.portfolio.tone, tone)

    def _order(self, operations: Iterable[Operation]) -> None:
        before = [section.kind for section in self.sections]
        after = list(before)
        for operation in operations:
            _move(after, operation)
        if after != before:
            self._change(ChangeKind.ORDER, before, after)
        elif operations:
            self.notes.append(SO_ALREADY.format(what="The order", state="like that"))

    def _set_visible(self, operation: Operation) -> None:
        section, visible = self._find(operation.section), bool(operation.visible)
        if section.visible == visible:
            state = "shown" if visible else "hidden"
            self.notes.append(SO_ALREADY.format(what=f"“{section.heading}”", state=state))
            return
        self._change(ChangeKind.VISIBILITY, section.visible, visible, section)

    def _change(
        self, kind: ChangeKind, before: object, after: object, section: Section | None = None
    ) -> None:
        section_id = section.section_id if section else None
        self.items.append(
            ProposalItem(kind=kind, section_id=section_id, before=before, after=after)
        )

    def _find(self, kind: SectionKind | None) -> Section:
        return next(section for section in self.sections if section.kind == kind)


def _move(kinds: list[SectionKind], operation: Operation) -> None:
    """Put a section elsewhere; the hero stays before all others."""
    if operation.section is None:
        return
    kinds.remove(operation.section)
    match operation.place:
        case "LAST":
            index = len(kinds)
        case "BEFORE" | "AFTER" if operation.anchor is not None:
            index = kinds.index(operation.anchor) + (operation.place == "AFTER")
        case _:
            index = int(kinds[0] is SectionKind.HERO)
    kinds.insert(index, operation.section)
