import pytest

from agents.reader.dates import find_periods, is_only_dates


@pytest.mark.parametrize(
    ("text", "start", "end", "current"),
    [
        ("May 2023 - Present", "2023-05", None, True),
        ("2021-07-04 – 2022-01-01", "2021-07-04", "2022-01-01", False),
        ("07/2019 – heute", "2019-07", None, True),
        ("01.04.2019 - 31.12.2020", "2019-04-01", "2020-12-31", False),
        ("Jan - Mar 2020", "2020-01", "2020-03", False),
        ("Oct '16 – Nov '18", "2016-10", "2018-11", False),
        ("since 2018", "2018", None, True),
        ("seit 03/2018", "2018-03", None, True),
        ("juil. 2020 à aujourd'hui", "2020-07", None, True),
        ("janvier 2015 au mars 2016", "2015-01", "2016-03", False),
        ("de julio de 2019 a marzo de 2020", "2019-07", "2020-03", False),
        ("enero 2018 - actualidad", "2018-01", None, True),
        ("março de 2017 até o momento", "2017-03", None, True),
        ("2019 –", "2019", None, True),
        ("1997", None, "1997", False),
        ("Summer 2022", None, "2022", False),
        ("Expected Graduation: June 2016", None, "2016-06", False),
    ],
)
def test_dates_are_read_at_the_precision_they_are_written(
    text: str, start: str | None, end: str | None, *, current: bool
) -> None:
    [period] = find_periods(text)

    assert (period.start, period.end, period.current) == (start, end, current)


@pytest.mark.parametrize("text", ["over 2,000 users", "$2000", "99.2019%", "a current project"])
def test_numbers_and_common_words_are_no_dates(text: str) -> None:
    assert not find_periods(text)


def test_decimals_before_a_month_are_no_day() -> None:
    text = "GPA: 3.50 Aug 2012 \u2013 Dec 2013"
    [period] = find_periods(text)

    assert text[: period.begin].strip() == "GPA: 3.50"


def test_dates_with_their_duration_are_nothing_but_dates() -> None:
    assert is_only_dates("January 2014 — Present (12 years 3 months)")
    assert is_only_dates("P r e s e n t")
    assert not is_only_dates("Berlin, 2019")
