"""Entries: the jobs, schools or projects of a section, told apart by dates and by looks."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median

from agents.reader.dates import find_periods, is_only_dates
from agents.reader.lines import Line, Style
from agents.reader.spelling import fold
from agents.reader.stacked_dates import close_brackets

_HEADER_LINES = 5
_HEADER_WORDS = 9
_RANGE_WORDS = 20
_DATE_WORDS = 12
"""A line with a range, or with a date, has at most so many words if it is no sentence."""
_AFTER_DATE = 25
"""So many characters may follow a date at the end of a line, such as a place."""
_NAME_WORDS = 3
"""Short names end in a full stop too ('Acme Inc.')."""
_LEADING = 3
"""Header lines that may stand above the date of an entry."""
_FULL_LINE = 40
_ALIGNED = 4.0
"""Lines that begin within this many points begin at the same place."""
_TIGHT = 0.8
_APART = 1.5
"""Space above a line, in font sizes, that ties it to the line above or parts it from that."""
_STEP = 0.6
"""So much more space above a line than above the one before it begins an entry."""
_SENTENCE_END = re.compile(r"[.!?;]['\"”’)]?$")


@dataclass
class Entry:
    """One item of a section: the lines that name it, and its text."""

    header: list[Line] = field(default_factory=list)
    body: list[Line] = field(default_factory=list)


def split_entries(lines: Sequence[Line], body: Style) -> list[Entry]:
    """The entries of a section; `body` is the look of the document's running text."""
    if not lines:
        return []
    lines = close_brackets(lines)
    starts = _find_starts(lines, body)
    bounds = [*starts, len(lines)]
    return [_make_entry(lines[a:b], body) for a, b in pairwise(bounds)]


def is_dated(line: Line) -> bool:
    """Whether a line gives the time of an entry, rather than mentioning a year in a sentence."""
    if any(is_only_dates(cell.text) and find_periods(cell.text) for cell in line.cells):
        return True
    if line.bullet and len(line.cells) == 1:
        return False
    periods = find_periods(line.text)
    words = len(line.text.split())
    if not periods or (_SENTENCE_END.search(line.text) and words > _HEADER_WORDS):
        return False
    at_start, after = periods[0].begin <= 1, len(line.text) - periods[-1].finish
    if any(period.is_range for period in periods):
        return words <= _RANGE_WORDS
    return (at_start or after < _AFTER_DATE) and words <= _DATE_WORDS


def is_emphasised(style: Style | None, body: Style) -> bool:
    """Whether a look stands out from the running text."""
    if style is None:
        return False
    return (
        (style.bold and not body.bold)
        or style.size >= 1.08 * body.size + 0.4
        or (style.italic and not body.italic)
    )


def looks_alike(a: Style | None, b: Style | None) -> bool:
    """Whether two words are set the same way, up to the error of a scan."""
    if a is None or b is None:
        return a is b
    return (
        abs(a.size - b.size) <= 0.06 * max(a.size, b.size)
        and a.bold == b.bold
        and a.italic == b.italic
        and a.color == b.color
    )


def is_text(line: Line, body: Style) -> bool:
    """Whether a line is running text: long, or the end of a sentence, and plainly set."""
    words = line.text.split()
    if line.bullet or is_dated(line):
        return False
    if is_emphasised(line.lead, body) and not _SENTENCE_END.search(line.text):
        return len(words) > 2 * _HEADER_WORDS
    return len(words) > _HEADER_WORDS or (
        len(words) > _NAME_WORDS and bool(_SENTENCE_END.search(line.text))
    )


def _find_starts(lines: Sequence[Line], body: Style) -> list[int]:
    """The numbers of the lines entries begin with."""
    alike = _find_alike(lines, body)
    dated = _find_dated(lines, body, alike)
    if alike and len(alike) >= 0.6 * len(dated):
        return sorted({0, *alike, *_find_inner(alike, dated, lines)})
    if dated:
        return sorted({0, *dated})
    if lines[0].bullet:
        return [
            index
            for index, line in enumerate(lines)
            if line.bullet and abs(line.box[0] - lines[0].box[0]) < _ALIGNED
        ]
    return _find_by_gaps(lines)


def _find_alike(lines: Sequence[Line], body: Style) -> list[int]:
    """Lines that look like the section's first, if that one stands out from the text."""
    first = lines[0]
    if not is_emphasised(first.lead, body) and not (
        first.lead and first.lead.color != body.color and first.gap > 0
    ):
        return []
    found: list[int] = []
    inside = _find_continued(lines)
    for index, line in enumerate(lines):
        if index in inside:
            continue
        same_place = abs(line.box[0] - first.box[0]) < _ALIGNED or not line.bullet
        if line.bullet == first.bullet and looks_alike(line.lead, first.lead) and same_place:
            wrapped = found and found[-1] == index - 1 and _is_wrapped(lines[index - 1], line)
            if wrapped and not line.bullet:
                found[-1] = index - 1
                continue
            found.append(index)
    return found


def _is_wrapped(above: Line, line: Line) -> bool:
    """Whether a line goes on with the heading above it."""
    dated = is_dated(above) and is_dated(line)
    return line.gap < _TIGHT and not dated and above.page == line.page


