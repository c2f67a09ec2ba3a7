import pytest

from agents.reader.titles import Kind, find_kind


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("WORK EXPERIENCE", Kind.WORK),
        ("Berufserfahrung", Kind.WORK),
        ("EXPÉRIENCES PROFESSIONNELLES", Kind.WORK),
        ("Experiencia laboral (8)", Kind.WORK),
        ("Histórico profissional", Kind.WORK),
        ("S K I L L S", Kind.SKILLS),
        ("Education & Awards", Kind.EDUCATION),
        ("Formation", Kind.EDUCATION),
        ("Sprachkenntnisse:", Kind.LANGUAGES),
        ("PROFESSIONAL EXPERlENCE", Kind.WORK),
    ],
)
def test_titles_are_known_in_five_languages_and_after_ocr(text: str, kind: Kind) -> None:
    assert find_kind(text) is kind


@pytest.mark.parametrize("text", ["Acme Ltd", "Work hard", "Skilled nurse", ""])
def test_other_texts_are_no_titles(text: str) -> None:
    assert find_kind(text) is None
