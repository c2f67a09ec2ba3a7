"""How people write the time they spent somewhere, and how little of it they tell."""

from dataclasses import replace

from benchmarks.made_up.layout import Layout
from benchmarks.made_up.person import Month, Period
from benchmarks.made_up.vocabulary import read_words

_YEARS_ONLY = {"yyyy", "season"}


def coarsen(period: Period, layout: Layout) -> Period:
    """The period as exactly as the layout tells it."""
    start, end = period.start, period.end
    if layout.dates not in _YEARS_ONLY:
        return period
    if start and end and start[0] == end[0]:
        end = (end[0] + 1, end[1])
    if layout.dates == "season":
        return replace(period, start=start, end=end)
    return Period((start[0], None) if start else None, (end[0], None) if end else None)


def format_period(period: Period, layout: Layout, language: str) -> str:
    """The period in the layout's form."""
    words = read_words(language)
    if period.start is None:
        return format_month(period.end, layout, language) if period.end else ""
    start = format_month(period.start, layout, language)
    if period.end is None:
        if layout.since:
            return f"{words['since']} {start}"
        return f"{start}{layout.dash}{layout.present}"
    return f"{start}{layout.dash}{format_month(period.end, layout, language)}"


def format_month(month: Month, layout: Layout, language: str) -> str:
    """A month in the layout's form."""
    words = read_words(language)
    year, number = month
    if number is None:
        return str(year)
    numeric = {"mm/yyyy": f"{number:02}/{year}", "yyyy-mm": f"{year}-{number:02}"}
    numeric |= {"mm.yyyy": f"{number:02}.{year}"}
    if layout.dates in numeric:
        return numeric[layout.dates]
    if layout.dates == "season":
        return f"{words['seasons'][number % 12 // 3]} {year}"
    name = words["months" if layout.dates == "month" else "short_months"][number - 1]
    if layout.dates == "short'":
        return f"{name} ’{year % 100:02}"
    joint = " de " if language in {"es", "pt"} and layout.dates == "month" else " "
    return f"{name}{joint}{year}"
