"""Layout: a document's lines in the order a person reads them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from agents.document import Box, Document, Page
from agents.reader.columns import Stream, read_streams
from agents.reader.lines import Line, make_lines, make_segments
from agents.reader.spelling import fold

_SAME_COLUMN = 0.4
"""Columns of two pages that share more of their width than this are one."""
_TELLING = 5
"""Shorter texts may stand at the same place of two pages by chance."""
_PAGE_NUMBER = re.compile(r"(?:(?:page|seite|pagina) )?\d{1,2}(?: (?:of|von|sur|de) \d{1,2})?")
_MARGIN = 0.08
"""Running headers and footers stand in this share of the page's height."""


@dataclass
class Flow:
    """Text that runs on from column to column and page to page."""

    lines: list[Line] = field(default_factory=list)
    box: Box = (0, 0, 0, 0)
    page: int = 0
    column: bool = True


def read_lines(document: Document) -> list[Line]:
    """All lines of a document in reading order, without running headers and footers."""
    flows: list[Flow] = []
    for page in document.pages:
        before = [f for f in flows if f.page == page.number - 1 and f.column]
        for stream in read_streams(make_segments(page), page.height):
            lines = _list_lines(stream, page)
            flow = _find_flow(before, stream.box) if page.number > 1 else None
            if flow is None:
                flow = Flow()
                flows.append(flow)
            flow.lines += lines
            flow.box, flow.page, flow.column = stream.box, page.number, stream.column
    lines = _drop_stamped([line for flow in flows for line in flow.lines])
    return _drop_running(lines, document)


def _list_lines(stream: Stream, page: Page) -> list[Line]:
    lines: list[Line] = []
    for block in stream.blocks:
        lines += make_lines(block, page, _first_row(page, block[0].box, len(lines)))
    return lines


def _first_row(page: Page, box: Box, used: int) -> int:
    """A row number that no other block of the page has used."""
    return int(box[0]) * 10 + used


def _find_flow(flows: list[Flow], box: Box) -> Flow | None:
    """The flow of the page before that stood in the same column, or None."""
    shares = [(_shared_width(flow.box, box), number) for number, flow in enumerate(flows)]
    best = max(shares, default=(0.0, 0))
    return flows[best[1]] if best[0] > _SAME_COLUMN else None


def _shared_width(a: Box, b: Box) -> float:
    shared = min(a[2], b[2]) - max(a[0], b[0])
    return shared / (max(a[2], b[2]) - min(a[0], b[0]) or 1)


def _drop_stamped(lines: list[Line]) -> list[Line]:
    """The lines without those printed again at the same place of a later page."""
    first: dict[tuple[str, int, int], int] = {}
    for line in lines:
        key = (line.text, round(line.box[0]), round(line.box[1]))
        first[key] = min(line.page, first.get(key, line.page))
    return [
        line
        for line in lines
        if len(line.text) < _TELLING
        or first[line.text, round(line.box[0]), round(line.box[1])] == line.page
    ]


def _drop_running(lines: list[Line], document: Document) -> list[Line]:
    """The lines without those that stand at the edge of several pages, and without page numbers."""
    heights = {page.number: page.height for page in document.pages}
    seen: dict[str, set[int]] = {}
    for line in lines:
        if _is_marginal(line, heights[line.page]):
            seen.setdefault(_without_digits(line), set()).add(line.page)
    return [
        line
        for line in lines
        if not _is_marginal(line, heights[line.page])
        or not (_is_page_number(line) or (len(seen[_without_digits(line)]) > 1 and line.page > 1))
    ]


def _is_marginal(line: Line, height: float) -> bool:
    return line.box[3] < _MARGIN * height or line.box[1] > (1 - _MARGIN) * height


def _without_digits(line: Line) -> str:
    return "".join(c for c in fold(line.text) if not c.isdigit())


def _is_page_number(line: Line) -> bool:
    words = fold(line.text).split()
    return _PAGE_NUMBER.fullmatch(" ".join(words)) is not None
