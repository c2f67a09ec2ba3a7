"""Spelling that compares: without case, accents, ligatures and letter spacing."""

import re
import unicodedata
from functools import lru_cache

_FEWEST_LETTERS = 3
_PUNCTUATION = re.compile(r"[^a-z0-9+#]+")
_SPACED_LETTERS = re.compile(r"(?:(?<=\s)|^)(?:[^\W\d_] ){3,}[^\W\d_](?=\s|$)")


@lru_cache(maxsize=20_000)
def fold(text: str) -> str:
    """The text in lower case without accents; punctuation is one blank, except + and #."""
    if text.isascii():
        return _PUNCTUATION.sub(" ", text.lower()).strip()
    decomposed = unicodedata.normalize("NFKD", text.replace("ß", "ss")).lower()
    letters = (c for c in decomposed if not unicodedata.combining(c))
    return " ".join("".join(c if c.isalnum() or c in "+#" else " " for c in letters).split())


def close_letters(text: str) -> str:
    """The text with letter-spaced words closed: 'P r e s e n t' becomes 'Present'."""
    return _SPACED_LETTERS.sub(lambda match: match[0].replace(" ", ""), text)


def is_icon(text: str) -> bool:
    """Whether the text is only glyphs of an icon font or symbols, with nothing to read."""
    return text == "#" or all(
        unicodedata.category(c) in {"Co", "So", "Cn", "Cf", "Cc"} for c in text
    )


def is_capitals(text: str) -> bool:
    """Whether the text is written in capitals: at least three letters, all of them upper case."""
    return text.isupper() and sum(map(str.isalpha, text)) >= _FEWEST_LETTERS
