"""Dates as people write them: as precise as the resume gives them, in the site's language."""

from dataclasses import dataclass
from datetime import date

from showcase.site.words import Words

BETWEEN = " – "
YEAR, MONTH, DAY = 1, 2, 3
"""Number of parts in a partial date of each precision."""


@dataclass(frozen=True, slots=True)
class Moment:
    """A date to show, and the same for machines (empty for 'Present')."""

    text: str
    machine: str = ""


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of time: one or two moments, or none where the resume gives no date."""

    moments: tuple[Moment, ...] = ()

    def __str__(self) -> str:
        """Return the span as plain text, such as Mar 2021 to Present, with a dash."""
        return BETWEEN.join(moment.text for moment in self.moments)

    def __bool__(self) -> bool:
        return bool(self.moments)


def make_day(value: str | None, *, words: Words) -> Span:
    """Return one date, as precise as it is given; an empty span where there is none."""
    return Span((_moment(value, words, precision=DAY),)) if value else Span()


def make_span(start: str | None, end: str | None, *, current: bool, words: Words) -> Span:
    """Return the time from start to end, or until now, in months."""
    moments = [_moment(value, words, precision=MONTH) for value in (start, end) if value]
    if current:
        moments = [*moments[: 1 if start else 0], Moment(words.present)]
    return Span(tuple(dict.fromkeys(moments)))


def _moment(value: str, words: Words, *, precision: int) -> Moment:
    """Return a partial date for showing.

    A month or day that no calendar has is left out: a resume may say 2021-13.
    """
    parts = _calendar_parts(value)[:precision]
    machine = "-".join(value.split("-")[: len(parts)])
    if len(parts) == YEAR:
        return Moment(machine, machine)
    pattern = words.day if len(parts) == DAY else words.month
    month = words.months[parts[1] - 1]
    return Moment(pattern.format(year=machine[:4], month=month, day=parts[-1]), machine)


def _calendar_parts(value: str) -> list[int]:
    parts = [int(part) for part in value.split("-")]
    while len(parts) > YEAR:
        try:
            date(max(parts[0], 1), parts[1], parts[2] if len(parts) == DAY else 1)
        except ValueError:
            parts.pop()
        else:
            break
    return parts
