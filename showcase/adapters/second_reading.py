"""A page whose text layer PDFium reads badly, read by pdfplumber; and which of the two is better.

How flawed a reading is: the share of its characters that stand in words no person writes, because
words are glued together, letters have no known meaning, or the letters of a word stand apart.
"""

import re
from collections.abc import Iterator, Sequence
from io import BytesIO
from itertools import groupby
from typing import Any

import pdfplumber
from pdfminer.pdfexceptions import PDFException
from pdfminer.psexceptions import PSException
from pdfplumber.utils.exceptions import PdfminerException

from showcase.adapters.glyphs import clean_text
from showcase.adapters.page_frame import PageFrame, centre, contains
from showcase.adapters.typography import BOLD_NAME, ITALIC_NAME
from showcase.models.document import Word

LONGEST = 28
"""Letters without a break; longer than the compounds of German, shorter than a line of text."""
GLUED = re.compile(rf"[^\W\d_]{{{LONGEST},}}")
UNKNOWN = re.compile("\ufffd|[\ue000-\uf8ff]|\\(cid:\\d+\\)")
"""Characters without a meaning; alone they are icons."""
APART = 4
"""So many single letters in a row are a word that was pulled apart."""
FLAWED = 0.05
"""From this share of flawed characters on, a page is read again."""
KEPT = 0.95
"""The share of the letters that the better reading must have as well."""
MAX_OBJECTS = 5_000
"""Pages with more drawn on them keep pdfplumber busy for seconds."""
GAP = 0.15
"""Of the font size: a wider gap separates words."""
REACH = 0.5
"""Of its height, around a word that is seen: what stands there is seen as well."""
FAILURES = (
    *(PdfminerException, PDFException, PSException),
    *(ValueError, TypeError, KeyError, IndexError, AttributeError, RecursionError),
)
"""What pdfplumber raises for files that PDFium can read."""


def is_flawed(words: Sequence[Word]) -> bool:
    """Tell whether a reading is so bad that another one may be better."""
    return measure_flaws(words) >= FLAWED


def measure_flaws(words: Sequence[Word]) -> float:
    """Give the share of the characters, 0 to 1, that stand in flawed words."""
    texts = [word.text for word in words]
    total = sum(map(len, texts))
    broken = sum(len(text) for text in texts if _is_broken(text))
    runs = (len(list(run)) for single, run in groupby(texts, _is_letter) if single)
    return (broken + sum(run for run in runs if run >= APART)) / total if total else 0.0


def read_again(
    data: bytes, *, number: int, frame: PageFrame, words: Sequence[Word]
) -> Sequence[Word]:
    """Give the better reading of a page: these words, or what pdfplumber sees in their place."""
    try:
        again = [word for word in _read(data, number, frame) if _is_seen(word, words)]
    except FAILURES:
        return words
    letters = KEPT * _count_letters(words)
    better = measure_flaws(again) < measure_flaws(words) / 2 and _count_letters(again) >= letters
    return again if better else words


def _is_broken(text: str) -> bool:
    return bool(GLUED.search(text)) or (len(text) > 1 and bool(UNKNOWN.search(text)))


def _is_letter(text: str) -> bool:
    return len(text) == 1 and text.isalpha()


def _count_letters(words: Sequence[Word]) -> int:
    return sum(sum(map(str.isalnum, word.text)) for word in words)


def _is_seen(word: Word, words: Sequence[Word]) -> bool:
    """Tell whether a word stands where the first reading saw one: nothing hidden comes in."""
    point = centre(word.box)
    for left, top, right, bottom in (other.box for other in words):
        reach = REACH * (bottom - top)
        if contains((left - reach, top - reach, right + reach, bottom + reach), point):
            return True
    return False


def _read(data: bytes, number: int, frame: PageFrame) -> Iterator[Word]:
    with pdfplumber.open(BytesIO(data), pages=[number]) as document:
        [page] = document.pages
        width, height = frame.size
        if abs(page.width - width) > 1 or abs(page.height - height) > 1:
            return  # cropped or turned: the boxes would lie elsewhere
        found = page.extract_words(
            x_tolerance_ratio=GAP, use_text_flow=True, return_chars=True, expand_ligatures=True
        )
        for row in found:
            if text := clean_text(row["text"]):
                yield _make_word(text, row)


def _make_word(text: str, row: dict[str, Any]) -> Word:
    first = row["chars"][0]
    left, top, right, bottom = (round(row[side], 2) for side in ("x0", "top", "x1", "bottom"))
    return Word(
        text=text,
        box=(left, top, right, bottom),
        size=round(first["size"], 2),
        bold=bool(BOLD_NAME.search(first["fontname"])),
        italic=bool(ITALIC_NAME.search(first["fontname"])),
    )
