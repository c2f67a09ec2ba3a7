"""In which of the languages that we read a text is written, told by its commonest words."""

import re
from collections import Counter
from collections.abc import Collection

ENGLISH = "eng"
_WORDS = {
    ENGLISH: """
        the and of to in for with on at from by as an is using this that including or be are was
        were has have all their our new which through into over work experience education skills
        university present january february march may june july august october december""",
    "deu": """
        und der die das dem den des mit von vom für bei zur zum im am ein eine einer eines als nach
        auf aus sowie durch über unter oder ist wurde bis seit heute jahre berufserfahrung
        ausbildung kenntnisse januar februar märz mai juni juli oktober dezember""",
    "fra": """
        et les des du de la le une un dans pour avec sur au aux par depuis est sous en chez ou que
        qui ans expérience formation compétences langues aujourd janvier février mars avril mai
        juin juillet août septembre octobre novembre décembre""",
    "spa": """
        y el los las del de la con una un para por en desde al como más sobre se que su actualidad
        años experiencia formación habilidades idiomas enero febrero marzo abril mayo junio julio
        agosto septiembre octubre noviembre diciembre""",
    "por": """
        e o os as do da dos das de uma um para com em no na nos nas desde ao como mais que por
        experiência formação habilidades idiomas atual anos janeiro fevereiro março abril maio
        junho julho agosto setembro outubro novembro dezembro""",
}
COMMON_WORDS = {language: frozenset(words.split()) for language, words in _WORDS.items()}
"""By Tesseract's language codes; resumes are full of months. English comes first: it wins a draw.
"""
MIN_WORDS = 3
"""Fewer common words of another language prove nothing."""


def guess_language(text: str, *, among: Collection[str]) -> str:
    """Give the code of the language most of whose common words occur; English when in doubt."""
    words = Counter(re.findall(r"[^\W\d_]+", text.lower()))
    counts = {
        language: sum(words[word] for word in common)
        for language, common in COMMON_WORDS.items()
        if language == ENGLISH or language in among
    }
    best = max(counts, key=lambda language: counts[language])
    return best if counts[best] >= MIN_WORDS else ENGLISH
