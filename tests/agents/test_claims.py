"""How many made-up lies are caught, and how many fair wordings are let through.

The people of `claims/` served for finding the rules; those of `claims/held_out/` were never looked
at while doing so. Both must hold, and all together.
"""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from agents.grounding import Evidence, Part, find_unsupported
from benchmarks.made_up.people import make_person
from benchmarks.made_up.person import Post

CLAIMS = Path(__file__).parent / "claims"
ENOUGH_LIES, ENOUGH_FAIR = 0.99, 0.95
HELD_OUT_LIES = 0.95
"""One miss of sixty is more than one in a hundred, so the smaller set has its own bar."""
MIN_CASES = 150
SEEDS = range(60)
"""Of made-up people who have nothing to do with those of the files."""


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


def list_posts() -> list[tuple[str, Post, Post]]:
    """Return jobs of made-up people with their language, each with another job of the same one."""
    people = [make_person(seed) for seed in SEEDS]
    told = [
        (person.language, [post for post in person.work if post.highlights]) for person in people
    ]
    return [
        (language, post, posts[index - 1])
        for language, posts in told
        for index, post in enumerate(posts)
    ]


def write_out(post: Post) -> Evidence:
    return Evidence(["\n".join([post.employer, post.position, post.summary, *post.highlights])])


def test_what_a_job_says_itself_is_never_doubted() -> None:
    doubted = [
        line
        for language, post, _ in list_posts()
        for line in post.highlights
        if find_unsupported(line, write_out(post), language=language)
    ]
    assert doubted == []


def test_raised_number_of_any_job_is_caught() -> None:
    cases = [
        (re.sub(r"\d+", lambda match: str(int(match[0]) + 7), line, count=1), post, language)
        for language, post, _ in list_posts()
        for line in post.highlights
        if re.search(r"\d", line)
    ]
    missed = [
        text for text, post, language in cases if not is_doubted(text, post, language=language)
    ]
    assert len(cases) > MIN_CASES
    assert len(missed) <= (1 - ENOUGH_LIES) * len(cases), missed


def test_line_of_another_job_is_caught() -> None:
    cases = [
        (line, post, language)
        for language, post, other in list_posts()
        for line in other.highlights
        if other is not post and line not in post.highlights
    ]
    missed = [
        line for line, post, language in cases if not is_doubted(line, post, language=language)
    ]
    assert len(cases) > MIN_CASES
    assert len(missed) <= (1 - ENOUGH_LIES) * len(cases), missed


def is_doubted(text: str, post: Post, *, language: str) -> bool:
    return bool(find_unsupported(text, write_out(post), language=language))
