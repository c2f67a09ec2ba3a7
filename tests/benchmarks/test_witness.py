"""The judge of finished portfolios: what it lets pass, and that it sees what is wrong."""

import copy
from typing import Any

import pytest

from agents.integration import EngineSettings, generate_portfolio
from benchmarks.truth import ignore
from benchmarks.witness import Verdict, examine
from tests.agents.test_integration import RESUME, make_document

Json = dict[str, Any]
DOCUMENT = make_document(RESUME)


async def write() -> Json:
    made = await generate_portfolio(
        DOCUMENT, tone="FRIENDLY", engine=EngineSettings(name="offline"), on_section=ignore
    )
    return made.draft


def find(draft: Json, kind: str) -> Json:
    return next(section for section in draft["sections"] if section["kind"] == kind)


def is_clean(verdict: Verdict) -> bool:
    return not (verdict.unsupported or verdict.foreign or verdict.unsourced)


async def test_true_portfolio_is_let_pass() -> None:
    verdict = examine(DOCUMENT, await write())
    assert verdict.facts > 15
    assert verdict.texts > 5
    assert is_clean(verdict)


@pytest.mark.parametrize(
    ("kind", "path", "text", "wrong"),
    [
        ("HERO", "name", "Mara Lindquist", "HERO/name: Mara Lindquist"),
        ("HERO", "tagline", "Data engineer at Globex.", "HERO/tagline: Globex"),
        ("HERO", "tagline", "Data engineer for 12 years.", "HERO/tagline: 12"),
        ("ABOUT", "text", "I work with COBOL2000.", "ABOUT/text: COBOL2000"),
    ],
)
async def test_invented_fact_is_seen(kind: str, path: str, text: str, wrong: str) -> None:
    draft = await write()
    find(draft, kind)["content"][path] = text
    assert wrong in examine(DOCUMENT, draft).unsupported


async def test_word_of_neither_page_nor_phrase_is_seen() -> None:
    draft = await write()
    find(draft, "ABOUT")["content"]["text"] += " Acclaimed pipelines."
    assert examine(DOCUMENT, draft).foreign == ["ABOUT/text: Acclaimed", "ABOUT/text: pipelines"]


async def test_changed_date_and_number_are_seen() -> None:
    draft = await write()
    job = find(draft, "EXPERIENCE")["content"]["items"][0]
    job["start_date"] = "2020-03"
    job["highlights"][1] = "Moved 12,000 tables to Snowflake."
    verdict = examine(DOCUMENT, draft)
    assert "EXPERIENCE/items/0/start_date: 2020-03" in verdict.unsupported
    assert "EXPERIENCE/items/0/highlights/1: 12,000" in verdict.unsupported


async def test_number_of_another_part_of_the_resume_is_seen() -> None:
    draft = await write()
    find(draft, "EXPERIENCE")["content"]["items"][0]["highlights"][0] = "Cut loads in 2015."
    assert "EXPERIENCE/items/0/highlights/0: 2015" in examine(DOCUMENT, draft).unsupported


@pytest.mark.parametrize(
    "change",
    [
        {"page": None, "box": None, "text": None},
        {"page": 9},
        {"box": [500.0, 700.0, 590.0, 800.0]},
        {"text": "Somebody Else"},
    ],
    ids=["no place", "no such page", "another place", "other words"],
)
async def test_source_that_does_not_hold_the_fact_is_seen(change: Json) -> None:
    draft = copy.deepcopy(await write())
    for source in find(draft, "HERO")["sources"]:
        if source["path"] == "/name":
            source.update(change)
    assert "HERO/name" in examine(DOCUMENT, draft).unsourced
