"""What opens jobs and projects."""

import pytest

from agents.engines.employers import at_employer
from agents.engines.introductions import introduce_post, introduce_project
from agents.facts import Fact, Project, Work
from agents.sections import TONES, Tone
from tests.agents.samples import say


def hold(start: str | None = None, end: str | None = None, *tools: str, **changes: object) -> Work:
    """A job."""
    dates = {"start_date": say(start) if start else None, "end_date": say(end) if end else None}
    values = {"organization": say("Acme"), "position": say("Baker"), **dates, **changes}
    return Work.model_validate({**values, "technologies": tuple(say(tool) for tool in tools)})


@pytest.mark.parametrize(
    ("language", "opening"),
    [
        ("en", "I held this post from March 2020 to May 2022 and worked with Rye."),
        ("de", "Diese Stelle hatte ich von März 2020 bis Mai 2022 inne; ich arbeitete mit Rye."),
        ("fr", "J'ai occupé ce poste de mars 2020 à mai 2022 et travaillé avec Rye."),
        ("es", "Ocupé este puesto de marzo de 2020 a mayo de 2022 y trabajé con Rye."),
        ("pt", "Ocupei este cargo de março de 2020 a maio de 2022 e trabalhei com Rye."),
    ],
)
def test_dates_are_written_as_the_language_does(language: str, opening: str) -> None:
    wording = introduce_post(hold("2020-03", "2022-05", "Rye"), language, "PROFESSIONAL")
    assert wording is not None
    assert wording.text == opening


@pytest.mark.parametrize(
    ("language", "start", "end", "opening"),
    [
        ("de", "2020-03", None, "Zeitraum: März 2020 – heute."),
        ("de", "2019", "2019", "Zeitraum: 2019."),
        ("en", None, "2020", "Period: until 2020."),
        ("fr", "2020-04", None, "Période : avril 2020 – aujourd'hui."),
    ],
)
def test_period_is_as_precise_as_the_resume(
    language: str, start: str | None, end: str | None, opening: str
) -> None:
    wording = introduce_post(hold(start, end, current=end is None), language, "TECHNICAL")
    assert wording is not None
    assert wording.text == opening


@pytest.mark.parametrize(
    ("language", "dates", "opening"),
    [
        ("fr", ("2019-08", "2019-10"), "J'ai occupé ce poste d'août 2019 à octobre 2019."),
        ("de", ("2019-08", "2019-08"), "Diese Stelle hatte ich im August 2019 inne."),
        ("de", ("2019", "2019"), "Diese Stelle hatte ich im Jahr 2019 inne."),
    ],
)
def test_small_words_agree_with_dates(language: str, dates: tuple[str, str], opening: str) -> None:
    wording = introduce_post(hold(*dates), language, "PROFESSIONAL")
    assert wording is not None
    assert wording.text == opening


@pytest.mark.parametrize("tone", TONES)
@pytest.mark.parametrize("language", ["en", "de", "fr", "es", "pt"])
def test_job_without_dates_and_tools_has_only_the_chapter_at_most(
    language: str, tone: Tone
) -> None:
    assert introduce_post(hold(), language, tone) is None


@pytest.mark.parametrize("language", ["en", "de", "fr", "es", "pt"])
def test_tones_differ(language: str) -> None:
    project = Project(name=say("Loaf"), description=say("A book."), technologies=(say("Rye"),))
    for post in (hold("2020", "2022"), hold("2020", "2022", "Rye"), hold("2020", current=True)):
        assert len({str(introduce_post(post, language, tone)) for tone in TONES}) == len(TONES)
    assert len({str(introduce_project(project, language, tone)) for tone in TONES}) == len(TONES)
    bare = project.model_copy(update={"technologies": ()})
    assert len({str(introduce_project(bare, language, tone)) for tone in TONES}) == len(TONES)


def test_project_of_which_only_the_name_is_known_is_not_padded() -> None:
    assert introduce_project(Project(name=say("Loaf")), "en", "FRIENDLY") is None


def test_long_list_of_tools_is_no_sentence() -> None:
    tools = [f"Tool {number}" for number in range(9)]
    opening = introduce_post(hold("2020", "2022", *tools), "en", "PROFESSIONAL")
    assert opening is not None
    assert opening.text == "I held this post from 2020 to 2022."


@pytest.mark.parametrize(
    ("language", "name", "said"),
    [
        ("de", "Klinikum am Leineufer", "beim Klinikum am Leineufer"),
        ("de", "Holzbau Reuter GmbH", "bei der Holzbau Reuter GmbH"),
        ("de", "Siemens", "bei Siemens"),
        ("fr", "Mairie de Roubaix", "à la Mairie de Roubaix"),
        ("fr", "Lycée Ampère", "au Lycée Ampère"),
        ("fr", "Hôpital Nord", "à l'Hôpital Nord"),
        ("fr", "Brume SARL", "chez Brume SARL"),
        ("es", "Universidad de Vigo", "en la Universidad de Vigo"),
        ("es", "Bufete Arrieta", "en el Bufete Arrieta"),
        ("pt", "Rádio Capibaribe", "na Rádio Capibaribe"),
        ("pt", "Zoo do Vale", "no Zoo do Vale"),
        ("en", "University of Hull", "at the University of Hull"),
        ("en", "Acme", "at Acme"),
    ],
)
def test_employers_take_the_article_of_their_kind(language: str, name: str, said: str) -> None:
    assert at_employer(Fact(value=name), language=language).text == said
