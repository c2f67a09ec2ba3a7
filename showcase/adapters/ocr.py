"""A page out of its picture: brought upright and level, and read by Tesseract."""

import math
import re
from collections.abc import Iterator, Sequence
from statistics import fmean

import pytesseract
from PIL import Image

from showcase.adapters.languages import ENGLISH, guess_language
from showcase.adapters.misreadings import mend
from showcase.adapters.page_frame import fit
from showcase.adapters.patches import PixelBox
from showcase.adapters.posture import QUARTERS, UPRIGHT, Turn, find_turn, straighten, turn
from showcase.adapters.sample import sample_language
from showcase.adapters.second_look import read_passed_over
from showcase.adapters.tesseract import ReadWord, installed_languages, recognise
from showcase.errors import JobFailureCode, StepFailed
from showcase.models.document import Area, Box, Page, Word

TARGET_SIDE = 2480
"""The short side of A4 paper at 300 dpi, in pixels: letters have the size Tesseract reads best."""
LARGEST_SIDE = 3300
"""From here on a picture is made smaller: more pixels cost time and bring no words."""
MAX_ENLARGEMENT = 3.0
MAX_SHEET_PIXELS = 32_000_000
"""Three and a half pages of A4: long screenshots are read as well, endless ones smaller."""
UPRIGHT_CONFIDENCE = 0.75
"""Mean over the words kept: about 0.9 on an upright page, up to 0.65 on one that is turned."""
TALL_SHARE = 0.5
"""Where more of the words are higher than wide, the page lies on its side."""
MIN_CONFIDENCE = 0.3
MIN_SIGN_CONFIDENCE = 0.6
"""Signs without a letter or digit must be that sure: most are rules, dots and icons."""
MIN_LONE_CONFIDENCE = 0.6
LONE = re.compile(r"[A-DF-Z0-9]")
"""So must a lone digit or capital: icons look like them."""
MIN_LENGTH = 3
"""The box of a shorter word says nothing about its direction."""


def read_picture(image: Image.Image, *, number: int, points_per_pixel: float) -> Page:
    """Read a page from its grey picture, which may be turned, tilted, small or large.

    Raises:
        StepFailed: OCR_FAILED when Tesseract is missing or fails.
    """
    sized, scale = resize_for_reading(image)
    points = points_per_pixel / scale
    try:
        degrees, level, words, language = _read_upright(sized)
        words, labels = read_passed_over(level, words, language=language)
    except (pytesseract.TesseractError, pytesseract.TesseractNotFoundError) as error:
        raise StepFailed(JobFailureCode.OCR_FAILED, type(error).__name__) from error
    return Page(
        number=number,
        width=round(level.width * points, 2),
        height=round(level.height * points, 2),
        reader="ocr",
        words=tuple(_make_word(word, points) for word in words),
        areas=tuple(Area(box=_place(label, points)) for label in labels),
        turned=degrees,
    )


def resize_for_reading(image: Image.Image) -> tuple[Image.Image, float]:
    """Give the picture in a size at which letters are read well, and by how much it was scaled."""
    side = min(image.size)
    if TARGET_SIDE <= side <= LARGEST_SIDE and math.prod(image.size) <= MAX_SHEET_PIXELS:
        return image, 1.0
    scale = min(TARGET_SIDE / side, MAX_ENLARGEMENT)
    scale = fit(image.size, scale=scale, max_pixels=MAX_SHEET_PIXELS)
    size = (max(1, round(image.width * scale)), max(1, round(image.height * scale)))
    return image.resize(size, Image.Resampling.LANCZOS, reducing_gap=2.0), scale


def level_out(image: Image.Image, *, turned: Turn) -> Image.Image:
    """Give a picture as its words were read: turned, then tilted until its lines are level."""
    return straighten(turn(image, turned))


def _read_upright(image: Image.Image) -> tuple[Turn, Image.Image, list[ReadWord], str]:
    """Give how the picture was turned, it upright and level, its words, and their language.

    Most pages are upright: they are read at once, and only a poor result asks for another turn.
    No word at all is a blank page: turned text is read as garbage, not as nothing.
    """
    best, best_score = (UPRIGHT, image, list[ReadWord](), ENGLISH), -1.0
    for degrees in _likely_turns(image):
        level = level_out(image, turned=degrees)
        language = sample_language(level)
        words = _read_words(level, language)
        if not words:
            return degrees, level, [], language
        if _is_upright(words):
            return degrees, level, *_read_in_own_language(level, words, language)
        if _score(words) > best_score:
            best, best_score = (degrees, level, words, language), _score(words)
    return best


def _likely_turns(image: Image.Image) -> Iterator[Turn]:
    """Give the quarter turns worth a try; what Tesseract's own detection says comes second."""
    yield UPRIGHT
    found = find_turn(image)
    if found == UPRIGHT:
        return
    if found is not None:
        yield found
    yield from (degrees for degrees in QUARTERS if degrees != found)


def _read_in_own_language(
    image: Image.Image, words: list[ReadWord], language: str
) -> tuple[list[ReadWord], str]:
    """Read again if the whole page shows that the sample told the wrong language."""
    text = " ".join(word.text for word in words)
    own = guess_language(text, among=installed_languages())
    return (words if own == language else _read_words(image, own)), own


def _read_words(image: Image.Image, language: str) -> list[ReadWord]:
    words = mend(recognise(image, language=language), language=language)
    return [word for word in words if word.confidence >= _required_confidence(word.text)]


def _required_confidence(text: str) -> float:
    if not any(map(str.isalnum, text)):
        return MIN_SIGN_CONFIDENCE
    return MIN_LONE_CONFIDENCE if LONE.fullmatch(text) else MIN_CONFIDENCE


def _is_upright(words: Sequence[ReadWord]) -> bool:
    return _confidence(words) >= UPRIGHT_CONFIDENCE and not _lies(words)


def _score(words: Sequence[ReadWord]) -> float:
    """Rank readings of the same picture: many sure words, lines running across."""
    return 0.0 if _lies(words) else _confidence(words) * len(words)


def _confidence(words: Sequence[ReadWord]) -> float:
    return fmean(word.confidence for word in words) if words else 0.0


def _lies(words: Sequence[ReadWord]) -> bool:
    long = [word for word in words if len(word.text) >= MIN_LENGTH]
    tall = sum(word.bottom - word.top > word.right - word.left for word in long)
    return tall > len(long) * TALL_SHARE


def _make_word(word: ReadWord, points: float) -> Word:
    return Word(
        text=word.text,
        box=_place((word.left, word.top, word.right, word.bottom), points),
        size=round(word.height * points, 2),
        confidence=round(word.confidence, 2),
    )


def _place(box: PixelBox, points: float) -> Box:
    left, top, right, bottom = (round(side * points, 2) for side in box)
    return (left, top, right, bottom)
