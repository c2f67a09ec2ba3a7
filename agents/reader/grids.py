"""Grids: headed groups that stand side by side, read group by group."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from agents.document import Box
from agents.reader.lines import Line, Style, enclose, make_style
from agents.reader.passages import Passage, join

_SHARE = 0.25
_LARGER = 0.4
"""Points a heading's font is larger than the text's, at the least."""
_WRAPPED = 0.6
"""Space between the lines of one heading is below this, in font sizes."""
_ALIGNED = 5.0
"""Edges within this many points are one edge."""
_INDENT = 14.0
"""Items begin at most so far to the left of their heading, in points."""
_LIST = re.compile(r":\s+\S|,\s+\S+.*,")


@dataclass(eq=False)
class _Cell:
    """A piece of a line by itself, with its own place and look."""

    passage: Passage
    line: Line
    box: Box
    style: Style

    @property
    def middle(self) -> float:
        return (self.box[1] + self.box[3]) / 2


@dataclass(eq=False)
class _Block:
    """A heading and the cells under it."""

    heading: list[_Cell]
    cells: list[_Cell] = field(default_factory=list)

    @property
    def box(self) -> Box:
        return enclose(cell.box for cell in self.heading)

    @property
    def page(self) -> int:
        return self.heading[0].line.page


def find_text_style(lines: Sequence[Line]) -> Style | None:
    """The plainest look that a good part of these lines has; headings look like more."""
    styles: Counter[Style] = Counter()
    for line in lines:
        for cell in _list_cells(line):
            styles[cell.style] += len(cell.passage.text)
    usual = [style for style, length in styles.items() if length >= _SHARE * styles.total()]
    return min(usual or styles, key=lambda s: (s.size, s.bold, -styles[s]), default=None)


def is_stronger(style: Style | None, text: Style | None) -> bool:
    """Whether a look is that of a heading over such text: larger, or bolder and no smaller."""
    if style is None or text is None:
        return False
    bolder = style.bold and not text.bold and style.size >= text.size - _LARGER
    recoloured = style.bold and style.color != text.color and style.size >= text.size
    return style.size > text.size + _LARGER or bolder or recoloured


def unfold_grid(lines: Sequence[Line]) -> list[Line]:
    """The lines, with the groups that stand side by side one after the other."""
    text = find_text_style(lines)
    cells = [cell for line in lines for cell in _list_cells(line)]
    told = [(cell, _is_heading(cell, text)) for cell in cells]
    blocks = _find_blocks([c for c, head in told if head], [c for c, head in told if not head])
    if not any(_beside(a, b) for a in blocks for b in blocks):
        return _join_headings(lines, blocks)
    headings = {id(cell) for block in blocks for cell in block.heading}
    at_right = _is_set_right(blocks, [c for c in cells if id(c) not in headings])
    first: list[_Cell] = []
    last = None
    for cell in cells:
        if id(cell) in headings:
            continue
        block = _find_block(cell, blocks, at_right=at_right) or last
        (block.cells if block else first).append(cell)
        last = block
    unfolded = _make_rows(first)
    for block in blocks:
        unfolded += [_make_line(block.heading), *_make_rows(block.cells)]
    return unfolded


def _is_heading(cell: _Cell, text: Style | None) -> bool:
    """Whether a cell stands out and holds no list of its own."""
    return is_stronger(cell.style, text) and not _LIST.search(cell.passage.text)


def _join_headings(lines: Sequence[Line], blocks: Sequence[_Block]) -> list[Line]:
    """The lines, a heading of several lines being one."""
    wrapped = [b for b in blocks if len(b.heading) > 1]
    whole = {id(b.heading[0].line): _make_line(b.heading) for b in wrapped}
    rest = {id(cell.line) for b in wrapped for cell in b.heading[1:]}
    return [whole.get(id(line), line) for line in lines if id(line) not in rest]


def _list_cells(line: Line) -> list[_Cell]:
    return [
        _Cell(
            passage,
            line,
            enclose(t.word.box for t in passage.tokens),
            make_style([t.word for t in passage.tokens]),
        )
        for passage in line.cells
        if passage.tokens
    ]


def _find_blocks(headings: Sequence[_Cell], texts: Sequence[_Cell]) -> list[_Block]:
    """The headings in blocks, the lines of one heading together.

    A heading with text on its right is a row's name and has one line.
    """
    blocks: list[_Block] = []
    lists = [text for text in texts if not any(_stands_under(text, h) for h in headings)]
    names = {id(cell) for cell in headings if any(_follows(cell, text) for text in lists)}
    for cell in headings:
        above = next((b for b in blocks if _goes_on(b.heading[-1], cell)), None)
        if above and {id(cell), id(above.heading[-1])} & names:
            above = None
        if above is None:
            blocks.append(_Block([cell]))
        else:
            above.heading.append(cell)
    return blocks


def _stands_under(text: _Cell, heading: _Cell) -> bool:
    """Whether a text stands somewhere below a heading, in its column."""
    below = heading.line.page == text.line.page and heading.box[1] < text.box[1]
    return below and heading.box[0] < text.box[2] and text.box[0] < heading.box[2]


def _follows(cell: _Cell, text: _Cell) -> bool:
    """Whether a text stands right of a cell, on its line."""
    overlap = min(cell.box[3], text.box[3]) - max(cell.box[1], text.box[1])
    on_line = overlap > 0.5 * (text.box[3] - text.box[1]) and cell.line.page == text.line.page
    return on_line and text.box[0] >= cell.box[2]


def _goes_on(above: _Cell, cell: _Cell) -> bool:
    """Whether a heading runs on from the line above."""
    gap = (cell.box[1] - above.box[3]) / max(cell.style.size, 1)
    sides = min(abs(cell.box[0] - above.box[0]), abs(cell.box[2] - above.box[2]))
    return (
        above.line.page == cell.line.page
        and above.style == cell.style
        and -_WRAPPED < gap < _WRAPPED
        and cell.box[1] > above.box[1]
        and sides < _ALIGNED
    )


def _beside(a: _Block, b: _Block) -> bool:
    """Whether two headings stand side by side."""
    overlap = min(a.box[3], b.box[3]) - max(a.box[1], b.box[1])
    return a is not b and a.page == b.page and overlap > 0 and a.box[2] < b.box[0]


def _is_set_right(blocks: Sequence[_Block], cells: Sequence[_Cell]) -> bool:
    """Whether cells end where the headings end, rather than begin where they begin."""
    lefts = rights = 0
    for cell in cells:
        page = [b.box for b in blocks if b.page == cell.line.page]
        lefts += any(abs(box[0] - cell.box[0]) < _ALIGNED for box in page)
        rights += any(abs(box[2] - cell.box[2]) < _ALIGNED for box in page)
    return rights > lefts and rights > len(cells) / 2


def _find_block(cell: _Cell, blocks: Sequence[_Block], *, at_right: bool) -> _Block | None:
    """The nearest heading above in the cell's column."""
    above = [b for b in blocks if b.page == cell.line.page and b.box[1] < cell.middle]
    if at_right:
        beside = [b for b in above if b.box[2] >= cell.box[2] - _ALIGNED]
        column = min((b.box[2] for b in beside), default=None)
        same = [b for b in beside if column is not None and b.box[2] <= column + _ALIGNED]
    else:
        beside = [b for b in above if b.box[0] <= cell.box[0] + _INDENT]
        column = max((b.box[0] for b in beside), default=None)
        same = [b for b in beside if column is not None and b.box[0] >= column - _INDENT]
    return max(same, key=lambda b: b.box[1], default=None)


