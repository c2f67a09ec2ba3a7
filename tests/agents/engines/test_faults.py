"""Whatever a provider does, an order ends within its time, with texts or with one error of ours."""

from collections import deque
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from time import monotonic

import pytest

from agents.errors import AgentError, AgentErrorCode
from agents.sections import Section
from agents.writer import write_portfolio
from tests.agents.engines.conftest import Rig
from tests.agents.samples import make_evidence, make_facts, make_settings
from tests.support.gemini import (
    Act,
    FakeGemini,
    answer_well,
    block_answer,
    block_prompt,
    break_off,
    fail,
    fence,
    mistype,
    say_html,
    say_raw,
    truncate,
)

BUDGET = 5.0
SLACK = 5.0
"""What a loaded machine may take on top, to import a library of a second for instance."""
UNAVAILABLE, INVALID = AgentErrorCode.AI_UNAVAILABLE, AgentErrorCode.AI_OUTPUT_INVALID
FAULTS: dict[str, tuple[Act, AgentErrorCode, int]] = {
    "429": (fail(429), UNAVAILABLE, 4),
    "429 for an hour": (fail(429, retry_after="3600"), UNAVAILABLE, 1),
    "500": (fail(500), UNAVAILABLE, 4),
    "503": (fail(503), UNAVAILABLE, 4),
    "401": (fail(401), UNAVAILABLE, 1),
    "404": (fail(404), UNAVAILABLE, 1),
    "reset": (break_off, UNAVAILABLE, 4),
    "page of a proxy": (say_html, INVALID, 2),
    "nothing": (lambda _: say_raw(""), INVALID, 2),
    "no JSON": (lambda _: say_raw("I would love to help!"), INVALID, 2),
    "JSON of another shape": (mistype, INVALID, 2),
    "broken off by the limit": (truncate, INVALID, 2),
    "1 MB": (lambda _: say_raw("x" * 1_000_000), INVALID, 2),
    "answer blocked": (block_answer, INVALID, 1),
    "prompt blocked": (block_prompt, INVALID, 1),
}
"""What the provider does each time, what is made of it, and after how many requests."""


async def fail_to_write(rig: Rig) -> AgentError:
    with pytest.raises(AgentError) as caught:
        await rig.write()
    return caught.value


@pytest.mark.parametrize("name", FAULTS)
async def test_fault_ends_in_one_error_within_the_time(rig: Rig, name: str) -> None:
    rig.model.usual, code, requests = FAULTS[name]
    rig.settings = replace(rig.settings, timeout_seconds=BUDGET)
    started = monotonic()

    failure = await fail_to_write(rig)

    assert monotonic() - started < BUDGET + SLACK
    assert failure.code is code
    assert len(rig.model.requests) == requests


@pytest.mark.parametrize("name", FAULTS)
async def test_portfolio_is_whole_and_says_that_the_model_failed(
    gemini: FakeGemini, quick_retries: None, name: str
) -> None:
    gemini.usual = FAULTS[name][0]
    facts = make_facts()
    settings = make_settings(gemini, timeout_seconds=BUDGET)
    shown: list[str] = []

    async def show(section: Section) -> None:
        shown.append(section["kind"])

    started = monotonic()
    manuscript = await write_portfolio(
        facts,
        resume=make_evidence(facts).text,
        tone="PROFESSIONAL",
        settings=settings,
        on_section=show,
    )

    assert monotonic() - started < BUDGET + SLACK
    assert manuscript.engine == "offline"
    assert [notice["code"] for notice in manuscript.notices] == ["AI_FALLBACK"]
    assert sorted(shown) == sorted(section["kind"] for section in manuscript.sections)


@pytest.mark.parametrize("name", ["stalls", "dribbles"])
async def test_answer_that_does_not_end_is_left(rig: Rig, name: str) -> None:
    setattr(rig.model, name, True)
    rig.settings = replace(rig.settings, timeout_seconds=0.5)
    started = monotonic()

    failure = await fail_to_write(rig)

    assert monotonic() - started < 0.5 + SLACK
    assert "too long" in failure.message


async def test_absent_server_is_unavailable(rig: Rig) -> None:
    rig.settings = replace(rig.settings, base_url="http://127.0.0.1:9/v1")
    assert (await fail_to_write(rig)).code is UNAVAILABLE


@pytest.mark.parametrize(
    "acts",
    [[fail(503), fail(500)], [break_off], [fail(429, retry_after="0")], [truncate], [mistype]],
    ids=["faults", "reset", "too many requests", "truncated", "mistyped"],
)
async def test_passing_fault_is_ridden_out(rig: Rig, acts: list[Act]) -> None:
    rig.model.script = deque(acts)
    texts, usage = await rig.write()
    assert list(texts) == ["ABOUT/text"]
    assert usage.requests == len(acts) + 1


async def test_server_may_name_a_date_to_come_back_at(rig: Rig) -> None:
    past = format_datetime(datetime.now(UTC) - timedelta(hours=1))
    far = format_datetime(datetime.now(UTC) + timedelta(hours=1))
    rig.model.play(fail(429, retry_after=past))
    assert (await rig.write())[0]
    rig.model.usual = fail(429, retry_after=far)
    assert "quota" in (await fail_to_write(rig)).message
    assert len(rig.model.requests) == 3


async def test_fenced_answer_needs_no_repair(rig: Rig) -> None:
    rig.model.usual = fence
    assert (await rig.write())[1].requests == 1


async def test_repair_says_what_was_wrong(rig: Rig) -> None:
    rig.model.play(mistype)
    await rig.write()
    first, second = (str(body) for body in rig.model.requests)
    assert "could not be used" not in first
    assert "could not be used: it was not the JSON asked for" in second


async def test_what_failed_calls_cost_is_counted(rig: Rig) -> None:
    rig.model.play(fail(500), truncate, answer_well)
    _, usage = await rig.write()
    assert (usage.requests, usage.input_tokens, usage.output_tokens) == (3, 200, 40)
    assert usage.thinking_tokens == 10
