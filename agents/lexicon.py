"""Looks words up in `claims.toml`: months, number words, guarded words, starters of sentences."""

import tomllib
import unicodedata
from fnmatch import fnmatchcase
from functools import cache
from importlib.resources import files
from typing import Any

LANGUAGES = ("en", "de", "fr", "es", "pt")


@cache
def read_claims() -> dict[str, Any]:
    """Return the lists of `claims.toml`."""
    return tomllib.loads(files(__package__).joinpath("claims.toml").read_text("utf-8"))


def fold(text: str) -> str:
    """Return the text in lower case without accents."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(char for char in decomposed if not unicodedata.combining(char))


@cache
def canonical_month(folded: str) -> int | None:
    """Return the number of the month that a word without accents names, in any language."""
    months = read_claims()["months"]
    return next((number for number, names in enumerate(months, 1) if folded in names), None)


@cache
def read_number_words(language: str) -> dict[str, str]:
    """Return the number words of a language, without accents, and the numbers they stand for."""
    numbers = read_claims()["numbers"]
    words = fold(numbers[language]).split()
    return dict(zip(words, map(str, numbers["values"]), strict=True))


def number_word(folded: str, *, language: str | None) -> str | None:
    """Return the number that a word without accents stands for; all languages if none is given."""
    languages = [language] if language else LANGUAGES
    return next((n for name in languages if (n := read_number_words(name).get(folded))), None)


@cache
def read_guarded(folded: str) -> tuple[str, ...]:
    """Return the patterns of the claim that a guarded word makes; empty for any other word."""
    for line in read_claims()["guarded"]:
        patterns = tuple(fold(line).split())
        if _fits(folded, patterns):
            return patterns
    return ()


@cache
def is_technology(folded: str) -> bool:
    """Tell whether a word in lower case is the name of a technology."""
    return folded in read_claims()["technologies"].split()


@cache
def is_starter(word: str, *, language: str) -> bool:
    """Tell whether a word in lower case can begin a sentence without naming anything."""
    return _fits(word, tuple(read_claims()["starters"][language].split()))


@cache
def is_common_noun(word: str, *, language: str) -> bool:
    """Tell whether a word in lower case is a noun that has a capital and yet names nothing."""
    return _fits(word, tuple(read_claims()["nouns"].get(language, "").split()))


def _fits(word: str, patterns: tuple[str, ...]) -> bool:
    """Tell whether a word fits one of the patterns, in which a star stands for any letters."""
    return any(fnmatchcase(word, pattern.casefold()) for pattern in patterns)
