"""Dates as resumes write them, in five languages: days, months, seasons, years, and 'present'."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from agents.reader.spelling import close_letters

_MONTHS = (
    "jan january januar jänner janvier janv enero ene janeiro",
    "feb february februar février fevrier févr fevr fév febrero fevereiro fev",
    "mar march märz maerz mär mrz mars marzo março marco",
    "apr april avril avr abril abr",
    "may mai mayo maio",
    "jun june juni juin junio junho",
    "jul july juli juillet juil julio julho",
    "aug august août aout agosto ago",
    "sep sept september septembre septiembre setembro set",
    "oct october oktober okt octobre octubre outubro out",
    "nov november novembre noviembre novembro",
    "dec december dezember dez décembre decembre déc diciembre dic dezembro",
)
_MONTH_NUMBERS = {name: number for number, names in enumerate(_MONTHS, 1) for name in names.split()}
_SEASONS = (
    "spring summer autumn fall winter frühling frühjahr sommer herbst printemps été automne hiver "
    "primavera verano otoño invierno verão outono inverno"
)
_PRESENT = (
    r"present|current|currently|now|today|ongoing|to date|till date|till now|until now|heute|jetzt|"
    r"aktuell|gegenwart|laufend|bis heute|actuel|actuelle|actuellement|présent|ce jour|à ce jour|"
    r"aujourd['’]hui|en cours|maintenant|presente|actualidad|actual|actualmente|la fecha|hoy|"
    r"atual|atualmente|atualidade|o momento|momento|hoje"
)
_NAME = "|".join(sorted(_MONTH_NUMBERS, key=len, reverse=True))
_DAYS = 31
_NEXT_CENTURY = 60
"""Two-digit years from here on are of the last century."""
_SEASON = "|".join(_SEASONS.split())
_YEAR = r"(?:19|20)\d{2}"
_DATE = rf"""
    (?P<iso>{_YEAR})-(?P<iso_month>0[1-9]|1[0-2])(?:-(?P<iso_day>\d{{2}}))?(?!\d)
  | (?P<big>{_YEAR})[/.](?P<big_month>0?[1-9]|1[0-2])(?!\d)
  | (?P<first>\d{{1,2}})[/.](?P<second>\d{{1,2}})[/.](?P<full_year>{_YEAR})
  | (?<![\d.])(?P<number>0?[1-9]|1[0-2])\s?[/.-]\s?(?P<number_year>{_YEAR})
  | (?:(?<![\d.,])(?P<day>\d{{1,2}})(?:st|nd|rd|th|er)?\.?\s+(?:de\s+)?)?
    \b(?P<name>{_NAME})\b\.?,?\s*(?:(?P<late_day>\d{{1,2}})(?:st|nd|rd|th)?,\s*)?
    (?:de\s+|del\s+|of\s+|/\s?|-)?
    (?:(?P<name_year>{_YEAR})|['’](?P<short_year>\d{{2}}))(?!\d)
  | (?P<lone_name>{_NAME})\b\.?
    (?=\s*(?:[-–—]|to\b|bis\b|au\b|à\b|al?\b|até\b)\s*(?:{_NAME})\b\.?\s*{_YEAR})
  | \b(?:{_SEASON})\b,?\s+(?:of\s+|de\s+)?(?P<season_year>{_YEAR})
  | (?<![\d.,$€£/-])(?P<year>{_YEAR})(?![\d%]|[.,]\d)
"""
_POINT = re.compile(_DATE, re.IGNORECASE | re.VERBOSE)
_YEAR_LIKE = re.compile(rf"{_YEAR}|['’]\d{{2}}")
"""Part of every date; most texts with digits have none, and are not searched any further."""
_PRESENT_POINT = re.compile(rf"(?<!\w)(?:{_PRESENT})(?!\w)", re.IGNORECASE)
_DASH = re.compile(
    r"\s*(?:[-–—−~→]+|\bto\b|\buntil\b|\btill\b|\bbis\b|\bau\b|\bà\b|\bau\s|\bhasta\b|\ba\b|\bal\b|"  # noqa: RUF001 (dashes)
    r"\baté\b|\bthrough\b|\band\b|\b–\b)\s*(?:zum\s|the\s)?(?:[-–—]\s*)?",
    re.IGNORECASE,
)
_SINCE = re.compile(
    r"(?:\b(?:since|from|seit|ab|depuis|desde|von|du|de)\s+)$",
    re.IGNORECASE,
)
_STILL = frozenset({"since", "seit", "depuis", "desde", "ab"})
_OPEN = re.compile(r"\s*[-–—]\s*(?=$|[|)\]])")
_DURATION = re.compile(
    r"[\s·|,(]*(?:\S\s+)?\b(?:(?:about|over|less than)\s+)?(?:\d+|an?|un[ea]?|ein(?:em?)?|um)\+?\s*"
    r"(?:years?|yrs?|months?|mos?|jahre?n?|monate?n?|ans?|mois|años?|meses|mes|anos?|mês|"
    r"weeks?|days?|wochen?)\b\.?[\s)]*",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Period:
    """A date or a range found in a text, between two offsets of it."""

    start: str | None
    end: str | None
    current: bool
    begin: int
    finish: int

    @property
    def is_range(self) -> bool:
        """Whether two ends are given ('2019 - 2020', '2019 - present', 'since 2019')."""
        return self.start is not None and (self.end is not None or self.current)


@lru_cache(maxsize=20_000)
def find_periods(text: str) -> tuple[Period, ...]:
    """All dates and ranges of a text, from left to right."""
    points = list(_list_points(text))
    periods: list[Period] = []
    index = 0
    while index < len(points):
        period, used = _read_period(text, points, index)
        if period is not None:
            periods.append(period)
        index += used
    return tuple(periods)


@lru_cache(maxsize=20_000)
def is_only_dates(text: str) -> bool:
    """Whether nothing but dates, durations and dashes stands in the text."""
    text = close_letters(text)
    periods = find_periods(text)
    rest = list(text)
    for period in periods:
        rest[period.begin : period.finish] = " " * (period.finish - period.begin)
    left = _DURATION.sub(" ", "".join(rest))
    return (bool(periods) or left != text) and not any(c.isalnum() for c in left)


def find_duration(text: str, start: int) -> tuple[int, int] | None:
    """Where a duration such as '(2 years 3 months)' follows an offset, or None."""
    end = start
    while match := _DURATION.match(text, end):
        end = match.end()
    return (start, end) if end > start else None


@dataclass(frozen=True)
class _Point:
    """One date: its value, or None for 'present'; its offsets; whether only a month is known."""

    value: str | None
    begin: int
    finish: int
    month_only: int = 0


def _list_points(text: str) -> list[_Point]:
    dated = _YEAR_LIKE.search(text)
    points = [_to_point(match) for match in _POINT.finditer(text)] if dated else []
    if not points and not _PRESENT_POINT.fullmatch(text.strip(" -–—()")):
        return []
    for match in _PRESENT_POINT.finditer(text):
        if all(p.finish <= match.start() or p.begin >= match.end() for p in points):
            points.append(_Point(None, match.start(), match.end()))
    return sorted(points, key=lambda point: point.begin)


def _to_point(match: re.Match[str]) -> _Point:
    found = match.groupdict()
    if found["lone_name"]:
        month = _MONTH_NUMBERS[found["lone_name"].lower()]
        return _Point(None, match.start(), match.end(), month_only=month)
    return _Point(_read_date(found), match.start(), match.end())


def _read_date(found: dict[str, str | None]) -> str:
    """YYYY, YYYY-MM or YYYY-MM-DD from the groups of a match."""
    if found["first"] and found["second"] and found["full_year"]:
        return _read_numbers(int(found["first"]), int(found["second"]), found["full_year"])
    year = next(
        (
            found[k]
            for k in ("iso", "big", "number_year", "name_year", "season_year", "year")
            if found[k]
        ),
        None,
    )
    if year is None:
        short = int(found["short_year"] or 0)
        year = str(2000 + short if short < _NEXT_CENTURY else 1900 + short)
    month = found["iso_month"] or found["big_month"] or found["number"]
    if found["name"]:
        month = str(_MONTH_NUMBERS[found["name"].lower()])
    day = found["iso_day"] or found["day"] or found["late_day"]
    if not month:
        return year
    return f"{year}-{int(month):02}" + (f"-{int(day):02}" if day and 1 <= int(day) <= _DAYS else "")


def _read_numbers(first: int, second: int, year: str) -> str:
    """Day and month in either order; the day comes first where both orders are possible."""
    day, month = (first, second) if second <= len(_MONTHS) else (second, first)
    known = 1 <= month <= len(_MONTHS) and 1 <= day <= _DAYS
    return f"{year}-{month:02}-{day:02}" if known else year


def _read_period(text: str, points: list[_Point], index: int) -> tuple[Period | None, int]:
    """The period that starts at a point, and how many points it used."""
    point = points[index]
    following = points[index + 1] if index + 1 < len(points) else None
    since = _SINCE.search(text[: point.begin])
    begin = since.start() if since else point.begin
    if following is not None and _DASH.fullmatch(text[point.finish : following.begin]):
        start = point.value or _complete(point, following)
        if start is not None:
            current = following.value is None
            return Period(start, following.value, current, begin, following.finish), 2
    if point.value is None:
        return Period(
            None, None, current=not point.month_only, begin=point.begin, finish=point.finish
        ), 1
    opened = _OPEN.match(text, point.finish)
    finish = opened.end() if opened else point.finish
    if opened or (since and since[0].strip().lower() in _STILL):
        return Period(point.value, None, current=True, begin=begin, finish=finish), 1
    return Period(None, point.value, current=False, begin=begin, finish=finish), 1


def _complete(point: _Point, following: _Point) -> str | None:
    """A month without a year, completed with the year of the date after it."""
    if not point.month_only or following.value is None:
        return None
    return f"{following.value[:4]}-{point.month_only:02}"
