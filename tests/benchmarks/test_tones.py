"""How the six tones sound, for people in five languages."""

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import pytest

from agents.critic import Critic
from agents.grounding import Evidence
from agents.phrases import read_phrases
from agents.provenance import iterate_facts
from agents.sections import PROSE_KINDS, TONES, Section, Tone, iterate_texts, list_pieces
from agents.writer import list_parts
from benchmarks.tones import PAGE, make_page, read_people, write_sections

PEOPLE = read_people()
LANGUAGES = tuple(PEOPLE)


def read(section: Section) -> str:
    """Return all prose of a section."""
    content: dict[str, Any] = section["content"]
    items = content.get("items", [content])
    kept = ("tagline", "text", "summary", "description")
    return "\n".join(text for item in items for key in kept if (text := item.get(key)))


def test_page_of_all_tones_is_up_to_date() -> None:
    assert PAGE.read_text("utf-8") == make_page(), "run python -m benchmarks.tones --write"


@pytest.mark.parametrize("language", LANGUAGES)
def test_tones_differ_in_every_section_of_prose(language: str) -> None:
    told: dict[str, set[str]] = {}
    for tone in TONES:
        for section in write_sections(PEOPLE[language], tone):
            if section["kind"] in PROSE_KINDS:
                told.setdefault(section["kind"], set()).add(read(section))
    assert {"HERO", "ABOUT", "EXPERIENCE", "PROJECTS"} <= set(told)
    assert {kind: len(texts) for kind, texts in told.items()} == dict.fromkeys(told, len(TONES))


@pytest.mark.parametrize("tone", TONES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_tone_keeps_every_fact(language: str, tone: Tone) -> None:
    facts = PEOPLE[language]
    told = "\n".join(iterate_texts([s["content"] for s in write_sections(facts, tone)])).casefold()
    values = [fact.value.casefold() for fact in iterate_facts(facts)]
    assert [value for value in values if value not in told] == []


@pytest.mark.parametrize("tone", TONES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_critic_lets_every_offline_text_through(language: str, tone: Tone) -> None:
    facts = PEOPLE[language]
    page = [fact.value for fact in iterate_facts(facts)]
    page += read_phrases(language)["headings"].values()
    critic = Critic(resume=Evidence(page, parts=list_parts(facts)), language=language)
    refused = [
        (piece.id, reasons)
        for section in write_sections(facts, tone)
        for piece in list_pieces(section)
        if (reasons := critic.judge(piece, piece.text))
    ]
    assert refused == []


def _list_doubled(text: str) -> Iterator[str]:
    words = text.split()
    yield from (word for word, other in pairwise(words) if word == other)


@pytest.mark.parametrize("tone", TONES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_sentences_are_well_formed(language: str, tone: Tone) -> None:
    for section in write_sections(PEOPLE[language], tone):
        if section["kind"] not in PROSE_KINDS:
            continue
        for sentence in filter(None, read(section).split("\n")):
            assert sentence[0].isupper() or sentence[0].isdigit(), sentence
            assert sentence.endswith((".", "!", "?")), sentence
            assert ".." not in sentence
            assert list(_list_doubled(sentence)) == []


def test_german_resume_gives_a_german_page() -> None:
    sections = write_sections(PEOPLE["de"], "PROFESSIONAL")
    headings = {section["kind"]: section["heading"] for section in sections}
    work = next(section for section in sections if section["kind"] == "EXPERIENCE")
    technical = write_sections(PEOPLE["de"], "TECHNICAL")
    spans = next(section for section in technical if section["kind"] == "EXPERIENCE")
    assert headings["EXPERIENCE"] == "Berufserfahrung"
    assert headings["ABOUT"] == "Über mich"
    assert "seit März 2020" in read(work)
    assert "von Oktober 2015 bis Februar 2020" in read(work)
    assert "März 2020 – heute" in read(spans)


def test_thin_resume_gives_a_short_page() -> None:
    facts = PEOPLE["en"].model_copy(
        update={
            **dict.fromkeys(("headline", "summary", "location")),
            **dict.fromkeys(("work", "education", "projects", "skills", "languages"), ()),
            **dict.fromkeys(("certificates", "interests"), ()),
        }
    )
    sections = write_sections(facts, "CREATIVE")
    assert [section["kind"] for section in sections] == ["HERO", "PROJECTS", "SKILLS"]
    assert "".join(map(read, sections)) == ""
