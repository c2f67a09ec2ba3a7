"""No portfolio of a made-up resume says what the resume does not, whoever writes."""

from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from benchmarks.made_up.layout import make_layout
from benchmarks.made_up.people import make_person
from benchmarks.made_up.sheet import make_sheet
from benchmarks.made_up.typeset import Typesetter
from benchmarks.made_up.visible import show
from benchmarks.truth import judge_lies, judge_offline, read_all
from benchmarks.witness import Verdict

SEEDS = (3, 9, 16, 23, 28)
"""One in each language, of those that need no browser to be printed."""


def print_resume(seed: int) -> bytes:
    """Return a made-up resume as PDF."""
    person = make_person(seed)
    layout = make_layout(seed, person.language)
    return Typesetter(make_sheet(show(person, layout, is_scan=False), layout), layout).print()


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    folder = tmp_path_factory.mktemp("resumes")
    for seed in SEEDS:
        (folder / f"{seed}.pdf").write_bytes(print_resume(seed))
    return sorted(folder.iterdir())


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def documents(files: list[Path]) -> dict[str, dict[str, Any]]:
    return await read_all(files)


def check(verdict: Verdict) -> None:
    assert verdict.unsupported == []
    assert verdict.foreign == []
    assert verdict.unsourced == []


async def test_offline_engine_says_nothing_else_in_any_tone(
    documents: dict[str, dict[str, Any]],
) -> None:
    verdict = await judge_offline(documents)
    assert verdict.facts > 1000
    check(verdict)


async def test_lies_of_a_model_are_not_published(documents: dict[str, dict[str, Any]]) -> None:
    verdict, told = await judge_lies(documents)
    assert told > 30
    check(verdict)
