"""Compares what a text states with what the resume says."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from agents.grounding.context import find_added, find_misplaced, find_wrong_titles
from agents.grounding.dates import find_bound
from agents.grounding.evidence import Evidence, list_frequencies
from agents.grounding.lexicon import find_guards, find_role, find_tongue
from agents.grounding.numbers import Quantity
from agents.grounding.statements import Statement
from agents.grounding.words import Word, split_sentences
from agents.patterns import Patterns

ClaimKind = Literal["number", "date", "name", "link", "word", "context"]
MAX_NEW = 0.5
"""Share of a sentence's words that may be new, where no two of them stand side by side."""
MAX_LOST = 0.7
"""Share of a text's words that a new wording may do without."""
MONTHS = 12
ROUNDING = 0.51


@dataclass(frozen=True)
class Claim:
    """Something a text says that must be found in the resume."""

    kind: ClaimKind
    text: str


def find_unsupported(text: str, evidence: Evidence, *, language: str) -> list[Claim]:
    """Return the claims of a text that the evidence does not back, each once."""
    found: dict[Claim, None] = {}
    for sentence in split_sentences(text):
        opens = True
        for piece, near, elsewhere in evidence.focus(sentence):
            statement = Statement(piece, language, opens)
            doubted = dict.fromkeys(_list_doubted(statement, near))
            if elsewhere:
                doubted = dict.fromkeys(_leave_out_loose(doubted, statement, evidence, elsewhere))
                doubted |= dict.fromkeys(_find_borrowed(statement, near, elsewhere))
            found |= doubted
            opens = False
    return list(found)


def says_something(text: str, evidence: Evidence, *, language: str) -> bool:
    """Tell whether a text has anything of the resume at all."""
    statements = (Statement(sentence, language) for sentence in split_sentences(text))
    return any(
        statement.moments
        or statement.quantities
        or any(evidence.vocabulary.has_kin(word.folded) for word in statement.content)
        for statement in statements
    )


def _leave_out_loose(
    doubted: Iterable[Claim], statement: Statement, evidence: Evidence, elsewhere: Evidence
) -> list[Claim]:
    """Return the doubted claims without those that the resume backs outside of all its parts."""
    unbacked = set(_list_doubted(statement, evidence))
    strange = set(_list_doubted(statement, elsewhere))
    return [claim for claim in doubted if claim in unbacked or claim not in strange]


def find_lost(original: str, text: str, *, language: str) -> list[Claim]:
    """Return the numbers, dates, names and links of the original that a new wording lacks.

    Other words may change, but not so many that the wording is about something else.
    """
    kept = Evidence([text])
    statements = [Statement(sentence, language) for sentence in split_sentences(original)]
    lost = [claim for statement in statements for claim in _list_wrong_facts(statement, kept)]
    content = [word for statement in statements for word in statement.content]
    missing = [word for word in content if not kept.vocabulary.has_kin(word.folded)]
    if len(missing) > MAX_LOST * len(content):
        lost += [Claim("word", word.text) for word in missing]
    return list(dict.fromkeys(lost))


def _list_wrong_facts(statement: Statement, evidence: Evidence) -> Iterator[Claim]:
    """Yield the links, dates, numbers and names that do not stand there."""
    yield from (Claim("link", link) for link in statement.links if not evidence.has_link(link))
    yield from _list_wrong_dates(statement, evidence)
    for quantity in statement.quantities:
        if not _has_quantity(quantity, evidence):
            yield Claim("number", quantity.said)
    for name in statement.names:
        words = [word.text for word in name]
        if not evidence.vocabulary.has_name(words):
            yield Claim("name", " ".join(words))


def _list_doubted(statement: Statement, evidence: Evidence) -> Iterator[Claim]:
    """Yield all that the evidence does not back."""
    yield from _list_wrong_facts(statement, evidence)
    yield from (Claim("word", word.text) for word in _list_guarded(statement, evidence))
    yield from (Claim("word", unit) for unit in _list_wrong_frequencies(statement, evidence))
    yield from (Claim("word", word.text) for word in _list_new(statement, evidence))
    yield from (Claim("context", text) for text in find_misplaced(statement, evidence))


