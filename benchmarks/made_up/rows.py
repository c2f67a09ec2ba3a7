"""The rows on top of an entry: who, what, where and when, in the forms people choose."""

from dataclasses import dataclass, replace

from benchmarks.made_up.layout import Layout
from benchmarks.made_up.vocabulary import read_words

Piece = tuple[str, str]
"""A text and its role: strong, em, plain or muted."""


@dataclass(frozen=True)
class Row:
    """Pieces on the left, and a text on the right edge."""

    left: tuple[Piece, ...]
    right: str = ""


def make_rows(
    named: tuple[str, str],
    dates: str,
    city: str,
    layout: Layout,
    *,
    language: str,
    form: str = "",
) -> tuple[Row, ...]:
    """The rows of an entry; `named` is what was done and for whom."""
    rows = _name_rows(named, form or layout.entry, layout, language)
    return tuple(_place_dates(_place_city(rows, city, dates, layout), dates, layout))


def make_head(employer: str, city: str, layout: Layout) -> tuple[Row, ...]:
    """The row over several positions with one employer."""
    shown = employer.upper() if layout.capitals else employer
    if city and layout.place == "right":
        return (Row(((shown, "strong"),), city),)
    return (Row(((shown, "strong"), (f", {city}" if city else "", "plain"))),)


def make_step(position: str, dates: str, layout: Layout) -> tuple[Row, ...]:
    """The rows of one of several positions with the employer named above."""
    return tuple(_place_dates([Row(((position, "em"),))], dates, layout))


def _name_rows(named: tuple[str, str], form: str, layout: Layout, language: str) -> list[Row]:
    position, employer = named
    first, second = (employer, position) if form.startswith("employer") else (position, employer)
    if form == "dash":
        first, second = employer, position
    shown = first.upper() if layout.capitals else first
    if not second:
        return [Row(((shown, "strong"),))]
    if "/" in form:
        return [Row(((shown, "strong"),)), Row(((second, "em"),))]
    joints = {"at": f" {read_words(language)['at']} ", "dash": " – "}
    joint = joints.get(form, " | " if "bar" in form else ", ")
    return [Row(((shown, "strong"), (joint, "plain"), (second, "plain")))]


def _place_city(rows: list[Row], city: str, dates: str, layout: Layout) -> list[Row]:
    """The rows with the place of work: behind the last name, or on the right of the last row."""
    if not city:
        return rows
    last = rows[-1]
    free_right = layout.where not in {"second", "below"} and len(rows) > 1
    if layout.place == "right" and free_right:
        return [*rows[:-1], replace(last, right=city)]
    if layout.place == "right" and layout.where == "below" and dates:
        return [*rows, Row(((f"{dates} | {city}", "muted"),))]
    joint = " | " if any(text == " | " for text, _ in last.left) else ", "
    return [*rows[:-1], replace(last, left=(*last.left, (joint + city, "plain")))]


def _place_dates(rows: list[Row], dates: str, layout: Layout) -> list[Row]:
    if not dates or any(dates in text for row in rows for text, _ in row.left):
        return rows
    own = Row(((dates, "muted"),))
    if layout.where == "above":
        return [own, *rows]
    if layout.where == "inline":
        return [replace(rows[0], left=(*rows[0].left, (f" ({dates})", "muted"))), *rows[1:]]
    if layout.where == "second" and len(rows) > 1:
        return [*rows[:-1], replace(rows[-1], right=dates)]
    if layout.where == "right":
        return [replace(rows[0], right=dates), *rows[1:]]
    return [*rows, own]
