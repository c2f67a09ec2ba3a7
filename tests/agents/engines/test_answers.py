"""What is made of a model's answer: texts by id, or one error of ours."""

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.engines.answers import Unusable, read_texts
from agents.engines.opening import open_engine
from agents.errors import AgentError, AgentErrorCode
from tests.agents.engines.bad_answers import BAD_ANSWERS, GOOD
from tests.agents.engines.conftest import Rig, make_order
from tests.support.gemini import say_raw

ANY_TEXT = st.text(st.characters())  # halves of characters too
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=True) | st.text(),
    lambda inner: (
        st.lists(inner) | st.dictionaries(st.sampled_from(["texts", "id", "text"]), inner)
    ),
    max_leaves=8,
)


@pytest.mark.parametrize(
    "answer",
    [
        GOOD,
        f"  {GOOD}\n",
        f"```json\n{GOOD}\n```",
        f"```\n{GOOD}\n```\n",
        f"<think>\nFive words {{should}} do.\n</think>\n\n{GOOD}",
        f"<think></think>```json\n{GOOD}```",
    ],
)
def test_answer_is_read(answer: str) -> None:
    assert read_texts(answer) == {"ABOUT/text": "Bakes bread."}


@pytest.mark.parametrize("name", BAD_ANSWERS)
def test_bad_answer_is_unusable(name: str) -> None:
    with pytest.raises(Unusable):
        read_texts(BAD_ANSWERS[name])


def test_paragraphs_are_no_control_characters() -> None:
    answer = json.dumps({"texts": [{"id": "ABOUT/text", "text": "One.\n\nTwo.\tÜ–😀"}]})
    assert read_texts(answer) == {"ABOUT/text": "One.\n\nTwo.\tÜ–😀"}


@given(ANY_TEXT | JSON.map(json.dumps) | st.binary().map(lambda data: data.decode("latin-1")))
def test_nothing_but_its_own_error_is_raised(answer: str) -> None:
    try:
        texts = read_texts(answer)
    except Unusable:
        return
    assert all(isinstance(part, str) for item in texts.items() for part in item)


async def test_bad_answers_come_to_nothing_through_each_protocol(rig: Rig) -> None:
    rig.settings = replace(rig.settings, timeout_seconds=60, max_tokens=10_000_000)
    async with open_engine(rig.settings) as engine:
        for name, answer in BAD_ANSWERS.items():
            rig.model.requests.clear()
            rig.model.usual = lambda _, answer=answer: say_raw(answer)  # type: ignore[misc]
            with pytest.raises(AgentError) as caught:
                await engine.write(make_order())
            assert caught.value.code is AgentErrorCode.AI_OUTPUT_INVALID, name
            assert len(rig.model.requests) == 2, name
