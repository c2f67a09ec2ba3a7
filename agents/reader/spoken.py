"""Languages spoken, named in English, German, French, Spanish or Portuguese."""

from __future__ import annotations

import re
from collections.abc import Sequence

from agents.facts import SpokenLanguage
from agents.reader.lines import Line
from agents.reader.passages import Passage, join
from agents.reader.spelling import fold

_LANGUAGES = """
    english german french spanish portuguese italian dutch russian chinese mandarin cantonese
    japanese korean arabic hindi urdu bengali punjabi tamil telugu marathi gujarati turkish
    polish czech slovak hungarian romanian bulgarian greek swedish norwegian danish finnish
    ukrainian serbian croatian bosnian slovenian hebrew persian farsi vietnamese thai indonesian
    malay tagalog filipino swahili afrikaans catalan galician basque latin esperanto irish welsh
    icelandic estonian latvian lithuanian albanian macedonian armenian georgian kannada
    malayalam nepali sinhala yoruba igbo zulu luxembourgish englisch deutsch franzosisch
    spanisch portugiesisch italienisch niederlandisch russisch chinesisch japanisch koreanisch
    arabisch turkisch polnisch tschechisch ungarisch rumanisch griechisch schwedisch norwegisch
    danisch finnisch latein ukrainisch schweizerdeutsch kroatisch serbisch persisch anglais
    allemand francais espagnol portugais italien neerlandais russe chinois japonais coreen arabe
    turc polonais tcheque hongrois roumain grec suedois norvegien danois finnois hebreu catalan
    ukrainien vietnamien ingles aleman frances espanol castellano portugues italiano holandes
    ruso chino japones coreano turco polaco checo hungaro rumano griego sueco noruego danes
    hebreo gallego euskera valenciano alemao espanhol holandes russo chines polones grego romeno
    mandarim lsf asl"""
LANGUAGE_NAMES = frozenset(_LANGUAGES.split())
_NAME_WORDS = 3
_FLUENCY_WORDS = 12
_EDGE = " \t,;:|·•–—-().*●○★☆"


def is_language(text: str) -> bool:
    """Whether a text is the name of a language, perhaps with its variety in parentheses."""
    words = fold(re.sub(r"\([^)]*\)", "", text)).split()
    return len(words) <= _NAME_WORDS and any(word in LANGUAGE_NAMES for word in words)


def is_language_list(text: str) -> bool:
    """Whether a text is nothing but names of languages."""
    parts = [part for part in re.split(r",\s*|\s+(?:and|und|et|y|e)\s+|\s{2,}", text) if part]
    return bool(parts) and all(
        len(fold(part).split()) == 1 and fold(part) in LANGUAGE_NAMES for part in parts
    )


def read_languages(lines: Sequence[Line]) -> list[SpokenLanguage]:
    """The languages of a section, each with what is said about it up to the next."""
    text = join([line.passage for line in lines], "\n")
    starts = _find_names(text)
    if not starts:
        return []
    bounds = [*(start for start, _ in starts[1:]), len(text.text)]
    return [
        _make_language(text, start, end, stop)
        for (start, end), stop in zip(starts, bounds, strict=True)
    ]


def _find_names(text: Passage) -> list[tuple[int, int]]:
    """Where language names stand; a second one in the same piece belongs to the first."""
    found: list[tuple[int, int]] = []
    for match in re.finditer(r"[^\W\d_]+", text.text):
        if fold(match[0]) not in LANGUAGE_NAMES:
            continue
        before = text.text[found[-1][1] : match.start()] if found else "\n"
        if re.search(r"[,;|•·/\n]|\s{2,}|\b(?:and|und|et|y|e)\b|\)", before):
            found.append(match.span())
    return found


def _make_language(text: Passage, start: int, end: int, stop: int) -> SpokenLanguage:
    fluency = text.cut(end, stop).strip(_EDGE + "\n")
    if fluency.text.count("(") > fluency.text.count(")"):
        fluency = text.cut(end, stop).strip(" \t,;:|·•–—-\n")
    first = fluency.split(re.compile(r"\n|\s{2,}"))
    words = fluency.text.split()
    known = bool(first) and len(words) <= _FLUENCY_WORDS and not is_language(fluency.text)
    return SpokenLanguage(
        language=text.cut(start, end).to_fact(),
        fluency=first[0].strip(_EDGE).to_fact() if known and first[0].strip(_EDGE) else None,
    )
