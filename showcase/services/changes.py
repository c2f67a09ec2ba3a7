"""Single changes of a portfolio: what stands at their place now, and making them.

A change is an item of a proposal. It may be made while its place holds what it held when it was
proposed, whatever else has changed since.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from showcase.errors import Conflict
from showcase.models import (
    ChangeKind,
    Decision,
    Portfolio,
    ProposalItem,
    RevisionAuthor,
    Section,
)
from showcase.models.content import Tone
from showcase.models.draft import SectionDraft
from showcase.services.pointers import find_value, is_within, with_value
from showcase.services.revisions import Change, revise

THEMES_OWN = ""
"""What an item says for the theme's own accent colour; JSON's null would be no value at all."""


@dataclass(frozen=True)
class Standing:
    """A portfolio with its sections in order, as they stand now."""

    portfolio: Portfolio
    sections: Sequence[Section]

    def find_section(self, section_id: UUID | None) -> Section | None:
        """Return a section of the portfolio."""
        return next((part for part in self.sections if part.section_id == section_id), None)

    def find_value(self, item: ProposalItem) -> Any:  # noqa: ANN401 (any JSON)
        """Return what stands now where an item would put something else."""
        match item.kind:
            case ChangeKind.THEME:
                return self.portfolio.theme
            case ChangeKind.ACCENT:
                return self.portfolio.accent or THEMES_OWN
            case ChangeKind.TONE:
                return self.portfolio.tone
            case ChangeKind.ORDER:
                return [section.kind for section in self.sections]
        return self._find_in_section(item)

    def is_stale(self, item: ProposalItem) -> bool:
        """Tell whether an undecided item can no longer be made."""
        return item.decision is Decision.PENDING and self.find_value(item) != item.before

    def _find_in_section(self, item: ProposalItem) -> Any:  # noqa: ANN401 (any JSON)
        section = self.find_section(item.section_id)
        if section is None:
            return None
        if item.kind is ChangeKind.VISIBILITY:
            return section.visible
        return find_value(section.content, item.path)


def list_text_changes(section: Section, draft: SectionDraft) -> Iterator[ProposalItem]:
    """Yield what a draft would change in a section: one item for each text or entry."""
    content = draft.content.model_dump(mode="json")
    sources = [source.model_dump(mode="json") for source in draft.sources]
    for path in _list_places(section.content, content):
        before, after = find_value(section.content, path), find_value(content, path)
        if before != after:
            yield ProposalItem(
                kind=ChangeKind.TEXT,
                section_id=section.section_id,
                path=path,
                before=before,
                after=after,
                sources=[source for source in sources if is_within(source["path"], path)],
            )


async def make_changes(
    session: AsyncSession,
    items: Sequence[ProposalItem],
    standing: Standing,
    *,
    job_id: UUID | None,
) -> None:
    """Make changes of a held portfolio; each section whose words change gets one revision.

    Raises:
        Conflict: The place of one of them holds something else than when it was proposed.
    """
    for item in items:
        _refuse_stale(item, standing)
    texts = [item for item in items if item.kind is ChangeKind.TEXT]
    changes = []
    for section_id, group in groupby(sorted(texts, key=_by_section), key=_by_section):
        section = standing.find_section(UUID(section_id))
        if section is not None:
            changes.append((section, _rewrite(section, list(group), job_id=job_id)))
    await revise(session, changes)
    for item in items:
        _change_looks(item, standing)
    session.add_all([standing.portfolio, *standing.sections])


def _list_places(before: dict[str, Any], after: dict[str, Any]) -> Iterator[str]:
    """Yield the places that are changed one by one: entries of a list, else whole values."""
    for key, value in after.items():
        old = before.get(key)
        if isinstance(value, list) and isinstance(old, list) and len(value) == len(old):
            yield from (f"/{key}/{index}" for index in range(len(value)))
        else:
            yield f"/{key}"


def _by_section(item: ProposalItem) -> str:
    return str(item.section_id)


def _refuse_stale(item: ProposalItem, standing: Standing) -> None:
    if standing.find_value(item) == item.before:
        return
    section = standing.find_section(item.section_id)
    what = f"The section “{section.heading}” was" if section else "The portfolio's looks were"
    raise Conflict(
        f"{what} changed since this was proposed. Accept the other changes, or ask for a new "
        "proposal.",
        current_version=standing.portfolio.version,
        path=["input", "itemIds"],
    )


def _rewrite(section: Section, items: Sequence[ProposalItem], *, job_id: UUID | None) -> Change:
    """Return a section's words with the texts of items in their places, and all else as it is."""
    content, sources = section.content, section.sources
    for item in items:
        content = with_value(content, item.path, item.after)
        others = [source for source in sources if not is_within(source["path"], item.path)]
        sources = [*others, *item.sources]
    return Change(section.heading, content, sources, RevisionAuthor.AI, job_id=job_id)


def _change_looks(item: ProposalItem, standing: Standing) -> None:
    """Make a change that is none of words."""
    match item.kind:
        case ChangeKind.THEME:
            standing.portfolio.theme = item.after
        case ChangeKind.ACCENT:
            standing.portfolio.accent = item.after or None
        case ChangeKind.TONE:
            standing.portfolio.tone = Tone(item.after)
        case ChangeKind.ORDER:
            for section in standing.sections:
                section.position = item.after.index(section.kind)
        case ChangeKind.VISIBILITY:
            section_ = standing.find_section(item.section_id)
            if section_ is not None:
                section_.visible = item.after
