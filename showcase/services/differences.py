"""Word-level differences between two texts, for people to read."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import groupby, zip_longest
from operator import attrgetter

import regex

CLUSTER = regex.compile(r"\X")
"""What a reader takes for one sign: a letter with its accents, a flag, a family."""


class SegmentKind(StrEnum):
    """What became of a part of a text."""

    EQUAL = "EQUAL"
    DELETE = "DELETE"
    INSERT = "INSERT"


@dataclass(frozen=True)
class Segment:
    """A part of a text that stays, goes or comes."""

    kind: SegmentKind
    text: str


@dataclass(frozen=True)
class _Step:
    """A part of a text, and the part of the other text in its place."""

    old: str
    new: str
    stays: bool


def compare(before: str, after: str) -> list[Segment]:
    """Return the parts of two texts in reading order, what goes before what comes instead.

    What is EQUAL or DELETE makes up the text before, what is EQUAL or INSERT the one after, to the
    last sign. No cut is made within a word or within a grapheme cluster.
    """
    return list(_gather(_list_steps(split_words(before), split_words(after))))


def split_words(text: str) -> list[str]:
    """Return a text as words, gaps and single signs; together they are the text."""
    groups = groupby(enumerate(CLUSTER.findall(text)), key=_class_of)
    return ["".join(cluster for _, cluster in group) for _, group in groups]


@dataclass(frozen=True)
class TextDifference:
    """A text before and after a change; `path` is a JSON pointer to where it stands."""

    path: str
    before: str
    after: str


def list_differences(before: object, after: object, *, path: str) -> Iterator[TextDifference]:
    """Yield every text that differs between two JSON values of the same shape."""
    if isinstance(before, dict) and isinstance(after, dict):
        for key in after:
            yield from list_differences(before.get(key), after[key], path=f"{path}/{key}")
    elif isinstance(before, list) and isinstance(after, list):
        texts = [[str(value) for value in values] for values in (before, after)]
        for place, old, new in pair(*texts):
            yield TextDifference(f"{path}/{place}", old, new)
    elif before != after:
        yield TextDifference(path, _as_text(before), _as_text(after))


def _as_text(value: object) -> str:
    return value if isinstance(value, str) else ""


def pair(before: Sequence[str], after: Sequence[str]) -> Iterator[tuple[int, str, str]]:
    """Yield those texts of two lists that differ, side by side, each with its place in its list."""
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for tag, old_start, old_end, new_start, new_end in matcher.get_opcodes():
        if tag != "equal":
            start = new_start if new_end > new_start else old_start
            sides = zip_longest(before[old_start:old_end], after[new_start:new_end], fillvalue="")
            yield from ((start + number, old, new) for number, (old, new) in enumerate(sides))


def _class_of(numbered: tuple[int, str]) -> tuple[str, int]:
    """Return what keeps clusters together: words and gaps do, other signs stand alone."""
    number, cluster = numbered
    if cluster.isspace():
        return "gap", 0
    return ("word", 0) if cluster[0].isalnum() or cluster[0] in "_'’" else ("sign", number)


def _list_steps(before: list[str], after: list[str]) -> Iterator[_Step]:
    """Yield what becomes of two texts, part by part."""
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for tag, old_start, old_end, new_start, new_end in matcher.get_opcodes():
        old, new = "".join(before[old_start:old_end]), "".join(after[new_start:new_end])
        # A gap between two changed words is no rest for the eye: it goes with them.
        is_gap = old.isspace() and old_start > 0 and old_end < len(before)
        yield _Step(old, new, stays=tag == "equal" and not is_gap)


def _gather(steps: Iterator[_Step]) -> Iterator[Segment]:
    """Yield the segments that neighbouring steps make."""
    for stays, group in groupby(steps, key=attrgetter("stays")):
        neighbours = list(group)
        old, new = ("".join(getattr(step, name) for step in neighbours) for name in ("old", "new"))
        if stays:
            yield Segment(SegmentKind.EQUAL, old)
            continue
        if old:
            yield Segment(SegmentKind.DELETE, old)
        if new:
            yield Segment(SegmentKind.INSERT, new)
