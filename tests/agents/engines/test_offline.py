"""What the offline engine writes."""

import pytest

from agents.engines.offline import MAX_TAGLINE, compose_profile
from agents.facts import Education, Facts, Language, Work
from agents.grounding import find_unsupported
from agents.sections import TONES, Tone
from agents.wordings import Wording
from tests.agents.samples import make_evidence, make_facts, say

LANGUAGES: tuple[Language, ...] = ("en", "de", "fr", "es", "pt")
SUMMARY = "Builds pipelines that people forget about, because they run."


def read(wording: Wording | None) -> str:
    """Return the text of a wording that must be there."""
    assert wording
    return wording.text


def test_tagline_and_portrait_are_composed_from_facts() -> None:
    profile = compose_profile(make_facts(), tone="PROFESSIONAL")
    assert read(profile.tagline) == (
        "Senior Data Engineer at Fjordline Analytics, skilled in Python, SQL and Spark."
    )
    assert read(profile.about) == (
        "I have been a Senior Data Engineer at Fjordline Analytics since March 2021. "
        "There, I cut the nightly load from 6 hours to 40 minutes with Airflow.\n\n"
        "Before that, I was an Analyst at Nordlys Bank. "
        "I studied Computer Science at the University of Bergen (MSc). "
        "My skills include Python, SQL, Spark, Airflow and Git. "
        "I hold this certificate: SnowPro Core. I received this award: Hackathon Prize. "
        "I speak Norwegian (native) and English. "
        "Outside work, my interests include hiking and chess."
    )
    assert profile.seo_title == "Mara Lindqvist \u2013 Data Engineer"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("tone", TONES)
def test_nothing_is_said_that_the_resume_does_not_say(tone: Tone, language: Language) -> None:
    facts = make_facts(language=language, summary=say(SUMMARY))
    profile = compose_profile(facts, tone=tone, length="long")
    evidence = make_evidence(facts)
    for text in (read(profile.tagline), read(profile.about), profile.seo_description):
        assert find_unsupported(text, evidence, language=language) == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("summary", [None, SUMMARY])
def test_tones_differ(language: Language, summary: str | None) -> None:
    facts = make_facts(language=language, summary=say(summary) if summary else None)
    profiles = [compose_profile(facts, tone=tone) for tone in TONES]
    assert len({read(profile.tagline) for profile in profiles}) == len(TONES)
    assert len({read(profile.about) for profile in profiles}) == len(TONES)


@pytest.mark.parametrize("tone", TONES)
def test_summary_of_the_resume_is_kept_word_for_word(tone: Tone) -> None:
    about = compose_profile(make_facts(summary=say(SUMMARY)), tone=tone).about
    assert SUMMARY in read(about)


def test_what_the_summary_says_is_not_said_again() -> None:
    summary = say("Senior Data Engineer at Fjordline Analytics since March 2021, and happy.")
    about = read(compose_profile(make_facts(summary=summary), tone="EXECUTIVE").about)
    assert about.count("Senior Data Engineer") == 1


@pytest.mark.parametrize("tone", TONES)
def test_every_used_fact_is_noted(tone: Tone) -> None:
    about = compose_profile(make_facts(), tone=tone).about
    values = {fact.value for fact in about.facts} if about else set()
    assert {"Senior Data Engineer", "Fjordline Analytics", "hiking"} <= values


def test_same_facts_give_the_same_words() -> None:
    first = compose_profile(make_facts(), tone="CREATIVE")
    assert first == compose_profile(make_facts(), tone="CREATIVE")


@pytest.mark.parametrize("tone", TONES)
def test_no_facts_give_no_words(tone: Tone) -> None:
    profile = compose_profile(Facts(), tone=tone)
    assert profile.tagline is None
    assert profile.about is None
    assert profile.seo_title == "Portfolio"


def test_student_without_a_job_gets_a_short_honest_portrait() -> None:
    school = Education(institution=say("Academy of Art"), current=True)
    facts = Facts(name=say("Ida Moe"), education=(school,))
    about = compose_profile(facts, tone="PROFESSIONAL").about
    assert read(about) == "I am studying at the Academy of Art."


@pytest.mark.parametrize(
    ("title", "said"),
    [
        ("Editor", "an Editor"),
        ("Nurse", "a Nurse"),
        ("HR Manager", "an HR Manager"),
        ("UX Designer", "a UX Designer"),
        ("University Lecturer", "a University Lecturer"),
        ("Head of Sales", "Head of Sales"),
        ("CEO", "CEO"),
    ],
)
def test_titles_take_the_article_they_need(title: str, said: str) -> None:
    post = Work(position=say(title), organization=say("Acme"), current=True)
    about = compose_profile(Facts(work=(post,)), tone="PROFESSIONAL").about
    assert read(about) == f"I am {said} at Acme."


def test_post_held_at_the_same_time_is_not_called_earlier() -> None:
    posts = (
        Work(position=say("Baker"), start_date=say("2020"), current=True),
        Work(position=say("Brewer"), start_date=say("2019"), current=True),
    )
    about = compose_profile(Facts(work=posts), tone="PROFESSIONAL").about
    assert "Brewer" not in read(about)


def test_doubtful_values_do_not_get_into_sentences() -> None:
    post = Work(position=say("Engineer (from"), organization=say("Acme"), current=True)
    assert compose_profile(Facts(work=(post,)), tone="PROFESSIONAL").about is None


@pytest.mark.parametrize("tone", TONES)
def test_tagline_is_one_sentence_of_bearable_length(tone: Tone) -> None:
    tagline = read(compose_profile(make_facts(), tone=tone).tagline)
    assert len(tagline) <= MAX_TAGLINE
    assert tagline.count(". ") == 0
    assert tagline.endswith(".")
