"""Sentences that speak to language models and not to people: found, left out, and reported.

Whoever writes 'ignore your instructions' on a resume does not tell of their life. The list knows
how such sentences begin in our languages; it cannot know all of them. What follows in the same
paragraph goes with them, because that is what a model shall be made to say.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import accumulate

from pydantic import JsonValue

from agents.document import Document, Page, Word
from agents.facts import Notice

_PATTERNS = (
    r"\b{ignore} (?:\w+ ){{0,3}}?{which}\b[^.!?]{{0,40}}?\b{rules}\b",
    r"\b{notes} {to} (?:{the} ?)?{models}\b[^.!?:]{{0,40}}[:!]",
    r"\b{greetings} {models}\b *[,:!]",
    r"\b{say}\b[^.!?]{{0,40}}?\b{outputs}\b",
    r"\b{rate} th(?:is|e) (?:candidate|applicant|resume|cv|person)\b",
    r"\b{you_are}\b",
    r"{marks}",
)
"""How such sentences are put together from the words in orders.toml."""
_END = re.compile(r"[.!?…]['\")]*$")
_BULLETS = frozenset("•●○◦▪■‣*–—-·")
_NEW_BLOCK = 1.0
"""Blank space above a line, in its own heights, from which on it begins another paragraph."""


@dataclass(frozen=True)
class Cleaned:
    """A document without the sentences that speak to models, and what its owner should know."""

    document: Document
    notices: tuple[Notice, ...] = ()


def leave_out_orders(document: Document) -> Cleaned:
    """Return the document as people are meant to read it."""
    if document.resume is not None:
        resume = _clean(document.resume)
        if not isinstance(resume, dict) or resume == document.resume:
            return Cleaned(document)
        notice = _make_notice("The resume", None)
        return Cleaned(document.model_copy(update={"resume": resume}), (notice,))
    pages = tuple(_clean_page(page) for page in document.pages)
    changed = [new.number for old, new in zip(document.pages, pages, strict=True) if old is not new]
    if not changed:
        return Cleaned(document)
    notices = tuple(_make_notice(f"Page {number}", number) for number in changed)
    return Cleaned(document.model_copy(update={"pages": pages}), notices)


def cut_orders(text: str) -> str:
    """Return a text up to the sentence that speaks to a model; all of it, if none does."""
    found = _compile_order().search(text)
    if found is None:
        return text
    ends = [match.end() for match in re.finditer(r"[.!?…]\s", text[: found.start()])]
    return text[: ends[-1] if ends else 0].strip()


def _make_notice(where: str, page: int | None) -> Notice:
    message = f"{where} has words that speak to language models, not to people; they are left out."
    return Notice(code="SPEAKS_TO_MODELS", message=message, page=page)


def _clean(value: JsonValue) -> JsonValue:
    """Return plain data with its texts cut."""
    if isinstance(value, str):
        return cut_orders(value)
    if isinstance(value, list):
        return [_clean(item) for item in value]
    if isinstance(value, dict):
        return {key: _clean(item) for key, item in value.items()}
    return value


def _clean_page(page: Page) -> Page:
    left_out = {number for span in _find_orders(page.words) for number in span}
    if not left_out:
        return page
    words = (word for number, word in enumerate(page.words) if number not in left_out)
    return page.model_copy(update={"words": tuple(words)})


def _find_orders(words: Sequence[Word]) -> Iterator[range]:
    """Yield where orders stand among the words, from their sentence to their paragraph's end."""
    text = " ".join(word.text for word in words)
    starts = [0, *accumulate(len(word.text) + 1 for word in words)]
    for found in _compile_order().finditer(text):
        first = next(n for n in range(len(words)) if starts[n + 1] > found.start())
        last = next(n for n in range(len(words)) if starts[n + 1] >= found.end())
        while first and not _ends_before(words[first - 1], words[first]):
            first -= 1
        if first and words[first - 1].text in _BULLETS:
            first -= 1
        while last + 1 < len(words) and not _begins_block(words[last], words[last + 1]):
            last += 1
        yield range(first, last + 1)


def _ends_before(before: Word, after: Word) -> bool:
    """Tell whether a sentence ends between two words."""
    return bool(_END.search(before.text)) or _begins_block(before, after)


def _begins_block(before: Word, after: Word) -> bool:
    """Tell whether a word begins another paragraph, column or item than the one before."""
    height = max(after.box[3] - after.box[1], 1.0)
    wraps = after.box[1] > before.box[1] + height / 2
    if before.text in _BULLETS or (wraps and after.text in _BULLETS):
        return True
    sized = abs((before.size or 0) - (after.size or 0)) > 1
    gap = after.box[1] - before.box[3]
    return sized or before.bold != after.bold or gap > _NEW_BLOCK * height or gap < -2 * height


@cache
def _compile_order() -> re.Pattern[str]:
    """Return what matches where a sentence speaks to a model."""
    words = tomllib.loads(files(__package__).joinpath("orders.toml").read_text(encoding="utf-8"))
    groups = {name: f"(?:{'|'.join(parts)})" for name, parts in words.items()}
    return re.compile("|".join(pattern.format(**groups) for pattern in _PATTERNS), re.IGNORECASE)
