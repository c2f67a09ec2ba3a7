"""Time and tokens are asked for before a call, not regretted after it."""

from dataclasses import dataclass

import pytest

from agents.engines.budget import Budget
from agents.errors import AgentError, AgentErrorCode


@dataclass
class Clock:
    now: float = 100.0

    def __call__(self) -> float:
        return self.now


def test_time_runs_from_the_start() -> None:
    clock = Clock()
    budget = Budget(seconds=10, tokens=100, clock=clock)
    clock.now += 4
    assert budget.seconds_left == 6
    clock.now += 7
    assert budget.seconds_left == 0
    with pytest.raises(AgentError, match="time") as caught, budget.reserving(1):
        pass
    assert caught.value.code is AgentErrorCode.AI_UNAVAILABLE


def test_calls_side_by_side_may_not_exceed_it_together() -> None:
    budget = Budget(seconds=10, tokens=100, clock=Clock())
    with budget.reserving(60):
        with pytest.raises(AgentError, match="tokens"), budget.reserving(60):
            pass
        with budget.reserving(40):
            pass
    with budget.reserving(100):
        budget.spend(30)
    with pytest.raises(AgentError, match="tokens"), budget.reserving(71):
        pass
    with budget.reserving(70):
        pass
