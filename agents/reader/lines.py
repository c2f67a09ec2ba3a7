"""Lines: words on one baseline, kept in cells where wide gaps stand between them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from statistics import median

from agents.document import Area, Box, Page, Word
from agents.reader.passages import Passage, from_words, join
from agents.reader.spelling import is_capitals, is_icon

_CELL_GAP = 0.85
"""Gap between words that starts a new cell, in font sizes; a justified line stays below it."""
_CHIP_HEIGHTS = (6.0, 40.0)
_DOT_WIDTH = 8.0
"""Sizes of the labels and bullets that are drawn, in points."""
_BULLETS = frozenset("•●○◦▪■‣◆◇▸▹►➢➤✓✔✦❖∙·∗*–—-−§□☐►⁃‐+°»>¢")  # noqa: RUF001 (look-alikes are the point)
_OCR_BULLET = re.compile(r"[eo°¢©«®*+~•·.,]{1,2}|[-–—]+")


@dataclass(frozen=True)
class Style:
    """How a line looks, in steps coarse enough to compare: two lines of one kind are equal."""

    size: float
    bold: bool
    italic: bool
    color: str | None
    capitals: bool


@dataclass(frozen=True)
class Segment:
    """Words side by side with no wide gap between them."""

    words: tuple[Word, ...]
    box: Box
    anchor: Box
    """The box that decides its row; of a block set beside several lines, that of its top line."""
    chip: bool = False
    """Whether it stands in a small filled area, as a label does."""

    @cached_property
    def text(self) -> str:
        """The words with blanks between them."""
        return " ".join(word.text for word in self.words)

    @cached_property
    def middle(self) -> float:
        """Height of its middle on the page."""
        return (self.box[1] + self.box[3]) / 2

    @cached_property
    def size(self) -> float:
        """Its font size, or the height of its words."""
        return median([word_size(word) for word in self.words])

    @cached_property
    def style(self) -> Style:
        """The look that most of its characters have."""
        return make_style(self.words)


@dataclass(frozen=True)
class Line:
    """The cells that stand on one baseline inside a column."""

    cells: tuple[Passage, ...]
    box: Box
    page: int
    style: Style
    bullet: bool = False
    gap: float = 0.0
    """Blank space above it, in its own font sizes; large for the first line of a column."""
    right: float = 0.0
    """How far the text of its column reaches."""
    lead: Style | None = field(default=None, compare=False)
    """How its first word looks."""

    @cached_property
    def text(self) -> str:
        """The cells with two blanks between them."""
        return "  ".join(cell.text for cell in self.cells)

    @cached_property
    def passage(self) -> Passage:
        """All cells as one passage."""
        return join(self.cells, "  ")


def word_size(word: Word) -> float:
    """Font size of a word, or its height where the size is unknown."""
    return word.size or (word.box[3] - word.box[1])


def make_segments(page: Page) -> list[Segment]:
    """The words of a page in runs, split at wide gaps, icons and the edges of small areas."""
    rows: list[list[Word]] = []
    buckets: dict[int, list[list[Word]]] = defaultdict(list)
    chips = [a for a in page.areas if _is_chip(a, page)]
    for word in sorted(page.words, key=lambda w: w.box[0]):
        middle = (word.box[1] + word.box[3]) / 2
        run = _find_run(word, buckets[int(middle // 12)], chips)
        if run is None:
            run = []
            rows.append(run)
        for key in range(int(middle // 12) - 1, int(middle // 12) + 2):
            if not any(run is other for other in buckets[key]):
                buckets[key].append(run)
        run.append(word)
    return [_to_segment(run, chips) for row in rows for run in _drop_icons(row)]


def _find_run(word: Word, runs: list[list[Word]], chips: Sequence[Area]) -> list[Word] | None:
    """The run that a word continues, or None."""
    for run in reversed(runs):
        last = run[-1]
        size = min(word_size(last), word_size(word))
        if (
            -0.5 * size <= word.box[0] - last.box[2] <= _CELL_GAP * size
            and _on_one_line(last.box, word.box)
            and _find_chip(last, chips) == _find_chip(word, chips)
        ):
            return run
    return None


def _on_one_line(a: Box, b: Box) -> bool:
    """Whether two boxes overlap by more than half of the lower one's height."""
    overlap = min(a[3], b[3]) - max(a[1], b[1])
    return overlap > 0.5 * min(a[3] - a[1], b[3] - b[1])


def _is_chip(area: Area, page: Page) -> bool:
    """Whether an area is as small as a label set around a word or two."""
    left, top, right, bottom = area.box
    low, high = _CHIP_HEIGHTS
    return low < bottom - top < high and low < right - left < 0.4 * page.width


def _find_chip(word: Word, chips: Sequence[Area]) -> Box | None:
    """The smallest area a word stands in, or None."""
    x, y = (word.box[0] + word.box[2]) / 2, (word.box[1] + word.box[3]) / 2
    inside = [a.box for a in chips if a.box[0] <= x <= a.box[2] and a.box[1] <= y <= a.box[3]]
    return min(inside, key=lambda b: (b[2] - b[0]) * (b[3] - b[1]), default=None)


