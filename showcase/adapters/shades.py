"""A sketch of a page that shows what is darker than the paper, however light the paper is."""

from PIL import Image, ImageChops, ImageFilter

CELL = 4
"""Pixels to a cell of the sketch, at the 300 dpi that pages are read at: about a point."""
PAPER_CELLS, PAPER_REACH = 8, 9
"""Paper is the lightest that is seen within 9 blocks of 8 cells, an inch: photographs have
shadows, and the edge of a shadow is nothing."""
TINT = 14
"""Grey levels, of 255, from which on something is darker than the paper."""


def find_paper(image: Image.Image) -> Image.Image:
    """Give the grey level of the paper in each cell of a page."""
    cells = image.reduce(CELL)
    lightest = cells.reduce(PAPER_CELLS).filter(ImageFilter.MaxFilter(PAPER_REACH))
    return lightest.resize(cells.size, Image.Resampling.BILINEAR)


def find_tinted(image: Image.Image, paper: Image.Image) -> Image.Image:
    """Give a mask of the cells of a page, 255 where they are darker than the paper."""
    darker = ImageChops.subtract(paper, image.reduce(CELL))
    return darker.point(lambda level: 255 if level >= TINT else 0)


def shrink(mask: Image.Image, cells: int) -> Image.Image:
    """Give the mask without what is narrower than so many cells, an odd number."""
    return _blur(mask, cells).point(lambda level: 255 if level == 255 else 0)  # noqa: PLR2004


def grow(mask: Image.Image, cells: int) -> Image.Image:
    """Give the mask with gaps closed that are narrower than so many cells, an odd number."""
    return _blur(mask, cells).point(lambda level: 255 if level else 0)


def _blur(mask: Image.Image, cells: int) -> Image.Image:
    """Give the mean of the window around each cell: ten times as fast as its least or greatest."""
    return mask.filter(ImageFilter.BoxBlur((cells - 1) // 2))
