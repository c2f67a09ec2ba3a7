"""Differences that people read: complete, of whole words, never within a sign."""

from itertools import pairwise

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from showcase.services.differences import (
    Segment,
    SegmentKind,
    TextDifference,
    compare,
    list_differences,
)

MARKS = {SegmentKind.EQUAL: "", SegmentKind.DELETE: "-", SegmentKind.INSERT: "+"}
SIGNS = (
    *("Führte", "été", "e\u0301te\u0301", "años", "ação", "l'équipe", "C++", "12", "%", ".", ","),
    *("👩\u200d👩\u200d👧", "🇩🇪", "שלום", "مرحبا", "हिन्दी", " ", "\r\n", " \u0301", "\u200d"),
)
WORDS = st.lists(st.sampled_from(SIGNS)).map("".join)


def show(before: str, after: str) -> list[str]:
    return [MARKS[part.kind] + part.text for part in compare(before, after)]


@pytest.mark.parametrize(
    ("before", "after", "segments"),
    [
        ("Built one.", "Built one.", ["Built one."]),
        ("Built one.", "Built two.", ["Built ", "-one", "+two", "."]),
        ("I led teams.", "I lead a team.", ["I ", "-led teams", "+lead a team", "."]),
        ("", "New.", ["+New."]),
        ("Gone.", "", ["-Gone."]),
        ("", "", []),
        ("Leitete 3 Teams.", "Führte 3 Teams.", ["-Leitete", "+Führte", " 3 Teams."]),
        ("J'ai créé l'API.", "J'ai écrit l'API.", ["J'ai ", "-créé", "+écrit", " l'API."]),
        ("Lideré un equipo.", "Lideré el equipo.", ["Lideré ", "-un", "+el", " equipo."]),
        ("Uma ação rápida.", "Uma ação calma.", ["Uma ação ", "-rápida", "+calma", "."]),
        ("אני בונה גשרים", "אני בונה כבישים", ["אני בונה ", "-גשרים", "+כבישים"]),
        ("e\u0301te\u0301 long", "ete long", ["-e\u0301te\u0301", "+ete", " long"]),
        ("We are 👩‍👩‍👧", "We are 👩‍👧", ["We are ", "-👩‍👩‍👧", "+👩‍👧"]),
    ],
)
def test_what_goes_and_comes_is_told_in_words(before: str, after: str, segments: list[str]) -> None:
    assert show(before, after) == segments


@given(WORDS, WORDS)
def test_segments_are_the_two_texts_and_cut_no_sign(before: str, after: str) -> None:
    parts = compare(before, after)

    for text, kind in ((before, SegmentKind.DELETE), (after, SegmentKind.INSERT)):
        own = [part.text for part in parts if part.kind in {SegmentKind.EQUAL, kind}]
        assert "".join(own) == text
        signs = [sign for part in own for sign in regex.findall(r"\X", part)]
        assert signs == regex.findall(r"\X", text)


@given(WORDS, WORDS)
def test_neighbours_are_never_of_one_kind(before: str, after: str) -> None:
    kinds = [part.kind for part in compare(before, after)]

    assert all(first != second for first, second in pairwise(kinds))


def test_texts_of_an_entry_are_paired_where_lines_were_dropped() -> None:
    before = {"position": "Engineer", "summary": None, "highlights": ["a", "b", "c"]}
    after = {"position": "Engineer", "summary": "New.", "highlights": ["a", "B"]}

    assert list(list_differences(before, after, path="/items/0")) == [
        TextDifference("/items/0/summary", "", "New."),
        TextDifference("/items/0/highlights/1", "b", "B"),
        TextDifference("/items/0/highlights/2", "c", ""),
    ]


def test_a_long_text_is_compared_in_no_time() -> None:
    text = "word " * 2_000

    assert compare(text, text) == [Segment(SegmentKind.EQUAL, text)]
