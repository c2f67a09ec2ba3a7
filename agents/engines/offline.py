"""The offline engine: words from the person's own facts, by rules. No key, no network, no chance.

The same facts and tone always give the same words. Every sentence is a phrase of `agents.phrases`
whose gaps are filled with facts; the resume's own summary, if there is one, is kept word for word
and stands in the middle of the portrait.
"""

import re
from typing import Literal

from agents.drafts import Profile, Wording
from agents.engines.vocabulary import Vocabulary, fill, make_vocabulary
from agents.facts import Facts
from agents.ledger import clip
from agents.phrases import read_phrases
from agents.sections import Tone

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
    "PROFESSIONAL": ("now",),
    "FRIENDLY": ("hello", "now"),
    "TECHNICAL": ("skills", "now"),
    "CREATIVE": ("projects", "now"),
    "EXECUTIVE": ("now", "before"),
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
FOR_EVERYBODY = "interests"
"""Told in every tone, since no other section holds it."""


def compose_profile(facts: Facts, *, tone: Tone, length: Length = "normal") -> Profile:
    """Return tagline, portrait and page description, as far as the facts carry them."""
    words = make_vocabulary(facts)
    tagline = fill(read_phrases(facts.language)["tagline"][tone], words, limit=MAX_TAGLINE)
    return Profile(
        tagline=tagline,
        about=_compose_about(facts, words, tone=tone, length=length),
        seo_title=_compose_title(facts),
        seo_description=_compose_description(facts, tagline),
    )


def _compose_about(
    facts: Facts, words: Vocabulary, *, tone: Tone, length: Length
) -> Wording | None:
    """Return the portrait, built around the resume's summary; None if there is nothing to say."""
    summary = facts.summary if facts.summary and facts.summary.value.strip() else None
    opening = _say(OPENINGS[tone], facts, words, tone=tone)
    closing = _say(CLOSINGS[tone], facts, words, tone=tone)
    last = _say((FOR_EVERYBODY,), facts, words, tone=tone)
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


def _say(slots: tuple[str, ...], facts: Facts, words: Vocabulary, *, tone: Tone) -> list[Wording]:
    """Return the sentences that can be said and that the summary does not say already."""
    about = read_phrases(facts.language)["about"]
    summary = facts.summary.value.casefold() if facts.summary else ""
    sentences = (fill(about[slot].get(tone, about[slot]["default"]), words) for slot in slots)
    return [item for item in sentences if item and not _is_said(item, summary)]


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
