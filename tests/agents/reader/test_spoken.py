import pytest

from agents.facts import Facts
from agents.reader import read_facts
from agents.reader.spoken import is_language_list
from tests.agents.reader.typesetting import Sheet, bind


def read(*lines: str) -> Facts:
    sheet = Sheet()
    sheet.put("Ousmane Diarra", size=20, bold=True)
    sheet.put("ousmane@example.org")
    sheet.skip(12)
    sheet.put("Profil", size=13, bold=True)
    sheet.put("Infirmier depuis dix ans, au service des urgences de deux grands hôpitaux.")
    sheet.skip(12)
    sheet.put("Languages", size=13, bold=True)
    for line in lines:
        sheet.put(line)
    return read_facts(bind(sheet))


def list_spoken(facts: Facts) -> list[tuple[str, str | None]]:
    return [(s.language.value, s.fluency.value if s.fluency else None) for s in facts.languages]


def test_language_we_do_not_know_is_one_where_it_stands_like_the_known() -> None:
    assert list_spoken(read("French", "Bambara", "Soninke", "English")) == [
        ("French", None),
        ("Bambara", None),
        ("Soninke", None),
        ("English", None),
    ]


def test_fluency_below_a_language_is_no_language() -> None:
    assert list_spoken(read("French", "Native speaker", "English", "Intermediate")) == [
        ("French", "Native speaker"),
        ("English", "Intermediate"),
    ]


def test_bracketed_end_of_fluency_is_kept() -> None:
    assert list_spoken(read("Anglais : Courant (C2)", "Allemand (B1)")) == [
        ("Anglais", "Courant (C2)"),
        ("Allemand", "B1"),
    ]


def test_number_alone_is_no_fluency() -> None:
    assert list_spoken(read("English  4.5", "German  3")) == [("English", None), ("German", None)]


@pytest.mark.parametrize(
    ("text", "is_list"),
    [
        ("pt, en", True),
        ("de, fr, it", True),
        ("English, Spanish", True),
        ("it, he", False),
        ("no", False),
        ("English, Excel", False),
    ],
)
def test_codes_are_languages_where_nothing_else_stands(text: str, *, is_list: bool) -> None:
    assert is_language_list(text) is is_list
