"""The quality report: each rule, each finding, and what an edit does to them."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from agents.integration import EngineSettings, generate_portfolio
from agents.review import review_portfolio
from agents.review.__main__ import print_page
from agents.review.rules import read_rules
from tests.agents.test_integration import ignore, make_document

TODAY = date(2026, 11, 26)
PAGE = Path(__file__).parents[3] / "docs" / "quality.md"
RESUME = """
# Mara Lindqvist
Data Engineer
mara@lindqvist.example

## Experience
Senior Data Engineer, Fjordline Analytics
March 2021 - Present
- Cut the nightly load from 6 hours to 40 minutes with Airflow.
- Moved 1,200 tables to Snowflake.

## Education
MSc Computer Science, University of Bergen
2015 - 2017

## Skills
Python, SQL, Spark, Airflow
"""


def make_section(kind: str, *sources: dict[str, Any], **content: Any) -> dict[str, Any]:
    return {"kind": kind, "content": content, "sources": list(sources)}


def make_post(**changes: Any) -> dict[str, Any]:
    post = {
        "organization": "Nordlys Bank",
        "position": "Analyst",
        "start_date": "2018-01",
        "end_date": "2021-02",
        "current": False,
        "summary": "I wrote the risk report for twelve branches.",
        "highlights": [],
    }
    return post | changes


def review(*sections: dict[str, Any], tone: str = "PROFESSIONAL", **reading: Any) -> dict[str, Any]:
    remembered = {"facts": [], "findings": []} | reading
    return review_portfolio(sections, tone=tone, reading=remembered, today=TODAY)


def reasons_of(report: dict[str, Any]) -> list[tuple[str, str]]:
    return [(r["code"], r["path"]) for part in report["sections"] for r in part["reasons"]]


def findings_of(report: dict[str, Any]) -> list[tuple[str, str | None]]:
    return [(finding["code"], finding["path"]) for finding in report["findings"]]


def about(text: str, **options: Any) -> list[tuple[str, str]]:
    """Return what is wrong with a portrait that is long enough."""
    padding = "I look after the bridges of a city on a river, and I like to explain how they stand."
    return reasons_of(review(make_section("ABOUT", text=f"{text} {padding}"), **options))


def test_a_good_section_has_all_points() -> None:
    report = review(make_section("EXPERIENCE", items=[make_post()]))

    assert report == {
        "score": 100,
        "sections": [{"kind": "EXPERIENCE", "score": 100, "reasons": []}],
        "findings": [],
    }


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("I am a [job title] in Bergen.", "PLACEHOLDER"),
        ("Lorem ipsum dolor sit amet.", "PLACEHOLDER"),
        ("TODO: say more.", "PLACEHOLDER"),
        ("I am a results-driven engineer.", "CLICHE"),
        ("Ich bin teamfähig und baue Brücken.", "CLICHE"),
        ("J’ai l’esprit d’équipe.", "CLICHE"),
        ("Soy una persona proactiva.", "CLICHE"),
        ("Sou apaixonada por pontes.", "CLICHE"),
        ("I love bridges!", "EXCLAMATION"),
        ("I BUILD BRIDGES FOR CITIES ON RIVERS.", "SHOUTING"),
        (f"I build {'and I build ' * 11}bridges.", "LONG_SENTENCE"),
    ],
)
def test_a_text_that_breaks_a_rule_loses_points(text: str, code: str) -> None:
    assert about(text) == [(code, "/text")]


@pytest.mark.parametrize(
    "text",
    [
        "He aprendido todo lo que sé en Bilbao.",  # no TODO
        "I use AWS, GCP, SQL, SNS and SQS.",
        "I worked as a junior, e.g. in Bergen.",
    ],
)
def test_a_text_that_only_looks_so_keeps_them(text: str) -> None:
    assert about(text) == []


def test_what_goes_with_a_tone_depends_on_the_tone() -> None:
    long = f"I build {'and I build ' * 8}bridges."

    assert about("I love bridges!", tone="FRIENDLY") == []
    assert about(long, tone="TECHNICAL") == []
    assert about(long, tone="CONCISE") == [("LONG_SENTENCE", "/text")]


def test_texts_have_a_length_at_which_they_read_well() -> None:
    post = make_post(summary="Did things.", highlights=["I moved it. " * 30, "I cut costs by 9 %."])

    report = review(make_section("EXPERIENCE", items=[post]))

    wrong = [part for part in reasons_of(report) if part[0] != "REPEATED"]
    assert wrong == [
        ("TOO_SHORT", "/items/0/summary"),
        ("TOO_LONG", "/items/0/highlights/0"),
    ]


def test_a_sentence_may_stand_on_the_page_once() -> None:
    sentence = "I wrote the risk report for twelve branches."
    portrait = make_section("ABOUT", text=f"{sentence} I also taught it to others in the bank.")

    report = review(portrait, make_section("EXPERIENCE", items=[make_post(summary=sentence)]))

    assert reasons_of(report) == [("REPEATED", "/text")]


def test_lines_that_all_begin_alike_are_told_once() -> None:
    lines = [f"Created the {name} of the bank." for name in ("site", "shop", "data lake", "vault")]

    report = review(make_section("EXPERIENCE", items=[make_post(highlights=lines)]))

    (reason,) = report["sections"][0]["reasons"]
    assert reason["code"] == "SAME_OPENING"
    assert reason["message"] == "4 lines begin with “Created”. Begin some of them differently."


def test_a_rule_costs_no_more_than_its_most() -> None:
    languages = [{"language": f"Language {number}", "fluency": None} for number in range(30)]

    report = review(make_section("LANGUAGES", items=languages))

    (part,) = report["sections"]
    assert part["score"] == 100 - read_rules().rules["INCOMPLETE"].most
    assert len(part["reasons"]) == 30
    assert part["reasons"][-1]["points"] == 0


def test_facts_that_are_not_told_cost_their_share() -> None:
    facts = [
        {"kind": "SKILLS", "value": value, "page": 1, "box": [index, 0, 1, 1]}
        for index, value in enumerate(("Python", "SQL", "Spark", "Airflow"))
    ]
    skills = make_section("SKILLS", groups=[{"name": "Tools", "keywords": ["Python", "SQL"]}])

    report = review(skills, facts=facts)

    (reason,) = report["sections"][0]["reasons"]
    assert (reason["code"], reason["points"]) == ("UNTOLD", 20)
    assert "2 of the 4" in reason["message"]
    assert "Spark" in reason["message"]


def test_a_fact_in_other_words_is_told() -> None:
    told = "Cut the nightly load from 6 hours to 40 minutes with Airflow."
    box = [1.0, 2.0, 3.0, 4.0]
    fact = {"kind": "EXPERIENCE", "value": told, "page": 1, "box": box}
    source = {"path": "/items/0/summary", "page": 1, "box": box, "text": told}
    near = make_post(summary="I cut the nightly load to 40 minutes, from 6 hours, with Airflow.")

    sourced = make_section("EXPERIENCE", source, items=[make_post()])
    reworded = make_section("EXPERIENCE", items=[near])

    assert reasons_of(review(sourced, facts=[fact])) == []
    assert reasons_of(review(reworded, facts=[fact])) == []
    assert reasons_of(review(make_section("EXPERIENCE", items=[make_post()]), facts=[fact])) == [
        ("UNTOLD", "")
    ]


def test_the_whole_is_the_mean_by_weight() -> None:
    good = make_section("EXPERIENCE", items=[make_post()])
    bad = make_section("CONTACT", email=None, phone=None, links=[], location="Bergen")
    empty = make_section("PROJECTS", items=[])

    report = review(good, bad, empty)

    assert [part["score"] for part in report["sections"]] == [100, 50, None]
    assert report["score"] == round((100 * 4 + 50 * 2) / 6)
    assert review(empty)["score"] is None


@pytest.mark.parametrize(
    ("dates", "found"),
    [
        ({"start_date": None, "end_date": None}, ("DATES_MISSING", "/items/0/start_date")),
        ({"end_date": "2017"}, ("DATES_REVERSED", "/items/0/end_date")),
        ({"end_date": "2018"}, None),
        ({"current": True}, ("ENDED_AND_CURRENT", "/items/0/end_date")),
        ({"start_date": None, "end_date": None, "current": True}, None),
        ({"end_date": "2026-11"}, None),
        ({"end_date": "2026-12"}, ("DATES_IN_FUTURE", "/items/0/end_date")),
        ({"start_date": "2027", "end_date": None}, ("DATES_IN_FUTURE", "/items/0/start_date")),
    ],
)
def test_dates_that_cannot_be_right_are_found(
    dates: dict[str, Any], found: tuple[str, str] | None
) -> None:
    report = review(make_section("EXPERIENCE", items=[make_post(**dates)]))

    assert findings_of(report) == ([found] if found else [])


def test_a_school_may_end_in_the_future() -> None:
    school = {"institution": "Academy", "start_date": "2025", "end_date": "2028", "area": "Art"}

    assert findings_of(review(make_section("EDUCATION", items=[school]))) == []


def test_a_finding_has_its_place_in_the_resume() -> None:
    box = [10.0, 20.0, 30.0, 40.0]
    source = {"path": "/items/0/position", "page": 2, "box": box, "text": "Analyst"}
    post = make_post(start_date=None, end_date=None)

    (finding,) = review(make_section("EXPERIENCE", source, items=[post]))["findings"]

    assert finding == {
        "code": "DATES_MISSING",
        "severity": "WARNING",
        "message": "“Analyst, Nordlys Bank” has no dates. Add when it began and ended, so that "
        "readers can place it.",
        "kind": "EXPERIENCE",
        "path": "/items/0/start_date",
        "page": 2,
        "box": box,
    }


def test_doubtful_values_are_found_until_they_are_corrected() -> None:
    box = [10.0, 20.0, 30.0, 40.0]
    seen = {"code": "LOW_CONFIDENCE", "page": 1, "box": box, "text": "Nordlvs"}
    read = {"path": "/items/0/organization", "page": 1, "box": box, "text": "Nordlvs"}
    owned = read | {"page": None, "box": None, "text": None}

    doubtful = review(make_section("EXPERIENCE", read, items=[make_post()]), findings=[seen])
    corrected = review(make_section("EXPERIENCE", owned, items=[make_post()]), findings=[seen])

    assert findings_of(doubtful) == [("LOW_CONFIDENCE", "/items/0/organization")]
    assert findings_of(corrected) == []


def test_errors_come_first() -> None:
    hidden = {"code": "HIDDEN_TEXT", "page": 1, "box": None, "text": ""}
    contact = make_section("CONTACT", email="mara at lindqvist", links=[])

    report = review(contact, findings=[hidden])

    assert [finding["severity"] for finding in report["findings"]] == ["ERROR", "WARNING"]
    assert findings_of(report) == [("EMAIL_INVALID", "/email"), ("HIDDEN_TEXT", None)]


async def report_on(document: dict[str, Any]) -> dict[str, Any]:
    offline = EngineSettings(name="offline")
    made = await generate_portfolio(
        document, tone="PROFESSIONAL", engine=offline, on_section=ignore
    )
    draft = made.draft
    return review_portfolio(
        draft["sections"], tone="PROFESSIONAL", reading=draft["reading"], today=TODAY
    )


async def test_a_plain_resume_gives_a_portfolio_without_findings() -> None:
    report = await report_on(make_document(RESUME))

    assert report["score"] >= 95
    assert report["findings"] == []


async def test_what_is_wrong_with_a_file_is_found_in_its_place() -> None:
    document = make_document(RESUME.replace("mara@lindqvist.example", "mara@@lindqvist"))
    page = document["pages"][0]
    page["reader"] = "ocr"
    for word in page["words"]:
        word["confidence"] = 0.4 if word["text"] == "Fjordline" else 0.95
    page["hidden"] = [{"text": "genius", "box": [1, 1, 2, 2]}]
    blank = {**page, "number": 2, "words": [], "hidden": []}
    document["pages"].append(blank)

    found = {finding["code"]: finding for finding in (await report_on(document))["findings"]}

    assert {"EMAIL_INVALID", "LOW_CONFIDENCE", "HIDDEN_TEXT", "UNREAD_PAGE"} <= set(found)
    address = next(word for word in page["words"] if word["text"] == "mara@@lindqvist")
    assert found["EMAIL_INVALID"]["box"] == address["box"]
    assert (found["EMAIL_INVALID"]["kind"], found["EMAIL_INVALID"]["path"]) == ("CONTACT", "/email")
    assert found["LOW_CONFIDENCE"]["kind"] == "EXPERIENCE"
    assert found["HIDDEN_TEXT"]["page"] == 1
    assert found["UNREAD_PAGE"]["page"] == 2


async def test_a_line_of_which_nothing_came_is_found() -> None:
    uncle = "## References\nOld Olav Haugen says that I am the best of all his students."

    report = await report_on(make_document(f"{RESUME}\n{uncle}"))

    (finding,) = report["findings"]
    assert (finding["code"], finding["severity"]) == ("UNREAD_TEXT", "INFO")
    assert "Old Olav Haugen" in finding["message"]
    assert finding["page"] == 1
    assert len(finding["box"]) == 4


def test_the_page_about_the_rules_is_the_rules() -> None:
    printed = "\n".join(print_page(read_rules())).rstrip() + "\n"

    assert PAGE.read_text(encoding="utf-8") == printed
