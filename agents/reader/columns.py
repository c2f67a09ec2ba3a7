"""Columns: reading order by the white corridors of a page.

The tallest corridor that parts two columns is cut first; what stands above and below it is read
before and after; each part is cut again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from agents.document import Box
from agents.reader.corridors import (
    Corridor,
    count_torn,
    is_title_rail,
    list_corridors,
    part_titles,
    parts_columns,
    without_titles,
)
from agents.reader.lines import Segment, enclose
from agents.reader.stacked_dates import fold_date_blocks
from agents.reader.titles import find_kind

_TRIED = 12
"""Corridors looked at per region, tallest first."""
_NEARLY = 0.85
"""Corridors with this share of the tallest one's height are as good."""
_RAIL_SHARE = 0.5
"""A rail is at least this part as tall as the columns it stands beside."""
_TALL = 0.25
"""Corridors from this share of the page's height part the columns of the page."""


@dataclass(frozen=True)
class Stream:
    """Blocks of segments read one after the other.

    `column` tells the columns of a page from the text above them.
    """

    blocks: tuple[tuple[Segment, ...], ...]
    box: Box
    column: bool


def read_streams(segments: Sequence[Segment], height: float) -> list[Stream]:
    """The streams of a page in reading order."""
    corridor = _find_columns(segments)
    if corridor is None or corridor.height < _TALL * height or is_title_rail(corridor):
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
    segments = fold_date_blocks(segments)
    corridor = _find_columns(segments)
    if corridor is None:
        return [list(segments)]
    above, below = _split_outside(segments, corridor)
    if is_title_rail(corridor):
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
    found = sorted(list_corridors(segments), key=lambda c: -c.height)
    for corridor in found[:_TRIED]:
        if is_title_rail(corridor):
            return corridor
        if parts_columns(corridor, grid=False):
            cleanest = _find_cleanest(corridor, found[:_TRIED])
            return _find_rail(found, cleanest) or without_titles(cleanest, segments)
    titles = [s for s in segments if find_kind(s.text)]
    found = sorted(list_corridors(segments, titles), key=lambda c: -c.height)
    return next((c for c in found[:_TRIED] if parts_columns(c, grid=True)), None)


def _find_cleanest(corridor: Corridor, found: Sequence[Corridor]) -> Corridor:
    """The one of the corridors as tall as this that tears the fewest dates from their entries.

    Dates at the margin of a column stand beside the next one, with as wide a gap before them.
    """
    rivals = [
        other
        for other in found
        if other.height > _NEARLY * corridor.height and parts_columns(other, grid=False)
    ]
    return min(rivals, key=count_torn, default=corridor)


def _find_rail(corridors: Sequence[Corridor], columns: Corridor) -> Corridor | None:
    """A rail left of columns without titles like its own: they are of its sections."""
    right = max(s.box[2] for s in columns.left)
    for corridor in corridors:
        inside = max(s.box[2] for s in corridor.left) < right
        tall = corridor.height > _RAIL_SHARE * columns.height
        if not inside or not tall or not is_title_rail(corridor):
            continue
        titles, _ = part_titles(corridor.left)
        looks = {title[0].style for title in titles}
        if len(titles) > 1 and not any(s.style in looks for s in columns.right):
            return corridor
    return None


def _read_rail(corridor: Corridor) -> list[list[Segment]]:
    """Each title of a left rail, followed by what stands beside it down to the next title."""
    titles, others = part_titles(corridor.left)
    texts = [*others, *corridor.right]
    top = _rail_top(titles[0])
    blocks = cut([s for s in texts if s.middle <= top])
    bottoms = [_rail_top(title) for title in titles[1:]] + [float("inf")]
    for title, bottom in zip(titles, bottoms, strict=True):
        blocks += [[_join_lines(title)], *cut([s for s in texts if top < s.middle <= bottom])]
        top = bottom
    return blocks


def _join_lines(title: Sequence[Segment]) -> Segment:
    """A title of several lines as one."""
    words = tuple(word for segment in title for word in segment.words)
    return Segment(words, enclose(s.box for s in title), title[0].box)


def _rail_top(row: Sequence[Segment]) -> float:
    """From where on a segment belongs to a title: text beside a large title may start higher."""
    box = enclose(s.box for s in row)
    return box[1] - 0.3 * (box[3] - box[1])
