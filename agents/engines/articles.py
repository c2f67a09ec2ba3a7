"""English articles: 'a Nurse', 'an Editor', 'Head of Sales', 'the University of Hull'."""

import re

from agents.facts import Fact
from agents.phrases import read_phrases
from agents.wordings import Wording

NO_ARTICLE = re.compile(r"(head|chief|vice|c[a-z]o|[se]?vp)\b|.*\b(of staff)\b", re.IGNORECASE)
VOWEL_SOUND = re.compile(r"[aeio]|u(?!ni|s[eai]|ti)|hour|honou?r|heir", re.IGNORECASE)
VOWEL_LETTERS = "AEFHILMNORSX"
"""Letters whose names begin with a vowel: an MP, an HR manager."""
NEEDS_THE = re.compile(r"(university|college|institute|school|academy|faculty) of ", re.IGNORECASE)
LETTER_BY_LETTER = re.compile(r"[A-Z][A-Z\d.&]+\b")


def with_article(title: Fact, *, language: str) -> Wording:
    """Return a title with the article it needs; the bare title where no article belongs."""
    text = title.value
    if not read_phrases(language)["articles"] or NO_ARTICLE.match(text):
        return Wording(text, (title,))
    return Wording(f"{'an' if _sounds_like_vowel(text) else 'a'} {text}", (title,))


def _sounds_like_vowel(text: str) -> bool:
    """Tell whether English says 'an' before the text."""
    if LETTER_BY_LETTER.match(text):
        return text[0] in VOWEL_LETTERS
    return bool(VOWEL_SOUND.match(text))


def with_the(name: Wording, *, language: str) -> Wording:
    """Return a school's name with the article that it has in a sentence."""
    if read_phrases(language)["articles"] and NEEDS_THE.match(name.text):
        return Wording(f"the {name.text}", name.facts)
    return name
