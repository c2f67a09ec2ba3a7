"""Paragraphs: bullets and texts joined across lines, columns and pages."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from agents.reader.entries import is_label
from agents.reader.lines import Line
from agents.reader.passages import Passage, join

_APART = 3.0
"""Lines further apart than this, in font sizes, are of different texts."""
_END = re.compile(r"[.!?:;]['\"”’)]?$")


@dataclass(frozen=True)
class Paragraph:
    """A text of one or more lines, with or without a bullet in front."""

    passage: Passage
    bullet: bool


def join_paragraphs(lines: Sequence[Line]) -> list[Paragraph]:
    """The texts of an entry; labels such as 'Highlights' are left out."""
    groups: list[list[Line]] = []
    for line in lines:
        if is_label(line):
            groups.append([])
        elif groups and groups[-1] and _continues(groups[-1], line, lines):
            groups[-1].append(line)
        else:
            groups.append([line])
    return [
        Paragraph(join([line.passage for line in group]), group[0].bullet)
        for group in groups
        if group
    ]


def _continues(group: Sequence[Line], line: Line, lines: Sequence[Line]) -> bool:
    """Whether a line goes on with the paragraph above it."""
    above = group[-1]
    if line.bullet:
        return False
    if _moved(above, line):
        return not _END.search(above.text) or above.text[-1] == ":"
    if line.gap > _usual_gap(lines) + 0.45:
        return False
    if group[0].bullet:
        inside = line.box[0] >= group[0].box[0] - 0.6 * line.style.size
        return inside or (line.text[0].islower() and not _is_broken_early(above, line, lines))
    if any(other.bullet for other in lines):
        return line.text[0].islower() or not _is_broken_early(above, line, lines)
    return not _is_broken_early(above, line, lines)


def _moved(above: Line, line: Line) -> bool:
    """Whether the text went on in another column or on another page."""
    return above.page != line.page or line.box[1] < above.box[1]


def _usual_gap(lines: Sequence[Line]) -> float:
    """The smallest space between the lines of a text; they stand closer than paragraphs."""
    gaps = sorted(line.gap for line in lines[1:] if abs(line.gap) < _APART)
    return gaps[len(gaps) // 4] if gaps else 0.5


def _is_broken_early(above: Line, line: Line, lines: Sequence[Line]) -> bool:
    """Whether the first word of a line would have fitted at the end of the line above."""
    tokens = line.cells[0].tokens
    width = tokens[0].word.box[2] - tokens[0].word.box[0] if tokens else 0
    right = max(above.right, *(other.box[2] for other in lines if other.page == above.page))
    return above.box[2] + width + above.style.size < right
