"""Understands plain wishes such as 'shorter', 'fewer bullets' or 'more friendly', by rules."""

import re
from dataclasses import dataclass

from agents.engines.offline import Length
from agents.sections import Tone

SHORTER = re.compile(
    r"\b(short\w*|brief\w*|less|fewer|cut|trim|condense|kürz\w*|knapp\w*|weniger|"
    r"plus courte?s?|raccourci\w*|moins|más cort\w*|acort\w*|menos|mais curt\w*|encurt\w*)\b",
    re.IGNORECASE,
)
LONGER = re.compile(
    r"\b(long\w*|detail\w*|expand\w*|elaborate|more (text|facts|bullets)|länger\w*|ausführlich\w*|"
    r"plus longue?s?|détaill\w*|développe\w*|más larg\w*|detall\w*|mais long\w*|detalh\w*)\b",
    re.IGNORECASE,
)
BULLETS = re.compile(
    r"\b(\d+|one|two|three|four|five)\s+(bullets?|points?|highlights?|punkte|puces|puntos|pontos)\b",
    re.IGNORECASE,
)
COUNTS = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5}
TONES: dict[Tone, re.Pattern[str]] = {
    "FRIENDLY": re.compile(
        r"\b(friendl\w*|warm\w*|casual\w*|freundlich\w*|amical\w*|cercan\w*|amigável)",
        re.IGNORECASE,
    ),
    "TECHNICAL": re.compile(r"\b(technical|techni\w+|técnic\w*)", re.IGNORECASE),
    "CREATIVE": re.compile(
        r"\b(creativ\w*|playful|kreativ\w*|créati\w*|criativ\w*)", re.IGNORECASE
    ),
    "EXECUTIVE": re.compile(
        r"\b(executive|board|leadership tone|führung\w*|dirigeant|ejecutiv\w*|executiv\w*)",
        re.IGNORECASE,
    ),
    "CONCISE": re.compile(r"\b(concise|terse|knapp\w*|concis\w*|concis[oa])", re.IGNORECASE),
    "PROFESSIONAL": re.compile(
        r"\b(professional|formal\w*|sachlich\w*|professionnel\w*|profesional|profissional)",
        re.IGNORECASE,
    ),
}


@dataclass(frozen=True)
class Wish:
    """What a person asks of a rewrite, as far as rules can tell."""

    length: Length = "normal"
    tone: Tone | None = None
    max_highlights: int | None = None


def understand(instructions: str) -> Wish:
    """Return what plain words ask for; what the rules do not know is left to the model."""
    bullets = BULLETS.search(instructions)
    count = bullets[1].casefold() if bullets else ""
    return Wish(
        length=_find_length(instructions),
        tone=next((tone for tone, words in TONES.items() if words.search(instructions)), None),
        max_highlights=(COUNTS.get(count) or int(count)) if count else None,
    )


def _find_length(instructions: str) -> Length:
    """Return the length that is asked for."""
    if SHORTER.search(instructions):
        return "short"
    return "long" if LONGER.search(instructions) else "normal"
