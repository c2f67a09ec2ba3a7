import pytest
from hypothesis import given
from hypothesis import strategies as st

from showcase.adapters.glyphs import Glyph, clean_text, join_words, spell_word


def typeset(text: str, *, width: float = 5, top: float = 0, left: float = 0) -> list[Glyph]:
    return [
        Glyph(letter, left + place * width, top, left + (place + 1) * width, top + 10)
        for place, letter in enumerate(text)
    ]


def read(glyphs: list[Glyph]) -> list[str]:
    return [spell_word(word) for word in join_words(glyphs)]


def test_a_gap_without_a_space_separates_words() -> None:
    assert read([*typeset("left"), *typeset("right", left=22)]) == ["left", "right"]


def test_kerning_separates_nothing() -> None:
    assert read([*typeset("le"), *typeset("ft", left=10.9)]) == ["left"]


def test_a_small_gap_separates_words_where_the_font_sees_a_space() -> None:
    after = typeset("script", left=10.9)
    assert read([*typeset("of"), after[0]._replace(spaced=True), *after[1:]]) == ["of", "script"]


def test_the_next_line_begins_a_word() -> None:
    assert read([*typeset("end"), *typeset("begin", top=12)]) == ["end", "begin"]


def test_letters_of_one_ligature_share_its_box() -> None:
    ligature = [Glyph("t", 10, 0, 16, 10), Glyph("i", 10, 0, 16, 10)]

    assert read([*typeset("ac"), *ligature, *typeset("on", left=16)]) == ["action"]


@pytest.mark.parametrize("order", [1, -1])
def test_an_accent_over_a_letter_is_part_of_it(order: int) -> None:
    letter = [Glyph("e", 15, 0, 20, 10), Glyph("\u00b4", 15.5, 0, 19.5, 10)]

    assert read([*typeset("Ren"), *letter[::order]]) == ["Ren\u00e9"]


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("e\ufb03cient", "efficient"),
        ("co\u00adoperate", "cooperate"),
        ("develop\u00ad", "develop-"),
        ("user\x02", "user-"),
        ("nul\x00\x1f", "nul"),
        ("\ud83d\ude00", "\U0001f600"),
        ("half\ud83d", "half\ufffd"),
        ("non\u2011stop", "non-stop"),
        ("zero\u200bwidth", "zerowidth"),
        ("Jose\u0301", "Jos\u00e9"),
        ("https:/ada.example", "https://ada.example"),
        ("10\u00b2", "10\u00b2"),
    ],
)
def test_a_word_is_spelled_as_people_write_it(written: str, read: str) -> None:
    assert spell_word(typeset(written)) == read


@given(st.text(st.characters(exclude_categories=())))
def test_every_word_can_be_stored(text: str) -> None:
    cleaned = clean_text(text)

    assert "\x00" not in cleaned
    cleaned.encode()
