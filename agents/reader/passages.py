"""Text that remembers its words: every value cut from a passage knows where it stands."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import NamedTuple

from agents.document import Word
from agents.facts import Fact, Source

_EDGE = " \t,;:|·•–—-/"


class Token(NamedTuple):
    """A word of the document inside a passage, at an offset of its text."""

    word: Word
    page: int
    row: int
    """Number of the line it stands in; a source is made per line."""
    start: int
    end: int


@dataclass(frozen=True)
class Passage:
    """A text and the words it was made of."""

    text: str
    tokens: tuple[Token, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.text.strip())

    def cut(self, start: int, end: int | None = None) -> Passage:
        """The part between two offsets, with the words that reach into it."""
        stop = len(self.text) if end is None else end
        if start == 0 and stop == len(self.text):
            return self
        tokens = tuple(
            Token(t.word, t.page, t.row, max(t.start, start) - start, min(t.end, stop) - start)
            for t in self.tokens
            if t.start < stop and t.end > start
        )
        return Passage(self.text[start:stop], tokens)

    def strip(self, characters: str = _EDGE) -> Passage:
        """The passage without these characters at its ends."""
        start = len(self.text) - len(self.text.lstrip(characters))
        return self.cut(start, max(start, len(self.text.rstrip(characters))))

    def split(self, pattern: re.Pattern[str]) -> list[Passage]:
        """The stripped, non-empty pieces between the matches of a pattern."""
        bounds = [0]
        for match in pattern.finditer(self.text):
            bounds += [match.start(), match.end()]
        bounds.append(len(self.text))
        pieces = (self.cut(a, b).strip() for a, b in zip(bounds[::2], bounds[1::2], strict=True))
        return [piece for piece in pieces if piece]

    def remove(self, start: int, end: int) -> Passage:
        """The passage without the part between two offsets."""
        return join([self.cut(0, start).strip(" "), self.cut(end).strip(" ")])

    def to_fact(self, value: str | None = None, *, confidence: float = 0.9) -> Fact:
        """A fact whose value is the passage's text, or the given value read from it."""
        words = [t.word.confidence for t in self.tokens if t.word.confidence is not None]
        seen = min(words) if words else 1.0
        return Fact(
            value=" ".join(self.text.split()) if value is None else value,
            sources=tuple(self._list_sources()),
            confidence=round(confidence * (0.5 + seen / 2), 3),
        )

    def _list_sources(self) -> Iterator[Source]:
        for (page, _), group in groupby(self.tokens, key=lambda t: (t.page, t.row)):
            words = [token.word for token in group]
            box = (
                min(w.box[0] for w in words),
                min(w.box[1] for w in words),
                max(w.box[2] for w in words),
                max(w.box[3] for w in words),
            )
            yield Source(page=page, box=box, text=" ".join(w.text for w in words))


def from_words(words: Iterable[Word], *, page: int, row: int) -> Passage:
    """The words with a blank between them."""
    text, tokens = "", []
    for word in words:
        text += " " if text else ""
        tokens.append(Token(word, page, row, len(text), len(text) + len(word.text)))
        text += word.text
    return Passage(text, tuple(tokens))


def join(passages: Iterable[Passage], separator: str = " ") -> Passage:
    """One passage of all the non-empty ones; a word hyphenated at a line's end is closed."""
    text, tokens = "", []
    for passage in passages:
        if not passage.text:
            continue
        if text and separator == " " and _is_hyphenated(text, passage.text):
            text = text[:-1] if text[-1] == "\xad" or passage.text[0].islower() else text
        elif text:
            text += separator
        tokens += [
            Token(t.word, t.page, t.row, t.start + len(text), t.end + len(text))
            for t in passage.tokens
        ]
        text += passage.text
    return Passage(text, tuple(tokens))


def _is_hyphenated(before: str, after: str) -> bool:
    """Whether a word runs on from one line to the next."""
    if before.endswith("\xad"):
        return True
    return len(before) > 1 and before[-1] in "-‐" and before[-2].isalpha() and after[0].islower()  # noqa: RUF001 (U+2010 is the typographic hyphen)
