"""Tesseract: words of a picture with boxes and confidence."""

from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any, Literal, NamedTuple

import pytesseract
from PIL import Image

from showcase.adapters.languages import ENGLISH
from showcase.adapters.letters import measure_letters

Layout = Literal["page", "block"]
PAGE_SEGMENTATION: dict[Layout, int] = {"page": 3, "block": 6}
"""Tesseract's modes: find columns and blocks; or take it all for one block of lines."""
LINE, WORD = 4, 5
"""Levels of the rows in Tesseract's table."""


class ReadWord(NamedTuple):
    """A word as it was read. The box is in pixels, the height that of a line of its letters."""

    text: str
    left: int
    top: int
    right: int
    bottom: int
    height: int
    confidence: float


def recognise(
    image: Image.Image,
    *,
    language: str = ENGLISH,
    layout: Layout = "page",
) -> list[ReadWord]:
    """Give the words of a picture of 300 dpi in the order of blocks and lines.

    Raises:
        pytesseract.TesseractError: Tesseract failed.
        pytesseract.TesseractNotFoundError: It is not installed.
    """
    image.format = "BMP"  # how it is handed to Tesseract: packing a PNG takes 100 ms
    config = f"--psm {PAGE_SEGMENTATION[layout]} --dpi 300"
    table: dict[str, list[Any]] = pytesseract.image_to_data(
        image, lang=language, config=config, output_type=pytesseract.Output.DICT
    )
    return list(_read_rows(table))


@cache
def installed_languages() -> frozenset[str]:
    """Give the languages that Tesseract has data for."""
    return frozenset(pytesseract.get_languages())


def _read_rows(table: dict[str, list[Any]]) -> Iterator[ReadWord]:
    line: list[ReadWord] = []
    height = 0
    for values in zip(*table.values(), strict=True):
        row = dict(zip(table, values, strict=True))
        if row["level"] == LINE:
            yield from _measure(line, height)
            line, height = [], row["height"]
        text = str(row["text"]).strip()
        if row["level"] == WORD and text:
            left, top = row["left"], row["top"]
            right, bottom = left + row["width"], top + row["height"]
            confidence = float(row["conf"]) / 100
            line.append(ReadWord(text, left, top, right, bottom, height, confidence))
    yield from _measure(line, height)


def _measure(line: Sequence[ReadWord], height: int) -> Iterator[ReadWord]:
    """Give the words of a line with the height of their letters."""
    words = [(word.text, word.bottom - word.top) for word in line]
    heights = measure_letters(words, height=height)
    return (word._replace(height=own) for word, own in zip(line, heights, strict=True))
