"""Coloured labels on a page, such as resumes show skills on: where they are.

Tesseract reads light text on large dark areas, but takes small labels for pictures and skips them.
"""

from collections.abc import Iterator
from itertools import accumulate

from PIL import Image

from showcase.adapters.patches import Patch, PixelBox, find_patches
from showcase.adapters.shades import CELL, TINT, grow, shrink

STROKE_CELLS = 3
"""Windows this wide close the letters on a label, but not the gap to its neighbour."""
TEXT_CELLS = 5
"""Windows this wide wipe out letters that stand on bare paper."""
MIN_HEIGHT, MAX_HEIGHT = 8, 50
"""In cells: higher ones are side bars and banners, which Tesseract reads."""
MIN_WIDTH = 1.1
"""Of the height: a label is wider than high; squares and circles are icons."""
SIMILAR = 20
"""Grey levels within which pixels have the same colour."""
GROUND_SHARES = (0.5, 0.97)
"""The share of a label's pixels that have its colour; the rest is text."""
GAP_SHARE = 0.5
"""Where even the darkest pixel of a column is this far from label to paper, no label is."""
PROFILE_STEPS = 8
"""Parts into which a side is divided to look for its darkest: noise is evened out."""
INSETS = (8, 8, -8, -8)
"""Pixels off a label's sides: its border line, and what is half label and half paper."""
EDGE = 4
EDGE_SHARE = 0.8
"""The first and last rows of pixels show ground and no text; in bare words they show letters."""


def find_labels(image: Image.Image, *, tinted: Image.Image, paper: Image.Image) -> list[PixelBox]:
    """Give the labels on a grey page of 300 dpi, without their borders."""
    closed = shrink(grow(tinted, STROKE_CELLS), STROKE_CELLS)
    solid = grow(shrink(closed, TEXT_CELLS), TEXT_CELLS)
    labels: list[PixelBox] = []
    for patch in find_patches(solid):
        if MIN_HEIGHT <= patch.height <= MAX_HEIGHT:
            sides = (patch.left, patch.top, patch.right, patch.bottom)
            left, top, right, bottom = (side * CELL for side in sides)
            level = _level_at(paper, patch)
            labels += _part(image, (left, top, right, bottom), paper=level)
    return labels


def find_ground(image: Image.Image) -> tuple[int, float]:
    """Give the commonest grey level, and the share of the pixels that are about as light."""
    totals = [0, *accumulate(image.histogram())]
    around = [
        totals[min(level + SIMILAR + 1, 256)] - totals[max(level - SIMILAR, 0)]
        for level in range(256)
    ]
    level = max(range(256), key=around.__getitem__)
    return level, around[level] / totals[-1]


def _level_at(paper: Image.Image, patch: Patch) -> int:
    left, top = (patch.left + patch.right) // 2, (patch.top + patch.bottom) // 2
    return paper.crop((left, top, left + 1, top + 1)).tobytes()[0]


def _part(image: Image.Image, strip: PixelBox, *, paper: int) -> Iterator[PixelBox]:
    """Part labels that stand close together, and give those that are labels."""
    color, _ = find_ground(image.crop(strip))
    if paper - color < TINT:
        return
    limit = color + (paper - color) * GAP_SHARE
    for row in _cut(image, strip, limit, down=True):
        for column in _cut(image, row, limit, down=False):
            for box in _cut(image, column, limit, down=True):
                left, top, right, bottom = (
                    side + inset for side, inset in zip(box, INSETS, strict=True)
                )
                wide = right - left >= (bottom - top) * MIN_WIDTH
                if bottom - top >= MIN_HEIGHT * 2 and wide:
                    label = (left, top, right, bottom)
                    if _has_ground(image.crop(label)):
                        yield label


def _cut(image: Image.Image, box: PixelBox, limit: float, *, down: bool) -> Iterator[PixelBox]:
    """Cut a box where lines across it are light from end to end: a label's ground is dark."""
    part = image.crop(box)
    part = part if down else part.transpose(Image.Transpose.TRANSPOSE)
    levels = part.resize((PROFILE_STEPS, part.height), Image.Resampling.BOX).tobytes()
    darkest = [
        min(levels[start : start + PROFILE_STEPS]) for start in range(0, len(levels), PROFILE_STEPS)
    ]
    left, top, right, bottom = box
    begin = 0
    for end, level in enumerate([*darkest, 255]):
        if level <= limit:
            continue
        if end > begin and down:
            yield (left, top + begin, right, top + end)
        elif end > begin:
            yield (left + begin, top, left + end, bottom)
        begin = end + 1


def _has_ground(label: Image.Image) -> bool:
    """Tell whether one colour lies behind the text and reaches over and under it."""
    color, share = find_ground(label)
    edges = [
        label.crop((0, 0, label.width, EDGE)),
        label.crop((0, label.height - EDGE, label.width, label.height)),
    ]
    return GROUND_SHARES[0] <= share <= GROUND_SHARES[1] and all(
        sum(edge.histogram()[max(0, color - SIMILAR) : color + SIMILAR + 1])
        >= EDGE_SHARE * edge.width * edge.height
        for edge in edges
    )
