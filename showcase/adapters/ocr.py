"""Text of a picture of a page, read by Tesseract: words with boxes and confidence."""

import re
from collections.abc import Iterable, Iterator
from functools import cache
from statistics import fmean
from typing import Any

import pytesseract
from PIL import Image

from showcase.adapters.labels import flatten_labels
from showcase.adapters.languages import ENGLISH, guess_language
from showcase.adapters.page_frame import enclose
from showcase.adapters.posture import QUARTERS, find_turn, straighten, turn
from showcase.errors import JobFailureCode, StepFailed
from showcase.models.document import Page, Word

TARGET_SIDE = 2480
"""The short side of A4 paper at 300 dpi, in pixels: letters have the size Tesseract reads best."""
LARGEST_SIDE = 3300
"""From here on a picture is made smaller: more pixels cost time and bring no words."""
MAX_ENLARGEMENT = 3.0
UPRIGHT_CONFIDENCE = 0.75
"""Mean over the words kept: about 0.9 on an upright page, up to 0.65 on one that is turned."""
TALL_SHARE = 0.5
"""Where more of the words are higher than wide, the page lies on its side."""
MIN_CONFIDENCE = 0.3
MIN_SIGN_CONFIDENCE = 0.6
"""Signs without a letter or digit must be that sure: most are rules, dots and icons."""
ADDRESS = re.compile(r"[\w.+-]+@ [\w-]+(\.[\w-]+)+|[\w.+-]+ @[\w-]+(\.[\w-]+)+")
ADDRESS_GAP = 0.6
"""Of the height of the line: about two spaces."""
LINE, WORD = 4, 5
"""Levels of the rows in Tesseract's table."""
MIN_LENGTH = 3
"""The box of a shorter word says nothing about its direction."""


def read_picture(image: Image.Image, *, number: int, points_per_pixel: float) -> Page:
    """Read a page from its grey picture, which may be turned, tilted, small or large.

    Raises:
        StepFailed: OCR_FAILED when Tesseract is missing or fails.
    """
    scale = _choose_scale(image)
    resized = image if scale == 1 else _resize(image, scale)
    try:
        degrees, words = _read_upright(resized, points_per_pixel / scale)
    except (pytesseract.TesseractError, pytesseract.TesseractNotFoundError) as error:
        raise StepFailed(JobFailureCode.OCR_FAILED, type(error).__name__) from error
    width, height = turn(image, degrees).size
    return Page(
        number=number,
        width=round(width * points_per_pixel, 2),
        height=round(height * points_per_pixel, 2),
        reader="ocr",
        words=tuple(words),
    )


def _choose_scale(image: Image.Image) -> float:
    side = min(image.size)
    if TARGET_SIDE <= side <= LARGEST_SIDE:
        return 1.0
    return min(TARGET_SIDE / side, MAX_ENLARGEMENT)


def _resize(image: Image.Image, scale: float) -> Image.Image:
    size = (max(1, round(image.width * scale)), max(1, round(image.height * scale)))
    return image.resize(size, Image.Resampling.LANCZOS, reducing_gap=2.0)


def _read_upright(image: Image.Image, points: float) -> tuple[int, list[Word]]:
    """Give the quarter turn that was needed, and the words of the page so turned.

    Most pages are upright: they are read at once, and only a poor result asks for another turn.
    No word at all is a blank page: turned text is read as garbage, not as nothing.
    """
    readings: dict[int, list[Word]] = {}
    for degrees in _likely_turns(image):
        level = flatten_labels(straighten(turn(image, degrees)))
        words = readings[degrees] = _read_words(level, points, language=ENGLISH)
        if not words:
            return 0, []
        if _is_upright(words):
            return degrees, _read_again(level, points, words)
    best = max(readings, key=lambda degrees: _score(readings[degrees]))
    return best, readings[best]


def _likely_turns(image: Image.Image) -> Iterator[int]:
    """Give the quarter turns worth a try; what Tesseract's own detection says comes second."""
    yield 0
    found = find_turn(image)
    if found == 0:
        return
    if found is not None:
        yield found
    yield from (degrees for degrees in QUARTERS if degrees != found)


def _read_again(image: Image.Image, points: float, words: list[Word]) -> list[Word]:
    """Read in the language of the text, if that is not English and is installed."""
    text = " ".join(word.text for word in words)
    language = guess_language(text, among=_installed_languages())
    return words if language == ENGLISH else _read_words(image, points, language=language)


def _is_upright(words: list[Word]) -> bool:
    return _confidence(words) >= UPRIGHT_CONFIDENCE and not _lies(words)


def _score(words: list[Word]) -> float:
    """Rank readings of the same picture: many sure words, lines running across."""
    return 0.0 if _lies(words) else _confidence(words) * len(words)


def _confidence(words: list[Word]) -> float:
    return fmean(word.confidence or 0.0 for word in words) if words else 0.0


def _lies(words: list[Word]) -> bool:
    boxes = [word.box for word in words if len(word.text) >= MIN_LENGTH]
    tall = sum(bottom - top > right - left for left, top, right, bottom in boxes)
    return tall > len(boxes) * TALL_SHARE


def _read_words(image: Image.Image, points: float, *, language: str) -> list[Word]:
    image.format = "BMP"  # how it is handed to Tesseract: packing a PNG takes 100 ms
    table: dict[str, list[Any]] = pytesseract.image_to_data(
        image, lang=language, config="--psm 3 --dpi 300", output_type=pytesseract.Output.DICT
    )
    rows = [dict(zip(table, row, strict=True)) for row in zip(*table.values(), strict=True)]
    return _join_addresses(_make_words(rows, points))


def _make_words(rows: list[dict[str, Any]], points: float) -> Iterator[Word]:
    """Give the words in Tesseract's order of blocks; their size is the height of their line."""
    size = 0.0
    for row in rows:
        if row["level"] == LINE:
            size = round(row["height"] * points, 2)
        text, confidence = str(row["text"]).strip(), float(row["conf"]) / 100
        if row["level"] == WORD and text and _is_sure(text, confidence):
            left, top = row["left"], row["top"]
            sides = (left, top, left + row["width"], top + row["height"])
            left, top, right, bottom = (round(side * points, 2) for side in sides)
            yield Word(
                text=text,
                box=(left, top, right, bottom),
                size=size,
                confidence=round(confidence, 2),
            )


def _is_sure(text: str, confidence: float) -> bool:
    spells = any(map(str.isalnum, text))
    return confidence >= (MIN_CONFIDENCE if spells else MIN_SIGN_CONFIDENCE)


def _join_addresses(words: Iterable[Word]) -> list[Word]:
    """Join e-mail addresses: the wide '@' looks to Tesseract like the end of a word."""
    joined: list[Word] = []
    for word in words:
        if joined and _is_one_address(joined[-1], word):
            joined[-1] = _join(joined[-1], word)
        else:
            joined.append(word)
    return joined


def _is_one_address(before: Word, after: Word) -> bool:
    gap = after.box[0] - before.box[2]
    near = -1 < gap < (before.size or 0) * ADDRESS_GAP
    return near and bool(ADDRESS.fullmatch(f"{before.text} {after.text}"))


def _join(before: Word, after: Word) -> Word:
    return before.model_copy(
        update={
            "text": before.text + after.text,
            "box": enclose([before.box, after.box]),
            "confidence": min(before.confidence or 0, after.confidence or 0),
        }
    )


@cache
def _installed_languages() -> frozenset[str]:
    return frozenset(pytesseract.get_languages())
