"""Reads a finished portfolio against the pages it was made from, as a stranger would.

Shares no code with what reads, writes or judges: it knows the words of the pages with their boxes,
the portfolio as JSON, and the words of our phrases. Whatever else a published text has, every
number, date, name and link in it must stand on the pages, in what the text's own sources say where
it belongs to one item; and every fact must have a source whose box holds what the source says.
"""

import re
import tomllib
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

PHRASES = Path(__file__).parents[1] / "agents" / "phrases"
WRITTEN = re.compile(
    r"^/(headline|tagline|text)$|^/items/\d+/(summary|description)$|^/items/\d+/highlights/\d+$"
)
"""Texts that may be worded; all other values are facts as they stand."""
DATE = re.compile(r"^(\d{4})(?:-(\d\d))?(?:-(\d\d))?$")
TOKEN = re.compile(r"[^\W_]+(?:[.,]\d+)*")
MONTHS = (
    *("jan ene", "feb fev", "mar mrz", "apr avr abr", "may mai", "jun juin", "jul juil"),
    *("aug aou ago", "sep set", "oct okt out", "nov", "dec dez dic"),
)
LONG = 6
"""Letters from which a value counts where it stands inside others, as words broken at a line do."""
MARGIN = 1.5
"""Points by which a word may stick out of a box."""
OF_NO_PLACE = {"url", "label", "network"}
"""Values that are derived from a link rather than printed."""


def fold(text: str) -> str:
    """Return a text in lower case without accents."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(char for char in decomposed if not unicodedata.combining(char))


def squash(text: str) -> str:
    """Return a text as nothing but letters and digits."""
    return re.sub(r"[\W_]+", "", fold(text))


def list_tokens(text: str) -> list[str]:
    """Return the words of a text, folded; numbers without their separators."""
    return [re.sub(r"[.,]", "", word) for word in TOKEN.findall(fold(text))]


@cache
def list_phrase_words() -> frozenset[str]:
    """Return every word that our own phrases have, in all languages."""
    files = [tomllib.loads(path.read_text("utf-8")) for path in PHRASES.glob("*.toml")]
    return frozenset(word for text in _list_strings(files) for word in list_tokens(text))


def _list_strings(value: Any) -> Iterator[str]:  # noqa: ANN401 (any JSON)
    """Yield every text in a value."""
    if isinstance(value, str):
        yield re.sub(r"\{\w+\}", " ", value)
    elif isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from _list_strings(inner)


@dataclass
class Verdict:
    """What was looked at, and what was wrong with it."""

    facts: int = 0
    texts: int = 0
    unsupported: list[str] = field(default_factory=list)
    """Facts, numbers, dates, names and links that do not stand on the pages."""
    foreign: list[str] = field(default_factory=list)
    """Other words that are neither on the pages nor in our phrases."""
    unsourced: list[str] = field(default_factory=list)
    """Facts without a source whose box holds what it says."""

    def of(self, name: str) -> "Verdict":
        """Return the verdict with the name of the file in each line."""
        lines = (self.unsupported, self.foreign, self.unsourced)
        named = [[f"{name} {line}" for line in found] for found in lines]
        return Verdict(self.facts, self.texts, *named)

    def add(self, other: "Verdict") -> None:
        """Add up two verdicts."""
        self.facts += other.facts
        self.texts += other.texts
        self.unsupported += other.unsupported
        self.foreign += other.foreign
        self.unsourced += other.unsourced


class Pages:
    """The words that can be seen, and where they are."""

    def __init__(self, document: dict[str, Any]) -> None:
        self._pages = {page["number"]: page for page in document["pages"]}
        texts = [word["text"] for page in document["pages"] for word in page["words"]]
        links = [link["url"] for page in document["pages"] for link in page.get("links", ())]
        self.text = " ".join([*texts, *links])

    def holds(self, source: dict[str, Any]) -> bool:
        """Tell whether the box of a source holds what the source says."""
        page = self._pages.get(source["page"])
        if page is None or not source["box"]:
            return False
        inside = [word["text"] for word in page["words"] if _is_inside(word["box"], source["box"])]
        linked = [
            link["url"] for link in page.get("links", ()) if _touch(link["box"], source["box"])
        ]
        said = squash(source["text"])
        seen = squash(" ".join(inside))
        return bool(said) and (
            said in seen
            or _is_spread(list_tokens(source["text"]), list_tokens(" ".join(inside)))
            or any(said in squash(url) or squash(url) in said for url in linked)
        )


def _is_inside(word: list[float], box: list[float]) -> bool:
    """Tell whether the middle of a word is inside a box."""
    x, y = (word[0] + word[2]) / 2, (word[1] + word[3]) / 2
    across = box[0] - MARGIN <= x <= box[2] + MARGIN
    return across and box[1] - MARGIN <= y <= box[3] + MARGIN


def _touch(one: list[float], other: list[float]) -> bool:
    """Tell whether two boxes overlap."""
    return one[0] <= other[2] and other[0] <= one[2] and one[1] <= other[3] and other[1] <= one[3]


def _is_spread(said: list[str], seen: list[str]) -> bool:
    """Tell whether all of some words are among others, in whatever order a column has them."""
    left = list(seen)
    for word in said:
        if word not in left:
            return False
        left.remove(word)
    return True


class Reading:
    """What a stretch of text says, ready to be asked."""

    def __init__(self, text: str) -> None:
        self._squashed = squash(text)
        self._tokens = set(list_tokens(text))
        self._text = fold(text)

    def has(self, value: str) -> bool:
        """Tell whether a value stands there, whatever is between its letters."""
        bare = squash(re.sub(r"^\w+:/*(www\.)?|…$", "", value))
        if len(bare) >= LONG and not bare.isdigit() and bare in self._squashed:
            return True
        return all(word in self._tokens for word in list_tokens(value))

    def has_date(self, year: str, month: str | None) -> bool:
        """Tell whether a date stands there, in figures or by name."""
        if year and not (year in self._text or re.search(rf"['’/.-]{year[2:]}\b", self._text)):
            return False
        if month is None:
            return True
        names = MONTHS[int(month) - 1].split()
        figures = re.search(rf"(?<!\d)0?{int(month)}(?!\d)", self._text)
        return bool(figures) or any(word.startswith(n) for word in self._tokens for n in names)


def examine(document: dict[str, Any], portfolio: dict[str, Any]) -> Verdict:
    """Return the verdict on a portfolio."""
    pages = Pages(document)
    whole = Reading(pages.text)
    verdict = Verdict()
    for section in portfolio["sections"]:
        _examine_section(section, pages, whole, verdict)
    for name, text in portfolio["seo"].items():
        _examine_text(f"SEO/{name}", text, whole, whole, verdict)
    for text in (portfolio.get("plan") or {}).get("headlines", ()):
        _examine_text("PLAN/headlines", text, whole, whole, verdict)
    return verdict


def _examine_section(
    section: dict[str, Any], pages: Pages, whole: Reading, verdict: Verdict
) -> None:
    """Look at every value of a section."""
    kind, sources = section["kind"], section["sources"]
    for path, value in _list_values(section["content"]):
        place = f"{kind}{path}"
        own = [source for source in sources if source["path"] == path]
        held = [source for source in own if pages.holds(source)]
        verdict.facts += 1
        if not held:
            verdict.unsourced.append(place)
        if WRITTEN.match(path):
            item = "/".join(path.split("/")[:3]) if path.startswith("/items") else ""
            said = [s["text"] for s in sources if s["path"].startswith(item) and s["text"]]
            near = Reading(" ".join(said)) if item else whole
            _examine_text(place, value, near, whole, verdict)
        elif not _stands(path, value, whole):
            verdict.unsupported.append(f"{place}: {value}")


def _list_values(value: Any, path: str = "") -> Iterator[tuple[str, str]]:  # noqa: ANN401 (any JSON)
    """Yield every text of a content with its pointer."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _list_values(inner, f"{path}/{key}")
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _list_values(inner, f"{path}/{index}")
    elif isinstance(value, str) and value:
        yield path, value