def _make_rows(cells: Sequence[_Cell]) -> list[Line]:
    """The cells in lines from top to bottom, page by page."""
    rows: list[list[_Cell]] = []
    for cell in sorted(cells, key=lambda c: (c.line.page, c.middle, c.box[0])):
        last = rows[-1][-1] if rows else None
        if (
            last
            and last.line.page == cell.line.page
            and abs(last.middle - cell.middle) < 0.5 * cell.style.size
        ):
            rows[-1].append(cell)
        else:
            rows.append([cell])
    right = max((cell.box[2] for cell in cells), default=0.0)
    lines: list[Line] = []
    for row in rows:
        line = replace(_make_line(sorted(row, key=lambda c: c.box[0])), right=right)
        moved = bool(lines) and lines[-1].page != line.page
        if lines and not moved:
            gap = (line.box[1] - lines[-1].box[3]) / max(line.style.size, 1)
            line = replace(line, gap=round(gap, 2))
        lines.append(line)
    return lines


def _make_line(cells: Sequence[_Cell]) -> Line:
    """Cells of one row, or the rows of a heading, as a line."""
    rows = {round(cell.box[1]) for cell in cells}
    passages = [cell.passage for cell in cells]
    wrapped = len(rows) > 1 and all(c.style == cells[0].style for c in cells)
    words = [token.word for passage in passages for token in passage.tokens]
    first = cells[0]
    return replace(
        first.line,
        cells=(join(passages),) if wrapped else tuple(passages),
        box=enclose(cell.box for cell in cells),
        style=make_style(words),
        bullet=first.line.bullet and first.passage is first.line.cells[0],
        lead=make_style(words[:1]),
    )
