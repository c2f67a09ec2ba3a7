"""What surrounds an engine hears of its calls, may forbid them, and may know the answer already."""

from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from agents.engines import Progress, Surroundings, Usage
from agents.errors import AgentError
from agents.sections import Piece
from tests.agents.engines.conftest import PIECE, Rig
from tests.support.gemini import answer_well, block_answer, fail, truncate


@dataclass
class Host:
    """Surroundings that take note of everything."""

    is_open: bool = True
    circuit_heard: list[str] = field(default_factory=list)
    usages: list[Usage] = field(default_factory=list)
    told: list[Progress] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    kept: dict[str, dict[str, str]] = field(default_factory=dict)

    async def allows(self) -> bool:
        return self.is_open

    async def worked(self) -> None:
        self.circuit_heard.append("worked")

    async def failed(self) -> None:
        self.circuit_heard.append("failed")

    async def find(self, key: str) -> dict[str, str] | None:
        return self.kept.get(key)

    async def keep(self, key: str, texts: dict[str, str]) -> None:
        self.kept[key] = texts

    async def pay(self, usage: Usage) -> None:
        self.usages.append(usage)

    async def tell(self, progress: Progress) -> None:
        self.told.append(progress)

    async def explain(self, reason: str) -> None:
        self.failures.append(reason)


@pytest.fixture
def host(rig: Rig) -> Host:
    host = Host()
    surroundings = Surroundings(
        circuit=host,
        memory=host,
        on_usage=host.pay,
        on_progress=host.tell,
        on_failure=host.explain,
    )
    rig.settings = replace(rig.settings, surroundings=surroundings)
    return host


async def fail_to_write(rig: Rig, **changes: Any) -> AgentError:
    with pytest.raises(AgentError) as caught:
        await rig.write(**changes)
    return caught.value


async def test_progress_counts_texts_and_holds_none(rig: Rig, host: Host) -> None:
    pieces = tuple(replace(PIECE, id=f"{kind}/text") for kind in ("ABOUT", "HERO", "ABOUT/x"))
    await rig.write(pieces=pieces)
    assert {progress.kinds for progress in host.told} == {("ABOUT", "HERO")}
    begun = [progress.begun for progress in host.told]
    assert begun == sorted(begun)
    assert (begun[-1], host.told[-1].total) == (3, 3)


async def test_every_call_is_told_to_who_pays(rig: Rig, host: Host) -> None:
    rig.model.play(fail(503), truncate, answer_well)
    _, usage = await rig.write()
    assert [spent.tokens for spent in host.usages] == [0, 125, 125]
    assert usage.tokens == 250


async def test_what_was_answered_once_is_not_asked_again(rig: Rig, host: Host) -> None:
    first, _ = await rig.write()
    second, usage = await rig.write()
    assert second == first
    assert usage == Usage()
    await rig.write(instructions="warmer")
    rig.settings = replace(rig.settings, model="another-model")
    await rig.write()
    assert len(rig.model.requests) == 3


async def test_unusable_answer_is_not_remembered(rig: Rig, host: Host) -> None:
    rig.model.usual = truncate
    await fail_to_write(rig)
    assert host.kept == {}


async def test_open_circuit_lets_no_call_through(rig: Rig, host: Host) -> None:
    host.is_open = False
    failure = await fail_to_write(rig)
    assert "rest" in failure.message
    assert host.failures == [failure.message]
    assert (rig.model.requests, host.circuit_heard) == ([], [])


@pytest.mark.parametrize(
    ("act", "heard"),
    [
        (answer_well, ["worked"]),
        (block_answer, ["worked"]),
        (truncate, ["worked", "worked"]),
        (fail(403), ["worked"]),
        (fail(503), ["failed"]),
        (fail(429, retry_after="600"), ["failed"]),
    ],
    ids=["answer", "blocked", "truncated", "403", "503", "429"],
)
async def test_circuit_hears_whether_the_provider_is_there(
    rig: Rig, host: Host, act: Any, heard: list[str]
) -> None:
    rig.model.usual = act
    if act is answer_well:
        await rig.write()
    else:
        await fail_to_write(rig)
    assert host.circuit_heard == heard


async def test_silence_for_the_whole_time_is_the_providers_fault(rig: Rig, host: Host) -> None:
    rig.settings = replace(rig.settings, timeout_seconds=0.5)
    rig.model.stalls = True
    await fail_to_write(rig)
    assert host.circuit_heard == ["failed"]


async def test_call_that_might_cost_too_much_is_not_made(rig: Rig, host: Host) -> None:
    rig.settings = replace(rig.settings, max_tokens=8_192)
    failure = await fail_to_write(rig, pieces=(Piece(id="ABOUT/text", form="about", text="x"),))
    assert "tokens" in failure.message
    assert rig.model.requests == []
