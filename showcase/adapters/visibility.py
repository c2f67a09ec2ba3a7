"""Which words of a PDF page a reader can see, and whether its text layer can be used at all."""

import math
from collections.abc import Sequence
from typing import NamedTuple

import pypdfium2
from PIL import Image

from showcase.adapters.drawings import Drawings
from showcase.adapters.page_frame import PageFrame, centre, contains, covered_share, fit
from showcase.adapters.typography import SetWord
from showcase.models.document import Box

MIN_SIZE = 2.0
"""Smaller letters, in points, cannot be read."""
INVISIBLE = 3
"""The text render mode that paints nothing, ISO 32000-1 table 106."""
FAINT_ALPHA = 40
"""Less of 255 is as good as transparent."""
SIMILAR_SHADES = 40
"""Grey levels, of 255, under which text is suspected to vanish in its background."""
SEEN_CONTRAST = 12
"""Grey levels between lightest and darkest pixel from which on something is seen in a box."""
MAX_PICTURE_PIXELS = 8_000_000
PAPER = "#ffffff"

FEW_WORDS = 25
"""With fewer words than this, a page that shows pictures or drawings is taken for a scan."""
SCAN_SHARE = 0.3
"""A scan covers at least this share of its page; a portrait or a logo covers less."""
OUTLINED_TEXT_PATHS = 100
"""So many paths and no words: letters that were turned into outlines."""
READABLE_SHARE = 0.6
"""In a usable text layer at least this share of the characters are letters or digits."""


def part_hidden(
    words: Sequence[SetWord], *, drawings: Drawings, page: pypdfium2.PdfPage, frame: PageFrame
) -> tuple[list[SetWord], list[SetWord]]:
    """Part the words into those that are seen and those that nobody sees.

    The painted page is the judge: text in the colour of its background, covered, clipped away or
    in a layer that is switched off leaves no trace there. Text that is not painted at all counts
    where the page shows something else than painted words: a scan under its OCR layer, letters
    drawn as paths.
    """
    legible = [word for word in words if _is_legible(word, frame)]
    painting = _paint(page, frame)
    suspects = {id(word) for word in legible if _is_suspect(word, drawings=drawings)}
    traced = [word for word in legible if painting.shows(word.word.box)]
    seen = {id(word) for word in legible if not _is_spelled(word)} - suspects
    seen |= {id(word) for word in traced if id(word) not in suspects or _is_painted(word)}
    explained = [word.word.box for word in words if id(word) in seen]
    seen |= {
        id(word)
        for word in traced
        if not any(contains(box, centre(word.word.box)) for box in explained)
    }
    return [word for word in words if id(word) in seen], [
        word for word in words if id(word) not in seen
    ]


def needs_ocr(words: Sequence[SetWord], *, drawings: Drawings, frame: PageFrame) -> bool:
    """Tell whether a page shows text that its text layer lacks or spells as garbage."""
    characters = "".join(word.word.text for word in words)
    readable = sum(map(str.isalnum, characters))
    if words and readable < len(characters) * READABLE_SHARE:
        return True
    if len(words) >= FEW_WORDS:
        return False
    scanned = sum(covered_share(picture, frame.outline) for picture in drawings.pictures)
    outlined = not words and drawings.paths >= OUTLINED_TEXT_PATHS
    return scanned >= SCAN_SHARE or outlined


def _is_legible(word: SetWord, frame: PageFrame) -> bool:
    large = (word.word.size or MIN_SIZE) >= MIN_SIZE
    return large and contains(frame.outline, centre(word.word.box))


def _is_spelled(word: SetWord) -> bool:
    """Tell whether a word says anything; icons and signs may leave no trace and mislead nobody."""
    return any(map(str.isalnum, word.word.text))


def _is_painted(word: SetWord) -> bool:
    return word.render_mode != INVISIBLE and word.alpha >= FAINT_ALPHA


def _is_suspect(word: SetWord, *, drawings: Drawings) -> bool:
    """Tell whether a word is unpainted, painted over, or hardly differs from what is behind it."""
    order = drawings.text_orders.get(word.text_object, 0)
    point = centre(word.word.box)
    if not _is_painted(word) or drawings.is_covered(point, after=order):
        return True
    background = drawings.find_background(point, before=order)
    shade = _shade(background.color if background else PAPER)
    return shade is None or abs(shade - (_shade(word.word.color) or 0)) < SIMILAR_SHADES


def _shade(color: str | None) -> float | None:
    """Give the luma of a colour, 0 to 255 (ITU-R BT.601); None for that of a picture."""
    if color is None:
        return None
    red, green, blue = (int(color[start : start + 2], 16) for start in (1, 3, 5))
    return 0.299 * red + 0.587 * green + 0.114 * blue


def _paint(page: pypdfium2.PdfPage, frame: PageFrame) -> "Painting":
    """Paint the page at one pixel per point, or smaller where it is huge."""
    scale = fit(frame.size, scale=1.0, max_pixels=MAX_PICTURE_PIXELS)
    image: Image.Image = page.render(scale=scale, grayscale=True).to_pil()
    return Painting(image.tobytes(), image.width, image.height, scale)


class Painting(NamedTuple):
    """A page as it is seen, in grey."""

    pixels: bytes
    width: int
    height: int
    scale: float

    def shows(self, box: Box) -> bool:
        """Tell whether anything is seen in a box; its middle, where letters are, comes first."""
        sides = [side * self.scale for side in box]
        left, top = (max(0, math.floor(side)) for side in sides[:2])
        right = max(math.ceil(sides[2]), left + 1)
        bottom = max(math.ceil(sides[3]), top + 1)
        left, top = min(left, self.width - 1), min(top, self.height - 1)
        rows = range(top, min(bottom, self.height))
        levels: set[int] = set()
        for row in sorted(rows, key=lambda row: abs(2 * row - top - bottom)):
            start = row * self.width
            levels.update(self.pixels[start + left : start + min(right, self.width)])
            if max(levels) - min(levels) >= SEEN_CONTRAST:
                return True
        return False