def _stands(path: str, value: str, whole: Reading) -> bool:
    """Tell whether a fact stands on the pages."""
    if date := DATE.match(value):
        return whole.has_date(date[1], date[2])
    if path.rpartition("/")[2] in OF_NO_PLACE:
        return whole.has(value) or path.endswith(("label", "network"))
    return whole.has(value)


def _examine_text(place: str, text: str, near: Reading, whole: Reading, verdict: Verdict) -> None:
    """Look at every word of a text."""
    verdict.texts += 1
    for token in re.finditer(TOKEN, text):
        word = token[0]
        if near.has(word) or _is_date(word, near):
            continue
        if re.search(r"\d", word) or _is_name(text, token):
            verdict.unsupported.append(f"{place}: {word}")
        elif fold(word) not in list_phrase_words() and not whole.has(word):
            verdict.foreign.append(f"{place}: {word}")


def _is_date(word: str, near: Reading) -> bool:
    """Tell whether a word is a year or a month that the text's sources give in other figures."""
    folded = fold(word)
    if re.fullmatch(r"(19|20)\d\d", word):
        return near.has_date(word, None)
    months = [n for n, names in enumerate(MONTHS, 1) if folded.startswith(tuple(names.split()))]
    return any(near.has_date("", f"{month:02}") for month in months)


def _is_name(text: str, token: re.Match[str]) -> bool:
    """Tell whether a word names something: a capital inside a sentence, in no phrase of ours."""
    word, before = token[0], text[: token.start()].rstrip("\"'„“«( ")
    if not re.search(r"[A-ZÀ-Þ]", word) or fold(word) in list_phrase_words():
        return False
    return bool(before) and not before.endswith((".", "!", "?", ":", "\n", "–"))
