"""Languages spoken, named in English, German, French, Spanish or Portuguese."""

from __future__ import annotations

import re
from collections.abc import Sequence

from agents.facts import SpokenLanguage
from agents.reader.entries import looks_alike
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
_UNKNOWN_WORDS = 6
_EDGE = " \t,;:|·•–—-.*●○★☆"
_BRACKETED = re.compile(r"\(([^()]*)\)")
_CODE_WORDS = """
    ar bg ca cs cy da de el en es et eu fa fi fr ga gl he hi hr hu id is it ja ko lt lv ms nb nl no
    pl pt ro ru sk sl sq sr sv th tr uk ur vi zh br"""
_CODES = frozenset(_CODE_WORDS.split())
_FREQUENT_CODES = frozenset({"en", "de", "fr", "es", "pt"})
_FLUENCY = re.compile(
    r"\b(?:native|mother|tongue|fluent|speaker|bilingual|proficien\w+|professional|working|limited|"
    r"elementary|intermediate|advanced|basics?|beginner|conversational|good|excellent|reading|"
    r"writ\w+|spoken|level|muttersprach\w*|flie(?:ss|ß)end|verhandlungssicher|grundkenntnisse|"
    r"gute?|sehr|niveau|langue|maternelle|courant|bilingue|notions|scolaire|intermédiaire|"
    r"nativo|nativa|materna|fluido|fluente|avanzado|avançado|intermedio|intermediário|básico|"
    r"nivel|nível|lu|écrit|parlé|[abc][12]\+?)\b|\d",
    re.IGNORECASE,
)
_NAME_END = re.compile(r"\s*[:·|]\s+|\s+[–—-]\s+|\s{2,}")


def is_language(text: str) -> bool:
    """Whether a text is the name of a language, perhaps with its variety in parentheses."""
    words = fold(_BRACKETED.sub("", text)).split()
    return len(words) <= _NAME_WORDS and any(word in LANGUAGE_NAMES for word in words)


def is_language_list(text: str) -> bool:
    """Whether a text is nothing but names of languages, or nothing but their codes."""
    parts = [part for part in re.split(r",\s*|\s+(?:and|und|et|y|e)\s+|\s{2,}", text) if part]
    if _is_code_list(parts):
        return True
    return bool(parts) and all(
        len(fold(part).split()) == 1 and fold(part) in LANGUAGE_NAMES for part in parts
    )


def _is_code_list(parts: Sequence[str]) -> bool:
    """Whether these are two or more codes, such as 'en' and 'fr'."""
    codes = {part.strip() for part in parts}
    return len(codes) > 1 and codes <= _CODES and bool(codes & _FREQUENT_CODES)


def read_languages(lines: Sequence[Line]) -> list[SpokenLanguage]:
    """The languages of a section, each with what is said about it up to the next."""
    text = join([line.passage for line in lines], "\n")
    starts = _find_names(text, lines)
    if not starts:
        return []
    bounds = [*(start for start, _ in starts[1:]), len(text.text)]
    return [
        _make_language(text, start, end, stop)
        for (start, end), stop in zip(starts, bounds, strict=True)
    ]


def _find_names(text: Passage, lines: Sequence[Line]) -> list[tuple[int, int]]:
    """Where the names stand; a second one in the same piece belongs to the first."""
    coded = _find_codes(text)
    found: list[tuple[int, int]] = []
    for match in re.finditer(r"[^\W\d_]+", text.text):
        if fold(match[0]) not in LANGUAGE_NAMES and match.span() not in coded:
            continue
        before = text.text[found[-1][1] : match.start()] if found else "\n"
        if re.search(r"[,;|•·/\n]|\s{2,}|\b(?:and|und|et|y|e)\b|\)", before):
            found.append(match.span())
    return sorted([*found, *_find_unknown(found, text, lines)])


def _find_codes(text: Passage) -> set[tuple[int, int]]:
    """Where codes stand in lines that have nothing else."""
    return {
        (row.start() + code.start(), row.start() + code.end())
        for row in re.finditer(r"[^\n]+", text.text)
        if _is_code_list(re.split(r",\s*|\s{2,}", row[0]))
        for code in re.finditer(r"\w+", row[0])
    }


def _find_unknown(
    found: Sequence[tuple[int, int]], text: Passage, lines: Sequence[Line]
) -> list[tuple[int, int]]:
    """Names we do not know: short lines that look like those that begin with a known one."""
    rows: list[tuple[int, Line]] = []
    offset = 0
    for line in lines:
        if line.passage.text:
            rows.append((offset, line))
            offset += len(line.passage.text) + 1
    starts = {start for start, _ in found}
    leads = [line.lead for offset, line in rows if offset in starts]
    unknown: list[tuple[int, int]] = []
    is_open = False
    for offset, line in rows:
        row = line.passage.text
        if is_open:
            unknown[-1] = (unknown[-1][0], offset + len(row))
            is_open = row.count(")") <= row.count("(")
        elif (
            not any(offset <= start < offset + len(row) for start in starts)
            and any(looks_alike(line.lead, lead) for lead in leads)
            and _may_be_name(row)
        ):
            mark = _NAME_END.search(row)
            unknown.append((offset, offset + (mark.start() if mark else len(row))))
            is_open = row.count("(") > row.count(")")
    return unknown


def _may_be_name(row: str) -> bool:
    """Whether a line could name a language: a few words that say nothing of fluency."""
    return (
        len(row.split()) <= _UNKNOWN_WORDS
        and row[:1].isupper()
        and not row.endswith((".", ":"))
        and not _FLUENCY.search(row)
    )


def _make_language(text: Passage, start: int, end: int, stop: int) -> SpokenLanguage:
    said = text.cut(end, stop).strip(_EDGE + "\n")
    first = next(iter(said.split(re.compile(r"\n|\s{2,}"))), None)
    fluency = _open_brackets(first.strip(_EDGE)) if first else None
    known = fluency is not None and any(c.isalpha() for c in fluency.text)
    known = known and len(said.text.split()) <= _FLUENCY_WORDS and not is_language(said.text)
    return SpokenLanguage(
        language=text.cut(start, end).to_fact(),
        fluency=fluency.to_fact() if fluency is not None and known else None,
    )


def _open_brackets(passage: Passage) -> Passage:
    """The passage without brackets around all of it, or one without its partner."""
    if _BRACKETED.fullmatch(passage.text) or passage.text.count("(") != passage.text.count(")"):
        return passage.strip(_EDGE + "()")
    return passage
