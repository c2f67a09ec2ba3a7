"""Skills: lists in groups, with levels set apart."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from agents.facts import SkillGroup
from agents.reader.dates import is_only_dates
from agents.reader.entries import looks_alike
from agents.reader.lines import Line, Style
from agents.reader.passages import Passage, join
from agents.reader.spelling import fold

_LEVELS = re.compile(
    r"(?:master|expert|advanced|intermediate|beginner|novice|basic|basics|proficient|familiar|"
    r"fluent|native|working knowledge|professional|competent|good|very good|excellent|"
    r"experte|fortgeschritten|anfänger|grundkenntnisse|sehr gut|gut|mittel|"
    r"avancé|intermédiaire|débutant|confirmé|maîtrise|notions|bon niveau|courant|"
    r"avanzado|intermedio|básico|principiante|experto|avançado|intermediário|iniciante|"
    r"especialista|\d{1,3}\s?%|[1-5]\s?/\s?5|\d+\+?\s?(?:years?|yrs?|jahre|ans|años|anos)|[●○★☆•]+)",
    re.IGNORECASE,
)
_ITEM = re.compile(r"\s*[,;|•·]\s+(?![^()]*\))|\s{2,}|\s*[,;](?=[^\s\d])(?![^()]*\))|\s+[|•·∙]\s*")
_GROUP = re.compile(r"\s*:\s+|\s*:$|\s+[–—]\s+")
_TRAILING_LEVEL = re.compile(rf"\s*[(–—:-]\s*({_LEVELS.pattern})\s*\)?$", re.IGNORECASE)
_NAME_WORDS = 6
_TIGHT = 0.8
_APART = 1.2
"""Space between lines, in font sizes, up to which items and from which on lists do not run on."""
_RATING = re.compile(r"(?:\s+\S*[@●○★☆©®]\S*)+$")
_OPEN_END = re.compile(r"(?:,|&|/|\b(?:and|und|et|y|e|of|for|de))$")


@dataclass
class Group:
    """A group while it is being read."""

    name: Passage | None = None
    level: Passage | None = None
    items: list[Passage] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)


def read_skills(lines: Sequence[Line]) -> list[SkillGroup]:
    """The skills of a section in its groups."""
    groups: list[Group] = [Group()]
    item_style = _find_item_style(lines)
    for index, line in enumerate(lines):
        following = lines[index + 1] if index + 1 < len(lines) else None
        _read_line(line, following, item_style, groups)
    for group in groups:
        group.items += _split_items(group.lines)
    return [_to_group(g) for g in groups if g.name or g.items]


def _find_item_style(lines: Sequence[Line]) -> Style | None:
    """How most lines begin; group names begin in another way."""
    leads = Counter(line.lead for line in lines)
    return leads.most_common(1)[0][0] if leads else None


def _read_line(
    line: Line, following: Line | None, item_style: Style | None, groups: list[Group]
) -> None:
    """Add a line to the groups: as a name, a named list, a level, or more items."""
    passage = line.passage
    named = _GROUP.search(passage.text)
    if named and 0 < len(passage.text[: named.start()].split()) <= _NAME_WORDS:
        group = Group(name=passage.cut(0, named.start()).strip())
        rest = passage.cut(named.end())
        groups.append(group)
        if rest:
            group.items += _split_list(rest) if following is None else []
            group.lines += [] if following is None else [_tail(line, named.end())]
    elif _LEVELS.fullmatch(passage.text.strip()):
        groups[-1].level = passage.strip()
    elif _is_name(line, following, item_style):
        groups.append(Group(name=passage.strip()))
    else:
        groups[-1].lines.append(line)


def _tail(line: Line, start: int) -> Line:
    """The line from an offset of its passage on."""
    tail = line.passage.cut(start)
    return Line(
        (tail,), line.box, line.page, line.style, line.bullet, line.gap, line.right, line.lead
    )


def _is_name(line: Line, following: Line | None, item_style: Style | None) -> bool:
    """Whether a line names the group of the lines below it."""
    if line.bullet or len(line.cells) > 1 or following is None or item_style is None:
        return False
    lead, next_lead = line.lead, following.lead
    if lead is None or next_lead is None or looks_alike(lead, next_lead):
        return False
    if _ITEM.search(line.text) and not lead.bold:
        return False
    stronger = lead.size > next_lead.size + 0.4 or (lead.bold and not next_lead.bold)
    return stronger or (lead.size >= next_lead.size and lead.color != next_lead.color and lead.bold)


def _split_items(lines: Sequence[Line]) -> list[Passage]:
    """The items of a group's lines: lists run on from line to line, other lines are items."""
    if not lines:
        return []
    listed = sum(bool(_ITEM.search(line.cells[-1].text)) for line in lines if line.cells)
    items: list[Passage] = []
    pending: list[Passage] = []
    for line in lines:
        if listed >= 0.4 * len(lines) and len(line.cells) == 1:
            if pending and (line.bullet or line.gap > _APART):
                items += _split_list(join(pending))
                pending = []
            pending.append(line.passage)
            continue
        for cell in line.cells:
            if items and len(line.cells) == 1 and _runs_on(items[-1].text, line):
                items[-1] = join([items[-1], cell])
            else:
                items.append(cell)
    items += _split_list(join(pending)) if pending else []
    return [part for item in items for part in _split_list(item)]


def _runs_on(above: str, line: Line) -> bool:
    """Whether a line goes on with the item above it."""
    if line.bullet or line.gap > _TIGHT:
        return False
    return bool(_OPEN_END.search(above)) or (above[:1].isupper() and line.text[:1].islower())


def _split_list(passage: Passage) -> list[Passage]:
    items = (_drop_rating(p.strip(" \t,;:|·•–—-.*")) for p in passage.split(_ITEM))
    return [item for item in items if fold(item.text) and not is_only_dates(item.text)]


def _drop_rating(item: Passage) -> Passage:
    """The item without the stars or dots that rate it."""
    match = _RATING.search(item.text)
    return item.cut(0, match.start()) if match else item


def _to_group(group: Group) -> SkillGroup:
    items = [_without_level(item) for item in group.items]
    return SkillGroup(
        name=group.name.to_fact() if group.name else None,
        level=group.level.to_fact() if group.level else None,
        keywords=tuple(i.to_fact() for i in items if i and not _LEVELS.fullmatch(i.text)),
    )


def _without_level(item: Passage) -> Passage:
    """The item without a level at its end ('Excel (advanced)')."""
    match = _TRAILING_LEVEL.search(item.text)
    return item.cut(0, match.start()) if match else item
