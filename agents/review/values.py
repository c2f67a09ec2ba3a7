"""The values of a section's content, by JSON pointer."""

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

Json = dict[str, Any]

WORD = re.compile(r"[^\W_]+")
SENTENCE_END = re.compile(r"(?<=[.!?…])\s+(?=[\W_]*[^\W_a-zß-ÿ])|\n+")
"""A stop, and after it no small letter: 'e.g. this' goes on."""

PROSE = {
    "HERO": ("tagline",),
    "ABOUT": ("text",),
    "EXPERIENCE": ("summary", "highlights"),
    "VOLUNTEERING": ("summary", "highlights"),
    "PROJECTS": ("description", "highlights"),
    "AWARDS": ("summary",),
    "PUBLICATIONS": ("summary",),
}
"""The fields that hold sentences, by kind of section; all others are names, dates and links."""
FORMS = {"text": "about", "highlights": "highlight"}
"""The form of a text where it is not called like its field."""


class Prose(NamedTuple):
    """A text of sentences: where it stands, in what form, and the number of its item."""

    path: str
    form: str
    text: str
    item: int = 0


def iterate_values(value: Any, path: str = "") -> Iterator[tuple[str, str]]:  # noqa: ANN401
    """Yield every text in a content that is not empty, with its JSON pointer."""
    if isinstance(value, dict):
        for key, part in value.items():
            yield from iterate_values(part, f"{path}/{key}")
    elif isinstance(value, list):
        for index, part in enumerate(value):
            yield from iterate_values(part, f"{path}/{index}")
    elif isinstance(value, str) and value.strip():
        yield path, value


def list_items(content: Json) -> list[tuple[str, Json]]:
    """Return the items of a section, or all of it as one, each with its JSON pointer."""
    if "items" in content:
        return [(f"/items/{index}", item) for index, item in enumerate(content["items"])]
    return [("", content)]


def list_prose(section: Json) -> list[Prose]:
    """Return the texts of a section that are made of sentences."""
    return [
        Prose(path, FORMS.get(field, field), text, number)
        for number, (item_path, item) in enumerate(list_items(section["content"]))
        for field in PROSE.get(section["kind"], ())
        for path, text in iterate_values(item.get(field), f"{item_path}/{field}")
    ]


def split_sentences(text: str) -> Iterator[tuple[int, int]]:
    """Yield where each sentence of a text begins and ends, without the space around it."""
    begin = 0
    for end, following in [*((m.start(), m.end()) for m in SENTENCE_END.finditer(text)), (None, 0)]:
        part = text[begin:end]
        if part.strip():
            start = begin + len(part) - len(part.lstrip())
            yield start, start + len(part.strip())
        begin = following


def name_item(item: Json) -> str:
    """Return what people call an item: its first names, such as title and employer."""
    names = ("position", "study_type", "area", "organization", "institution", "name", "title")
    return ", ".join([item[name] for name in names if item.get(name)][:2])
