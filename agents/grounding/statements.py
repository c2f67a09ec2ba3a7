"""Takes a sentence apart into what it states: links, dates, numbers, names, and other words."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from agents.grounding.dates import Moment, list_moments
from agents.grounding.lexicon import (
    canonical_month,
    find_unit,
    is_neutral,
    is_technology,
    list_words,
)
from agents.grounding.numbers import Quantity, list_quantities
from agents.grounding.words import Word, list_words_of, split_clauses

LINK = re.compile(
    r"\b(?:https?://|www\.)\S+|\b[\w.+-]+@[\w-]+\.[\w.-]+|\b(?:[\w-]+\.)+[a-z]{2,}/\S+|"
    r"\b(?:[a-z\d-]+\.)+(?!js\b|ts\b|py\b|net\b)[a-z]{2,}\b"
)
INNER_SIGN = re.compile(r"\w[A-Z]|[A-Za-z]\d|\d[A-Za-z]|[A-Za-z][+#]")
ALWAYS_CAPITAL = {"i", "a"}
INTRODUCES_NAME = {"bei", "fur", "von"}
"""German words before a noun without an article, which is a name then."""
QUOTES = '"\u201c\u201e\u00ab(\u2018 '
MIN_CONTENT = 3


def list_links(text: str) -> list[str]:
    """Return the web and e-mail addresses in a text, without scheme, www and closing signs."""
    return [bare_link(match[0]) for match in LINK.finditer(text)]


def bare_link(link: str) -> str:
    """Return an address in one form."""
    return re.sub(r"^(https?://)?(www\.)?", "", link.casefold()).rstrip("/.,;:)")


def _blank(text: str, start: int, end: int) -> str:
    """Return the text with a stretch of it taken out, all else in its place."""
    return f"{text[:start]}{' ' * (end - start)}{text[end:]}"


@dataclass(frozen=True)
class Statement:
    """A sentence, or a part of one, in a language; `opens` where it stands at the beginning."""

    text: str
    language: str
    opens: bool = True

    @cached_property
    def links(self) -> list[str]:
        """All addresses, in one form each."""
        return list_links(self.text)

    @cached_property
    def _unlinked(self) -> str:
        return LINK.sub(lambda match: " " * len(match[0]), self.text)

    @cached_property
    def moments(self) -> list[Moment]:
        """All dates."""
        return list_moments(self._unlinked)

    @cached_property
    def _undated(self) -> str:
        text = self._unlinked
        for moment in self.moments:
            text = _blank(text, moment.start, moment.end)
        return text

    @cached_property
    def quantities(self) -> list[Quantity]:
        """All numbers that are not dates."""
        return list_quantities(self._undated, language=self.language)

    @cached_property
    def words(self) -> list[Word]:
        """All words that are neither links nor dates nor numbers nor units of numbers."""
        text = self._undated
        for quantity in self.quantities:
            text = _blank(text, quantity.start, quantity.end)
        words = list_words_of(text)
        ends = {quantity.end for quantity in self.quantities}
        return [
            word
            for word in words
            if not (find_unit(word.text) and any(0 <= word.start - end <= 1 for end in ends))
        ]

    @cached_property
    def content(self) -> list[Word]:
        """The words that say something."""
        return [
            word
            for word in self.words
            if len(word.folded) >= MIN_CONTENT
            and not is_neutral(word.folded, self.language)
            and not canonical_month(word.folded)
        ]

    @cached_property
    def names(self) -> list[list[Word]]:
        """Employers, schools, technologies: runs of words with capitals or signs inside."""
        return list(self._iterate_names())

    def _iterate_names(self) -> Iterator[list[Word]]:
        run: list[Word] = []
        for word in self.words:
            adjoins = bool(run) and self.text[run[-1].end : word.start] == " "
            named = self._may_name(word)
            if run and not (named and adjoins):
                yield from self._close(run)
                run = []
            if named:
                run.append(word)
        yield from self._close(run)

    def _close(self, run: list[Word]) -> Iterator[list[Word]]:
        """Yield a run without the word that has its capital from where it stands."""
        if run and self._begins(run[0]) and not _is_surely_name(run[0]):
            run = run[1:]
        if len(run) == 1 and self.language == "de" and not self._is_german_name(run[0]):
            return
        if run:
            yield run

    def _may_name(self, word: Word) -> bool:
        """Tell whether a word may name something, by its letters alone."""
        if _is_surely_name(word):
            return True
        if not word.text[0].isupper() or canonical_month(word.folded):
            return False
        return word.folded not in ALWAYS_CAPITAL

    def _begins(self, word: Word) -> bool:
        """Tell whether a word stands where any word has a capital."""
        before = self.text[: word.start].rstrip(QUOTES)
        return (self.opens and not before) or before.endswith((":", "\u2013", "\u2014"))

    def _is_german_name(self, word: Word) -> bool:
        """Tell whether a German noun is a name: by its letters, or where it has no article."""
        if _is_surely_name(word):
            return True
        before = [other.folded for other in self.words if other.end < word.start][-1:]
        introduced = bool(before) and before[0] in INTRODUCES_NAME
        return introduced and not list_words("nouns", "de").fits(word.folded)

    def find_clause(self, quantity: Quantity) -> list[Word]:
        """Return the words of the clause that a number stands in."""
        everything = [*self.content, Word("", "", quantity.start, quantity.end)]
        clauses = split_clauses(self.text, sorted(everything, key=lambda word: word.start))
        own = next(clause for clause in clauses if any(not word.text for word in clause))
        return [word for word in own if word.text]


def _is_surely_name(word: Word) -> bool:
    """Tell whether a word names something wherever it stands."""
    if word.text.isdigit():
        return False
    return bool(INNER_SIGN.search(word.text)) or is_technology(word.folded)
