"""From PDF user space to the page as a reader sees it: upright, cropped, top left first."""

import math
from typing import NamedTuple

import pypdfium2

from showcase.models.document import Box

MAX_SIDE = 32_000
"""Pixels; Tesseract refuses pictures with longer sides."""


class PageFrame(NamedTuple):
    """The visible rectangle of a page in user space, and how far the page is turned clockwise."""

    left: float
    bottom: float
    right: float
    top: float
    rotation: int

    @property
    def size(self) -> tuple[float, float]:
        """Width and height of the upright page in points."""
        width, height = self.right - self.left, self.top - self.bottom
        return (height, width) if self.rotation in {90, 270} else (width, height)

    @property
    def outline(self) -> Box:
        """The whole page as a box."""
        return (0.0, 0.0, *self.size)

    def place(self, left: float, bottom: float, right: float, top: float) -> Box:
        """Give the box on the upright page of a rectangle in user space."""
        match self.rotation:
            case 90:
                box = (bottom - self.bottom, left - self.left, top - self.bottom, right - self.left)
            case 180:
                box = (
                    self.right - right,
                    bottom - self.bottom,
                    self.right - left,
                    top - self.bottom,
                )
            case 270:
                box = (self.top - top, self.right - right, self.top - bottom, self.right - left)
            case _:
                box = (left - self.left, self.top - top, right - self.left, self.top - bottom)
        return box


def frame_page(page: pypdfium2.PdfPage) -> PageFrame:
    """Read the frame of a page: its CropBox within its MediaBox, and its rotation."""
    left, bottom, right, top = page.get_bbox()
    return PageFrame(left, bottom, right, top, page.get_rotation() % 360)


def enclose(boxes: list[Box]) -> Box:
    """Give the smallest box around all of the boxes."""
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    return (min(lefts), min(tops), max(rights), max(bottoms))


def centre(box: Box) -> tuple[float, float]:
    """Give the middle of a box."""
    return (box[0] + box[2]) / 2, (box[1] + box[3]) / 2


def contains(box: Box, point: tuple[float, float]) -> bool:
    """Tell whether a point lies in a box."""
    return box[0] <= point[0] <= box[2] and box[1] <= point[1] <= box[3]


def covered_share(box: Box, frame: Box) -> float:
    """Give the share of the frame's area that the box covers, 0 to 1."""
    width = min(box[2], frame[2]) - max(box[0], frame[0])
    height = min(box[3], frame[3]) - max(box[1], frame[1])
    whole = (frame[2] - frame[0]) * (frame[3] - frame[1])
    return max(width, 0.0) * max(height, 0.0) / whole if whole else 0.0


def fit(size: tuple[float, float], *, scale: float, max_pixels: int) -> float:
    """Give the scale, or a smaller one at which a picture of that size has no more pixels."""
    side, area = max(*size, 1.0), max(math.prod(size), 1.0)
    return min(scale, MAX_SIDE / side, math.sqrt(max_pixels / area))
