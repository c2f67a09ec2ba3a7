"""How facts become words with a model, driven through the real client."""

import json
from typing import Any

import pytest

from agents.engines import EngineSettings
from agents.errors import AgentError, AgentErrorCode
from agents.facts import Education
from agents.sections import Section
from agents.writer import Manuscript, write_portfolio
from showcase.models.draft import PortfolioDraft
from tests.agents.samples import make_evidence, make_facts, make_settings, say
from tests.support.gemini import (
    FakeGemini,
    answer_well,
    block_answer,
    block_prompt,
    fail,
    leave_out,
    lie,
    mistype,
    read_message,
    read_texts,
    say_html,
    stray,
    truncate,
)
from tests.support.gemini import (
    say as say_texts,
)

CALLS = 3
"""One for hero, portrait and page description; one for the jobs; one for the projects."""


async def write(settings: EngineSettings, **changes: Any) -> tuple[Manuscript, list[Section]]:
    """Write the portfolio of the made-up person; also return the sections in order of arrival."""
    facts = make_facts(**changes)
    arrived: list[Section] = []

    async def take(section: Section) -> None:
        arrived.append(section)

    manuscript = await write_portfolio(
        facts,
        resume=make_evidence(facts).text,
        tone="FRIENDLY",
        settings=settings,
        on_section=take,
    )
    check_contract(manuscript)
    return manuscript, arrived


def check_contract(manuscript: Manuscript) -> None:
    """Fail unless the backend would take the portfolio."""
    PortfolioDraft.model_validate_json(
        json.dumps(
            {
                "language": "en",
                "engine": manuscript.engine,
                "plan": manuscript.plan.to_json(),
                "sections": manuscript.sections,
                "seo": manuscript.seo,
                "notices": manuscript.notices,
            }
        )
    )


def find(manuscript: Manuscript, kind: str) -> Section:
    """Return the section of a kind."""
    return next(section for section in manuscript.sections if section["kind"] == kind)


def list_texts(manuscript: Manuscript) -> str:
    """Return all of a portfolio as one text."""
    return json.dumps([manuscript.sections, manuscript.seo], ensure_ascii=False)


async def test_model_words_tagline_portrait_highlights_descriptions_and_seo(
    gemini: FakeGemini,
) -> None:
    manuscript, _ = await write(make_settings(gemini))
    hero, work = find(manuscript, "HERO")["content"], find(manuscript, "EXPERIENCE")["content"]
    assert manuscript.engine == "gemini"
    assert manuscript.notices == []
    assert hero["tagline"].startswith("In short: ")
    assert find(manuscript, "ABOUT")["content"]["text"].startswith("In short: ")
    assert manuscript.seo["description"].startswith("In short: ")
    assert all(text.startswith("In short: ") for text in work["items"][0]["highlights"])
    project = find(manuscript, "PROJECTS")["content"]["items"][0]
    assert project["description"].startswith("In short: ")


async def test_facts_do_not_come_from_the_model(gemini: FakeGemini) -> None:
    gemini.usual = stray
    manuscript, _ = await write(make_settings(gemini))
    assert find(manuscript, "HERO")["content"]["name"] == "Mara Lindqvist"
    assert "Somebody Else" not in list_texts(manuscript)


async def test_one_round_trip_when_all_goes_well(gemini: FakeGemini) -> None:
    manuscript, _ = await write(make_settings(gemini))
    assert len(gemini.requests) == CALLS
    assert manuscript.usage.requests == CALLS
    assert manuscript.usage.input_tokens == 100 * CALLS
    assert manuscript.usage.output_tokens == 20 * CALLS
    assert manuscript.usage.thinking_tokens == 5 * CALLS
    assert manuscript.usage.seconds > 0


async def test_each_section_arrives_once_and_facts_before_prose(gemini: FakeGemini) -> None:
    manuscript, arrived = await write(make_settings(gemini))
    kinds = [section["kind"] for section in arrived]
    assert sorted(kinds) == sorted(section["kind"] for section in manuscript.sections)
    assert set(kinds[-4:]) == {"HERO", "ABOUT", "EXPERIENCE", "PROJECTS"}
    final = {section["kind"]: section for section in manuscript.sections}
    assert all(final[section["kind"]] == section for section in arrived)


async def test_plan_orders_the_sections(gemini: FakeGemini) -> None:
    school = Education(institution=say("Academy of Art"), area=say("Painting"), current=True)
    manuscript, _ = await write(make_settings(gemini), work=(), education=(school,))
    kinds = [section["kind"] for section in manuscript.sections]
    assert kinds[:4] == ["HERO", "ABOUT", "EDUCATION", "PROJECTS"]
    assert manuscript.plan.seniority == "STUDENT"


async def test_model_is_told_what_to_feature(gemini: FakeGemini) -> None:
    await write(make_settings(gemini))
    sent = [read_message(body) for body in gemini.requests]
    featured = '"FEATURED": ["Cut the nightly load from 6 hours to 40 minutes with Airflow."'
    assert sum(featured in message for message in sent) == 1


