"""Reads numbers with their units, in digits and in words: '1.5k', '40 percent', 'fünf Wochen'."""

import re
from typing import NamedTuple

from agents.grounding.lexicon import find_fraction, find_unit, number_word
from agents.grounding.words import list_words_of
from agents.patterns import fold

NUMBER = re.compile(
    r"(?<![\w.,])([$€£]?)(\d+(?:[.,'\u2019\u00a0\u202f ]\d{3})+(?:[.,]\d+)?|\d+(?:[.,]\d+)?)"
    r"(?:\s?(k\b|m\b(?!\s*[²/])|mn\b|mio\b|million(?:s|en)?\b|mill(?:ón|ones)\b|milh(?:ão|ões)\b|"
    r"bn\b|billion(?:s|en)?\b|mrd\b|milliarden\b|tsd\b|thousand\b|tausend\b|mil\b|x\b|"
    r"%|percent\b|per\scent\b|prozent\b|pour\s?cent\b|por\s?(?:ciento|cento)\b))?",
    re.IGNORECASE,
)
MULTIPLIERS = {"k": 1e3, "ts": 1e3, "th": 1e3, "ta": 1e3, "bn": 1e9, "bi": 1e9}
RANGE = re.compile(
    r"^\s*(?:ms|s|h|[^\W\d_]+)?\s*(?:to|auf|bis|a|à|para|hasta|até|-|\u2013|and|und|et|y|e)\s*$"
)
PERCENT = re.compile(r"\s*(?:%|per\s?cent|prozent|pour\s?cent|por\s?c[ei])", re.IGNORECASE)
HALF = re.compile(r"\s+(?:and a half|et demie?|y medi[oa]|e mei[oa])\b")
ONE = re.compile(
    r"\b(?:in|within|over|em|en|binnen|innerhalb|dentro|dans) "
    r"(?:a|an|one|einem|einer|eines|un|une|una|um|uma) ([^\W\d_]+)",
    re.IGNORECASE,
)
"""A single unit of time, as in 'within a week'."""
ARTICLES = {
    "a",
    "an",
    "one",
    "by",
    "ein",
    "eine",
    "einem",
    "einen",
    "un",
    "une",
    "una",
    "um",
    "uma",
}
ARTICLES |= {"le", "la", "die", "the", "der", "des", "d"}


class Quantity(NamedTuple):
    """A number that a text gives: its value in one form, its unit if it has one, and its place."""

    value: str
    unit: str
    start: int
    end: int

    @property
    def said(self) -> str:
        """The number as one reads it."""
        return (
            f"{self.value}{self.unit}" if self.unit == "%" else f"{self.value} {self.unit}".strip()
        )


def list_quantities(text: str, *, language: str | None = None) -> list[Quantity]:
    """Return the numbers in a text, in order; number words of `language`, or of all languages."""
    found = [_read_digits(match, text) for match in NUMBER.finditer(text)]
    spared = NUMBER.sub(lambda match: " " * len(match[0]), text)
    found += _list_spelled(spared, language)
    found += _list_single(spared)
    return _share_units(sorted(found, key=lambda item: item.start), text)


def _read_digits(match: re.Match[str], text: str) -> Quantity:
    """Return a number in digits."""
    currency, digits, suffix = match.groups()
    value = float(_without_separators(digits))
    suffix = fold(suffix or "")
    if suffix == "%" or "cent" in suffix or suffix.startswith("pro") or "ciento" in suffix:
        return Quantity(f"{value:g}", "%", match.start(), match.end())
    if suffix and suffix != "x":
        key = suffix if suffix in MULTIPLIERS else suffix[:2]
        value *= MULTIPLIERS.get(key, 1e3 if suffix == "mil" else 1e6)
        value *= 1e3 if suffix in {"mrd", "milliarden"} else 1
    unit = find_unit(currency) if currency else _find_unit_after(text, match.end())
    return Quantity(f"{value:.10g}", unit or "", match.start(), match.end())


def _find_unit_after(text: str, end: int) -> str | None:
    """Return the unit that stands right behind a number."""
    following = re.match(r"\s*-?([^\W\d_]+|[€$£])", text[end:])
    return find_unit(following[1]) if following else None


def _without_separators(digits: str) -> str:
    """Return '1200.5' for 1,200.5 and 1.200,5 and 1 200,5."""
    digits = re.sub(r"[ '\u2019\u00a0\u202f]", "", digits)
    last = max(digits.rfind("."), digits.rfind(","))
    if last < 0:
        return digits
    whole, decimals = re.sub(r"[.,]", "", digits[:last]), digits[last + 1 :]
    is_thousands = len(decimals) == 3 and (whole != "0")  # noqa: PLR2004 (groups are of three)
    return whole + decimals if is_thousands else f"{whole}.{decimals}"


def _list_spelled(text: str, language: str | None) -> list[Quantity]:
    """Return the numbers in words, and parts of a whole such as 'a quarter'."""
    found: list[Quantity] = []
    before, end = "", 0
    for word in list_words_of(text):
        if word.start < end:
            continue
        value = number_word(word.folded, language=language)
        part = find_fraction(word.folded) if before in ARTICLES else None
        if value:
            half = HALF.match(text, word.end)
            end = half.end() if half else word.end
            value += 0.5 if half else 0
            unit = "%" if PERCENT.match(text, end) else _find_unit_after(text, end)
            found.append(Quantity(f"{value:g}", unit or "", word.start, end))
        elif part:
            found.append(Quantity(f"{part:g}", "%", word.start, word.end))
        before = word.folded
    return found


def _list_single(text: str) -> list[Quantity]:
    """Return single units of time such as 'within a week'."""
    return [
        Quantity("1", unit, match.start(1), match.start(1))
        for match in ONE.finditer(text)
        if (unit := find_unit(match[1])) in {"minute", "hour", "day", "week", "month", "year"}
    ]


def _share_units(found: list[Quantity], text: str) -> list[Quantity]:
    """Give the first number of a range the unit of the second: '6 to 4 weeks'."""
    shared = list(found)
    for index in range(len(found) - 2, -1, -1):
        one, other = shared[index], shared[index + 1]
        if not one.unit and other.unit and RANGE.match(text[one.end : other.start]):
            shared[index] = one._replace(unit=other.unit)
    return shared
