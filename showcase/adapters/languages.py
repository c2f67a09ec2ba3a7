"""In which of the languages that we read a text is written, told by its commonest words."""

import re
from collections.abc import Collection

ENGLISH = "eng"
COMMON_WORDS = {
    ENGLISH: "the and of to in for with on at from by as an is using this that including",
    "deu": "und der die das mit für von bei zur zum im den des ein eine als nach auf sowie",
    "fra": "et les des du une dans pour avec sur au aux par depuis est sous en le la",
    "spa": "y el los las del una con para por en desde al como más sobre la de",
    "por": "e o os as do da dos das uma com para em no na desde ao como mais de",
}
"""By Tesseract's language codes. English comes first: it wins a draw."""
MIN_WORDS = 4
"""Fewer common words of another language prove nothing."""


def guess_language(text: str, *, among: Collection[str]) -> str:
    """Give the code of the language most of whose common words occur; English when in doubt."""
    words = re.findall(r"[^\W\d_]+", text.lower())
    counts = {
        language: sum(word in common.split() for word in words)
        for language, common in COMMON_WORDS.items()
        if language == ENGLISH or language in among
    }
    best = max(counts, key=lambda language: counts[language])
    return best if counts[best] >= MIN_WORDS else ENGLISH
