import pytest

from showcase.site.initials import initials_of


@pytest.mark.parametrize(
    ("name", "initials"),
    [
        ("Ada Lovelace", "AL"),
        ("Ada King, PhD", "AK"),
        ("maria de la cruz", "MC"),
        ("Madonna", "M"),
        ("ليلى الحداد", "لا"),
        ("李小龙", "李"),
        ("  ", "•"),
        ("<script>", "•"),
    ],
)
def test_initials_are_first_letters_of_first_and_last_word(name: str, initials: str) -> None:
    assert initials_of(name) == initials
