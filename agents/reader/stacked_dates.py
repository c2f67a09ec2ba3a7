"""Dates set on several lines beside a text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from agents.reader.corridors import is_dash
from agents.reader.dates import find_periods, is_only_dates
from agents.reader.lines import Line, Segment, enclose
from agents.reader.passages import join

_OFF_CENTRE = 80.0
"""Twice the distance, in points, up to which the lines of a date are set on one axis."""
_ALIGNED = 1.5
"""Lines that begin within this many points begin at the same place."""
_CLOSE = 0.8
"""A line this far below, in font sizes, goes on with a heading."""
_FAR = 2
"""A line this far below, in font sizes, does not go on with a date."""


def fold_date_blocks(segments: Sequence[Segment]) -> list[Segment]:
    """The segments, a date set on several lines beside a text being one in its first row."""
    kept: list[Segment] = []
    for segment in sorted(segments, key=lambda s: s.box[1]):
        reach = segment.box[1] - _FAR * segment.size
        near = (s for s in reversed(kept) if s.box[3] >= reach)
        above = next((s for s in near if _runs_on(s, segment)), None)
        if above is None:
            kept.append(segment)
        else:
            box = enclose([above.box, segment.box])
            kept[kept.index(above)] = replace(above, words=above.words + segment.words, box=box)
    return kept


def _runs_on(before: Segment, segment: Segment) -> bool:
    """Whether a date goes on in the line below ('January 2014' / '—' / 'Present')."""
    close = -0.5 * segment.size < segment.box[1] - before.box[3] < 0.9 * segment.size
    middle, above = segment.box[0] + segment.box[2], before.box[0] + before.box[2]
    beside = abs(middle - above) < _OFF_CENTRE
    dashed = before.text.rstrip().endswith(("-", "–", "—")) or segment.text.startswith(
        ("-", "–", "—")
    )
    timed = (is_only_dates(before.text) or is_dash(before.text)) and (
        is_only_dates(segment.text) or is_dash(segment.text)
    )
    lasts = is_only_dates(segment.text) and not find_periods(segment.text)
    if close and abs(segment.box[0] - before.box[0]) < _ALIGNED and _is_one_range(before, segment):
        return True
    return beside and timed and ((close and dashed) or (lasts and not _is_far(before, segment)))


def _is_one_range(before: Segment, segment: Segment) -> bool:
    """Whether two lines make a range only together ('May 2019 – December' / '2020')."""
    whole = f"{before.text} {segment.text}"
    periods = find_periods(whole)
    if len(periods) != 1 or not periods[0].is_range or not is_only_dates(whole):
        return False
    return not any(period.is_range for period in find_periods(before.text))


def _is_far(before: Segment, segment: Segment) -> bool:
    """Whether a duration stands too far below a date to belong to it."""
    return not -0.5 * segment.size < segment.box[1] - before.box[3] < _FAR * segment.size


def close_brackets(lines: Sequence[Line]) -> list[Line]:
    """The lines, a heading whose dates in brackets go on in the line below being one with that."""
    closed: list[Line] = []
    for line in lines:
        above = closed[-1] if closed else None
        if above is not None and _is_bracket_broken(above, line):
            cells = (*above.cells[:-1], join([above.cells[-1], line.cells[0]]), *line.cells[1:])
            closed[-1] = replace(above, cells=cells, box=enclose([above.box, line.box]))
        else:
            closed.append(line)
    return closed


def _is_bracket_broken(above: Line, line: Line) -> bool:
    """Whether dates in brackets are begun on one line and ended on the next."""
    opened = above.text.rpartition("(")[2]
    begins, bracket, _ = line.text.partition(")")
    if not bracket or ")" in opened or opened == above.text or above.bullet or line.bullet:
        return False
    tight = line.gap < _CLOSE and above.page == line.page
    return tight and is_only_dates(f"{opened} {begins}")
