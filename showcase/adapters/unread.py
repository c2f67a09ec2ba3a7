"""Lines on a page that look like writing, where no word was read: pale titles, for one.

Tesseract parts ink from paper by one grey level for the whole page and loses what is lighter.
"""

from collections.abc import Iterable

from PIL import Image, ImageDraw

from showcase.adapters.patches import PixelBox, find_patches
from showcase.adapters.shades import CELL, grow

AROUND = 2
"""Cells around a word that belong to it: dots and strokes that its box cuts off."""
STEP = 4
"""Cells that are taken as one across, so that the letters and words of a line touch."""
JOINT = 3
MIN_HEIGHT, MAX_HEIGHT = 6, 18
"""Cells, 2 of them for the joint: capitals of 5 to 20 points."""
MIN_WIDTH = 3.0
"""Of the height; narrower ones are icons."""
MAX_LINES = 40


def find_unread(tinted: Image.Image, *, seen: Iterable[PixelBox]) -> list[PixelBox]:
    """Give boxes around writing outside of what was seen, on a sketch of a page."""
    rest = tinted.copy()
    draw = ImageDraw.Draw(rest)
    for left, top, right, bottom in seen:
        corners = (left // CELL - AROUND, top // CELL - AROUND)
        draw.rectangle((*corners, right // CELL + AROUND, bottom // CELL + AROUND), fill=0)
    joined = grow(rest.reduce((STEP, 1)).point(lambda level: 255 if level else 0), JOINT)
    lines = [
        (patch.left * CELL * STEP, patch.top * CELL, patch.right * CELL * STEP, patch.bottom * CELL)
        for patch in find_patches(joined)
        if MIN_HEIGHT <= patch.height <= MAX_HEIGHT
    ]
    lines = [line for line in lines if line[2] - line[0] >= MIN_WIDTH * (line[3] - line[1])]
    return lines[:MAX_LINES]
