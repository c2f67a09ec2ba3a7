"""A sheet of snippets: parts of a page laid out one below the other, so as to be read again."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from PIL import Image, ImageOps

from showcase.adapters.labels import find_ground
from showcase.adapters.patches import PixelBox
from showcase.adapters.tesseract import ReadWord, recognise

MARGIN = 36
"""Pixels around a snippet; Tesseract reads letters poorly at the edge."""
INK = 30
"""Grey levels by which text differs from its ground at least."""
CUTOFF = 0.5
"""Per cent of a snippet's pixels that may become pure white or black."""


class Snippet(NamedTuple):
    """Where on the page a part was cut out, and where it lies on the sheet."""

    box: PixelBox
    top: int
    bottom: int


def read_snippets(
    image: Image.Image, boxes: Sequence[PixelBox], *, language: str
) -> list[list[ReadWord]]:
    """Give, for each of the boxes, the words in it, with their place on the page."""
    if not boxes:
        return []
    sheet, snippets = _lay_out(image, boxes)
    words = recognise(sheet, language=language, layout="block")
    return [_pick(words, snippet) for snippet in snippets]


def _lay_out(image: Image.Image, boxes: Iterable[PixelBox]) -> tuple[Image.Image, list[Snippet]]:
    """Give a sheet that shows all snippets dark on white."""
    snippets: list[Snippet] = []
    top = MARGIN
    for box in boxes:
        bottom = top + box[3] - box[1]
        snippets.append(Snippet(box, top, bottom))
        top = bottom + MARGIN
    width = max(snippet.box[2] - snippet.box[0] for snippet in snippets)
    sheet = Image.new("L", (width + 2 * MARGIN, top), 255)
    for snippet in snippets:
        sheet.paste(_darken(image.crop(snippet.box)), (MARGIN, snippet.top))
    return sheet, snippets


def _darken(part: Image.Image) -> Image.Image:
    """Give text dark on white, whatever it was before."""
    ground, _ = find_ground(part)
    counts = part.histogram()
    if sum(counts[ground + INK :]) > sum(counts[: max(ground - INK, 0)]):
        part, ground = ImageOps.invert(part), 255 - ground
    clean = part.point(lambda level: min(level, ground))
    return ImageOps.autocontrast(clean, cutoff=(CUTOFF, 0))


def _pick(words: Iterable[ReadWord], snippet: Snippet) -> list[ReadWord]:
    left, top = snippet.box[0] - MARGIN, snippet.box[1] - snippet.top
    return [
        word._replace(
            left=word.left + left,
            top=word.top + top,
            right=word.right + left,
            bottom=word.bottom + top,
        )
        for word in words
        if snippet.top <= (word.top + word.bottom) / 2 < snippet.bottom
    ]
