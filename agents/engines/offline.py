"""The offline engine: words from the person's own facts, by rules. No key, no network, no chance.

The same facts and tone always give the same words. Every sentence is a phrase of `agents.phrases`
whose gaps are filled with facts; the resume's own words, where there are some, are kept as they are
and stand in the middle of the portrait, or behind the sentence that opens an item.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from agents.engines.clauses import tell_result
from agents.engines.filling import Vocabulary, say
from agents.engines.introductions import introduce_all
from agents.engines.vocabulary import make_vocabulary
from agents.facts import Fact, Facts
from agents.ledger import clip
from agents.phrases import read_phrases
from agents.planner import Plan, make_plan
from agents.sections import Tone
from agents.wordings import Profile, Wording

Length = Literal["short", "normal", "long"]

MAX_TAGLINE = 160
MAX_SEO_DESCRIPTION = 160  # search engines cut longer ones
MAX_SEO_TITLE = 70
CLOSING_SENTENCES = {"short": 0, "normal": 2, "long": 9}
"""How many sentences may follow a summary, beside the interests."""
SHORT_SENTENCES = 3
DATE = re.compile(r"\d{4}(-|$)")
DASH = " \u2013 "

OPENINGS: dict[Tone, tuple[str, ...]] = {
    "PROFESSIONAL": ("now", "result"),
    "FRIENDLY": ("hello", "now", "result"),
    "TECHNICAL": ("skills", "now", "result"),
    "CREATIVE": ("projects", "now", "result"),
    "EXECUTIVE": ("now", "result", "before"),
    "CONCISE": ("now",),
}
CLOSINGS: dict[Tone, tuple[str, ...]] = {
    "PROFESSIONAL": ("before", "education", "skills", "certificates", "awards", "languages"),
    "FRIENDLY": ("before", "skills", "education", "projects", "languages"),
    "TECHNICAL": ("projects", "before", "education", "certificates", "languages"),
    "CREATIVE": ("before", "skills", "education", "languages"),
    "EXECUTIVE": ("education", "awards", "skills", "languages"),
    "CONCISE": ("skills", "education", "languages"),
}
LEARNING = "education"
"""Comes first for those who are at school."""
FOR_EVERYBODY = "interests"
"""Told in every tone, since no other section holds it."""


@dataclass(frozen=True)
class Material:
    """What there is to write with."""

    facts: Facts
    plan: Plan
    words: Vocabulary
    tone: Tone

    @property
    def summary(self) -> Fact | None:
        """The resume's own words about the person."""
        summary = self.facts.summary
        return summary if summary and summary.value.strip() else None


def compose_profile(
    facts: Facts, *, tone: Tone, length: Length = "normal", plan: Plan | None = None
) -> Profile:
    """Return all that is written about the person, as far as the facts carry it."""
    plan = plan or make_plan(facts)
    words = make_vocabulary(facts, plan)
    tagline = say(read_phrases(facts.language)["tagline"][tone], words, limit=MAX_TAGLINE)
    return Profile(
        headline=next(iter(plan.headlines), None),
        tagline=tagline,
        about=_compose_about(Material(facts, plan, words, tone), length=length),
        introductions=introduce_all(facts, tone=tone),
        seo_title=_compose_title(facts),
        seo_description=_compose_description(facts, tagline),
    )


def _compose_about(material: Material, *, length: Length) -> Wording | None:
    """Return the portrait, built around the resume's summary; None if there is nothing to say."""
    tone, summary = material.tone, material.summary
    slots = _list_openings(material)
    opening = _say_all(slots, material)
    closing = _say_all([slot for slot in CLOSINGS[tone] if slot not in slots], material)
    last = _say_all((FOR_EVERYBODY,), material)
    if summary:
        opening = opening if tone != "CONCISE" or length == "long" else []
        closing = closing[: CLOSING_SENTENCES[length]]
    elif length == "short":
        closing = closing[: max(0, SHORT_SENTENCES - len(opening))]
    middle = [Wording(summary.value.strip(), (summary,))] if summary else []
    paragraphs = [opening, middle, closing + last]
    used = tuple(fact for sentences in paragraphs for item in sentences for fact in item.facts)
    text = "\n\n".join(" ".join(item.text for item in part) for part in paragraphs if part)
    return Wording(text, tuple(dict.fromkeys(used))) if text else None


def _list_openings(material: Material) -> tuple[str, ...]:
    """Return the slots that open the portrait; for those at school it is about school first."""
    slots = OPENINGS[material.tone]
    if "bare_current_study" not in material.words:
        return slots
    greeting = slots[: slots.index("now")] if slots[0] == "hello" else ()
    return (*greeting, LEARNING, *slots[len(greeting) :])


def _say_all(slots: Sequence[str], material: Material) -> list[Wording]:
    """Return the sentences that can be said and that the summary does not say already."""
    summary = material.summary.value.casefold() if material.summary else ""
    sentences: list[Wording] = []
    for slot in slots:
        sentence = _say_slot(slot, material, before=sentences[-1:])
        if sentence and not _is_said(sentence, summary):
            sentences.append(sentence)
    return sentences


def _say_slot(slot: str, material: Material, *, before: list[Wording]) -> Wording | None:
    """Return the sentence of a slot, given the one before it."""
    language, tone = material.facts.language, material.tone
    if slot == "result":
        told = before[0].facts if before else ()
        return tell_result(material.plan.results, told=told, language=language, tone=tone)
    candidates = read_phrases(language)["about"][slot]
    return say(candidates.get(tone, candidates["default"]), material.words)


def _is_said(sentence: Wording, summary: str) -> bool:
    """Tell whether a summary holds every fact of a sentence; dates aside, which it words anew."""
    values = [fact.value.casefold() for fact in sentence.facts if not DATE.match(fact.value)]
    return bool(summary) and all(value in summary for value in values)


def _compose_title(facts: Facts) -> str:
    """Return 'Name, dash, headline', or what there is of it."""
    current = next((post.position for post in facts.work if post.current and post.position), None)
    role = facts.headline or current
    parts = [fact.value for fact in (facts.name, role) if fact and fact.value]
    return clip(
        DASH.join(parts) or read_phrases(facts.language)["labels"]["portfolio"], MAX_SEO_TITLE
    )


def _compose_description(facts: Facts, tagline: Wording | None) -> str:
    """Return 'Name, dash, tagline', or what there is of it."""
    name = facts.name.value if facts.name else ""
    said = tagline.text if tagline else read_phrases(facts.language)["labels"]["portfolio"]
    return clip(f"{name}{DASH}{said}" if name else said, MAX_SEO_DESCRIPTION)
