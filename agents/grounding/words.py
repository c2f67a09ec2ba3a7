"""Cuts texts into sentences and words, and finds words again in whatever form."""

import re
from collections.abc import Iterable
from functools import cached_property, lru_cache
from itertools import pairwise
from typing import NamedTuple

from agents.grounding.lexicon import find_abbreviations, find_synonyms
from agents.patterns import Patterns, fold

WORD = re.compile(r"[^\W_](?:[\w+#&.@/-]*[\w+#])?")
SENTENCE_END = re.compile(
    r"(?<=[^\W\d_]{3}[.!?…])\s+|(?<=[\d)][.!?])\s+(?=[^\W\d_])|\n+|;\s|\s[•·|]\s"
)
CLAUSE_END = re.compile(r",\s|:\s|\s[\u2013\u2014-]\s|\s(?:and|und|et|y|e)\s")
PLURALS = ("'s", "es", "s", "en", "n", "e", "x", "m")
MIN_STEM = 3
MIN_SQUASHED = 5
MIN_PREFIX = 4
PREFIX_SHARE = 0.6
"""Words are akin when they begin alike for this share of the shorter one: 'editor', 'edited'."""
NAME_WINDOW = 5
"""Words of one name must stand at most this far apart in the resume."""


class Word(NamedTuple):
    """A word in a text."""

    text: str
    folded: str
    start: int
    end: int


def list_words_of(text: str) -> list[Word]:
    """Return the words of a text; what an apostrophe joins is two words."""
    return [Word(m[0], fold(m[0]), m.start(), m.end()) for m in WORD.finditer(text)]


def split_sentences(text: str) -> list[str]:
    """Return the sentences and lines of a text."""
    return [part.strip() for part in SENTENCE_END.split(text) if part and part.strip()]


@lru_cache(maxsize=65_536)
def stems(folded: str) -> frozenset[str]:
    """Return the forms under which a word is looked up: as it is, and without a plural ending."""
    forms = {folded, folded.replace("-", "").replace(".", "")}
    for ending in PLURALS:
        if folded.endswith(ending) and len(folded) - len(ending) >= MIN_STEM:
            forms.add(folded[: -len(ending)])
    if folded.endswith("ies"):
        forms.add(f"{folded[:-3]}y")
    return frozenset(forms)


class Vocabulary:
    """The words of a text, ready to be asked for."""

    def __init__(self, text: str) -> None:
        self.text = text

    @cached_property
    def words(self) -> list[Word]:
        """All words, in order."""
        return list_words_of(self.text)

    @cached_property
    def places(self) -> dict[str, list[int]]:
        """Where each word stands, by all its forms and by the parts of compounds."""
        places: dict[str, list[int]] = {}
        for position, word in enumerate(self.words):
            parts = {word.folded, *re.split(r"[-/.&@]", word.folded)}
            for form in {form for part in parts if part for form in stems(part)}:
                places.setdefault(form, []).append(position)
        return places

    @cached_property
    def squashed(self) -> str:
        """The whole text without spaces and signs, for words written together or apart."""
        return re.sub(r"[\W_]+", "", fold(self.text))

    @cached_property
    def _by_prefix(self) -> dict[str, set[str]]:
        """All forms by their first letters."""
        found: dict[str, set[str]] = {}
        for form in self.places:
            found.setdefault(form[:MIN_PREFIX], set()).add(form)
        return found

    def has_like(self, patterns: Patterns) -> bool:
        """Tell whether a word stands there that fits one of the patterns."""
        return not patterns.exact.isdisjoint(self.places) or any(
            patterns.fits(form) for form in self.places
        )

    def positions(self, word: str) -> list[int]:
        """Return where a word stands, in whatever form."""
        return sorted({place for form in stems(fold(word)) for place in self.places.get(form, ())})

    def has_word(self, word: str) -> bool:
        """Tell whether a word stands there: itself, its parts, abbreviated, or written together."""
        if self.positions(word):
            return True
        parts = [part for part in re.split(r"[-/.&]", word) if part]
        if len(parts) > 1 and all(part[0].islower() or self.positions(part) for part in parts):
            return True
        if any(self.positions(other) for other in find_abbreviations(fold(word))):
            return True
        squashed = re.sub(r"[\W_]+", "", fold(word))
        return len(squashed) >= MIN_SQUASHED and squashed in self.squashed

    def has_name(self, words: list[str]) -> bool:
        """Tell whether the words of a name stand there, close together."""
        if not all(self.has_word(word) for word in words):
            return False
        places = [places for word in words if (places := self.positions(word))]
        return all(
            any(abs(a - b) <= NAME_WINDOW for a in one for b in other)
            for one, other in pairwise(places)
        )

    def has_kin(self, folded: str) -> bool:
        """Tell whether a word of the same family stands there, or one that means the same."""
        return (
            self.has_word(folded)
            or self._has_relative(folded)
            or any(self.has_like(patterns) for patterns in find_synonyms(folded))
        )

    def _has_relative(self, folded: str) -> bool:
        """Tell whether a word stands there that begins in the same way."""
        others = self._by_prefix.get(folded[:MIN_PREFIX], ())
        return len(folded) >= MIN_PREFIX and any(
            _count_alike(folded, other) >= PREFIX_SHARE * min(len(folded), len(other))
            for other in others
        )


def _count_alike(one: str, other: str) -> int:
    """Return how many letters two words begin alike with."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((place for place, (a, b) in pairs if a != b), min(len(one), len(other)))


def split_clauses(text: str, words: Iterable[Word]) -> list[list[Word]]:
    """Return the words of a sentence by clause."""
    clauses: list[list[Word]] = [[]]
    ends = [match.start() for match in CLAUSE_END.finditer(text)]
    for word in words:
        while ends and word.start > ends[0]:
            ends.pop(0)
            if clauses[-1]:
                clauses.append([])
        clauses[-1].append(word)
    return [clause for clause in clauses if clause]
