import pytest

from showcase.adapters.misreadings import mend, mend_address
from showcase.adapters.tesseract import ReadWord


def line(*texts: str, gap: int = 8, height: int = 30) -> list[ReadWord]:
    words, left = [], 0
    for text in texts:
        right = left + 12 * len(text)
        words.append(ReadWord(text, left, 0, right, height, height, 0.9))
        left = right + gap
    return words


def mended(*texts: str, language: str = "eng", gap: int = 8) -> list[str]:
    return [word.text for word in mend(line(*texts, gap=gap), language=language)]


@pytest.mark.parametrize(
    ("read", "written"),
    [
        ("ada©mail.example", "ada@mail.example"),
        ("5ékilo@mail.example", "56kilo@mail.example"),
        ("rené@mail.example", "rene@mail.example"),
        ("https:/ada.example", "https://ada.example"),
        ("hitps:/ada.example/cv", "https://ada.example/cv"),
        ("http://ada.example", "http://ada.example"),
        ("httpserver.example", "httpserver.example"),
        ("résumé", "résumé"),
        ("©2020", "©2020"),
    ],
)
def test_addresses_have_the_letters_that_addresses_have(read: str, written: str) -> None:
    assert mend_address(read) == written


@pytest.mark.parametrize(
    "pieces",
    [("ada@", "mail.example"), ("ada", "@mail.example"), ("ada", "@", "mail.example")],
)
def test_a_mail_address_in_pieces_is_joined(pieces: tuple[str, ...]) -> None:
    assert mended("Mail", *pieces) == ["Mail", "ada@mail.example"]


def test_pieces_far_apart_are_not_joined() -> None:
    assert mended("ada", "@mail.example", gap=60) == ["ada", "@mail.example"]


@pytest.mark.parametrize(
    ("read", "written"),
    [("Al", "AI"), ("APl", "API"), ("loT", "IoT"), ("Il", "II"), ("Ill", "Ill"), ("All", "All")],
)
def test_abbreviations_are_in_capitals(read: str, written: str) -> None:
    assert mended("of", read) == ["of", written]


def test_spanish_keeps_its_small_words() -> None:
    assert mended("Al", "mismo", language="spa") == ["Al", "mismo"]


def test_a_large_name_is_kept() -> None:
    name = line("Al", height=60)
    text = line("wrote", "a", "lot", "of", "text")

    assert next(mend([*name, *text], language="eng")).text == "Al"


def test_a_bar_within_a_sentence_is_the_pronoun() -> None:
    assert mended("where", "|", "began") == ["where", "I", "began"]
    assert mended("Engineer", "|", "Oslo") == ["Engineer", "|", "Oslo"]
