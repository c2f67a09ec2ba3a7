"""Tells what a text claims, and which of its claims the resume does not back.

Claims are numbers with their units, dates, proper names, links, words that claim a role, a merit or
an effect, and new words side by side. Each must stand in the resume, and be said of the same thing
there. Matching is tolerant of inflection, abbreviations and ways to write numbers and dates in five
languages. `claims.toml` holds the words, the modules the rules:
words → numbers, dates → statements → evidence → context → check.
"""

from agents.grounding.check import Claim, find_lost, find_unsupported, says_something
from agents.grounding.evidence import Evidence, Part

__all__ = ["Claim", "Evidence", "Part", "find_lost", "find_unsupported", "says_something"]
