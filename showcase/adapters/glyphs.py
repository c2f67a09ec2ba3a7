"""Words out of glyphs: where one word ends and the next begins is seen in the gaps."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from statistics import median
from typing import NamedTuple

WORD_GAP = 0.15
"""A gap wider than this share of the line's height separates words: spaces are 0.16 to 0.35 of the
font size wide, kerning stays under 0.1."""
SEEN_GAP = 0.05
"""The same where PDFium sees a space."""
COLUMN_GAP = 1.5
"""A gap wider than this many line heights starts a new line: a column, a date at the right."""
LETTER_SPACING = 0.9
"""Letters further apart than this are never one letter-spaced word."""
SPACED_LETTERS = 4
"""So many single letters in a row, evenly spaced, are a letter-spaced word."""
WIDER = 1.6
"""In a letter-spaced title, a gap wider than the usual one by this factor separates words."""

SOFT_HYPHEN = "\u00ad"
SPELLING = (
    dict.fromkeys((0x02, 0xFFFE, 0x2010, 0x2011), "-")  # PDFium gives 2 for a hyphen at a line end
    | {code: unicodedata.normalize("NFKC", chr(code)) for code in range(0xFB00, 0xFB07)}
    | dict.fromkeys((0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF), "")
    | dict.fromkeys((0x00, 0x01, *range(0x03, 0x20), *range(0x7F, 0xA0)), "")
)
"""Hyphens, ligatures, characters without width, and control characters: PostgreSQL refuses 0."""
SURROGATE = re.compile("[\ud800-\udfff]")
"""Half of a character: both halves may come as two glyphs, and no encoding takes one alone."""
LOST_SLASH = re.compile(r"(?<=http):/(?!/)|(?<=https):/(?!/)")
"""PDFium takes the second of two close slashes for an imitation of bold and drops it."""
ACCENTS = {
    "`": "\u0300",
    "\u00b4": "\u0301",
    "\u02c6": "\u0302",
    "\u02dc": "\u0303",
    "\u00a8": "\u0308",
    "\u02da": "\u030a",
    "\u02c7": "\u030c",
    "\u00b8": "\u0327",
}
"""Accents that TeX draws over a letter as a glyph of its own, and what composes with a letter."""
MARKS = {*ACCENTS, SOFT_HYPHEN, "-", *(chr(code) for code, text in SPELLING.items() if text == "-")}


class Glyph(NamedTuple):
    """A drawn character with its advance box, in points from the top left of the upright page."""

    text: str
    left: float
    top: float
    right: float
    bottom: float
    number: int = 0
    """Under which the font and the colour can be looked up."""
    spaced: bool = False
    """Whether PDFium, which knows how wide the font's letters are, sees a space before it."""

    @property
    def height(self) -> float:
        """Give the height of the line: ascent to descent of the font."""
        return self.bottom - self.top


def join_words(glyphs: Iterable[Glyph]) -> Iterator[list[Glyph]]:
    """Give the glyphs of each word, in the order of the content, without white space."""
    for line in _split_lines(glyphs):
        yield from _join_spaced_letters(_split_words(_merge_overprints(line)))


def spell_word(word: Iterable[Glyph]) -> str:
    """Give the word's text: ligatures resolved, accents composed, soft hyphens gone."""
    return clean_text("".join(glyph.text for glyph in word))


def clean_text(text: str) -> str:
    """Give a word as it is read, without what cannot be seen or stored."""
    text = text.translate(SPELLING)
    if text.endswith(SOFT_HYPHEN):
        text = f"{text[:-1]}-"
    if SURROGATE.search(text):
        text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    text = unicodedata.normalize("NFC", text.replace(SOFT_HYPHEN, ""))
    return LOST_SLASH.sub("://", text)


def _split_lines(glyphs: Iterable[Glyph]) -> Iterator[list[Glyph]]:
    line: list[Glyph] = []
    for glyph in glyphs:
        if line and not _continues(line[-1], glyph):
            yield line
            line = []
        line.append(glyph)
    if line:
        yield line


