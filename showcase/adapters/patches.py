"""Connected patches of a mask: where white pixels touch each other."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from PIL import Image

PixelBox = tuple[int, int, int, int]
"""Left, top, right and bottom in pixels."""

RUN = re.compile(rb"\xff+")


@dataclass(slots=True)
class Patch:
    """The box around a patch."""

    left: int
    top: int
    right: int
    bottom: int

    @property
    def height(self) -> int:
        """Rows of pixels."""
        return self.bottom - self.top

    def absorb(self, other: "Patch") -> None:
        """Take in a patch that touches this one."""
        self.left, self.top = min(self.left, other.left), min(self.top, other.top)
        self.right, self.bottom = max(self.right, other.right), max(self.bottom, other.bottom)


Run = tuple[int, int, Patch]
"""Where white pixels begin and end in a row, and the patch they belong to."""


def find_patches(mask: Image.Image) -> Iterator[Patch]:
    """Give the patches of a mask whose pixels are 0 or 255, those that end first first."""
    pixels, (width, height) = mask.tobytes(), mask.size
    above: list[Run] = []
    for row in range(height + 1):
        here: list[Run] = []
        for found in RUN.finditer(pixels, row * width, (row + 1) * width):
            left, right = found.start() - row * width, found.end() - row * width
            patch = Patch(left, row, right, row + 1)
            touching = [p for start, end, p in above if start < right and end > left]
            for other in {id(p): p for p in touching}.values():
                patch.absorb(other)
                above, here = _rename(above, other, patch), _rename(here, other, patch)
            here.append((left, right, patch))
        going_on = {id(patch) for _, _, patch in here}
        yield from {id(p): p for _, _, p in above if id(p) not in going_on}.values()
        above = here


def _rename(runs: list[Run], old: Patch, new: Patch) -> list[Run]:
    return [(left, right, new if patch is old else patch) for left, right, patch in runs]
