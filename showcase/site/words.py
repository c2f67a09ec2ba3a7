"""The words a site adds to the person's own, in the language of the portfolio."""

import tomllib
from functools import cache
from pathlib import Path

from pydantic import TypeAdapter

from showcase.models.content import SectionKind, Strict

FALLBACK_LANGUAGE = "en"
RIGHT_TO_LEFT = frozenset({"ar", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi"})


class Words(Strict):
    """The words of one language; `month` and `day` are patterns for dates."""

    present: str
    skip: str
    sections: str
    links: str
    top: str
    email: str
    phone: str
    location: str
    technologies: str
    month: str
    day: str
    months: list[str]
    headings: dict[str, str]

    def heading_of(self, kind: SectionKind) -> str:
        """Return the usual heading for a section that has none of its own."""
        return self.headings[kind.value]


def find_words(language: str) -> Words:
    """Return the words of a language, in English where we do not speak it."""
    spoken = _read_words()
    return spoken.get(language, spoken[FALLBACK_LANGUAGE])


def direction_of(language: str) -> str:
    """Return `rtl` or `ltr`, the values of the HTML attribute dir."""
    return "rtl" if language in RIGHT_TO_LEFT else "ltr"


@cache
def _read_words() -> dict[str, Words]:
    text = Path(__file__).with_suffix(".toml").read_text(encoding="utf-8")
    return TypeAdapter(dict[str, Words]).validate_python(tomllib.loads(text))
