"""Reads dates as they are written in five languages, and how long periods are."""

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from agents.grounding.lexicon import canonical_month, read_claims
from agents.patterns import fold

YEAR = r"(?:19|20)\d\d"
NAMED = re.compile(rf"\b([^\W\d_]{{3,}})\.?,?\s(?:de\s|of\s)?({YEAR})\b")
NUMERIC = re.compile(rf"\b(?:[0-3]?\d[./])?(0?[1-9]|1[0-2])[./-]({YEAR})\b")
ISO = re.compile(rf"\b({YEAR})-(0[1-9]|1[0-2])(?:-[0-3]\d)?\b")
BARE = re.compile(rf"(?<![\w.,-])({YEAR})(?![\w%]|[.,]\d)")
BETWEEN = re.compile(
    r"^\s*(?:-|\u2013|\u2014|to|bis|until|à|au|a|hasta|até|y|and|et|e)\s*(?:en |in )?$"
)
OPEN = re.compile(
    r"^\s*(?:-|\u2013|\u2014|to|bis)\s*(?:present|today|now|heute|aujourd|présent|actual|presente|atual|hoy|hoje)",
    re.IGNORECASE,
)
MONTHS = 12


class Moment(NamedTuple):
    """A year, or a month of it, and where the text says so."""

    year: int
    month: int | None
    start: int
    end: int

    @property
    def date(self) -> tuple[int, int | None]:
        """The year and the month."""
        return self.year, self.month

    @property
    def said(self) -> str:
        """The date as one reads it."""
        return f"{self.year}-{self.month:02}" if self.month else str(self.year)


class Dates(NamedTuple):
    """The dates of a text, which of them begin or end periods, and how many months these last."""

    moments: list[Moment]
    begins: set[tuple[int, int | None]]
    ends: set[tuple[int, int | None]]
    lengths: list[int]


def list_moments(text: str) -> list[Moment]:
    """Return the dates of a text in order, each as precise as it is given."""
    found = [
        *_find(NAMED, text, year=2, month=1),
        *_find(NUMERIC, text, year=2, month=1),
        *_find(ISO, text, year=1, month=2),
    ]
    taken = {position for moment in found for position in range(moment.start, moment.end)}
    found += [item for item in _find(BARE, text, year=1, month=None) if item.start not in taken]
    return sorted(found, key=lambda moment: moment.start)


def _find(pattern: re.Pattern[str], text: str, *, year: int, month: int | None) -> Iterator[Moment]:
    """Yield the dates that a pattern finds."""
    for match in pattern.finditer(text):
        named = fold(match[month]) if month else ""
        number = int(named) if named.isdigit() else canonical_month(named)
        if number or month is None:
            yield Moment(int(match[year]), number, match.start(), match.end())


def read_dates(text: str) -> Dates:
    """Return the dates of a text and the periods between them."""
    moments = list_moments(text)
    dates = Dates(moments, set(), set(), [])
    for one, other in pairwise(moments):
        if BETWEEN.match(text[one.end : other.start].lower()):
            dates.begins.add(one.date)
            dates.ends.add(other.date)
            if (length := _count_months(one, other)) is not None:
                dates.lengths.append(length)
    for moment in moments:
        if OPEN.match(text[moment.end :]) or find_bound(text, moment) == "begins":
            dates.begins.add(moment.date)
    return dates


def _count_months(one: Moment, other: Moment) -> int | None:
    """Return the months from one date to another, both months included."""
    if one.month and other.month:
        return (other.year - one.year) * MONTHS + other.month - one.month + 1
    if one.month or other.month:
        return None
    return (other.year - one.year) * MONTHS


def find_bound(text: str, moment: Moment) -> str:
    """Return 'begins' for 'since …', 'ends' for 'until …', else nothing."""
    before = re.findall(r"[^\W\d_]+", fold(text[: moment.start]))[-2:]
    for bound in ("begins", "ends"):
        if any(word in read_claims()[bound].split() for word in before):
            return bound
    return ""
