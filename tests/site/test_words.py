import tomllib
from pathlib import Path

import pytest

from showcase.models.content import SectionKind
from showcase.site import words

LANGUAGES = tomllib.loads(Path(words.__file__).with_suffix(".toml").read_text(encoding="utf-8"))
NAMED = set(SectionKind) - {SectionKind.HERO}


@pytest.mark.parametrize("language", LANGUAGES)
def test_language_has_twelve_months_and_every_heading(language: str) -> None:
    spoken = words.find_words(language)

    assert len(set(spoken.months)) == 12
    assert set(spoken.headings) == {kind.value for kind in NAMED}


@pytest.mark.parametrize("language", LANGUAGES)
def test_date_patterns_have_all_their_parts(language: str) -> None:
    spoken = words.find_words(language)

    assert spoken.month.format(month="M", year="Y").strip("MY ").strip() in {"", "de"}
    assert {"{day}", "{month}", "{year}"} <= set(
        spoken.day.replace(",", " ").replace(".", " ").split()
    )


def test_right_to_left_languages_are_known() -> None:
    assert words.direction_of("ar") == "rtl"
    assert words.direction_of("de") == "ltr"
