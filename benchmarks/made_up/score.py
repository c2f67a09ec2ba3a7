"""How much of the truth a reading found: precision, recall and F1 per field.

A resume is taken apart into small texts, field by field; a text counts as found when the reading
has one like it in the same field, each being used once. What the reading has beyond that is
invented. The macro F1 is the mean over fields, so that a name weighs as much as all bullets.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

from rapidfuzz import fuzz

Json = dict[str, Any]
_ALIKE = 88
"""Of 100: texts from here on are the same but for a letter or two."""
_EXACT = {"email", "phone", "links", "work dates", "education dates"}


@dataclass
class Count:
    """Texts found, missed and invented."""

    found: int = 0
    missed: int = 0
    invented: int = 0

    def __iadd__(self, other: "Count") -> Self:
        self.found += other.found
        self.missed += other.missed
        self.invented += other.invented
        return self

    @property
    def precision(self) -> float:
        """Share of what was read that is true."""
        return self.found / max(self.found + self.invented, 1)

    @property
    def recall(self) -> float:
        """Share of the truth that was read."""
        return self.found / max(self.found + self.missed, 1)

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        return 2 * self.found / max(2 * self.found + self.missed + self.invented, 1)


Counts = dict[str, Count]


def _fold(text: str) -> str:
    """Letters and digits, in lower case and without accents."""
    decomposed = unicodedata.normalize("NFKD", text.replace("ß", "ss").lower())
    kept = "".join(c if c.isalnum() or c in "+#" else " " for c in decomposed if c.isascii())
    return " ".join(kept.split())


def _join(item: Json, *keys: str) -> str:
    return " ".join(str(item[key]) for key in keys if item.get(key))


def _period(item: Json) -> str:
    """Both ends; one that goes on has none."""
    ends = (str(item.get(key, "")) for key in ("startDate", "endDate"))
    return "/".join("" if end == "present" else end[:7] for end in ends).strip()


def _links(basics: Json) -> Iterable[str]:
    profiles = [profile.get("url", "") for profile in basics.get("profiles", [])]
    for url in [basics.get("url", ""), *profiles]:
        yield re.sub(r"^https?://(www\.)?", "", str(url)).rstrip("/").lower()


def _skills(groups: Sequence[Json]) -> Iterable[str]:
    for group in groups:
        yield from group.get("keywords") or [str(group.get("name", ""))]


def _texts(posts: Sequence[Json]) -> Iterable[str]:
    for post in posts:
        yield str(post.get("summary", ""))
        yield from post.get("highlights", [])


def _named(section: str, *keys: str) -> Callable[[Json], Iterable[str]]:
    return lambda resume: (_join(item, *keys) for item in resume.get(section, []))


def _periods(section: str) -> Callable[[Json], Iterable[str]]:
    return lambda resume: (_period(item) for item in resume.get(section, []))


def _basic(key: str) -> Callable[[Json], Iterable[str]]:
    return lambda resume: [str(resume.get("basics", {}).get(key, ""))]


_FIELDS: dict[str, Callable[[Json], Iterable[str]]] = {
    "name": _basic("name"),
    "label": _basic("label"),
    "email": _basic("email"),
    "phone": lambda resume: [re.sub(r"\D", "", t) for t in _basic("phone")(resume)],
    "links": lambda resume: _links(resume.get("basics", {})),
    "city": lambda resume: [resume.get("basics", {}).get("location", {}).get("city", "")],
    "summary": _basic("summary"),
    "work": _named("work", "name", "position"),
    "work dates": _periods("work"),
    "work texts": lambda resume: _texts(resume.get("work", [])),
    "education": _named("education", "institution"),
    "degrees": _named("education", "studyType", "area"),
    "education dates": _periods("education"),
    "projects": _named("projects", "name"),
    "skills": lambda resume: _skills(resume.get("skills", [])),
    "languages": _named("languages", "language"),
    "certificates": _named("certificates", "name"),
    "awards": _named("awards", "title"),
    "publications": _named("publications", "name"),
    "volunteering": _named("volunteer", "organization"),
}


def _pick(resume: Json, field: str) -> list[str]:
    texts = (str(text) for text in _FIELDS[field](resume))
    folded = texts if field in _EXACT else map(_fold, texts)
    return [text for text in folded if text.strip("/ ")]


def _take(text: str, pool: list[str], field: str) -> bool:
    """Take the text most like this one out of the pool, if there is one like it."""
    likeness = [0.0 if field in _EXACT else fuzz.ratio(text, other) for other in pool]
    if text in pool:
        pool.remove(text)
    elif likeness and max(likeness) >= _ALIKE:
        pool.pop(likeness.index(max(likeness)))
    else:
        return False
    return True


def compare(truth: Json, reading: Json) -> Counts:
    """What a reading of one document found, field by field."""
    counts: Counts = {}
    for field in _FIELDS:
        wanted, pool = _pick(truth, field), _pick(reading, field)
        found = sum(_take(text, pool, field) for text in wanted)
        if wanted or pool:
            counts[field] = Count(found, len(wanted) - found, len(pool))
    return counts


def add_up(all_counts: Iterable[Counts]) -> Counts:
    """The counts of many documents."""
    total: Counts = defaultdict(Count)
    for counts in all_counts:
        for field, count in counts.items():
            total[field] += count
    return {field: total[field] for field in _FIELDS if field in total}


def macro_f1(counts: Counts) -> float:
    """Mean F1 over the fields that the truth has."""
    values = [count.f1 for count in counts.values() if count.found + count.missed]
    return sum(values) / len(values) if values else 0.0


def format_table(documents: Mapping[str, Counts], groups: Mapping[str, Mapping[str, str]]) -> str:
    """The table of all documents; `groups` tells for each column the value of each document."""
    total = add_up(documents.values())
    lines = [f"{'field':16} {'precision':>9} {'recall':>7} {'F1':>6} {'truth':>6}"]
    for field, count in total.items():
        lines.append(
            f"{field:16} {count.precision:9.3f} {count.recall:7.3f} {count.f1:6.3f} "
            f"{count.found + count.missed:6}"
        )
    lines.append(f"{'macro':16} {macro_f1(total):24.3f}   of {len(documents)} documents")
    for column, values in groups.items():
        for value in sorted(set(values.values())):
            chosen = [c for key, c in documents.items() if values.get(key) == value]
            if not chosen:
                continue
            macro = macro_f1(add_up(chosen))
            lines.append(f"{column} {value:12} {macro:.3f}   of {len(chosen)} documents")
    return "\n".join(lines)
