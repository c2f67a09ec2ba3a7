"""Finds the facts behind a written text."""

from collections.abc import Iterator

from pydantic import BaseModel

from agents.facts import Fact, Facts
from agents.grounding import Evidence
from agents.phrases import format_month

MIN_FACT_LENGTH = 2


def iterate_facts(value: object) -> Iterator[Fact]:
    """Yield every fact in facts, in the order of the fields."""
    if isinstance(value, Fact):
        yield value
    elif isinstance(value, BaseModel):
        for name in type(value).model_fields:
            yield from iterate_facts(getattr(value, name))
    elif isinstance(value, tuple):
        for inner in value:
            yield from iterate_facts(inner)


def trace_facts(text: str, facts: Facts) -> tuple[Fact, ...]:
    """Return the facts that a text uses: those whose value it has, in the resume's order."""
    said = Evidence([text])
    found = (fact for fact in iterate_facts(facts) if _is_used(fact, said, facts.language))
    return tuple(dict.fromkeys(found))


def _is_used(fact: Fact, said: Evidence, language: str) -> bool:
    """Tell whether a text has the value of a fact, dates as the language writes them."""
    value = fact.value.strip()
    if len(value) < MIN_FACT_LENGTH:
        return False
    if value[:4].isdigit() and value.replace("-", "").isdigit():
        value = format_month(value, language=language)
    return _has_words(value, said)


def _has_words(value: str, said: Evidence) -> bool:
    """Tell whether a text has all words of a value, one after the other."""
    places = [set(said.vocabulary.positions(word)) for word in value.split()]
    first, *others = places or [set()]
    return any(
        all(start + step in other for step, other in enumerate(others, 1)) for start in first
    )
