"""Fills the gaps of phrases with facts."""

import re
import string
from collections.abc import Sequence

from agents.facts import Fact
from agents.phrases import join_list
from agents.wordings import Wording

MAX_SPOKEN = 70  # characters; longer values do not fit into a sentence
MIN_CONFIDENCE = 0.5
UNSPOKEN = re.compile(r"[{}<>@|•·]|https?:|mailto:|[^\W\d_]\W*\n")

Vocabulary = dict[str, Wording]


def fill(
    candidates: Sequence[str], words: Vocabulary, *, limit: int | None = None
) -> Wording | None:
    """Return the first candidate that the vocabulary can fill, within `limit` characters."""
    for candidate in candidates:
        names = [name for _, name, _, _ in string.Formatter().parse(candidate) if name]
        if not all(name in words for name in names):
            continue
        text = candidate.format(**{name: words[name].text for name in names})
        if limit is None or len(text) <= limit:
            facts = tuple(fact for name in names for fact in words[name].facts)
            return Wording(_tidy(text), facts)
    return None


def _tidy(text: str) -> str:
    """Drop the doubled full stop behind a value that ends in one, as in 'at Acme Inc..'."""
    return re.sub(r"([.!?])\.(?=$|\s)", r"\1", text)


def say(
    candidates: Sequence[str], words: Vocabulary, *, limit: int | None = None
) -> Wording | None:
    """Return the first candidate that can be filled, as a sentence: it begins with a capital."""
    wording = fill(candidates, words, limit=limit)
    return wording and Wording(f"{wording.text[0].upper()}{wording.text[1:]}", wording.facts)


def is_speakable(fact: Fact) -> bool:
    """Tell whether a value can stand in a sentence: read with confidence, short, of whole words."""
    value = fact.value
    return (
        fact.confidence >= MIN_CONFIDENCE
        and len(value) <= MAX_SPOKEN
        and sum(char.isalpha() for char in value) * 2 >= len(value)
        and value.count("(") == value.count(")")
        and not value.startswith("(")
        and not UNSPOKEN.search(value)
    )


def name_facts(**facts: Fact | None) -> Vocabulary:
    """Return a vocabulary of single facts; what cannot be spoken is left out."""
    return {
        name: Wording(fact.value, (fact,))
        for name, fact in facts.items()
        if fact and is_speakable(fact)
    }


def list_facts(facts: Sequence[Fact], *, language: str) -> Wording:
    """Return facts as 'a, b and c'."""
    return list_wordings([Wording(fact.value, (fact,)) for fact in facts], language=language)


def list_wordings(items: Sequence[Wording], *, language: str) -> Wording:
    """Return wordings as 'a, b and c'."""
    text = join_list([item.text for item in items], language=language)
    return Wording(text, tuple(fact for item in items for fact in item.facts))
