import pytest

from showcase.adapters.languages import COMMON_WORDS, guess_language


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Led the team and worked with clients on projects in Paris for years", "eng"),
        ("Leitung der Abteilung und Planung für das Projekt mit dem Kunden", "deu"),
        ("Gestion des projets et suivi des clients pour la banque dans le Sud", "fra"),
        ("Desarrollo de la plataforma para los clientes y el equipo en las oficinas", "spa"),
        ("Gestão dos projetos para os clientes e a equipa com uma plataforma", "por"),
        ("Python Go Kafka", "eng"),
    ],
)
def test_common_words_tell_the_language(text: str, language: str) -> None:
    assert guess_language(text, among=COMMON_WORDS) == language


def test_a_language_that_is_not_installed_is_not_guessed() -> None:
    text = "Leitung der Abteilung und Planung für das Projekt mit dem Kunden"

    assert guess_language(text, among={"eng", "fra"}) == "eng"
