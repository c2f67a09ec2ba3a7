"""Puts jobs and schools in the order of time, and tells how long they took."""

from collections.abc import Sequence
from typing import TypeVar

from agents.facts import Education, Fact, Work

Dated = TypeVar("Dated", Work, Education)
MONTHS = 12


def newest_first(items: Sequence[Dated]) -> list[Dated]:
    """Return jobs or schools newest first; as the resume orders them if any has no date."""
    if not all(item.current or item.end_date or item.start_date for item in items):
        return list(items)

    def last_day(item: Dated) -> tuple[bool, str, str]:
        end = item.end_date or item.start_date
        start = item.start_date or item.end_date
        return item.current, end.value if end else "", start.value if start else ""

    return sorted(items, key=last_day, reverse=True)


def count_months(items: Sequence[Work]) -> int:
    """Return how many months jobs took in all, side by side counted once.

    What still goes on counts until the newest date of any of them, so that the answer does not
    change with the day.
    """
    dates = [fact for item in items for fact in (item.start_date, item.end_date) if fact]
    newest = max((_count(fact) for fact in dates), default=0)
    worked: set[int] = set()
    for item in items:
        if item.start_date is None:
            continue
        end = _count(item.end_date) if item.end_date else newest if item.current else None
        worked.update(range(_count(item.start_date), (end or _count(item.start_date)) + 1))
    return len(worked)


def _count(date: Fact) -> int:
    """Return the months from year 0 to a date; the middle of the year where it has no month."""
    year, _, rest = date.value.partition("-")
    return int(year) * MONTHS + (int(rest[:2]) if rest else MONTHS // 2) if year.isdigit() else 0
