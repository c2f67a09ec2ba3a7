"""How one section is worded anew."""

import copy
import json

import pytest

from agents.engines import EngineSettings
from agents.errors import AgentError
from agents.facts import Facts
from agents.rewriter import Request, rewrite_section
from agents.sections import KINDS, PROSE_KINDS, Section, Tone
from showcase.models.draft import SectionDraft
from tests.agents.samples import make_evidence, make_facts, make_section, make_settings, say
from tests.support.gemini import FakeGemini, block_answer, lie
from tests.support.gemini import say as answer

OFFLINE = EngineSettings(name="offline")
SUMMARY = "Builds pipelines that last. Likes them quiet. Writes about them."


async def rewrite(
    section: Section,
    instructions: str = "",
    *,
    tone: Tone = "PROFESSIONAL",
    settings: EngineSettings = OFFLINE,
    facts: Facts | None = None,
) -> Section:
    """Word a section of the made-up person anew, checked against the contract."""
    before = copy.deepcopy(section)
    facts = facts or make_facts()
    result = await rewrite_section(
        section,
        facts=facts,
        resume=make_evidence(facts).text,
        request=Request(tone, instructions),
        settings=settings,
    )
    assert section == before, "the section handed in was changed"
    SectionDraft.model_validate_json(json.dumps(result))
    return result


def write_by_hand(section: Section, path: str, text: str) -> Section:
    """Return a section one of whose texts its owner wrote."""
    changed = copy.deepcopy(section)
    changed["content"][path.strip("/")] = text
    others = [source for source in section["sources"] if source["path"] != path]
    changed["sources"] = [*others, {"path": path, "page": None, "box": None, "text": None}]
    return changed


@pytest.mark.parametrize("kind", [k for k in KINDS if k not in PROSE_KINDS and k != "PUBLICATIONS"])
async def test_sections_of_facts_come_back_unchanged(kind: str) -> None:
    section = make_section(kind)
    assert await rewrite(section, "shorter") == section


@pytest.mark.parametrize(("kind", "key"), [("HERO", "tagline"), ("ABOUT", "text")])
async def test_another_tone_gives_another_text_and_keeps_the_facts(kind: str, key: str) -> None:
    section = make_section(kind)
    result = await rewrite(section, tone="FRIENDLY")
    assert result == make_section(kind, tone="FRIENDLY") | {"sources": result["sources"]}
    assert result["content"][key] != section["content"][key]


async def test_tone_named_in_the_wish_wins() -> None:
    result = await rewrite(make_section("ABOUT"), "more friendly", tone="CONCISE")
    assert result["content"]["text"] == make_section("ABOUT", tone="FRIENDLY")["content"]["text"]


async def test_shorter_and_longer_portraits_differ_in_length() -> None:
    facts = make_facts(summary=say(SUMMARY))
    section = make_section("ABOUT", facts=facts)
    shorter = await rewrite(section, "shorter", facts=facts)
    longer = await rewrite(section, "longer", facts=facts)
    lengths = [len(item["content"]["text"]) for item in (shorter, section, longer)]
    assert lengths == sorted(set(lengths))
    assert SUMMARY in shorter["content"]["text"]


async def test_fewer_bullets_halves_them_and_their_sources() -> None:
    result = await rewrite(make_section("EXPERIENCE"), "fewer bullets")
    job = result["content"]["items"][0]
    assert len(job["highlights"]) == 2
    paths = {source["path"] for source in result["sources"]}
    assert "/items/0/highlights/1" in paths
    assert "/items/0/highlights/2" not in paths


async def test_number_of_bullets_is_obeyed_and_longer_brings_them_back() -> None:
    section = make_section("EXPERIENCE")
    result = await rewrite(section, "2 bullets")
    assert len(result["content"]["items"][0]["highlights"]) == 2
    restored = await rewrite(result, "longer again")
    assert restored["content"] == section["content"]
    order = [json.dumps(source, sort_keys=True) for source in section["sources"]]
    assert sorted(order) == sorted(
        json.dumps(source, sort_keys=True) for source in restored["sources"]
    )


async def test_work_stays_as_it_is_without_a_wish_that_rules_understand() -> None:
    section = make_section("EXPERIENCE")
    assert await rewrite(section, "mention my garden") == section


@pytest.mark.parametrize("kind", ["EXPERIENCE", "PROJECTS"])
async def test_another_tone_opens_items_anew(kind: str) -> None:
    fresh = make_section(kind, tone="CREATIVE")
    result = await rewrite(make_section(kind), tone="CREATIVE")
    assert result["content"] == fresh["content"]
    assert result["content"] != make_section(kind)["content"]


async def test_opening_that_the_owner_wrote_stays_in_another_tone() -> None:
    section = make_section("EXPERIENCE")
    section["content"]["items"][0]["summary"] = "I look after the night."
    path = "/items/0/summary"
    section["sources"] = [source for source in section["sources"] if source["path"] != path]
    section["sources"].append({"path": path, "page": None, "box": None, "text": None})
    result = await rewrite(section, tone="CREATIVE")
    assert result["content"]["items"][0]["summary"] == "I look after the night."


async def test_text_of_the_owner_is_not_replaced_by_rules() -> None:
    own = "I bake. I also dance. And I sing."
    section = write_by_hand(make_section("ABOUT"), "/text", own)
    assert (await rewrite(section, tone="FRIENDLY"))["content"]["text"] == own
    shorter = await rewrite(section, "shorter")
    assert shorter["content"]["text"] == "I bake. I also dance."


async def test_model_words_a_section_by_the_wish(gemini: FakeGemini) -> None:
    result = await rewrite(
        make_section("PROJECTS"), "calmer", settings=make_settings(gemini), tone="TECHNICAL"
    )
    description = result["content"]["items"][0]["description"]
    assert description.startswith("In short: Tools: Rust. A tide table for 80 harbours")
    assert "calmer" in json.dumps(gemini.requests[0])


async def test_words_of_the_wish_are_the_owners_own(gemini: FakeGemini) -> None:
    gemini.usual = lambda texts: answer(
        [{"id": item["id"], "text": f"{item['text']} I bake for Oxfam."} for item in texts]
    )
    section = make_section("ABOUT")
    refused = await rewrite(section, settings=make_settings(gemini))
    granted = await rewrite(section, "say that I bake for Oxfam", settings=make_settings(gemini))
    assert "Oxfam" not in refused["content"]["text"]
    assert "Oxfam" in granted["content"]["text"]


async def test_lies_do_not_get_in(gemini: FakeGemini) -> None:
    gemini.usual = lie
    section = make_section("EXPERIENCE")
    assert await rewrite(section, settings=make_settings(gemini)) == section


async def test_failed_model_falls_back_or_fails_as_told(gemini: FakeGemini) -> None:
    gemini.usual = block_answer
    section = make_section("HERO")
    result = await rewrite(section, tone="FRIENDLY", settings=make_settings(gemini))
    assert result["content"] == make_section("HERO", tone="FRIENDLY")["content"]
    with pytest.raises(AgentError):
        await rewrite(section, settings=make_settings(gemini, fallback=False))