def _drop_icons(run: Sequence[Word]) -> list[list[Word]]:
    """The words between icons; an icon ends a run, as it stands before a new value."""
    pieces: list[list[Word]] = [[]]
    for index, word in enumerate(run):
        if is_icon(word.text) and not (index == 0 and word.text in _BULLETS):
            pieces.append([])
        else:
            pieces[-1].append(word)
    return [piece for piece in pieces if piece]


def _to_segment(words: Sequence[Word], chips: Sequence[Area]) -> Segment:
    box = enclose(word.box for word in words)
    return Segment(tuple(words), box, box, chip=_find_chip(words[0], chips) is not None)


def enclose(boxes: Iterable[Box]) -> Box:
    """The smallest box around all of them."""
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)


def make_lines(segments: Sequence[Segment], page: Page, first_row: int) -> list[Line]:
    """The segments of one column as lines from top to bottom."""
    rows: list[list[Segment]] = []
    for segment in sorted(segments, key=lambda s: (s.anchor[1] + s.anchor[3]) / 2):
        if rows and any(_on_one_line(other.anchor, segment.anchor) for other in rows[-1]):
            rows[-1].append(segment)
        else:
            rows.append([segment])
    texts = [row[0].box[2] for row in rows if len(row) == 1]
    right = max(texts, default=0.0)
    dots = [a.box for a in page.areas if _is_dot(a.box)]
    lines: list[Line] = []
    for number, row in enumerate(rows):
        line = _make_line(sorted(row, key=lambda s: s.box[0]), page, first_row + number)
        above = lines[-1].box[3] if lines else line.box[1] - 50
        gap = (line.box[1] - above) / max(line.style.size, 1)
        if line.cells:
            dotted = line.bullet or any(_stands_before(dot, line) for dot in dots)
            lines.append(replace(line, gap=round(gap, 2), right=right, bullet=dotted))
    return lines


def _is_dot(box: Box) -> bool:
    """Whether an area is a bullet drawn as a shape."""
    width, height = box[2] - box[0], box[3] - box[1]
    return 1 < width < _DOT_WIDTH and 0.7 * width < height < 1.4 * width


def _stands_before(dot: Box, line: Line) -> bool:
    """Whether a drawn bullet belongs to a line; larger dots mark the points of a time line."""
    middle = (dot[1] + dot[3]) / 2
    return (
        dot[3] - dot[1] <= 0.5 * line.style.size
        and line.box[1] < middle < line.box[3]
        and dot[2] <= line.box[0]
        and line.box[0] - dot[2] < 2.5 * line.style.size
    )


def _make_line(row: Sequence[Segment], page: Page, number: int) -> Line:
    words = [list(segment.words) for segment in row]
    bullet = _pop_bullet(words, is_ocr=page.reader == "ocr")
    kept = [w for w in words if w]
    cells = [from_words(w, page=page.number, row=page.number * 10_000 + number) for w in kept]
    boxes = [w.box for group in kept for w in group] or [segment.box for segment in row]
    style = make_style([w for group in kept for w in group] or row[0].words)
    return Line(
        cells=tuple(cells),
        box=_place(boxes, [s.anchor for s in row]),
        page=page.number,
        style=style,
        bullet=bullet,
        lead=make_style(kept[0][:1]) if kept else style,
    )


def _place(words: Sequence[Box], anchors: Sequence[Box]) -> Box:
    """As wide as its words, as high as the row itself."""
    left, top, right, bottom = enclose(words)
    rows = enclose(anchors)
    return left, max(top, rows[1]), right, min(bottom, rows[3])


def _pop_bullet(cells: list[list[Word]], *, is_ocr: bool) -> bool:
    """Take a bullet off the front of a line; whether there was one."""
    first = cells[0][0].text
    alone = len(cells[0]) == 1 and len(cells) == 1
    if first in _BULLETS or (is_ocr and _OCR_BULLET.fullmatch(first) and not alone):
        del cells[0][0]
        return not alone
    if first[0] in "•●▪■◦‣" and len(first) > 1:
        cells[0][0] = cells[0][0].model_copy(update={"text": first[1:]})
        return True
    return False


def make_style(words: Sequence[Word]) -> Style:
    """The look that most characters of the words have."""
    total = sum(len(w.text) for w in words) or 1
    colors: dict[str | None, int] = defaultdict(int)
    for word in words:
        colors[word.color] += len(word.text)
    return Style(
        size=round(2 * median(word_size(w) for w in words)) / 2,
        bold=sum(len(w.text) for w in words if w.bold) > total / 2,
        italic=sum(len(w.text) for w in words if w.italic) > total / 2,
        color=max(colors, key=lambda c: colors[c]),
        capitals=is_capitals(" ".join(w.text for w in words)),
    )
