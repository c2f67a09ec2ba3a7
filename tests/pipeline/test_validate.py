"""What the agents deliver is refused unless it keeps the contract in every part."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from showcase.errors import JobFailureCode, StepFailed
from showcase.models.content import SkillsContent
from showcase.pipeline.validate import validate_portfolio, validate_section
from tests.support.drafts import make_document, make_draft, make_section, make_source

DOCUMENT = make_document()


def refuse(draft: dict[str, Any]) -> str:
    with pytest.raises(StepFailed) as refused:
        validate_portfolio(draft, DOCUMENT)
    assert refused.value.code is JobFailureCode.AI_OUTPUT_INVALID
    return refused.value.detail


def with_section(section: dict[str, Any]) -> dict[str, Any]:
    return make_draft(sections=[*make_draft()["sections"], section])


def test_a_whole_draft_passes_with_contents_of_their_kinds() -> None:
    portfolio = validate_portfolio(make_draft(), DOCUMENT)

    assert isinstance(portfolio.sections[2].content, SkillsContent)


@pytest.mark.parametrize("kind", ["HERO", "PROJECTS", "SKILLS"])
def test_a_draft_without_a_section_that_is_always_there_is_refused(kind: str) -> None:
    sections = [s for s in make_draft()["sections"] if s["kind"] != kind]

    assert refuse(make_draft(sections=sections)) == f"section {kind} is missing"


def test_a_section_that_comes_twice_is_refused() -> None:
    assert "SKILLS comes twice" in refuse(with_section(make_section("SKILLS", {"groups": []})))


@pytest.mark.parametrize(
    ("content", "place"),
    [
        ({"text": 1}, "text"),
        ({"text": "x", "extra": "y"}, "extra"),
        ({}, "text"),
        ({"text": "x" * 10_001}, "text"),
        ("text", "content"),
    ],
)
def test_a_content_of_the_wrong_shape_is_refused_by_place(content: Any, place: str) -> None:
    section = make_section("ABOUT", {"text": "x"}) | {"content": content}

    assert place in refuse(with_section(section))


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "//host", "x"])
def test_a_link_with_another_scheme_is_refused(url: str) -> None:
    hero = make_section("HERO", {"name": "Ada", "links": [{"label": "x", "url": url}]})

    assert "url" in refuse(make_draft(sections=[hero, *make_draft()["sections"][1:]]))


def test_a_fact_without_a_source_is_refused_by_place() -> None:
    section = make_section("ABOUT", {"text": "Invented."}) | {"sources": []}

    assert refuse(with_section(section)) == "ABOUT/text: no source"


def test_a_source_off_the_document_is_refused() -> None:
    section = make_section("ABOUT", {"text": "Far away."})
    section["sources"] = [make_source("/text") | {"page": 2}]

    assert "no page 2" in refuse(with_section(section))


def test_the_users_own_word_needs_no_page() -> None:
    section = make_section("ABOUT", {"text": "My own word."})
    section["sources"] = [{"path": "/text"}]

    assert validate_section(section, DOCUMENT).sources[0].page is None


def test_reasons_never_repeat_the_resume() -> None:
    section = make_section("ABOUT", {"text": ["secret words"]})

    assert "secret" not in refuse(with_section(section))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(st.dictionaries(st.sampled_from(["language", "engine", "sections", "seo", "x"]), JSON))
def test_whatever_arrives_is_refused_in_our_own_words(draft: dict[str, Any]) -> None:
    with pytest.raises(StepFailed):
        validate_portfolio(draft, DOCUMENT)
