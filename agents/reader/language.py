"""The language a resume is written in, by its commonest words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from agents.facts import Language

_SMALL_WORDS: dict[Language, str] = {
    "en": "the and of in to for with on at by from as an is using our was this that",
    "de": "der die das und mit von für bei zur im den des auf ein eine als ich sowie zum",
    "fr": "le les des et du dans pour une avec sur aux par est au la en à mise",
    "es": "el los las y del con para una por en la al que se su como desde",
    "pt": "o os e do da dos das com para uma em no na pelo não ao que como através",
}
_WORDS = {language: frozenset(words.split()) for language, words in _SMALL_WORDS.items()}


def find_language(texts: Iterable[str]) -> Language:
    """The language most of the small words belong to; English if there are none."""
    counts = Counter(word for text in texts for word in re.findall(r"[^\W\d_]+", text.lower()))
    return max(_WORDS, key=lambda language: sum(counts[word] for word in _WORDS[language]))
