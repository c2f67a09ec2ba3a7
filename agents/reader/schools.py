"""The lines of schools, made ready to read: wrapped names joined, lists of courses set apart."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from agents.reader.dates import find_periods
from agents.reader.entries import Entry, looks_alike, split_entries
from agents.reader.lines import Line, Style, enclose
from agents.reader.passages import join
from agents.reader.roles import count_degree_words, count_school_words

COURSES = re.compile(
    r"^(?:relevant |selected )?"
    r"(?:coursework|courses?|modules|kurse|cours|cursos|disciplinas)\s*:?\s*",
    re.IGNORECASE,
)
_WRAPPED = 0.45
"""Space between the lines of one name is below this, in font sizes."""
_OPEN_END = re.compile(
    r"(?:[,&-]|\b(?:and|of|in|for|und|der|für|et|de|des|du|en|y|e|da|do|em))$", re.IGNORECASE
)
_NAME_WORDS = 16
_INDENT = 2.0
_LABELS = 2
"""Cells side by side without a date are labels, not names."""


def list_schools(lines: Sequence[Line], body: Style) -> list[Entry]:
    """The entries of a section of schools; their courses are in their text."""
    kept, courses = _set_courses_apart(lines)
    entries = split_entries(_join_wrapped(kept), body)
    for entry in entries:
        _drop_labels(entry)
        _take_name(entry, body)
        for line in [*entry.header, *entry.body]:
            entry.body += courses.get((line.page, line.box[3]), [])
    return entries


def _set_courses_apart(
    lines: Sequence[Line],
) -> tuple[list[Line], dict[tuple[int, float], list[Line]]]:
    """The lines without lists of courses; these by the place of the line above them."""
    kept: list[Line] = []
    courses: dict[tuple[int, float], list[Line]] = {}
    label: Line | None = None
    for line in lines:
        if kept and COURSES.fullmatch(line.text.strip()):
            label = line
        elif label and not (line.bullet or line.box[0] > label.box[0] + _INDENT):
            label = None
        if label is None:
            kept.append(line)
        else:
            courses.setdefault((kept[-1].page, kept[-1].box[3]), []).append(line)
    return kept, courses


def _join_wrapped(lines: Sequence[Line]) -> list[Line]:
    """The lines, a name that runs over several of them being one."""
    joined: list[Line] = []
    above: Line | None = None
    for line in lines:
        if above is not None and _runs_on(above, line, lines):
            last = joined[-1]
            cells = (join([last.cells[0], line.cells[0]]), *last.cells[1:])
            joined[-1] = replace(last, cells=cells, box=enclose([last.box, line.box]))
        else:
            joined.append(line)
        above = line
    return joined


def _runs_on(above: Line, line: Line, lines: Sequence[Line]) -> bool:
    """Whether a line goes on with the name above it, for which there was no room left."""
    if line.bullet or len(line.cells) > 1 or above.page != line.page or line.gap > _WRAPPED:
        return False
    if find_periods(line.text) or find_periods(above.cells[0].text):
        return False
    word, last = line.cells[0].tokens[0].word, above.cells[0].tokens[-1].word
    alike = looks_alike(_to_style(line), _to_style(above, last=True))
    named = count_degree_words(line.text) + count_school_words(line.text)
    if not alike or (named and not _OPEN_END.search(above.cells[0].text)):
        return False
    column = [other.box for other in lines if other.page == line.page]
    rest = above.cells[1].tokens[0].word.box[0] if len(above.cells) > 1 else None
    reach = max(box[2] for box in column) if rest is None else rest
    indent = above.box[0] - min(box[0] for box in column)
    return reach - last.box[2] + indent < word.box[2] - word.box[0] + 0.3 * line.style.size


def _to_style(line: Line, *, last: bool = False) -> Style | None:
    """How the first word of a line looks, or the last of its first cell."""
    if not last:
        return line.lead
    word = line.cells[0].tokens[-1].word
    return Style(word.size or line.style.size, word.bold, word.italic, word.color, capitals=False)


def _drop_labels(entry: Entry) -> None:
    """Move labels at the end of a header, such as courses in boxes, to the text."""
    while len(entry.header) > 1:
        line = entry.header[-1]
        named = count_school_words(line.text) or count_degree_words(line.text)
        if len(line.cells) < _LABELS or find_periods(line.text) or named:
            return
        entry.body.insert(0, entry.header.pop())


def _take_name(entry: Entry, body: Style) -> None:
    """Move a long name right under a header of one line from the text to the header."""
    if len(entry.header) != 1 or not entry.body or count_school_words(entry.header[0].text):
        return
    line = entry.body[0]
    set_apart = line.style.color != body.color or line.style.italic != body.italic
    if line.bullet or len(line.cells) > 1 or line.text.endswith(".") or COURSES.match(line.text):
        return
    named = count_school_words(line.text) and len(line.text.split()) <= _NAME_WORDS
    if (set_apart or named) and line.gap < 1 and not line.style.bold:
        entry.header.append(entry.body.pop(0))
