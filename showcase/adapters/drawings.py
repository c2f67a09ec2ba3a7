"""What is drawn on a PDF page beside its text: filled areas, ruled lines and pictures."""

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import pypdfium2
import pypdfium2.raw as pdfium

from showcase.adapters.page_frame import PageFrame, contains
from showcase.models.document import Area, Box

MAX_OBJECTS = 20_000
"""Maps and plans have more; what comes behind is not worth its time."""
MAX_DEPTH = 8
"""How deep forms may stand in forms."""
MAX_SEGMENTS = 24
"""A path with more segments is an icon or a drawing; a rounded rectangle has 9 to 17."""
BULLET_SIDE = 8.0
"""A filled path no larger, in points, is a bullet, however round it was drawn."""
RULE_THICKNESS = 3.0
"""A stroked path this thin, in points, is a ruled line."""
MIN_BACKGROUND_HEIGHT = 4.0
"""Areas lower than this, in points, are rules and stand behind no word."""
OPAQUE = 230
"""Alpha, of 255, from which on nothing shines through."""


PageObject = Any
"""A pointer of ctypes; PDFium's binding has no types."""


class Painted(NamedTuple):
    """An area or a picture, with its place in the order of painting. Pictures have no colour."""

    order: int
    box: Box
    color: str | None


@dataclass
class Drawings:
    """Everything on a page that is no text, and when each text object was painted."""

    areas: list[Area] = field(default_factory=list)
    pictures: list[Box] = field(default_factory=list)
    paths: int = 0
    text_orders: dict[int, int] = field(default_factory=dict)
    painted: list[Painted] = field(default_factory=list)

    @property
    def count(self) -> int:
        """How many objects are drawn on the page, text among them."""
        return self.paths + len(self.pictures) + len(self.text_orders)

    def find_background(self, point: tuple[float, float], *, before: int) -> Painted | None:
        """Give what was painted last at the point before the text was; None is bare paper."""
        for painted in reversed(self.painted):
            if painted.order < before and contains(painted.box, point):
                return painted
        return None

    def is_covered(self, point: tuple[float, float], *, after: int) -> bool:
        """Tell whether anything was painted at the point after the text was."""
        return any(
            contains(painted.box, point)
            for painted in reversed(self.painted)
            if painted.order > after
        )


def read_drawings(page: pypdfium2.PdfPage, frame: PageFrame) -> Drawings:
    """Walk over the page's objects in the order of painting."""
    drawings = Drawings()
    for order, (drawn, matrix) in enumerate(_walk(page, pypdfium2.PdfMatrix(), depth=0)):
        if order > MAX_OBJECTS:
            break
        match pdfium.FPDFPageObj_GetType(drawn):
            case pdfium.FPDF_PAGEOBJ_TEXT:
                drawings.text_orders[address(drawn)] = order
            case pdfium.FPDF_PAGEOBJ_PATH:
                _add_path(drawings, drawn, order=order, box=_bounds(drawn, matrix, frame))
            case pdfium.FPDF_PAGEOBJ_IMAGE:
                box = _bounds(drawn, matrix, frame)
                drawings.pictures.append(box)
                drawings.painted.append(Painted(order, box, None))
    return drawings


def address(drawn: PageObject) -> int:
    """Give the identity of a page object: PDFium hands out a new pointer to it each time."""
    return ctypes.addressof(drawn.contents) if drawn else 0


def read_color(
    drawn: PageObject, read: PageObject = pdfium.FPDFPageObj_GetFillColor
) -> tuple[str, int]:
    """Give the colour of an object as #rrggbb and its alpha, 0 to 255."""
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    if not read(drawn, red, green, blue, alpha):
        return "#000000", 255
    return f"#{red.value:02x}{green.value:02x}{blue.value:02x}", alpha.value


def _walk(
    container: PageObject,
    matrix: pypdfium2.PdfMatrix,
    *,
    depth: int,
) -> Iterator[tuple[PageObject, pypdfium2.PdfMatrix]]:
    """Give every object with the matrix from its space to the page's, forms opened up."""
    count, get = (
        (pdfium.FPDFFormObj_CountObjects, pdfium.FPDFFormObj_GetObject)
        if depth
        else (pdfium.FPDFPage_CountObjects, pdfium.FPDFPage_GetObject)
    )
    for index in range(count(container)):
        drawn = get(container, index)
        if not drawn:
            continue
        if pdfium.FPDFPageObj_GetType(drawn) == pdfium.FPDF_PAGEOBJ_FORM and depth < MAX_DEPTH:
            own = pdfium.FS_MATRIX()
            pdfium.FPDFPageObj_GetMatrix(drawn, own)
            inner = pypdfium2.PdfMatrix.from_raw(own).multiply(matrix)
            yield from _walk(drawn, inner, depth=depth + 1)
        else:
            yield drawn, matrix


def _bounds(drawn: PageObject, matrix: pypdfium2.PdfMatrix, frame: PageFrame) -> Box:
    """Give the visible part of an object's bounds."""
    corners = [ctypes.c_float() for _ in range(4)]
    pdfium.FPDFPageObj_GetBounds(drawn, *corners)
    left, bottom, right, top = matrix.on_rect(*(corner.value for corner in corners))
    box = frame.place(left, bottom, right, top)
    width, height = frame.size
    return (max(box[0], 0.0), max(box[1], 0.0), min(box[2], width), min(box[3], height))


def _add_path(drawings: Drawings, drawn: PageObject, *, order: int, box: Box) -> None:
    drawings.paths += 1
    if box[0] > box[2] or box[1] > box[3]:
        return  # off the page
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    pdfium.FPDFPath_GetDrawMode(drawn, fill, stroke)
    sides = (box[2] - box[0], box[3] - box[1])
    thin = min(sides) <= RULE_THICKNESS
    simple = pdfium.FPDFPath_CountSegments(drawn) <= MAX_SEGMENTS
    if fill.value and (simple or max(sides) <= BULLET_SIDE):
        color, alpha = read_color(drawn)
        _add_area(drawings, order=order, box=box, color=color, alpha=alpha)
    elif stroke.value and thin and simple:
        color, _ = read_color(drawn, pdfium.FPDFPageObj_GetStrokeColor)
        drawings.areas.append(_area(box, color))


def _add_area(drawings: Drawings, *, order: int, box: Box, color: str, alpha: int) -> None:
    if alpha == 0:
        return
    drawings.areas.append(_area(box, color))
    if box[3] - box[1] >= MIN_BACKGROUND_HEIGHT and alpha >= OPAQUE:
        drawings.painted.append(Painted(order, box, color))


def _area(box: Box, color: str) -> Area:
    left, top, right, bottom = (round(side, 2) for side in box)
    return Area(box=(left, top, right, bottom), color=color)
