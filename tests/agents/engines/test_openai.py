"""The OpenAI-compatible protocol, by its real client."""

from dataclasses import replace

import pytest
from starlette.responses import Response

from agents.engines import Usage
from agents.engines.opening import open_engine
from agents.errors import AgentError, AgentErrorCode
from tests.agents.engines.conftest import Rig, make_openai_settings, make_order
from tests.support.openai import FakeOpenAI, refuse

NONSENSE = [
    "",
    "data: [DONE]\n\n",
    "data: {",
    'data: "x"\n\n',
    "data: [1]\n\n",
    "data: 7\n\n",
    'data: {"choices": 5}\n\n',
    'data: {"choices": [null]}\n\n',
    'data: {"choices": [{"delta": null}]}\n\n',
    'data: {"choices": [{"delta": {"content": {"text": "x"}}}]}\n\n',
    'data: {"choices": [{"delta": {"content": "{}"}, "finish_reason": 7}]}\n\n',
    'data: {"choices": [], "usage": {"prompt_tokens": -1}}\n\n',
    'data: {"choices": [], "usage": "none"}\n\n',
    'data: {"error": {"message": "overloaded"}}\n\n',
    'data: {"error": "overloaded"}\n\n',
    'data: {"choices": [{"delta": {"tool_calls": [{}]}, "finish_reason": "tool_calls"}]}\n\n',
    "\x00\xff",
]
"""Bodies that are no answer of the protocol, or none with a text."""


@pytest.fixture
def rig(openai: FakeOpenAI, quick_retries: None) -> Rig:
    return Rig(openai, make_openai_settings(openai))


async def test_request_has_schema_and_no_tools(rig: Rig) -> None:
    await rig.write(language="de", instructions="warmer")
    [body] = rig.model.requests
    assert body["response_format"]["type"] == "json_schema"
    assert body["response_format"]["json_schema"]["strict"] is True
    assert body["response_format"]["json_schema"]["schema"]["required"] == ["texts"]
    assert body["max_completion_tokens"] == 8_192
    assert "tools" not in body
    instruction, message = body["messages"]
    assert (instruction["role"], message["role"]) == ("system", "user")
    assert "Language: German" in instruction["content"]
    assert "warmer" in message["content"]


@pytest.mark.parametrize(
    ("known", "asked"),
    [
        (("json_schema", "text"), ["json_schema"]),
        (("json_object", "text"), ["json_schema", "json_object"]),
        (("text",), ["json_schema", "json_object", "text"]),
    ],
)
async def test_strictest_format_that_the_server_knows_is_found_once(
    openai: FakeOpenAI, known: tuple[str, ...], asked: list[str]
) -> None:
    openai.known_formats = known
    async with open_engine(make_openai_settings(openai)) as engine:
        for _ in range(2):
            assert await engine.write(make_order())
    formats = [body["response_format"]["type"] for body in openai.requests]
    assert formats == [*asked, asked[-1]]


async def test_request_refused_for_another_reason_is_not_repeated(rig: Rig) -> None:
    rig.model.usual = lambda _: refuse(400, "maximum context length is 4096 tokens")
    with pytest.raises(AgentError) as caught:
        await rig.write()
    assert caught.value.code is AgentErrorCode.AI_UNAVAILABLE
    assert len(rig.model.requests) == 1


async def test_thoughts_are_not_counted_twice(rig: Rig) -> None:
    _, usage = await rig.write()
    usage.seconds = 0
    assert usage == Usage(requests=1, input_tokens=100, output_tokens=20, thinking_tokens=5)


async def test_cost_is_estimated_where_the_server_does_not_count(openai: FakeOpenAI) -> None:
    openai.counts = False
    _, usage = await Rig(openai, make_openai_settings(openai)).write()
    assert usage.input_tokens > 500
    assert 10 < usage.output_tokens < 100


@pytest.mark.parametrize("body", NONSENSE)
async def test_nonsense_is_no_answer(rig: Rig, body: str) -> None:
    sent = body.encode("latin-1")
    rig.model.usual = lambda _: Response(sent, media_type="text/event-stream")
    with pytest.raises(AgentError):
        await rig.write()


@pytest.mark.parametrize(
    ("missing", "word"),
    [({"model": ""}, "OPENAI_MODEL"), ({"api_key": "", "base_url": ""}, "OPENAI_API_KEY")],
)
async def test_missing_setting_is_named_without_asking(
    rig: Rig, missing: dict[str, str], word: str
) -> None:
    rig.settings = replace(rig.settings, **missing)  # type: ignore[arg-type]
    with pytest.raises(AgentError) as caught:
        await rig.write()
    assert word in caught.value.message
    assert rig.model.requests == []


async def test_server_of_ones_own_needs_no_key(openai: FakeOpenAI) -> None:
    openai.keys = ("Bearer none",)
    settings = make_openai_settings(openai, api_key="")
    assert (await Rig(openai, settings).write())[0]