def _find_dated(lines: Sequence[Line], body: Style, alike: Sequence[int]) -> list[int]:
    """Where the entries of the dated lines begin: at the first of the header lines above each."""
    starts: list[int] = []
    last = -1
    inside = _find_continued(lines)
    for index, line in enumerate(lines):
        if index in inside or not is_dated(line) or _belongs_to(lines, last, index):
            continue
        start = index
        while start > last + 1 and index - start < _LEADING and _leads_to(lines, start, body):
            if start in alike:
                break
            start -= 1
        starts.append(start)
        last = index
    return starts


def _find_continued(lines: Sequence[Line]) -> set[int]:
    """The lines that go on with a bullet above them."""
    inside: set[int] = set()
    indent: float | None = None
    for index, line in enumerate(lines):
        if line.bullet:
            full = len(line.text) > _FULL_LINE and len(line.cells) == 1
            indent = line.box[0] if full else None
        elif indent is not None and abs(line.box[0] - indent) < _ALIGNED and line.gap < _TIGHT:
            inside.add(index)
        else:
            indent = None
    return inside


def _belongs_to(lines: Sequence[Line], last: int, index: int) -> bool:
    """Whether a dated line is only the second of its entry, right below the first."""
    if last < 0 or last != index - 1 or lines[index].gap >= _TIGHT:
        return False
    above, line = lines[last].text, lines[index].text
    whole = is_only_dates(line) or is_only_dates(above)
    return whole and len(find_periods(above)) + len(find_periods(line)) <= 1


def _leads_to(lines: Sequence[Line], index: int, body: Style) -> bool:
    """Whether the line above belongs to the same header."""
    above, line = lines[index - 1], lines[index]
    if above.bullet and index - 1 not in _find_headings(lines):
        return False
    if is_text(above, body) or is_dated(above):
        return False
    if line.gap > above.gap + _STEP or (line.gap > _APART and above.gap < line.gap):
        return False
    if index > 1 and not is_emphasised(above.lead, body):
        before = lines[index - 2]
        return above.gap > line.gap + 0.1 or not (before.bullet or is_text(before, body))
    return True


def _find_headings(lines: Sequence[Line]) -> set[int]:
    """Bullets that head an entry: the line below is dated and begins where their text does."""
    return {
        index
        for index, (line, following) in enumerate(pairwise(lines))
        if line.bullet
        and not following.bullet
        and is_dated(following)
        and abs(line.box[0] - following.box[0]) < _ALIGNED
    }


def _find_inner(alike: list[int], dated: list[int], lines: Sequence[Line]) -> list[int]:
    """Further positions inside an entry: dated headers after its text has begun."""
    inner: list[int] = []
    bounds = [*alike, len(lines)]
    for start, stop in pairwise(bounds):
        inside = [d for d in dated if start < d < stop]
        header_dated = any(is_dated(lines[i]) for i in range(start, min(start + 3, stop)))
        later = [d for d in inside if d > start + 2]
        inner += later if header_dated else later[1:]
    return inner


def _find_by_gaps(lines: Sequence[Line]) -> list[int]:
    """Entries told apart by wider blank space only; every line if the spacing is even."""
    gaps = [line.gap for line in lines[1:]]
    if not gaps:
        return [0]
    usual = median(gaps)
    outdented = _find_outdented(lines)
    wide = [i for i, line in enumerate(lines) if line.gap > usual + 0.5 and not line.bullet]
    return sorted({0, *wide, *outdented})


def _find_outdented(lines: Sequence[Line]) -> list[int]:
    """Lines left of the bullets above them."""
    inside = _find_continued(lines)
    return [
        index + 1
        for index, (above, line) in enumerate(pairwise(lines))
        if (above.bullet or index in inside)
        and not line.bullet
        and above.page == line.page
        and line.box[0] < above.box[0] - _ALIGNED
        and not line.text[0].islower()
    ]


def _make_entry(lines: Sequence[Line], body: Style) -> Entry:
    """The entry with its lines parted into header and text."""
    length = 1
    seen_date = is_dated(lines[0])
    for line in lines[1 : _HEADER_LINES + 1]:
        if line.bullet or is_text(line, body):
            break
        is_more = is_dated(line) or is_emphasised(line.lead, body) or line.style.color != body.color
        if not is_more and ((seen_date and line.gap > 1) or length >= _LEADING):
            break
        seen_date = seen_date or is_dated(line)
        length += 1
    return Entry(list(lines[:length]), list(lines[length:]))


_LABEL_WORDS = """
    highlights achievements responsibilities tasks duties key achievements accomplishments
    aufgaben tatigkeiten erfolge taches missions realisations responsabilidades logros funciones
    conquistas atividades courses coursework kurse cours cursos summary description"""
_LABELS = frozenset(_LABEL_WORDS.split())


def is_label(line: Line) -> bool:
    """Whether a line only announces the lines below it ('Highlights', 'Responsibilities:')."""
    words = fold(line.text).split()
    return bool(words) and all(word in _LABELS for word in words)
