"""Columns: reading order by the white corridors of a page.

A corridor is a blank strip with text on both sides over some height. The tallest one that parts two
columns is cut first, what stands above and below it is read before and after, and each part is cut
again. Corridors inside rows (a date at the right margin, a label and its value) are not cut.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from statistics import median

from agents.document import Box
from agents.reader.dates import find_periods, is_only_dates
from agents.reader.lines import Segment, enclose, make_style
from agents.reader.places import is_place
from agents.reader.spelling import fold
from agents.reader.titles import find_kind

_TRIED = 12
"""Corridors looked at per region, tallest first."""
_RAIL_WIDTH = 0.34
"""A left rail of titles is at most this much of its region's width."""


@dataclass(frozen=True)
class Corridor:
    """A blank strip: what stands left and right of it, and how tall it is."""

    left: tuple[Segment, ...]
    right: tuple[Segment, ...]
    top: float
    bottom: float
    height: float


@dataclass(frozen=True)
class Stream:
    """Blocks of segments read one after the other; `column` tells a page's columns from the
    text above them.
    """

    blocks: tuple[tuple[Segment, ...], ...]
    box: Box
    column: bool


def read_streams(segments: Sequence[Segment], height: float) -> list[Stream]:
    """The streams of a page in reading order."""
    corridor = _find_columns(segments)
    if corridor is None or corridor.height < 0.25 * height or _is_title_rail(corridor):
        return _to_streams(cut(segments), column=True)
    above, below = _split_outside(segments, corridor)
    return [
        *_to_streams(cut(above), column=False),
        *read_streams(corridor.left, height),
        *read_streams(corridor.right, height),
        *_to_streams(cut(below), column=True),
    ]


def _to_streams(blocks: list[list[Segment]], *, column: bool) -> list[Stream]:
    if not blocks:
        return []
    box = enclose(s.box for block in blocks for s in block)
    return [Stream(tuple(tuple(block) for block in blocks), box, column)]


def cut(segments: Sequence[Segment]) -> list[list[Segment]]:
    """The segments in blocks, in reading order; a block has no columns in it."""
    if not segments:
        return []
    segments = _fold_date_blocks(segments)
    corridor = _find_columns(segments)
    if corridor is None:
        return [list(segments)]
    above, below = _split_outside(segments, corridor)
    if _is_title_rail(corridor):
        inside = _read_rail(corridor)
    else:
        inside = [*cut(corridor.left), *cut(corridor.right)]
    return [*cut(above), *inside, *cut(below)]


def _split_outside(
    segments: Sequence[Segment], corridor: Corridor
) -> tuple[list[Segment], list[Segment]]:
    inside = {id(s) for s in (*corridor.left, *corridor.right)}
    rest = [s for s in segments if id(s) not in inside]
    above = [s for s in rest if s.middle <= corridor.top + 1]
    return above, [s for s in rest if s.middle > corridor.top + 1]


def _find_columns(segments: Sequence[Segment]) -> Corridor | None:
    """The tallest corridor that parts columns, or a rail of titles from its sections."""
    found = sorted(_list_corridors(segments), key=lambda c: -c.height)
    for corridor in found[:_TRIED]:
        if _is_title_rail(corridor) or _parts_columns(corridor, grid=False):
            return corridor
    titles = [s for s in segments if find_kind(s.text)]
    found = sorted(_list_corridors(segments, titles), key=lambda c: -c.height)
    return next((c for c in found[:_TRIED] if _parts_columns(c, grid=True)), None)


def _list_corridors(segments: Sequence[Segment], bars: Sequence[Segment] = ()) -> list[Corridor]:
    """All corridors of a region; none runs past a bar."""
    if len(segments) < 4:  # noqa: PLR2004 (two rows on each side)
        return []
    gap = 0.8 * median(s.size for s in segments)
    edges = sorted({round(s.box[0]) for s in segments})[1:]
    barred = {id(bar) for bar in bars}
    return [c for edge in edges for c in _list_at(segments, edge, gap, barred)]


def _list_at(
    segments: Sequence[Segment], edge: float, gap: float, barred: set[int]
) -> list[Corridor]:
    """The corridors that end at a left edge, between the segments that stand across it."""
    across = sorted(
        (
            s
            for s in segments
            if id(s) in barred
            or (s.box[0] < edge - 1 and s.box[2] > edge - gap)
            or _is_row_end(s, segments, edge)
        ),
        key=lambda s: s.box[1],
    )
    bounds: list[tuple[float, float]] = []
    top = float("-inf")
    for segment in across:
        if segment.box[1] > top:
            bounds.append((top, segment.box[1]))
        top = max(top, segment.box[3])
    bounds.append((top, float("inf")))
    corridors = (_make_corridor(segments, edge, top, bottom) for top, bottom in bounds)
    return [c for c in corridors if c is not None]


def _is_row_end(segment: Segment, segments: Sequence[Segment], edge: float) -> bool:
    """Whether a date closes a row that begins left of the corridor, alone on its side of it."""
    if segment.box[0] < edge - 1 or not is_only_dates(segment.text):
        return False
    beside = [s for s in segments if s is not segment and s.box[0] >= edge - 1]
    alone = not any(
        abs(s.middle - segment.middle) < 1.8 * segment.size
        for s in beside
    )
    return alone and any(
        s.box[2] < edge and abs(s.middle - segment.middle) < 0.4 * segment.size
        for s in segments
    )


def _make_corridor(
    segments: Sequence[Segment], edge: float, top: float, bottom: float
) -> Corridor | None:
    inside = [s for s in segments if top <= s.middle <= bottom]
    right = [s for s in inside if s.box[0] >= edge - 1]
    left = [s for s in inside if s.box[0] < edge - 1]
    if (len(left) < 2 and len(right) < 2) or not left or not right:  # noqa: PLR2004
        return None
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


