"""How large letters are set, told from how high the words made of them are.

'some' is lower than 'Some', which is lower than 'Soupy' or 'Été': the same font, four heights.
"""

import unicodedata
from collections.abc import Sequence
from itertools import pairwise
from statistics import median

ASCENT, X_HEIGHT, DESCENT, ACCENT = 0.77, 0.56, 0.23, 0.2
"""Of the height of a line that has ascenders and descenders; fonts differ by a few per cent."""
LOW = frozenset("acemnorsuvwxzgpqyøæœ")
"""Letters without an ascender."""
DEEP = frozenset("gjpqyQ,;()[]{}|/@ß§_")
"""Letters and signs that reach below the line."""
SIGNS = frozenset("-–—~=+*'\"’‘“”„«»•·.…:°^<>")  # noqa: RUF001 (as they are written)
"""Their height says nothing about the font's."""
ABOVE = 230
"""The combining class of accents that stand above a letter, of the Unicode standard."""
ALIKE = 1.25
"""Words whose letters differ by no more than this factor are set in one size."""


def measure_letters(words: Sequence[tuple[str, int]], *, height: int) -> list[int]:
    """Give for each word of a line how high a full line of its letters is, in pixels.

    Words of one size tell it together: each is a few pixels off.

    Args:
        words: Each with the height of its box.
        height: Of the box around all of them: the answer for words without letters.
    """
    measured = [pixels / reach if (reach := _reach(text)) else 0.0 for text, pixels in words]
    return [round(_agree(own, measured)) if own else height for own in measured]


def _agree(own: float, measured: Sequence[float]) -> float:
    return median(other for other in measured if own / ALIKE <= other <= own * ALIKE)


def _reach(text: str) -> float:
    """Give how high the ink of a word is, as a share of a full line; 0 if that is not known."""
    letters = unicodedata.normalize("NFD", text)
    told = [letter for letter in letters if letter not in SIGNS]
    if not any(map(str.isalnum, told)):
        return 0.0
    low = all(letter in LOW or unicodedata.combining(letter) for letter in told)
    crowned = any(a.isupper() and unicodedata.combining(b) == ABOVE for a, b in pairwise(letters))
    deep = any(letter in DEEP for letter in told)
    return (X_HEIGHT if low else ASCENT) + ACCENT * crowned + DESCENT * deep
