"""How a page lies on the glass: turned by quarters, or tilted by a few degrees."""

import math
from itertools import pairwise
from typing import Literal

import pytesseract
from PIL import Image, ImageOps

Turn = Literal[0, 90, 180, 270]
"""Degrees clockwise."""
UPRIGHT: Turn = 0
QUARTERS: tuple[Turn, ...] = (90, 180, 270)
TRANSPOSE = {
    90: Image.Transpose.ROTATE_270,
    180: Image.Transpose.ROTATE_180,
    270: Image.Transpose.ROTATE_90,
}
"""Clockwise, where Pillow counts the other way."""
SKETCH_WIDTH = 600
"""Lines of text are still apart at this width."""
CELLS_ACROSS = 10
"""Pixels of that width that a sketch takes as one: over so few, no tilt moves a line."""
MAX_TILT = 4.0
COARSE_STEP = 0.5
FINE_STEP = 0.1
MIN_TILT = 0.2
"""Degrees. Under this, Tesseract follows the lines by itself."""


def turn(image: Image.Image, degrees: Turn) -> Image.Image:
    """Give the picture turned clockwise."""
    return image.transpose(TRANSPOSE[degrees]) if degrees else image


def find_turn(image: Image.Image) -> Turn | None:
    """Give the clockwise turn that brings the text upright; None if Tesseract cannot tell."""
    try:
        found = pytesseract.image_to_osd(image, output_type=pytesseract.Output.DICT)
    except pytesseract.TesseractError:  # too few letters
        return None
    return next((turn for turn in (UPRIGHT, *QUARTERS) if turn == found["rotate"]), None)


def straighten(image: Image.Image) -> Image.Image:
    """Give the picture with its lines of text level."""
    tilt = find_tilt(image)
    if abs(tilt) < MIN_TILT:
        return image
    return image.rotate(-tilt, resample=Image.Resampling.BILINEAR, fillcolor=255)


def find_tilt(image: Image.Image) -> float:
    """Give how far lines of text are tilted counterclockwise, in degrees.

    The angle is the one at which the rows of pixels differ most: lines dark, spaces between white.
    """
    cell = max(1, round(image.width / SKETCH_WIDTH))
    sketch = image.reduce((cell * CELLS_ACROSS, cell))
    sketch = ImageOps.invert(ImageOps.autocontrast(sketch))
    coarse = _best_angle(sketch, _steps(0.0, MAX_TILT, COARSE_STEP))
    return _best_angle(sketch, _steps(coarse, COARSE_STEP, FINE_STEP))


def _steps(middle: float, reach: float, step: float) -> list[float]:
    count = round(reach / step)
    return [middle + index * step for index in range(-count, count + 1)]


def _best_angle(sketch: Image.Image, angles: list[float]) -> float:
    return max(angles, key=lambda angle: _contrast_of_rows(sketch, angle))


def _contrast_of_rows(sketch: Image.Image, angle: float) -> int:
    rows = _shear(sketch, angle).resize((1, sketch.height), Image.Resampling.BOX).tobytes()
    return sum([(below - above) ** 2 for above, below in pairwise(rows)])


def _shear(sketch: Image.Image, angle: float) -> Image.Image:
    """Give the sketch with its columns moved down, the further right the more.

    For angles as small as these it does to lines of text what a rotation does.
    """
    slope = -CELLS_ACROSS * math.tan(math.radians(angle))
    move = (1, 0, 0, slope, 1, -slope * sketch.width / 2)
    return sketch.transform(
        sketch.size, Image.Transform.AFFINE, move, resample=Image.Resampling.BILINEAR
    )
