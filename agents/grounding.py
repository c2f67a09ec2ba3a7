"""Tells what a text claims, and which of its claims the resume does not back.

Claims are numbers, months, proper names (employers, schools, technologies: words with a capital
inside a sentence, with digits or with capitals inside), links, and guarded words such as 'led' or
'certified'. Matching is tolerant of case, accents, plurals, hyphens and ways to write numbers.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Literal

from agents.lexicon import (
    canonical_month,
    fold,
    is_common_noun,
    is_starter,
    is_technology,
    number_word,
    read_guarded,
)

WORD = re.compile(r"[^\W_](?:[\w+#&'\u2019.@/-]*[\w+#])?", re.UNICODE)
LINK = re.compile(
    r"\b(?:https?://|www\.)\S+|\b[\w.+-]+@[\w-]+\.[\w.-]+|\b(?:[\w-]+\.)+[a-z]{2,}/\S+"
)
NUMBER = re.compile(
    r"(?<![\w.,])(\d+(?:[.,'\u2019\u00a0\u202f ]\d{3})+(?:[.,]\d+)?|\d+(?:[.,]\d+)?)"
    r"\s?(k\b|m\b|mn\b|mio\b|million(?:s|en)?\b|mill(?:ón|ones)\b|milh(?:ão|ões)\b|bn\b|b\b|"
    r"billion(?:s|en)?\b|mrd\b|milliarden\b|tsd\b|thousand\b|tausend\b|mil\b|x\b|"
    r"%|percent\b|prozent\b|pour\s?cent\b|por\s?(?:ciento|cento)\b)?",
    re.IGNORECASE,
)
MULTIPLIERS = {"k": 1e3, "ts": 1e3, "th": 1e3, "ta": 1e3, "bn": 1e9, "b": 1e9, "bi": 1e9}
SENTENCE_END = re.compile(r"(^|[.!?:…•\n]\s*|[\"“„«(]\s*| [\u2013\u2014-] )$")
BEFORE_YEAR = re.compile(r"\b([^\W\d_]{3,})\.?,? (?:de )?(?:19|20)\d\d\b")
MIXED = re.compile(r"\d+[A-Za-z][\w+#-]*")
INNER_SIGN = re.compile(r"\w[A-Z]|[A-Za-z]\d|[A-Za-z][+#]")
ALWAYS_CAPITAL = {"i", "i'm", "i've", "i'd"}
PLURALS = ("'s", "\u2019s", "es", "s", "en", "n", "e")
MIN_STEM = 3
MIN_SQUASHED = 5
NAME_WINDOW = 5
"""Words of one name must stand at most this far apart in the resume."""

ClaimKind = Literal["number", "month", "name", "link", "word"]


@dataclass(frozen=True)
class Claim:
    """Something a text says that must be found in the resume."""

    kind: ClaimKind
    text: str


def stems(word: str) -> set[str]:
    """Return the forms under which a word is looked up: as it is, and without a plural ending."""
    folded = fold(word)
    forms = {folded, folded.replace("-", "").replace(".", "")}
    for ending in PLURALS:
        if folded.endswith(ending) and len(folded) - len(ending) >= MIN_STEM:
            forms.add(folded[: -len(ending)])
    if folded.endswith("ies"):
        forms.add(f"{folded[:-3]}y")
    return forms


def list_numbers(text: str, *, language: str | None = None) -> list[str]:
    """Return the numbers in a text in one form each: '1200', '2000000', '40%'.

    Number words are those of `language`, or of all languages.
    """
    found = [_canonical_number(*match.groups()) for match in NUMBER.finditer(text)]
    words = (number_word(fold(match[0]), language=language) for match in WORD.finditer(text))
    return found + [number for number in words if number]


def _canonical_number(digits: str, unit: str | None) -> str:
    """Return a number in one form, whatever its separators and unit word."""
    value = float(_without_separators(digits))
    unit = (unit or "").casefold()
    if unit == "%" or "cent" in unit or unit.startswith("pro") or "ciento" in unit:
        return f"{value:g}%"
    if unit and unit != "x":
        key = unit if unit in MULTIPLIERS else unit[:2]
        value *= MULTIPLIERS.get(key, 1e3 if unit == "mil" else 1e6)
        value *= 1e3 if unit in {"mrd", "milliarden"} else 1
    return f"{value:.10g}"


def _without_separators(digits: str) -> str:
    """Return '1200.5' for 1,200.5 and 1.200,5 and 1 200,5."""
    digits = re.sub(r"[ '\u2019\u00a0\u202f]", "", digits)
    last = max(digits.rfind("."), digits.rfind(","))
    if last < 0:
        return digits
    whole, decimals = re.sub(r"[.,]", "", digits[:last]), digits[last + 1 :]
    is_thousands = len(decimals) == 3 and (whole != "0")  # noqa: PLR2004 (groups are of three)
    return whole + decimals if is_thousands else f"{whole}.{decimals}"


def list_links(text: str) -> list[str]:
    """Return the web and e-mail addresses in a text, without scheme, www and closing signs."""
    return [_bare_link(match[0]) for match in LINK.finditer(text)]


def _bare_link(link: str) -> str:
    """Return an address in one form."""
    return re.sub(r"^(https?://)?(www\.)?", "", link.casefold()).rstrip("/.,;:)")


class Evidence:
    """What texts may say: the visible words of the resume, or of a part of it."""

    def __init__(self, texts: Iterable[str]) -> None:
        self.text = "\n".join(texts)

    @cached_property
    def numbers(self) -> set[str]:
        """All numbers, in one form each."""
        return set(list_numbers(self.text))

    @cached_property
    def links(self) -> set[str]:
        """All addresses, in one form each."""
        return set(list_links(self.text))

    @cached_property
    def squashed(self) -> str:
        """The whole text without spaces and signs, for words written together or apart."""
        return re.sub(r"[\W_]+", "", fold(self.text))

    @cached_property
    def places(self) -> dict[str, list[int]]:
        """Where each word stands, by all its forms and by the parts of compounds."""
        places: dict[str, list[int]] = {}
        for position, match in enumerate(WORD.finditer(self.text)):
            parts = {match[0], *re.split(r"[-/.&@]", match[0])}
            for form in {form for part in parts if part for form in stems(part)}:
                places.setdefault(form, []).append(position)
        return places

    @cached_property
    def months(self) -> set[int]:
        """All months, from names and from dates such as 03/2021."""
        named = {canonical_month(fold(match[0])) for match in WORD.finditer(self.text)}
        dated = re.findall(r"\b(0?[1-9]|1[0-2])[./-](?:19|20)\d\d\b", self.text)
        dated += re.findall(r"\b(?:19|20)\d\d-(0[1-9]|1[0-2])\b", self.text)
        return {month for month in named if month} | {int(month) for month in dated}

    def positions(self, word: str) -> list[int]:
        """Return where a word stands, in whatever form."""
        return sorted({place for form in stems(word) for place in self.places.get(form, ())})

    def has_word(self, word: str) -> bool:
        """Tell whether a word stands there: itself, its parts, or written together."""
        if self.positions(word):
            return True
        parts = [part for part in re.split(r"[-/.&'\u2019]", word) if part]
        if len(parts) > 1 and all(part[0].islower() or self.positions(part) for part in parts):
            return True
        squashed = re.sub(r"[\W_]+", "", fold(word))
        return len(squashed) >= MIN_SQUASHED and squashed in self.squashed

    def backs(self, claim: Claim) -> bool:
        """Tell whether the resume says what a text claims."""
        match claim.kind:
            case "number":
                return claim.text in self.numbers
            case "month":
                return canonical_month(fold(claim.text)) in self.months
            case "link":
                return claim.text in self.links or _bare_link(claim.text) in _bare_link(self.text)
            case "word":
                return any(self._has_like(pattern) for pattern in read_guarded(fold(claim.text)))
            case "name":
                return self._has_name(claim.text.split())

    def _has_like(self, pattern: str) -> bool:
        """Tell whether a word stands there that fits a pattern with a star at its end."""
        if pattern.endswith("*"):
            return any(form.startswith(pattern[:-1]) for form in self.places)
        return pattern in self.places

    def _has_name(self, words: list[str]) -> bool:
        """Tell whether the words of a name stand there, close together."""
        if not all(self.has_word(word) for word in words):
            return False
        places = [places for word in words if (places := self.positions(word))]
        return all(
            any(abs(a - b) <= NAME_WINDOW for a in one for b in other)
            for one, other in pairwise(places)
        )


def find_unsupported(text: str, evidence: Evidence, *, language: str) -> list[Claim]:
    """Return the claims of a text that the evidence does not back, each once."""
    claims = dict.fromkeys(iterate_claims(text, language=language))
    return [claim for claim in claims if not evidence.backs(claim)]


def find_lost(original: str, text: str, *, language: str) -> list[Claim]:
    """Return the numbers, names and links of the original that a new wording no longer has."""
    kept = Evidence([text])
    claims = dict.fromkeys(iterate_claims(original, language=language))
    return [claim for claim in claims if claim.kind != "word" and not kept.backs(claim)]


def iterate_claims(text: str, *, language: str) -> Iterator[Claim]:
    """Yield all that a text claims."""
    yield from (Claim("link", link) for link in list_links(text))
    text = LINK.sub(" ", text)
    yield from (Claim("number", number) for number in list_numbers(text, language=language))
    yield from (Claim("month", name) for name in _list_months(text))
    name: list[str] = []
    end = 0
    for match in WORD.finditer(text):
        starts = bool(SENTENCE_END.search(text[: match.start()]))
        adjoins = text[end : match.start()] == " " and not starts
        end = match.end()
        is_name = _is_name(match[0], starts=starts, language=language)
        if name and not (is_name and adjoins):
            yield Claim("name", " ".join(name))
            name = []
        if is_name:
            name.append(match[0])
        else:
            yield from _claims_of_word(match[0])
    if name:
        yield Claim("name", " ".join(name))


def _list_months(text: str) -> list[str]:
    """Return the month names before a year; elsewhere 'may' and 'mars' are other words."""
    names = (match[1] for match in BEFORE_YEAR.finditer(text))
    return [name for name in names if canonical_month(fold(name))]


def _claims_of_word(word: str) -> Iterator[Claim]:
    """Yield what a word in lower case, or at the start of a sentence, claims."""
    folded = fold(word)
    if is_technology(folded):
        yield Claim("name", word)
    elif read_guarded(folded):
        yield Claim("word", word)


def _is_name(word: str, *, starts: bool, language: str) -> bool:
    """Tell whether a word names something, by its capitals and digits and where it stands."""
    plain = word.casefold().replace("\u2019", "'")
    if word[0].isdigit():
        return bool(MIXED.fullmatch(word)) and not NUMBER.fullmatch(word)
    if INNER_SIGN.search(word):
        return True
    if not word[0].isupper() or canonical_month(fold(word)):
        return False
    if (starts or plain in ALWAYS_CAPITAL) and is_starter(plain, language=language):
        return False
    if number_word(fold(word), language=language):
        return False
    return not is_common_noun(plain, language=language)
