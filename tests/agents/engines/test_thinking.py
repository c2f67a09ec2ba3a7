"""How much which model is told to think."""

from typing import Any

import pytest

from agents.engines.thinking import choose_thinking


@pytest.mark.parametrize(
    ("model", "budget", "setting"),
    [
        ("gemini-2.5-flash", 0, {"thinking_budget": 0}),
        ("gemini-2.5-flash", 1024, {"thinking_budget": 1024}),
        ("gemini-3.5-flash-lite", 0, {"thinking_level": "MINIMAL"}),
        ("gemini-3.8-flash", 0, {"thinking_level": "LOW"}),
        ("gemini-3.8-flash", 4096, {"thinking_level": "MEDIUM"}),
        ("gemini-4-argon", 20_000, {"thinking_level": "HIGH"}),
    ],
)
def test_budget_becomes_what_the_model_understands(
    model: str, budget: int, setting: dict[str, Any]
) -> None:
    chosen = choose_thinking(model, budget=budget)
    assert chosen
    assert chosen.model_dump(mode="json", exclude_none=True) == setting


@pytest.mark.parametrize("model", ["gemini-3.8-flash", "gemini-flash-latest"])
def test_model_decides_when_it_is_left_to_it(model: str) -> None:
    assert choose_thinking(model, budget=-1) is None
