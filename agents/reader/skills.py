"""Skills: lists in groups, with levels set apart."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from agents.facts import SkillGroup
from agents.reader.entries import looks_alike
from agents.reader.grids import find_text_style, is_stronger, unfold_grid
from agents.reader.lines import Line, Style
from agents.reader.lists import has_comma, has_separator, split_list
from agents.reader.passages import Passage, join

_LEVELS = re.compile(
    r"(?:master|expert|advanced|intermediate|beginner|novice|basic|basics|proficient|familiar|"
    r"fluent|native|working knowledge|professional|competent|good|very good|excellent|"
    r"experte|fortgeschritten|anfänger|grundkenntnisse|sehr gut|gut|mittel|"
    r"avancé|intermédiaire|débutant|confirmé|maîtrise|notions|bon niveau|courant|"
    r"avanzado|intermedio|básico|principiante|experto|avançado|intermediário|iniciante|"
    r"especialista|\d{1,3}\s?%|[1-5]\s?/\s?5|\d+\+?\s?(?:years?|yrs?|jahre|ans|años|anos)|[●○★☆•]+)",
    re.IGNORECASE,
)
_GROUP = re.compile(r"\s*:\s+|\s*:$|\s+[–—]\s+")
_TRAILING_LEVEL = re.compile(rf"\s*[(–—:-]\s*({_LEVELS.pattern})\s*\)?$", re.IGNORECASE)
_NAME_WORDS = 6
_TIGHT = 0.8
_APART = 1.2
"""Space between lines, in font sizes, up to which items and from which on lists do not run on."""
_LISTED = 0.4
"""Lists run on from line to line where this share of the lines has commas."""
_FEWEST_CELLS = 4
_SIDE_BY_SIDE = 0.25
_ROW_WHOLE = 0.5
_LINE_WHOLE = 0.67
"""Where so many cells have no comma, commas are inside items: in rows of cells, and in lines."""
_ROW_CELLS = 2
_TABLE = 0.6
"""A table has two cells in a row; more than this share of the lines are its rows."""
_OPEN_END = re.compile(r"(?:,|&|/|\b(?:and|und|et|y|e|of|for|de))$")


@dataclass
class Group:
    """A group while it is being read."""

    name: Passage | None = None
    level: Passage | None = None
    lines: list[Line] = field(default_factory=list)
    listed: bool = False
    """Whether its items follow its name in the same line, with commas between them."""


def read_skills(lines: Sequence[Line]) -> list[SkillGroup]:
    """The skills of a section in its groups."""
    lines = unfold_grid(lines)
    text = find_text_style(lines)
    whole = _are_items_whole(lines, text)
    rows = _list_rows(lines, text)
    groups: list[Group] = [Group()]
    for index, line in enumerate(lines):
        following = lines[index + 1] if index + 1 < len(lines) else None
        _read_line(line, following, text, groups, row=index in rows)
    found = [(g, _split_items(g.lines, whole=whole and not g.listed)) for g in groups]
    return [_to_group(g, items) for g, items in found if g.name or items]


def _are_items_whole(lines: Sequence[Line], text: Style | None) -> bool:
    """Whether every cell is an item, so that a comma in one does not part it."""
    kept = [
        line
        for line in lines
        if not is_stronger(line.lead, text)
        and not _find_label(line.passage)
        and not _LEVELS.fullmatch(line.text.strip())
    ]
    if sum(_is_row(line) for line in kept) > _TABLE * len(kept):
        return False
    cells = [cell.text for line in kept for cell in line.cells]
    if len(cells) < _FEWEST_CELLS or any(cell.endswith((",", ";")) for cell in cells):
        return False
    rows = sum(len(line.cells) > 1 for line in kept)
    share = sum(not has_comma(cell) for cell in cells) / len(cells)
    return share >= (_ROW_WHOLE if rows >= _SIDE_BY_SIDE * len(kept) else _LINE_WHOLE)


def _find_label(passage: Passage) -> re.Match[str] | None:
    """The mark after the name that a list begins with ('Tools: hammer, saw')."""
    match = _GROUP.search(passage.text)
    return (
        match if match and 0 < len(passage.text[: match.start()].split()) <= _NAME_WORDS else None
    )


def _is_row(line: Line) -> bool:
    """Whether a line may be a table's row: a name, and beside it a list."""
    if len(line.cells) != _ROW_CELLS:
        return False
    name, items = line.cells
    return has_comma(items.text) and not (has_comma(name.text) or name.text.endswith(","))


