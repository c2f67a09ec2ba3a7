"""What the agents say in each language: headings, labels and sentences, one file per language."""

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def read_phrases(language: str) -> dict[str, Any]:
    """Return the phrases of a language (en, de, fr, es or pt)."""
    return tomllib.loads(files(__package__).joinpath(f"{language}.toml").read_text("utf-8"))


def join_list(items: list[str], *, language: str) -> str:
    """Return 'a, b and c' in the language."""
    glue = read_phrases(language)["list"]
    *others, last = items
    before_i = re.match(r"h?i(?!e)", last, re.IGNORECASE) and glue.get("and_before_i")
    return f"{glue['comma'].join(others)}{before_i or glue['and']}{last}" if others else last


def format_month(date: str, *, language: str) -> str:
    """Return a YYYY, YYYY-MM or YYYY-MM-DD date as the language says it, by month at most."""
    year, _, rest = date.partition("-")
    if not rest:
        return year
    phrases = read_phrases(language)
    month = phrases["months"][int(rest[:2]) - 1]
    return str(phrases["date"]).format(month=month, year=year)
