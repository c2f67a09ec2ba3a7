"""Dates set on several lines beside a text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from agents.reader.corridors import is_dash
from agents.reader.dates import find_periods, is_only_dates
from agents.reader.lines import Segment, enclose

_OFF_CENTRE = 80.0
"""Twice the distance, in points, up to which the lines of a date are set on one axis."""
_FAR = 2
"""A line this far below, in font sizes, does not go on with a date."""


def fold_date_blocks(segments: Sequence[Segment]) -> list[Segment]:
    """The segments, a date set on several lines beside a text being one in its first row."""
    kept: list[Segment] = []
    for segment in sorted(segments, key=lambda s: s.box[1]):
        above = next((s for s in reversed(kept) if _runs_on(s, segment)), None)
        if above is None:
            kept.append(segment)
        else:
            box = enclose([above.box, segment.box])
            kept[kept.index(above)] = replace(above, words=above.words + segment.words, box=box)
    return kept


def _runs_on(before: Segment, segment: Segment) -> bool:
    """Whether a date goes on in the line below ('January 2014' / '—' / 'Present')."""
    if segment.box[1] - before.box[3] > _FAR * segment.size:
        return False
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
    return beside and timed and ((close and dashed) or (lasts and not _is_far(before, segment)))


def _is_far(before: Segment, segment: Segment) -> bool:
    """Whether a duration stands too far below a date to belong to it."""
    return not -0.5 * segment.size < segment.box[1] - before.box[3] < _FAR * segment.size
