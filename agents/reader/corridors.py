"""Corridors: blank strips of a page with text on both sides.

What stands on the two sides may be two columns, a rail of titles beside its sections, or the rows
of one text with tabs in them (a date at the right margin, a label and its value).
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from statistics import median

from agents.reader.dates import find_periods, is_only_dates
from agents.reader.lines import Segment, Style, enclose
from agents.reader.places import is_place
from agents.reader.spelling import fold
from agents.reader.titles import find_kind

_RAIL_WIDTH = 0.34
"""A left rail of titles is at most this much of its region's width."""
_FEWEST_SEGMENTS = 4
"""Two rows on each side."""
_MOSTLY = 0.5
"""Sides with more dated rows than this belong to the rows of the other side."""
_ALIGNED = 0.75
"""Sides with more rows than this on common baselines are one text, or a grid."""
_FLUSH = 2.0
"""Texts that end within this many points end at the same place."""
_DATE_WORDS = 6
_ROWS = 2
_CELLS = 3
"""Short columns have more rows than that, grids of plain cells more pairs."""


@dataclass(frozen=True)
class Corridor:
    """A blank strip: what stands left and right of it, and how tall it is."""

    left: tuple[Segment, ...]
    right: tuple[Segment, ...]
    top: float
    bottom: float
    height: float


def list_corridors(segments: Sequence[Segment], bars: Sequence[Segment] = ()) -> list[Corridor]:
    """All corridors of a region; none runs past a bar."""
    if len(segments) < _FEWEST_SEGMENTS:
        return []
    region = _Region(segments, bars)
    edges = sorted({round(s.box[0]) for s in segments})[1:]
    return [corridor for edge in edges for corridor in region.list_at(edge)]


class _Region:
    """Segments by their height on the page, so that those between two heights are found fast."""

    def __init__(self, segments: Sequence[Segment], bars: Sequence[Segment]) -> None:
        self.segments = sorted(segments, key=lambda s: s.middle)
        self.middles = [s.middle for s in self.segments]
        self.gap = 0.8 * median(s.size for s in segments)
        self.bars = list(bars)
        self.dates = [s for s in segments if is_only_dates(s.text)]

    def list_at(self, edge: float) -> list[Corridor]:
        """The corridors that end at a left edge, between the segments that stand across it."""
        across = [s for s in self.segments if s.box[0] < edge - 1 and s.box[2] > edge - self.gap]
        across += self.bars + [s for s in self.dates if self._ends_row(s, edge)]
        bounds: list[tuple[float, float]] = []
        top = float("-inf")
        for segment in sorted(across, key=lambda s: s.box[1]):
            if segment.box[1] > top:
                bounds.append((top, segment.box[1]))
            top = max(top, segment.box[3])
        bounds.append((top, float("inf")))
        corridors = (_make_corridor(self._between(*bound), edge) for bound in bounds)
        return [corridor for corridor in corridors if corridor is not None]

    def _between(self, top: float, bottom: float) -> list[Segment]:
        return self.segments[bisect_left(self.middles, top) : bisect_right(self.middles, bottom)]

    def _ends_row(self, date: Segment, edge: float) -> bool:
        """Whether a date closes a row that begins left of the corridor, alone on its side."""
        if date.box[0] < edge - 1:
            return False
        reach = 1.8 * date.size
        near = self._between(date.middle - reach, date.middle + reach)
        alone = not any(s is not date and s.box[0] >= edge - 1 for s in near)
        return alone and any(
            s.box[2] < edge and abs(s.middle - date.middle) < 0.4 * date.size for s in near
        )


def _make_corridor(inside: Sequence[Segment], edge: float) -> Corridor | None:
    if len(inside) < _CELLS:  # most by far
        return None
    right = [s for s in inside if s.box[0] >= edge - 1]
    if not right or len(right) == len(inside):
        return None
    left = [s for s in inside if s.box[0] < edge - 1]
    left_box, right_box = enclose(s.box for s in left), enclose(s.box for s in right)
    shared = min(left_box[3], right_box[3]) - max(left_box[1], right_box[1])
    whole = max(left_box[3], right_box[3]) - min(left_box[1], right_box[1])
    return Corridor(
        tuple(left),
        tuple(right),
        min(left_box[1], right_box[1]),
        max(left_box[3], right_box[3]),
        shared + 0.1 * whole,
    )


