"""Looks words up in `claims.toml`: months, number words, words that claim much or nothing."""

import json
import re
import tomllib
from collections.abc import Iterable
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

from agents.patterns import Patterns, compile_patterns, fold
from agents.phrases import read_phrases

LANGUAGES = ("en", "de", "fr", "es", "pt")


@cache
def read_claims() -> dict[str, Any]:
    """Return the lists of `claims.toml`."""
    return tomllib.loads(files(__package__).joinpath("claims.toml").read_text("utf-8"))


@cache
def list_words(name: str, language: str) -> Patterns:
    """Return the list of a language that has this name, such as 'neutral' or 'negations'."""
    return compile_patterns(read_claims()[name].get(language, ""))


@cache
def is_neutral(folded: str, language: str) -> bool:
    """Tell whether a word claims nothing; most words around the gaps of phrases do not."""
    if list_words("neutral", language).fits(folded):
        return True
    return folded in _list_phrase_words(language) and not find_synonyms(folded)


@cache
def _list_phrase_words(language: str) -> frozenset[str]:
    """Return the words of the phrases that the offline engine fills with facts."""
    phrases = read_phrases(language)
    written = json.dumps(
        [phrases[name] for name in ("tagline", "about", "intro")], ensure_ascii=False
    )
    return frozenset(re.findall(r"[^\W\d_]+", fold(re.sub(r"\{\w+\}", " ", written))))


@cache
def canonical_month(folded: str) -> int | None:
    """Return the number of the month that a word without accents names, in any language."""
    months = read_claims()["months"]
    return next((number for number, names in enumerate(months, 1) if folded in names), None)


@cache
def read_number_words(language: str) -> dict[str, float]:
    """Return the number words of a language, without accents, and the numbers they stand for."""
    numbers = read_claims()["numbers"]
    words = dict(zip(fold(numbers[language]).split(), numbers["values"], strict=True))
    more = {fold(word): value for word, value in numbers["more"].items()}
    return words | more | dict(_compose_numbers(words, language))


def _compose_numbers(words: dict[str, float], language: str) -> Iterable[tuple[str, float]]:
    """Yield the numbers from 21 to 99 that a language writes as one word."""
    forms = {"en": "{ten}-{one}", "de": "{one}und{ten}", "fr": "{ten}-{one}", "es": "veinti{one}"}
    tens = {word: value for word, value in words.items() if value in range(20, 100, 10)}
    ones = {word: value for word, value in words.items() if value in range(2, 10)}
    for ten, tenfold in tens.items():
        for one, value in ones.items():
            if language in forms and (language != "es" or tenfold == 20):  # noqa: PLR2004 (veinti-)
                yield forms[language].format(ten=ten, one=one), tenfold + value


@cache
def number_word(folded: str, *, language: str | None) -> float | None:
    """Return the number that a word without accents stands for; all languages if none is given."""
    languages = [language] if language else LANGUAGES
    return next((n for name in languages if (n := read_number_words(name).get(folded))), None)


@cache
def find_fraction(folded: str) -> float | None:
    """Return the part in percent that a word such as 'half' stands for."""
    fractions = read_claims()["fractions"].items()
    return next(
        (float(part[:-1]) for part, words in fractions if folded in fold(words).split()), None
    )


@cache
def find_unit(word: str) -> str | None:
    """Return what a unit such as 'weeks' or '€' measures in, or None if it is not one."""
    units = ((name, compile_patterns(words)) for name, words in read_claims()["units"].items())
    return next((name for name, patterns in units if patterns.fits(fold(word))), None)


@cache
def find_frequency(folded: str) -> str | None:
    """Return the unit of time that an adjective such as 'weekly' is about."""
    listed = read_claims()["frequencies"].items()
    return next((unit for unit, words in listed if compile_patterns(words).fits(folded)), None)


@cache
def _compile_groups() -> list[tuple[dict[str, Patterns], Patterns]]:
    """Return the guarded groups: the patterns by language, and those of all languages."""
    groups = read_claims()["guarded"].values()
    return [
        (
            {language: compile_patterns(group[language]) for language in LANGUAGES},
            compile_patterns(" ".join(group.values())),
        )
        for group in groups
    ]


@lru_cache(maxsize=65_536)
def find_guards(folded: str, language: str) -> tuple[Patterns, ...]:
    """Return, for each claim that a word may make, the words that back it."""
    return tuple(backing for words, backing in _compile_groups() if words[language].fits(folded))


@lru_cache(maxsize=65_536)
def find_tongue(folded: str) -> Patterns | None:
    """Return the words for the language that a word names, if it names one."""
    lines = (compile_patterns(line) for line in read_claims()["tongues"])
    return next((patterns for patterns in lines if patterns.fits(folded)), None)


@lru_cache(maxsize=65_536)
def find_role(folded: str, language: str) -> Patterns | None:
    """Return the words that back the occupation that a word names, if it names one."""
    for pattern in read_claims()["roles"][language].split():
        if (patterns := compile_patterns(pattern)).fits(folded):
            return patterns
    return None


@cache
def _compile_synonyms() -> list[Patterns]:
    """Return the lines of words that may stand for one another."""
    return [compile_patterns(line) for line in read_claims()["synonyms"]]


@lru_cache(maxsize=65_536)
def find_synonyms(folded: str) -> tuple[Patterns, ...]:
    """Return the words that may stand for a word."""
    return tuple(patterns for patterns in _compile_synonyms() if patterns.fits(folded))


@cache
def find_abbreviations(folded: str) -> tuple[str, ...]:
    """Return other ways to write a name."""
    lines = (line.split() for line in read_claims()["abbreviations"])
    return tuple(other for line in lines if folded in line for other in line if other != folded)


@cache
def is_technology(folded: str) -> bool:
    """Tell whether a word is the name of a technology."""
    return folded in read_claims()["technologies"].split()


@cache
def list_opposites() -> list[tuple[Patterns, Patterns]]:
    """Return pairs of words that mean the opposite of each other, both ways round."""
    pairs = [
        (compile_patterns(pair["one"]), compile_patterns(pair["other"]))
        for pair in read_claims()["opposites"]
    ]
    return pairs + [(other, one) for one, other in pairs]