def _to_rows(segments: Sequence[Segment]) -> list[list[Segment]]:
    """The segments by baseline, from top to bottom."""
    rows: list[list[Segment]] = []
    for segment in sorted(segments, key=lambda s: s.middle):
        if rows and abs(rows[-1][0].middle - segment.middle) < 0.4 * segment.size:
            rows[-1].append(segment)
        else:
            rows.append([segment])
    return rows


def _is_title_rail(corridor: Corridor) -> bool:
    """Whether section titles stand left of the sections they announce."""
    width = max(s.box[2] for s in corridor.right) - min(s.box[0] for s in corridor.left)
    rail = max(s.box[2] for s in corridor.left) - min(s.box[0] for s in corridor.left)
    titles = [s for s in corridor.left if find_kind(s.text)]
    return (
        rail <= _RAIL_WIDTH * width
        and bool(titles)
        and len(titles) >= 0.6 * len(corridor.left)
        and len(corridor.right) > len(corridor.left)
    )


def _read_rail(corridor: Corridor) -> list[list[Segment]]:
    """Each title of a left rail, followed by what stands beside it down to the next title."""
    titles = _merge_stacked(_to_rows(corridor.left))
    top = _rail_top(titles[0])
    blocks = cut([s for s in corridor.right if s.middle <= top])
    tops = [_rail_top(row) for row in titles[1:]] + [float("inf")]
    for row, bottom in zip(titles, tops, strict=True):
        beside = [s for s in corridor.right if top < s.middle <= bottom]
        blocks += [row, *cut(beside)]
        top = bottom
    return blocks


def _merge_stacked(rows: list[list[Segment]]) -> list[list[Segment]]:
    """The rows, a title set on two lines being one."""
    merged: list[list[Segment]] = []
    for row in rows:
        before = merged[-1][-1] if merged else None
        if (
            before is not None
            and row[0].box[1] - before.box[3] < 0.5 * row[0].size
            and not find_kind(row[0].text)
        ):
            merged[-1] += row
        else:
            merged.append(list(row))
    return merged


def _rail_top(row: Sequence[Segment]) -> float:
    """From where on a segment belongs to a title: text beside a large title may start higher."""
    box = enclose(s.box for s in row)
    return box[1] - 0.3 * (box[3] - box[1])


def _parts_columns(corridor: Corridor, *, grid: bool) -> bool:
    """Whether two texts stand side by side, rather than one text with tabs in its rows.

    Texts that run on their own lines are columns; those that share their lines only in a grid.
    """
    left, right = _to_rows(corridor.left), _to_rows(corridor.right)
    if _runs_through_chips(corridor):
        return False
    if min(len(left), len(right)) < 2:  # noqa: PLR2004 (one row is no column)
        return False
    if _share_dated(left) >= 0.5 or _share_dated(right) >= 0.5:  # noqa: PLR2004 (half)
        return False
    if _share_aligned(left, right) < 0.75:  # noqa: PLR2004 (rows that meet by chance)
        return min(len(left), len(right)) > 2 or not _is_short(corridor)  # noqa: PLR2004
    return grid and _is_grid(left, right)


def _runs_through_chips(corridor: Corridor) -> bool:
    """Whether labels set in a row just happen to leave a narrow gap above one another."""
    sides = (*corridor.left, *corridor.right)
    width = min(s.box[0] for s in corridor.right) - max(s.box[2] for s in corridor.left)
    chips = sum(s.chip for s in sides)
    return chips > 0.7 * len(sides) and width < 1.8 * sides[0].size


def _is_short(corridor: Corridor) -> bool:
    return corridor.bottom - corridor.top < 4 * corridor.left[0].size


def _share_dated(rows: Sequence[Sequence[Segment]]) -> float:
    texts = [" ".join(s.text for s in row) for row in rows]
    dated = sum(is_only_dates(t) or _is_dash(t) or _ends_in_date(t) or is_place(t) for t in texts)
    return dated / len(rows)


def _is_dash(text: str) -> bool:
    return not fold(text)


def _ends_in_date(text: str) -> bool:
    """Whether a short text is mostly a date, such as 'Berlin, 2019'."""
    return len(text.split()) <= 6 and bool(find_periods(text))  # noqa: PLR2004 (words)


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
    same = sum(make_style(a.words) == make_style(b.words) for a, b in pairs)
    looks = {make_style(a.words) for a, _ in pairs}
    return same >= 0.8 * len(pairs) and (len(looks) > 1 or len(pairs) > 3)  # noqa: PLR2004


def _fold_date_blocks(segments: Sequence[Segment]) -> list[Segment]:
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
    if segment.box[1] - before.box[3] > 2 * segment.size:
        return False
    close = -0.5 * segment.size < segment.box[1] - before.box[3] < 0.9 * segment.size
    middle, above = segment.box[0] + segment.box[2], before.box[0] + before.box[2]
    beside = abs(middle - above) < 80  # noqa: PLR2004 (points, twice the distance)
    dashed = before.text.rstrip().endswith(("-", "–", "—")) or segment.text.startswith(
        ("-", "–", "—")
    )
    timed = (is_only_dates(before.text) or _is_dash(before.text)) and (
        is_only_dates(segment.text) or _is_dash(segment.text)
    )
    lasts = is_only_dates(segment.text) and not find_periods(segment.text)
    return beside and timed and ((close and dashed) or (lasts and not _is_far(before, segment)))


def _is_far(before: Segment, segment: Segment) -> bool:
    """Whether a duration stands too far below a date to belong to it."""
    return not -0.5 * segment.size < segment.box[1] - before.box[3] < 2 * segment.size
