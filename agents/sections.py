"""Sections as JSON, and the texts in them that an engine may word anew.

A section is {kind, heading, content, sources}; its shape is described in `agents.drafts`. A piece
is addressed by its id: the section's kind and a JSON pointer into its content, such as
EXPERIENCE/items/0/highlights/2. The page description for search engines is SEO/description.
"""

import copy
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal, get_args

Section = dict[str, Any]
Form = Literal["tagline", "about", "summary", "highlight", "description", "seo"]
Tone = Literal["PROFESSIONAL", "FRIENDLY", "TECHNICAL", "CREATIVE", "EXECUTIVE", "CONCISE"]
TONES: tuple[Tone, ...] = get_args(Tone)
DEFAULT_TONE: Tone = "PROFESSIONAL"

Kind = Literal[
    "HERO",
    "ABOUT",
    "EXPERIENCE",
    "PROJECTS",
    "SKILLS",
    "EDUCATION",
    "CERTIFICATIONS",
    "LANGUAGES",
    "AWARDS",
    "PUBLICATIONS",
    "VOLUNTEERING",
    "CONTACT",
]
KINDS: tuple[Kind, ...] = get_args(Kind)
"""All kinds of section, in the order of a page."""

PROSE_KINDS = ("HERO", "ABOUT", "EXPERIENCE", "PROJECTS", "VOLUNTEERING")
"""The kinds that hold texts to word anew; the others are facts only."""

SEO_ID = "SEO/description"
MIN_WORDS = 4
"""Shorter texts of items are names and lists, not sentences; nobody words them anew."""


@dataclass(frozen=True)
class Piece:
    """A text to word anew.

    `text` is the wording it has now, `scope` the text of the item it belongs to: a wording may say
    nothing that its scope does not. An empty scope stands for the whole resume.
    """

    id: str
    form: Form
    text: str
    scope: str = ""
    complaints: tuple[str, ...] = ()
    """Why the last wording was refused."""

    @property
    def path(self) -> str:
        """The JSON pointer into the section's content."""
        return self.id[self.id.index("/") :]

    def refused(self, complaints: tuple[str, ...]) -> "Piece":
        """The same piece, sent back with the reasons."""
        return replace(self, complaints=complaints)


def list_pieces(section: Section) -> list[Piece]:
    """Return the texts of a section that may be worded anew; none for sections of facts only."""
    kind, content = section["kind"], section["content"]
    match kind:
        case "HERO":
            return [Piece(id="HERO/tagline", form="tagline", text=content.get("tagline") or "")]
        case "ABOUT":
            return [Piece(id="ABOUT/text", form="about", text=content["text"])]
        case "EXPERIENCE" | "VOLUNTEERING":
            return list(_pieces_of_items(kind, content["items"], "summary"))
        case "PROJECTS":
            return list(_pieces_of_items(kind, content["items"], "description"))
    return []


def _pieces_of_items(
    kind: str, items: list[dict[str, Any]], prose: Literal["summary", "description"]
) -> Iterator[Piece]:
    """Yield the sentences of each item: its prose and its highlights."""
    for index, item in enumerate(items):
        scope = write_out(item)
        if _is_sentence(item.get(prose)):
            yield Piece(f"{kind}/items/{index}/{prose}", prose, item[prose], scope)
        for number, text in enumerate(item.get("highlights", ())):
            if _is_sentence(text):
                yield Piece(f"{kind}/items/{index}/highlights/{number}", "highlight", text, scope)


def write_out(item: Mapping[str, Any]) -> str:
    """Return all that an item says: its names and dates in the first line, then text by text."""
    long = ("summary", "description", "highlights")
    dates = [item.get("start_date"), "present" if item.get("current") else item.get("end_date")]
    short = [
        text
        for key, value in item.items()
        if key not in long and not key.endswith("_date")
        for text in iterate_texts(value)
    ]
    title = ", ".join([*short, " \u2013 ".join(date for date in dates if date)])
    return "\n".join([title, *iterate_texts([item.get(key) for key in long])])


def _is_sentence(text: str | None) -> bool:
    """Tell whether a text has enough words to be worded in another way."""
    return text is not None and len(text.split()) >= MIN_WORDS


def iterate_texts(value: Any) -> Iterator[str]:  # noqa: ANN401 (any JSON)
    """Yield every string in a JSON value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for inner in value.values():
            yield from iterate_texts(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from iterate_texts(inner)


def with_texts(section: Section, texts: Mapping[str, str]) -> Section:
    """Return a copy of the section in which the pieces named by id have a new wording."""
    changed = copy.deepcopy(section)
    for piece in list_pieces(section):
        if piece.id in texts:
            _put(changed["content"], piece.path, texts[piece.id])
    return changed


def _put(content: Any, pointer: str, text: str) -> None:  # noqa: ANN401 (any JSON)
    """Set the string that a JSON pointer names."""
    *parents, last = pointer.split("/")[1:]
    for key in parents:
        content = content[int(key) if isinstance(content, list) else key]
    content[int(last) if isinstance(content, list) else last] = text