def to_rows(segments: Sequence[Segment]) -> list[list[Segment]]:
    """The segments by baseline, from top to bottom."""
    rows: list[list[Segment]] = []
    for segment in sorted(segments, key=lambda s: s.middle):
        if rows and abs(rows[-1][0].middle - segment.middle) < 0.4 * segment.size:
            rows[-1].append(segment)
        else:
            rows.append([segment])
    return rows


def is_title_rail(corridor: Corridor) -> bool:
    """Whether section titles stand left of the sections they announce, perhaps among dates."""
    width = max(s.box[2] for s in corridor.right) - min(s.box[0] for s in corridor.left)
    rail = max(s.box[2] for s in corridor.left) - min(s.box[0] for s in corridor.left)
    left, right = (sum(len(s.text) for s in side) for side in (corridor.left, corridor.right))
    if rail > _RAIL_WIDTH * width or right <= left:
        return False
    titles, others = part_titles(corridor.left)
    dated = sum(is_only_dates(s.text) for s in others)
    known = len(titles) + dated
    return bool(titles) and known >= 0.6 * (len(titles) + len(others))


def part_titles(
    segments: Sequence[Segment],
) -> tuple[list[list[Segment]], list[Segment]]:
    """The section titles of a rail, each with its lines, and the other segments."""
    titles: list[list[Segment]] = []
    others: list[Segment] = []
    rows = [segment for row in to_rows(segments) for segment in row]
    index = 0
    while index < len(rows):
        pair = rows[index : index + 2]
        if len(pair) > 1 and _is_stacked(*pair):
            titles.append(pair)
            index += 1
        elif find_kind(rows[index].text):
            titles.append([rows[index]])
        else:
            others.append(rows[index])
        index += 1
    return titles, others


def _is_stacked(upper: Segment, lower: Segment) -> bool:
    """Whether two lines are one title."""
    close = lower.box[1] - upper.box[3] < 0.5 * lower.size
    return close and find_kind(f"{upper.text} {lower.text}") is not None


def parts_columns(corridor: Corridor, *, grid: bool) -> bool:
    """Whether two texts stand side by side, rather than one text with tabs in its rows.

    Texts that run on their own lines are columns; those that share their lines only in a grid.
    """
    left, right = to_rows(corridor.left), to_rows(corridor.right)
    if _runs_through_chips(corridor):
        return False
    if min(len(left), len(right)) <= 1 or _is_tabbed(left, right):
        return False
    if _share_aligned(left, right) < _ALIGNED:
        few = min(len(left), len(right)) <= _ROWS
        return not few or _overlap(corridor.left, corridor.right) > _ALIGNED
    return grid and _is_grid(left, right)


def _is_tabbed(left: Sequence[list[Segment]], right: Sequence[list[Segment]]) -> bool:
    """Whether one side holds the ends, or the dates, of the other side's rows."""
    if max(_share_dated(left), _share_dated(right)) >= _MOSTLY or _is_date_margin(left, right):
        return True
    ends = [segment for row in right for segment in row]
    return _is_flush_right(ends) and _share_aligned(left, right) >= _MOSTLY


def without_titles(corridor: Corridor, segments: Sequence[Segment]) -> Corridor:
    """The corridor without a title of both its sides, or of what follows at the foot of one."""
    left, right = to_rows(corridor.left), to_rows(corridor.right)
    titled = any(_is_title(row) for row in left)
    if not titled and _heads(right, left) and _usual_style(left) == _usual_style(right):
        right = right[1:]
    below = any(s.middle > corridor.bottom for s in segments)
    if below and len(left) > 1 and _is_title(left[-1]) and left[-1][0].box[1] > right[-1][0].middle:
        left = left[:-1]
    sides = [[s for row in rows for s in row] for rows in (left, right)]
    top, bottom = (
        min(s.box[1] for side in sides for s in side),
        max(s.box[3] for side in sides for s in side),
    )
    return replace(corridor, left=tuple(sides[0]), right=tuple(sides[1]), top=top, bottom=bottom)


def _heads(rows: Sequence[Sequence[Segment]], others: Sequence[Sequence[Segment]]) -> bool:
    """Whether the first of these rows is a title that stands above the other side's text."""
    return len(rows) > 1 and _is_title(rows[0]) and rows[0][0].box[3] < others[0][0].box[1]


