"""What is wrong with a section's texts: their length, words, voice, and what they say twice."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from agents.review.rules import Rules
from agents.review.values import WORD, Json, Prose, iterate_values, list_prose, split_sentences

SHOWN = 60
"""So many characters of a text are quoted."""
FEW_WORDS = 4
"""Sentences with fewer words may stand on a page twice."""


@dataclass(frozen=True)
class Breach:
    """A place where a rule is broken, and what there is to say about it."""

    code: str
    path: str
    details: dict[str, Any] = field(default_factory=dict)
    points: int | None = None
    """What it costs instead of the rule's own points."""


def list_text_breaches(
    section: Json, *, tone: str, rules: Rules, repeated: Counter[str]
) -> Iterator[Breach]:
    """Yield what is wrong with the texts of a section.

    `repeated` are the sentences that the page has twice; one of each may stay.
    """
    for path, value in iterate_values(section["content"]):
        yield from _find_phrases("PLACEHOLDER", rules.placeholder, path, value)
    prose = list_prose(section)
    for text in prose:
        yield from _judge_length(text, rules)
        yield from _find_phrases("CLICHE", rules.cliche, text.path, text.text)
        yield from _judge_voice(text, tone, rules)
        for sentence in iterate_sentences(text.text):
            if repeated[fold_sentence(sentence)] > 0:
                repeated[fold_sentence(sentence)] -= 1
                yield Breach("REPEATED", text.path, {"found": _quote(sentence)})
    yield from _judge_openings(prose, rules)


def count_repeated(sections: list[Json]) -> Counter[str]:
    """Return the sentences that stand on a page more than once, and how often too often."""
    said = Counter(
        fold_sentence(sentence)
        for section in sections
        for text in list_prose(section)
        for sentence in iterate_sentences(text.text)
        if len(WORD.findall(sentence)) >= FEW_WORDS
    )
    return Counter({sentence: count - 1 for sentence, count in said.items() if count > 1})


def iterate_sentences(text: str) -> Iterator[str]:
    """Yield the sentences of a text."""
    for start, end in split_sentences(text):
        yield text[start:end]


def fold_sentence(sentence: str) -> str:
    """Return a sentence without what does not make it another one."""
    return " ".join(WORD.findall(sentence.casefold()))


def _judge_length(text: Prose, rules: Rules) -> Iterator[Breach]:
    low, high = rules.bands[text.form]
    details = {"count": len(text.text), "low": low, "high": high}
    if len(text.text) < low:
        yield Breach("TOO_SHORT", text.path, details)
    if len(text.text) > high:
        yield Breach("TOO_LONG", text.path, details)


def _find_phrases(code: str, pattern: re.Pattern[str], path: str, text: str) -> Iterator[Breach]:
    for match in pattern.finditer(text):
        yield Breach(code, path, {"found": _quote(match[0])})


def _judge_voice(text: Prose, tone: str, rules: Rules) -> Iterator[Breach]:
    voice = rules.get_voice(tone)
    if "!" in text.text and not voice.exclamation:
        yield Breach("EXCLAMATION", text.path)
    for sentence in iterate_sentences(text.text):
        count = len(sentence.split())
        if count > voice.sentence:
            yield Breach("LONG_SENTENCE", text.path, {"count": count, "most": voice.sentence})
    if loud := _find_shouting(text.text, rules):
        yield Breach("SHOUTING", text.path, {"found": _quote(loud)})


def _find_shouting(text: str, rules: Rules) -> str | None:
    """Return the first words in a row that have capitals only."""
    for loud, group in groupby(text.split(), key=lambda word: word.isupper() and len(word) > 1):
        words = list(group)
        letters = sum(map(str.isalpha, "".join(words)))
        enough = letters >= rules.limits["shouted_letters"]
        if loud and enough and len(words) >= rules.limits["shouted_words"]:
            return " ".join(words)
    return None


def _judge_openings(prose: list[Prose], rules: Rules) -> Iterator[Breach]:
    """Yield the items of which many lines begin with the same word."""
    lines = [text for text in prose if text.form == "highlight"]
    for _, group in groupby(lines, key=lambda line: line.item):
        of_item = list(group)
        openings = Counter(opening for text in of_item for opening in _open(text.text))
        for word, count in openings.most_common(1):
            if count >= rules.limits["similar_openings"] and count * 2 > len(of_item):
                found = {"count": count, "found": word.capitalize()}
                yield Breach("SAME_OPENING", of_item[0].path, found)


def _open(text: str) -> list[str]:
    """Return the first word of a text, if it has one."""
    return [match[0].casefold()] if (match := WORD.search(text)) else []


def _quote(text: str) -> str:
    """Return a text, cut where it is long."""
    return text if len(text) <= SHOWN else f"{text[: SHOWN - 1].rstrip()}…"