def _list_rows(lines: Sequence[Line], text: Style | None) -> set[int]:
    """The numbers of the lines that are rows of a table: told by their names, or by the others."""
    rows = [number for number, line in enumerate(lines) if _is_row(line)]
    if len(rows) > _TABLE * len(lines):
        return set(rows)
    return {number for number in rows if is_stronger(lines[number].lead, text)}


def _read_line(
    line: Line, following: Line | None, text: Style | None, groups: list[Group], *, row: bool
) -> None:
    """Add a line to the groups: as a name, a named list, a level, or more items."""
    label = _find_label(line.passage)
    if label:
        group = Group(name=line.passage.cut(0, label.start()).strip(), listed=True)
        rest = line.passage.cut(label.end())
        groups.append(group)
        if _LEVELS.fullmatch(rest.text.strip()):
            group.level, group.listed = rest.strip(), False
        elif rest:
            group.lines.append(_with_cells(line, rest))
        else:
            group.listed = False
    elif _LEVELS.fullmatch(line.text.strip()):
        groups[-1].level = line.passage.strip()
    elif row:
        tail = _with_cells(line, line.cells[1])
        groups.append(Group(name=line.cells[0].strip(), lines=[tail], listed=True))
    elif _is_name(line, following, text):
        groups.append(Group(name=line.passage.strip()))
    else:
        groups[-1].lines.append(line)


def _with_cells(line: Line, cell: Passage) -> Line:
    """The line with only this cell in it."""
    return Line(
        (cell,), line.box, line.page, line.style, line.bullet, line.gap, line.right, line.lead
    )


def _is_name(line: Line, following: Line | None, text: Style | None) -> bool:
    """Whether a line names the group of the lines below it."""
    if line.bullet or len(line.cells) > 1 or following is None:
        return False
    if has_separator(line.text) and not (line.lead and line.lead.bold):
        return False
    return is_stronger(line.lead, following.lead) and is_stronger(line.lead, text)


def _split_items(lines: Sequence[Line], *, whole: bool) -> list[Passage]:
    """The items of a group's lines: lists run on from line to line, other lines are items."""
    listed = sum(has_separator(line.cells[-1].text) for line in lines)
    if whole or listed < _LISTED * len(lines):
        return [item for part in _join_wrapped(lines) for item in split_list(part, whole=whole)]
    items: list[Passage] = []
    pending: list[Passage] = []
    for line in lines:
        if pending and (line.bullet or line.gap > _APART or len(line.cells) > 1):
            items += split_list(join(pending))
            pending = []
        if len(line.cells) > 1:
            items += [item for cell in line.cells for item in split_list(cell)]
        else:
            pending.append(line.passage)
    return items + (split_list(join(pending)) if pending else [])


def _join_wrapped(lines: Sequence[Line]) -> list[Passage]:
    """The cells, an item that runs over two lines being one."""
    items: list[Passage] = []
    width = max((line.box[2] - line.box[0] for line in lines), default=0.0)
    for above, line in zip([None, *lines], lines, strict=False):
        for cell in line.cells:
            if above and len(line.cells) == 1 and _runs_on(items[-1].text, above, line, width):
                items[-1] = join([items[-1], cell])
            else:
                items.append(cell)
    return items


def _runs_on(item: str, above: Line, line: Line, width: float) -> bool:
    """Whether a line goes on with the item above it."""
    if line.bullet or line.gap > _TIGHT or not looks_alike(above.lead, line.lead):
        return False
    if _OPEN_END.search(item) or item.count("(") > item.count(")"):
        return True
    word = line.cells[0].tokens[0].word
    reach = above.box[2] - above.box[0] + word.box[2] - word.box[0]
    several = len(above.text.split()) > 1
    continued = (item[:1].isupper() or several) and word.text.islower()
    return continued and len(above.cells) == 1 and reach > width


def _to_group(group: Group, items: Sequence[Passage]) -> SkillGroup:
    kept = [_without_level(item) for item in items]
    return SkillGroup(
        name=group.name.to_fact() if group.name else None,
        level=group.level.to_fact() if group.level else None,
        keywords=tuple(i.to_fact() for i in kept if i and not _LEVELS.fullmatch(i.text)),
    )


def _without_level(item: Passage) -> Passage:
    """The item without a level at its end ('Excel (advanced)')."""
    match = _TRAILING_LEVEL.search(item.text)
    return item.cut(0, match.start()) if match else item