def _usual_style(rows: Sequence[Sequence[Segment]]) -> Style:
    return Counter(s.style for row in rows for s in row).most_common(1)[0][0]


def _is_title(row: Sequence[Segment]) -> bool:
    return find_kind(" ".join(s.text for s in row)) is not None


def _runs_through_chips(corridor: Corridor) -> bool:
    """Whether labels set in a row just happen to leave a narrow gap above one another."""
    sides = (*corridor.left, *corridor.right)
    width = min(s.box[0] for s in corridor.right) - max(s.box[2] for s in corridor.left)
    chips = sum(s.chip for s in sides)
    return chips > 0.7 * len(sides) and width < 1.8 * sides[0].size


def _overlap(left: Sequence[Segment], right: Sequence[Segment]) -> float:
    """How much of the lower side's height stands beside the other side."""
    a, b = enclose(s.box for s in left), enclose(s.box for s in right)
    return (min(a[3], b[3]) - max(a[1], b[1])) / (min(a[3] - a[1], b[3] - b[1]) or 1)


def _is_flush_right(segments: Sequence[Segment]) -> bool:
    """Whether texts begin anywhere and end at one margin, as after a tab."""
    end = max(s.box[2] for s in segments)
    flush = [s for s in segments if end - s.box[2] < _FLUSH]
    begins = {round(s.box[0] / _FLUSH) for s in flush}
    return len(flush) > _ALIGNED * len(segments) and len(begins) > 1


def _is_date_margin(rows: Sequence[list[Segment]], others: Sequence[Sequence[Segment]]) -> bool:
    """Whether the dates among the rows stand beside what they date."""
    dates = [row for row in rows if all(is_only_dates(s.text) for s in row)]
    return len(dates) >= _CELLS and len(_list_beside(dates, others)) > _ALIGNED * len(dates)


def _list_beside(
    rows: Sequence[list[Segment]], others: Sequence[Sequence[Segment]]
) -> list[list[Segment]]:
    """The rows that have one of the others on their baseline."""
    middles = [other[0].middle for other in others]
    return [row for row in rows if any(abs(row[0].middle - m) < 0.2 * row[0].size for m in middles)]


def count_torn(corridor: Corridor) -> int:
    """How many dates next to the corridor have text on their baseline across it."""
    left, right = to_rows(corridor.left), to_rows(corridor.right)
    last = [max(row, key=lambda s: s.box[2]) for row in _list_beside(left, right)]
    first = [min(row, key=lambda s: s.box[0]) for row in _list_beside(right, left)]
    return sum(is_only_dates(segment.text) for segment in (*last, *first))


def _share_dated(rows: Sequence[Sequence[Segment]]) -> float:
    texts = [" ".join(s.text for s in row) for row in rows]
    dated = sum(is_only_dates(t) or is_dash(t) or _ends_in_date(t) or is_place(t) for t in texts)
    return dated / len(rows)


def is_dash(text: str) -> bool:
    """Whether a text has no letter and no digit."""
    return not fold(text)


def _ends_in_date(text: str) -> bool:
    """Whether a short text is mostly a date, such as 'Berlin, 2019'."""
    return len(text.split()) <= _DATE_WORDS and bool(find_periods(text))


def _share_aligned(left: Sequence[Sequence[Segment]], right: Sequence[Sequence[Segment]]) -> float:
    """The share of the shorter side's rows that have a row of the other on their baseline."""
    short, long = sorted((left, right), key=len)
    middles = [row[0].middle for row in long]
    met = sum(any(abs(row[0].middle - m) < 0.2 * row[0].size for m in middles) for row in short)
    return met / len(short)


def _is_grid(left: Sequence[Sequence[Segment]], right: Sequence[Sequence[Segment]]) -> bool:
    """Whether rows that share baselines also share their looks, as the cells of a grid do."""
    if len(right) > 2 * len(left) or len(left) > 3 * len(right):
        return True
    pairs = [
        (a[-1], b[0])
        for a in left
        for b in right
        if abs(a[0].middle - b[0].middle) < 0.35 * a[0].size
    ]
    same = sum(a.style == b.style for a, b in pairs)
    looks = {a.style for a, _ in pairs}
    return same >= 0.8 * len(pairs) and (len(looks) > 1 or len(pairs) > _CELLS)
