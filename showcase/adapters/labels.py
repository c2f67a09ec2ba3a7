"""Coloured labels with white text on them, as resumes show skills, made plain for OCR.

Tesseract reads white text on large dark areas, but takes small coloured labels for pictures and
skips them. Here they become dark text on white. On pages with labels 2 to 10 more words of 100 are
found [measured]; pages without labels stay as they are.
"""

from PIL import Image, ImageChops, ImageFilter, ImageOps

CELL = 6
"""Pixels to a cell of the sketch, at the 300 dpi that pages are read at."""
STROKE_CELLS = 5
"""A window this wide sees more of a label than of the letters on it: its median is the colour."""
DARKEST, LIGHTEST = 90, 225
"""Grey levels of labels. Darker ones may as well be thick letters, lighter ones are read as is."""
LABEL_CELLS = 5
"""What is lower or narrower, half a letter's height, is no label."""
BLOCK = 3
AREA_BLOCKS = 11
"""What is 33 cells high, 48 points, is a side bar or a banner: Tesseract reads those."""
NOISE = 30
"""Grey levels by which a label differs from its own median; letters differ by more."""
MORE_CONTRAST = 4.0


def flatten_labels(image: Image.Image) -> Image.Image:
    """Give a grey page of 300 dpi with the text of coloured labels in dark on white."""
    size = (max(1, image.width // CELL), max(1, image.height // CELL))
    colors = image.resize(size, Image.Resampling.NEAREST)
    colors = colors.filter(ImageFilter.MedianFilter(STROKE_CELLS))
    labels = _find_labels(colors)
    if labels.getbbox() is None:
        return image
    background = colors.resize(image.size, Image.Resampling.BILINEAR)
    contrast = ImageChops.difference(image, background).point(_raise_contrast)
    borders = ImageChops.subtract(_grow(labels, 3), _shrink(labels, 3))
    flat = image.copy()
    flat.paste(ImageOps.invert(contrast), mask=labels.resize(image.size, Image.Resampling.NEAREST))
    flat.paste(255, mask=borders.resize(image.size, Image.Resampling.NEAREST))
    return flat


def _raise_contrast(level: int) -> float:
    return max(0.0, (level - NOISE) * MORE_CONTRAST)


def _find_labels(colors: Image.Image) -> Image.Image:
    """Give a mask, 255 on labels."""
    tinted = colors.point(lambda level: 255 if DARKEST <= level < LIGHTEST else 0)
    areas = _grow(_shrink(tinted, LABEL_CELLS), LABEL_CELLS)
    large = _grow(_shrink(areas.reduce(BLOCK), AREA_BLOCKS), AREA_BLOCKS + 2)
    return ImageChops.subtract(areas, large.resize(areas.size, Image.Resampling.NEAREST))


def _shrink(mask: Image.Image, cells: int) -> Image.Image:
    return mask.filter(ImageFilter.MinFilter(cells))


def _grow(mask: Image.Image, cells: int) -> Image.Image:
    return mask.filter(ImageFilter.MaxFilter(cells))
