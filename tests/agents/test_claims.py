"""How many made-up lies are caught, and how many fair wordings are let through.

The people of `claims/` served for finding the rules; those of `claims/held_out/` were never looked
at while doing so. Both must hold, and all together.
"""

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from agents.grounding import Evidence, Part, find_unsupported

CLAIMS = Path(__file__).parent / "claims"
ENOUGH_LIES, ENOUGH_FAIR = 0.99, 0.95
HELD_OUT_LIES = 0.95
"""One miss of sixty is more than one in a hundred, so the smaller set has its own bar."""
MIN_CASES = 150


class Case(NamedTuple):
    language: str
    text: str
    is_lie: bool
    doubted: tuple[str, ...]
    file: str

    @property
    def is_right(self) -> bool:
        return bool(self.doubted) is self.is_lie


def judge_people(path: Path) -> Iterator[Case]:
    for person in tomllib.loads(path.read_text("utf-8"))["people"]:
        parts = [Part(name, text) for name, text in person["parts"].items()]
        whole = Evidence([], parts=parts)
        said = {part.name: Evidence([part.name, part.text]) for part in parts} | {"*": whole}
        cases = [(part, text, True) for part, _kind, text in person["lies"]]
        cases += [(part, text, False) for part, text in person["fair"]]
        for part, text, is_lie in cases:
            found = find_unsupported(text, said[part], language=person["language"])
            doubted = tuple(claim.text for claim in found)
            yield Case(person["language"], text, is_lie, doubted, path.name)


@pytest.fixture(scope="module")
def seen() -> list[Case]:
    return [case for path in sorted(CLAIMS.glob("*.toml")) for case in judge_people(path)]


@pytest.fixture(scope="module")
def held_out() -> list[Case]:
    return [case for path in sorted(CLAIMS.glob("held_out/*.toml")) for case in judge_people(path)]


def measure(cases: list[Case], *, lies: bool) -> float:
    """Return the share of lies caught, or of fair wordings let through."""
    wanted = [case for case in cases if case.is_lie is lies]
    return sum(case.is_right for case in wanted) / len(wanted)


def list_wrong(cases: list[Case], *, lies: bool) -> str:
    """Return the lies not caught, or the fair wordings refused and why."""
    wrong = [case for case in cases if case.is_lie is lies and not case.is_right]
    return "\n".join(f"{case.file}: {case.text} {case.doubted}" for case in wrong)


def test_there_are_enough_of_both_in_five_languages(seen: list[Case], held_out: list[Case]) -> None:
    cases = seen + held_out
    assert sum(case.is_lie for case in cases) >= MIN_CASES
    assert sum(not case.is_lie for case in cases) >= MIN_CASES
    assert {case.language for case in held_out} == {"en", "de", "fr", "es", "pt"}


def test_lies_are_caught(seen: list[Case], held_out: list[Case]) -> None:
    share = measure(seen + held_out, lies=True)
    assert share >= ENOUGH_LIES, list_wrong(seen, lies=True)


def test_fair_wordings_are_let_through(seen: list[Case], held_out: list[Case]) -> None:
    share = measure(seen + held_out, lies=False)
    assert share >= ENOUGH_FAIR, list_wrong(seen, lies=False)


def test_rules_hold_on_people_they_were_not_made_for(held_out: list[Case]) -> None:
    assert measure(held_out, lies=True) >= HELD_OUT_LIES
    assert measure(held_out, lies=False) >= ENOUGH_FAIR