def _list_wrong_dates(statement: Statement, evidence: Evidence) -> Iterator[Claim]:
    """Yield the dates that the resume does not have, or has as the other end of a period."""
    dates = evidence.dates
    known = {moment.date for moment in dates.moments}
    years = {str(moment.year) for moment in dates.moments}
    years |= {quantity.value for quantity in evidence.quantities}
    for moment in statement.moments:
        bound = find_bound(statement.text, moment)
        is_known = moment.date in known if moment.month else str(moment.year) in years
        turned = (bound == "begins" and moment.date in dates.ends - dates.begins) or (
            bound == "ends" and moment.date in dates.begins - dates.ends
        )
        if turned or not is_known:
            yield Claim("date", moment.said)


def _has_quantity(quantity: Quantity, evidence: Evidence) -> bool:
    """Tell whether a number stands there with its unit, or can be computed from two dates."""
    found = [item for item in evidence.quantities if item.value == quantity.value]
    if not quantity.unit:
        years = {str(moment.year) for moment in evidence.dates.moments}
        return any(item.unit != "%" for item in found) or quantity.value in years
    if any(item.unit == quantity.unit for item in found):
        return True
    return _is_duration(quantity, evidence) or _has_loose_unit(quantity, evidence)


def _has_loose_unit(quantity: Quantity, evidence: Evidence) -> bool:
    """Tell whether a number's unit stands elsewhere in its line, as in '6 full weeks'."""
    return any(
        item.value == quantity.value and not item.unit and line.has_unit(quantity.unit)
        for line in evidence.lines
        for item in line.quantities
    )


def _is_duration(quantity: Quantity, evidence: Evidence) -> bool:
    """Tell whether a period of the resume lasted that long."""
    value, months = float(quantity.value), evidence.dates.lengths
    if quantity.unit == "year":
        return any(abs(value - length / MONTHS) <= ROUNDING for length in months)
    return quantity.unit == "month" and any(value in {length, length - 1} for length in months)


def _list_guarded(statement: Statement, evidence: Evidence) -> Iterator[Word]:
    """Yield the words that claim a role, a merit or an effect that is not the resume's."""
    for word in statement.words:
        others = [other.folded for other in statement.content if other != word]
        parts = {word.folded, *word.folded.split("-")} - {""}
        if not all(_is_backed(part, others, statement, evidence) for part in parts):
            yield word
    yield from find_wrong_titles(statement, evidence)


def _is_backed(word: str, others: list[str], statement: Statement, evidence: Evidence) -> bool:
    """Tell whether the resume has what a word claims, if it claims anything.

    Another word for the same claim will do, where it is said of something else in the statement.
    """
    said = evidence.vocabulary
    if said.positions(word):
        return True
    guards = find_guards(word, statement.language)
    if guards and not any(
        _is_claimed(patterns, others, statement, evidence) for patterns in guards
    ):
        return False
    exact = (find_role(word, statement.language), find_tongue(word))
    return all(said.has_like(backing) for backing in exact if backing)


def _is_claimed(
    patterns: Patterns, others: list[str], statement: Statement, evidence: Evidence
) -> bool:
    """Tell whether a line of the resume claims as much of something that a statement is about."""
    numbers = [quantity.value for quantity in statement.quantities]
    return any(
        line.has_like(patterns)
        and (any(map(line.is_about, others)) or any(map(line.has_number, numbers)))
        for line in evidence.lines
    )


def _list_wrong_frequencies(statement: Statement, evidence: Evidence) -> Iterator[str]:
    """Yield units of time in which something is said to happen, and does not."""
    said = list_frequencies(statement.words, language=statement.language)
    yield from (unit for unit in said if unit not in evidence.frequencies)


def _list_new(statement: Statement, evidence: Evidence) -> list[Word]:
    """Return the words that are new, if they are more than another way to say the same."""
    content = statement.content
    new = [not evidence.vocabulary.has_kin(word.folded) for word in content]
    in_a_row = any(one and other for one, other in pairwise(new))
    if in_a_row or (len(content) > 1 and sum(new) > MAX_NEW * len(content)):
        return [word for word, is_new in zip(content, new, strict=True) if is_new]
    return find_added(statement, [w for w, is_new in zip(content, new, strict=True) if is_new])


def _find_borrowed(statement: Statement, near: Evidence, elsewhere: Evidence) -> list[Claim]:
    """Return what is said of one part of the resume and belongs to another, if it is much."""
    borrowed = [
        word
        for word in statement.content
        if not near.vocabulary.has_kin(word.folded) and elsewhere.vocabulary.positions(word.text)
    ]
    return [Claim("context", word.text) for word in borrowed] if len(borrowed) > 1 else []
