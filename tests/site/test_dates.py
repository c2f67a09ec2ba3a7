import pytest

from showcase.site.dates import make_day, make_span
from showcase.site.words import find_words

ENGLISH = find_words("en")


@pytest.mark.parametrize(
    ("start", "end", "current", "shown"),
    [
        ("2021-03", None, True, "Mar 2021 – Present"),
        ("2017-06-15", "2021-02-01", False, "Jun 2017 – Feb 2021"),
        ("2009", "2012", False, "2009 – 2012"),
        ("2012", "2012", False, "2012"),
        (None, "2015-07", False, "Jul 2015"),
        ("2015-07", None, False, "Jul 2015"),
        (None, None, True, "Present"),
        (None, None, False, ""),
        ("2020", "2022", True, "2020 – Present"),
        (None, "2022", True, "Present"),
        ("2021-13", "2022-00", False, "2021 – 2022"),
        ("0000", None, False, "0000"),
    ],
)
def test_span_is_as_precise_as_the_resume(
    start: str | None, end: str | None, *, current: bool, shown: str
) -> None:
    assert str(make_span(start, end, current=current, words=ENGLISH)) == shown


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("2023-05-01", "May 1, 2023"),
        ("2023-05", "May 2023"),
        ("2023", "2023"),
        ("2023-02-31", "Feb 2023"),
        (None, ""),
    ],
)
def test_day_is_as_precise_as_the_resume(value: str | None, shown: str) -> None:
    assert str(make_day(value, words=ENGLISH)) == shown


def test_machines_read_the_date_in_its_own_precision() -> None:
    moments = make_span("2021-03-09", None, current=True, words=ENGLISH).moments

    assert [moment.machine for moment in moments] == ["2021-03", ""]
