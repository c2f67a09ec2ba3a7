"""What Tesseract is known to misread in resumes, put right where the text itself proves it."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise, zip_longest
from statistics import median

from showcase.adapters.languages import ENGLISH
from showcase.adapters.tesseract import ReadWord

ADDRESS = re.compile(r"[^\s@]@[^\s@]+\.\w|https?\W|www\.|\w\.[a-z]{2,3}/\w")
"""What shows that a word is an e-mail address or the address of a page: they have no accents."""
SIX = re.compile(r"(?<=\d)é6?|é6?(?=\d)")
"""Beside a digit, 'é' is 6, which Tesseract may add."""
AT_SIGN = re.compile(r"[@©®]")
MAIL = re.compile(r"[\w.+-]+@[\w-]+(\.[\w-]+)+")
MAIL_GAP = 0.6
"""Of the height of the line, about two spaces: the wide sign looks like the end of a word."""
SCHEME = re.compile(r"\bh[it1lf][t1lf]p(s?)\W{1,4}(?=[\w-]+\.\w)")
SMALL_L = re.compile(r"(?<=\b[A-Z])l\b|(?<=\b[A-Z]{2})l\b|\bl(?=[a-z]?[A-Z])")
"""'Al', 'APl' and 'loT' are abbreviations: the capital I looks like a small l."""
NUMERAL = re.compile(r"\b(?!Ill\b)(?=[Il]*I)[Il]{2,3}\b")
CAPITAL_LANGUAGES = {ENGLISH, "deu"}
"""Where no word is a capital with a small l: unlike 'Al' in Spanish, 'Il' in French."""
LARGE = 1.3
"""Times the median height: names and titles, in which 'Al' may be a person."""


def mend(words: Sequence[ReadWord], *, language: str) -> Iterator[ReadWord]:
    """Give the words with addresses in one piece, and abbreviations in capitals."""
    large = LARGE * median([word.height for word in words] or [0])
    joined = _join_mail(words)
    for word in _mend_pronouns(joined) if language == ENGLISH else joined:
        text = mend_address(word.text)
        if language in CAPITAL_LANGUAGES and word.height <= large:
            text = NUMERAL.sub(lambda found: "I" * len(found[0]), SMALL_L.sub("I", text))
        yield word._replace(text=text)


def _mend_pronouns(words: Sequence[ReadWord]) -> Iterator[ReadWord]:
    """Give 'I' for a bar before a small letter: bars stand between names, titles and numbers."""
    for word, after in zip_longest(words, words[1:]):
        near = after is not None and 0 < after.left - word.right < word.height
        if word.text == "|" and near and after.text[0].islower():
            yield word._replace(text="I")
        else:
            yield word


def mend_address(text: str) -> str:
    """Give the text with the letters and signs that an address has, if it is one."""
    mail = AT_SIGN.sub("@", text)
    text = SCHEME.sub(r"http\1://", mail if MAIL.fullmatch(mail) else text)
    if text.isascii() or not ADDRESS.search(text):
        return text
    letters = unicodedata.normalize("NFKD", SIX.sub("6", text))
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def _join_mail(words: Iterable[ReadWord]) -> list[ReadWord]:
    joined: list[ReadWord] = []
    for word in words:
        joined.append(word)
        for count in (2, 3):
            parts = joined[-count:]
            if len(parts) == count and _is_one_mail(parts):
                joined[-count:] = [_join(parts)]
                break
    return joined


def _is_one_mail(parts: Sequence[ReadWord]) -> bool:
    text = AT_SIGN.sub("@", "".join(part.text for part in parts))
    gaps = [after.left - before.right for before, after in pairwise(parts)]
    near = all(
        -part.height < gap < part.height * MAIL_GAP
        for part, gap in zip(parts[1:], gaps, strict=True)
    )
    split = not any(MAIL.fullmatch(part.text) for part in parts)
    signs = all(AT_SIGN.fullmatch(part.text) for part in parts[1:-1])
    return near and split and signs and bool(MAIL.fullmatch(text))


def _join(parts: Sequence[ReadWord]) -> ReadWord:
    return parts[0]._replace(
        text=AT_SIGN.sub("@", "".join(part.text for part in parts)),
        top=min(part.top for part in parts),
        right=parts[-1].right,
        bottom=max(part.bottom for part in parts),
        confidence=min(part.confidence for part in parts),
    )
