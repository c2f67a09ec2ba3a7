"""How facts become sections."""

import json
from typing import Any

import pytest

from agents.chronology import newest_first
from agents.drafts import Draftsman
from agents.engines.offline import compose_profile
from agents.facts import Education, Facts, Link, Project, SkillGroup, Work
from agents.provenance import iterate_facts
from agents.sections import KINDS, Section
from agents.wordings import Profile
from showcase.models.content import MAX_ITEMS, SectionKind
from showcase.models.draft import SectionDraft
from tests.agents.samples import make_facts, make_section, say


def draft(facts: Facts) -> list[Section]:
    """Draft a portfolio, checked against the contract."""
    profile = compose_profile(facts, tone="PROFESSIONAL")
    sections = Draftsman(facts, profile=profile).draft_sections()
    for section in sections:
        SectionDraft.model_validate_json(json.dumps(section))
    return sections


def list_leaves(value: Any, path: str = "") -> list[tuple[str, Any]]:
    """Return the path and value of everything that says something in a content."""
    if isinstance(value, dict):
        return [
            leaf for key, inner in value.items() for leaf in list_leaves(inner, f"{path}/{key}")
        ]
    if isinstance(value, list):
        return [
            leaf
            for index, inner in enumerate(value)
            for leaf in list_leaves(inner, f"{path}/{index}")
        ]
    return [(path, value)] if value else []


def test_kinds_are_those_of_the_contract() -> None:
    assert list(KINDS) == [str(kind) for kind in SectionKind]


def test_every_fact_has_a_source_on_the_page() -> None:
    for section in draft(make_facts()):
        placed = {source["path"] for source in section["sources"] if source["page"] == 1}
        leaves = [path for path, _ in list_leaves(section["content"])]
        assert [path for path in leaves if path not in placed] == [], section["kind"]


def test_no_source_points_to_nothing() -> None:
    for section in draft(make_facts()):
        leaves = {path for path, _ in list_leaves(section["content"])}
        assert {source["path"] for source in section["sources"]} <= leaves


def test_no_fact_is_lost() -> None:
    facts = make_facts(summary=say("Builds pipelines that last."))
    told = json.dumps(draft(facts), ensure_ascii=False)
    missing = [fact.value for fact in iterate_facts(facts) if fact.value not in told]
    assert missing == []


def test_sections_stand_in_the_order_of_a_page() -> None:
    kinds = [section["kind"] for section in draft(make_facts())]
    assert kinds == [kind for kind in KINDS if kind in kinds]
    assert "PUBLICATIONS" not in kinds


def test_thin_resume_gives_three_sections_and_nothing_made_up() -> None:
    sections = draft(Facts(name=say("Mara Lindqvist")))
    assert [section["kind"] for section in sections] == ["HERO", "PROJECTS", "SKILLS"]
    assert sections[0]["content"]["tagline"] is None
    assert sections[1]["content"] == {"items": []}
    assert sections[2]["content"] == {"groups": []}


def test_empty_facts_still_satisfy_the_contract() -> None:
    assert [section["kind"] for section in draft(Facts())] == ["HERO", "PROJECTS", "SKILLS"]


def test_jobs_come_newest_first() -> None:
    items = make_section("EXPERIENCE")["content"]["items"]
    assert [item["organization"] for item in items] == ["Fjordline Analytics", "Nordlys Bank"]


def test_jobs_without_dates_keep_the_order_of_the_resume() -> None:
    jobs = (Work(position=say("A")), Work(position=say("B"), current=True))
    assert newest_first(jobs) == list(jobs)


def test_courses_close_the_highlights() -> None:
    school = make_section("EDUCATION")["content"]["items"][0]
    assert school["highlights"] == ["Courses: Databases and Statistics"]


def test_technologies_close_the_highlights_only_where_the_opening_does_not_tell_them() -> None:
    told, *_ = make_section("EXPERIENCE")["content"]["items"]
    assert "Airflow and Snowflake" in told["summary"]
    assert told["highlights"][-1] == "Teaches SQL to new colleagues."
    job = Work(position=say("Clerk"), technologies=tuple(say(f"Tool {n}") for n in range(12)))
    many, *_ = make_section("EXPERIENCE", facts=Facts(work=(job,)))["content"]["items"]
    assert many["highlights"][-1].startswith("Technologies: Tool 0, Tool 1")
    assert many["summary"] is None


def test_opening_stands_before_the_words_of_the_resume_and_both_have_their_sources() -> None:
    job = Work(
        organization=say("Acme"),
        position=say("Baker"),
        start_date=say("2019"),
        end_date=say("2021"),
        summary=say("Bread for a whole quarter."),
    )
    section = make_section("EXPERIENCE", facts=Facts(work=(job,)))
    assert section["content"]["items"][0]["summary"] == (
        "I held this post from 2019 to 2021. Bread for a whole quarter."
    )
    texts = {s["text"] for s in section["sources"] if s["path"] == "/items/0/summary"}
    assert texts == {"2019", "2021", "Bread for a whole quarter."}


def test_sections_follow_the_order_that_is_asked_for() -> None:
    order = ("HERO", "PROJECTS", *(kind for kind in KINDS if kind not in {"HERO", "PROJECTS"}))
    sections = Draftsman(make_facts(), profile=Profile(), order=order).draft_sections()
    assert [section["kind"] for section in sections][:2] == ["HERO", "PROJECTS"]


@pytest.mark.parametrize(
    ("language", "heading"),
    [("en", "Education"), ("de", "Ausbildung"), ("fr", "Formation"), ("es", "Formación")],
)
def test_headings_speak_the_language_of_the_resume(language: str, heading: str) -> None:
    section = make_section("EDUCATION", facts=make_facts(language=language))
    assert section["heading"] == heading


def test_unsafe_links_are_left_out_and_bare_ones_completed() -> None:
    links = (Link(url=say("javascript:alert(1)")), Link(url=say("lindqvist.example/cv/")))
    hero = make_section("HERO", facts=make_facts(links=links))
    assert [link["url"] for link in hero["content"]["links"]] == ["https://lindqvist.example/cv/"]
    assert hero["content"]["links"][0]["label"] == "lindqvist.example/cv"


def test_what_is_too_long_or_too_much_is_cut_to_the_contract() -> None:
    many = tuple(say(f"skill {index}") for index in range(MAX_ITEMS + 50))
    long = Project(name=say("word " * 300), start_date=say("spring"))
    facts = make_facts(skills=(SkillGroup(keywords=many),), projects=(long,))
    sections = {section["kind"]: section for section in draft(facts)}
    assert len(sections["SKILLS"]["content"]["groups"][0]["keywords"]) == MAX_ITEMS
    project = sections["PROJECTS"]["content"]["items"][0]
    assert project["name"].endswith("…")
    assert project["start_date"] is None


def test_facts_without_a_page_are_written_by_you() -> None:
    facts = Facts(education=(Education(institution=say("X").model_copy(update={"sources": ()})),))
    section = Draftsman(facts, profile=Profile()).draft_sections()[-1]
    assert section["sources"] == [
        {"path": "/items/0/institution", "page": None, "box": None, "text": None}
    ]