def _continues(before: Glyph, after: Glyph) -> bool:
    """Tell whether a glyph stands right of another, on the same line."""
    gap = after.left - before.right
    if before.top == after.top and before.bottom == after.bottom and gap >= 0:  # most by far
        return gap <= (after.bottom - after.top) * COLUMN_GAP
    low, high = sorted((before.height, after.height))
    overlap = min(before.bottom, after.bottom) - max(before.top, after.top)
    ahead = gap >= -high / 2 or after.left >= before.left  # letters of a ligature share its box
    return overlap >= low / 2 and ahead and gap <= high * COLUMN_GAP


def _merge_overprints(line: Sequence[Glyph]) -> list[Glyph]:
    """Compose accents with the letter they stand over; of several hyphens in one box keep one."""
    if MARKS.isdisjoint(glyph.text for glyph in line):
        return list(line)
    merged: list[Glyph] = []
    for glyph in line:
        before = merged[-1] if merged else None
        if before and before.text in ACCENTS and glyph.text.isalpha() and _covers(glyph, before):
            merged[-1] = glyph._replace(text=glyph.text + ACCENTS[before.text])
        elif before and glyph.text in ACCENTS and before.text.isalpha() and _covers(before, glyph):
            merged[-1] = before._replace(text=before.text + ACCENTS[glyph.text])
        elif not (before and _is_hyphen(before) and _is_hyphen(glyph) and _covers(before, glyph)):
            merged.append(glyph)
    return merged


def _is_hyphen(glyph: Glyph) -> bool:
    return glyph.text == SOFT_HYPHEN or glyph.text.translate(SPELLING) == "-"


def _covers(letter: Glyph, mark: Glyph) -> bool:
    return letter.left < (mark.left + mark.right) / 2 < letter.right


def _split_words(line: Sequence[Glyph]) -> list[list[Glyph]]:
    words: list[list[Glyph]] = []
    word: list[Glyph] = []
    spacing = _letter_spacing(line)
    for glyph in line:
        if word and (glyph.text.isspace() or _is_apart(word[-1], glyph, spacing=spacing)):
            words.append(word)
            word = []
        if not glyph.text.isspace():
            word.append(glyph)
    return [*words, word] if word else words


def _letter_spacing(line: Sequence[Glyph]) -> float:
    """Give the distance that most letters of a line keep from each other."""
    height = max(glyph.height for glyph in line)
    gaps = [
        after.left - before.right
        for before, after in pairwise(line)
        if not before.text.isspace() and not after.text.isspace()
    ]
    spacing = median(gaps) if len(gaps) >= SPACED_LETTERS else 0.0
    return min(max(spacing, 0.0), height * LETTER_SPACING)


def _is_apart(before: Glyph, after: Glyph, *, spacing: float) -> bool:
    share = SEEN_GAP if after.spaced else WORD_GAP
    height = max(before.height, after.height)
    return after.left - before.right > spacing + height * share


def _join_spaced_letters(words: Sequence[list[Glyph]]) -> Iterator[list[Glyph]]:
    """Join 'E X P E R I E N C E' when its letters are set apart by space characters."""
    letters: list[Glyph] = []
    for word in words:
        if len(word) == 1 and word[0].text.isalnum():
            letters += word
            continue
        yield from _join_letters(letters)
        letters = []
        yield word
    yield from _join_letters(letters)


def _join_letters(letters: Sequence[Glyph]) -> Iterator[list[Glyph]]:
    gaps = [after.left - before.right for before, after in pairwise(letters)]
    usual = sorted(gaps)[len(gaps) // 4] if gaps else 0.0
    if len(letters) < SPACED_LETTERS or usual > letters[0].height * LETTER_SPACING:
        yield from ([letter] for letter in letters)
        return
    word = [letters[0]]
    for gap, letter in zip(gaps, letters[1:], strict=True):
        if gap > usual * WIDER:
            yield word
            word = []
        word.append(letter)
    yield word