async def test_lies_are_sent_back_once_with_reasons_then_dropped(gemini: FakeGemini) -> None:
    gemini.usual = lie
    honest, _ = await write(EngineSettings(name="offline"))
    manuscript, _ = await write(make_settings(gemini))
    assert len(gemini.requests) == 2 * CALLS
    complaints = [item.get("complaints") for item in read_texts(gemini.requests[-1])]
    assert all("Globex" in str(complaint) for complaint in complaints)
    assert list_texts(manuscript) == list_texts(honest)
    assert [notice["code"] for notice in manuscript.notices] == ["AI_TEXT_REFUSED"]


async def test_second_wording_stands_if_it_is_honest(gemini: FakeGemini) -> None:
    gemini.play(*[lie] * CALLS)
    manuscript, _ = await write(make_settings(gemini))
    assert manuscript.notices == []
    assert find(manuscript, "HERO")["content"]["tagline"].startswith("In short: ")


async def test_wording_that_leaves_facts_out_is_refused(gemini: FakeGemini) -> None:
    gemini.usual = leave_out
    manuscript, _ = await write(make_settings(gemini))
    highlights = find(manuscript, "EXPERIENCE")["content"]["items"][0]["highlights"]
    assert "Moved 1,200 tables to Snowflake." in highlights


@pytest.mark.parametrize("act", [truncate, mistype], ids=["truncated", "wrong types"])
async def test_broken_json_is_asked_for_again_once(gemini: FakeGemini, act: Any) -> None:
    gemini.play(*[act] * CALLS)
    manuscript, _ = await write(make_settings(gemini))
    assert len(gemini.requests) == 2 * CALLS
    assert "could not be used" in read_message(gemini.requests[-1])
    assert manuscript.engine == "gemini"
    assert manuscript.notices == []


@pytest.mark.parametrize(
    "act",
    [truncate, mistype, say_html, block_answer, block_prompt, fail(503), fail(403)],
    ids=["truncated", "wrong types", "HTML", "blocked answer", "blocked prompt", "503", "403"],
)
async def test_failed_model_gives_offline_words_and_says_so(gemini: FakeGemini, act: Any) -> None:
    gemini.usual = act
    honest, _ = await write(EngineSettings(name="offline"))
    manuscript, arrived = await write(make_settings(gemini, timeout_seconds=3))
    assert manuscript.engine == "offline"
    assert manuscript.sections == honest.sections
    assert [notice["code"] for notice in manuscript.notices] == ["AI_FALLBACK"]
    assert len(arrived) == len(honest.sections)


@pytest.mark.parametrize(
    ("act", "code"),
    [
        (mistype, AgentErrorCode.AI_OUTPUT_INVALID),
        (block_answer, AgentErrorCode.AI_OUTPUT_INVALID),
        (fail(400), AgentErrorCode.AI_UNAVAILABLE),
        (fail(503), AgentErrorCode.AI_UNAVAILABLE),
    ],
    ids=["wrong types", "blocked", "400", "503"],
)
async def test_failed_model_fails_the_job_without_fallback(
    gemini: FakeGemini, act: Any, code: AgentErrorCode
) -> None:
    gemini.usual = act
    with pytest.raises(AgentError) as caught:
        await write(make_settings(gemini, timeout_seconds=3, fallback=False))
    assert caught.value.code is code


async def test_part_of_the_model_failing_keeps_the_rest_of_its_words(gemini: FakeGemini) -> None:
    gemini.play(block_answer)
    manuscript, _ = await write(make_settings(gemini))
    assert manuscript.engine == "gemini"
    assert [notice["code"] for notice in manuscript.notices] == ["AI_FALLBACK"]


async def test_missing_key_is_named(gemini: FakeGemini) -> None:
    manuscript, _ = await write(make_settings(gemini, api_key=""))
    assert manuscript.engine == "offline"
    assert "GEMINI_API_KEY" in manuscript.notices[0]["message"]
    assert gemini.requests == []


async def test_text_without_any_fact_is_refused(gemini: FakeGemini) -> None:
    gemini.usual = lambda _: say_texts([{"id": "HERO/tagline", "text": "At work."}])
    manuscript, _ = await write(make_settings(gemini))
    hero = find(manuscript, "HERO")
    assert hero["content"]["tagline"] != "At work."
    assert [notice["code"] for notice in manuscript.notices] == ["AI_TEXT_REFUSED"]


async def test_contact_data_stays_here(gemini: FakeGemini) -> None:
    await write(make_settings(gemini))
    sent = "".join(read_message(body) for body in gemini.requests)
    assert "mara@lindqvist.example" not in sent
    assert "+47 55 01 23 45" not in sent
    assert "github.com/maralind" not in sent


async def test_worded_portrait_points_to_the_facts_it_uses(gemini: FakeGemini) -> None:
    manuscript, _ = await write(make_settings(gemini))
    about = find(manuscript, "ABOUT")
    texts = {source["text"] for source in about["sources"] if source["path"] == "/text"}
    assert {"Senior Data Engineer", "Fjordline Analytics", "Nordlys Bank", "Python"} <= texts
    assert all(source["page"] == 1 for source in about["sources"])


async def test_model_answering_well_is_deterministic(gemini: FakeGemini) -> None:
    gemini.usual = answer_well
    first, _ = await write(make_settings(gemini))
    second, _ = await write(make_settings(gemini))
    assert list_texts(first) == list_texts(second)
