"""A sample of a page: the strip with the most text on it, read to learn the page's language.

A page is read once, in its own language, for a tenth of what reading it twice would cost.
"""

from itertools import accumulate

from PIL import Image, ImageChops

from showcase.adapters.languages import ENGLISH, guess_language
from showcase.adapters.shades import CELL
from showcase.adapters.tesseract import installed_languages, recognise

HEIGHT = 0.075
"""Of the page: about 35 words, of which 8 are common ones."""
SMALLER = 2
"""To be recognised, common words need only half of the resolution."""


def sample_language(image: Image.Image) -> str:
    """Give the language that a sample of an upright page is written in; English when in doubt.

    Raises:
        pytesseract.TesseractError: Tesseract failed.
        pytesseract.TesseractNotFoundError: It is not installed.
    """
    installed = installed_languages()
    if installed <= {ENGLISH, "osd"}:
        return ENGLISH
    words = recognise(cut_sample(image).reduce(SMALLER), language=ENGLISH, layout="block")
    return guess_language(" ".join(word.text for word in words), among=installed)


def cut_sample(image: Image.Image) -> Image.Image:
    """Give the strip across the page with the most strokes: shade changes where letters are."""
    sketch = image.reduce(CELL)
    strokes = ImageChops.difference(sketch, ImageChops.offset(sketch, 1, 0))
    rows = strokes.resize((1, sketch.height), Image.Resampling.BOX).tobytes()
    height = max(1, round(HEIGHT * len(rows)))
    totals = list(accumulate(rows, initial=0))
    top = max(range(len(rows) - height + 1), key=lambda row: totals[row + height] - totals[row])
    return image.crop((0, top * CELL, image.width, (top + height) * CELL))
