"""What is remembered of a resume, so that the portfolio can be reviewed whenever it has changed.

{pages: [{number, width, height, reader, turned}], facts: [{kind, value, page, box}],
findings: [{code, page, box, text}]}: `facts` are what the resume has for each section, `findings`
what should be known about the file itself. The messages are in agents/review/rules.toml.
"""

import re
from collections.abc import Iterator
from itertools import islice
from typing import Any

from agents.document import Box, Document, Page, Word
from agents.drafts import Draftsman
from agents.facts import Facts
from agents.ledger import MAX_LINE, clip
from agents.reader.layout import read_lines
from agents.review.rules import read_rules
from agents.review.values import iterate_values
from agents.sections import Section
from agents.wordings import Profile

Json = dict[str, Any]

MAX_FINDINGS = 60
MAX_FACTS = 2_000
DERIVED = re.compile(r"/(label|network|username|picture_url)$")
"""Values that follow from a link."""
EMAIL_LIKE = re.compile(r"\S+\s?@\s?\S+|\S+\s?\(at\)\s?\S+", re.IGNORECASE)


def remember(document: Document, facts: Facts, sections: list[Section]) -> Json:
    """Return what is to be remembered of a resume from which these sections were made."""
    return {
        "pages": [
            page.model_dump(include={"number", "width", "height", "reader", "turned"})
            for page in document.pages
        ],
        "facts": list(_list_facts(facts))[:MAX_FACTS],
        "findings": list(_list_findings(document, facts, sections))[:MAX_FINDINGS],
    }


def _list_facts(facts: Facts) -> Iterator[Json]:
    """Yield what the resume has for each section, with the first place where it stands."""
    for section in Draftsman(facts, profile=Profile()).draft_sections():
        places = {source["path"]: source for source in reversed(section["sources"])}
        for path, value in iterate_values(section["content"]):
            if path in places and not DERIVED.search(path):
                place = {key: places[path][key] for key in ("page", "box")}
                yield {"kind": section["kind"], "value": value, **place}


def _list_findings(document: Document, facts: Facts, sections: list[Section]) -> Iterator[Json]:
    """Yield what should be known about the file: the gravest first, so that it is never cut off."""
    yield from _find_addresses(document, facts)
    for page in document.pages:
        if page.hidden:
            yield _make("HIDDEN_TEXT", page.number, page.hidden[0].box, page.hidden[0].text)
        if not page.words:
            yield _make("UNREAD_PAGE", page.number)
    yield from _find_doubtful(document, sections)
    lines = int(read_rules().limits["unread_lines"])
    yield from islice(_find_unread(document, sections), lines)


def _find_addresses(document: Document, facts: Facts) -> Iterator[Json]:
    """Yield what looks like the e-mail address of a person for whom none was found."""
    if facts.email is not None:
        return
    for page in document.pages:
        for word in page.words:
            if "@" in word.text and EMAIL_LIKE.fullmatch(word.text):
                yield _make("EMAIL_INVALID", page.number, word.box, word.text)
                return


def _find_doubtful(document: Document, sections: list[Section]) -> Iterator[Json]:
    """Yield the places of values in which OCR was unsure of a word."""
    unsure = {page.number: _list_unsure(page) for page in document.pages}
    seen: set[tuple[Any, ...]] = set()
    for source in (source for section in sections for source in section["sources"]):
        if source["page"] is None or (source["page"], *source["box"]) in seen:
            continue
        seen.add((source["page"], *source["box"]))
        if any(_is_inside(word.box, source["box"]) for word in unsure.get(source["page"], ())):
            yield _make("LOW_CONFIDENCE", source["page"], source["box"], source["text"])


def _list_unsure(page: Page) -> list[Word]:
    """Return the words of a page of which OCR was unsure."""
    least = read_rules().limits["unsure"]
    return [
        word
        for word in page.words
        if word.confidence is not None
        and word.confidence < least
        and any(map(str.isalnum, word.text))
    ]


def _find_unread(document: Document, sections: list[Section]) -> Iterator[Json]:
    """Yield the lines of which nothing came."""
    few = read_rules().limits["unread_words"]
    boxes: dict[int, list[Box]] = {}
    for source in (source for section in sections for source in section["sources"]):
        if source["page"] is not None:
            boxes.setdefault(source["page"], []).append(source["box"])
    for line in read_lines(document):
        used = boxes.get(line.page, ())
        words = [token.word for cell in line.cells for token in cell.tokens]
        left = [word for word in words if not any(_is_inside(word.box, box) for box in used)]
        if len(left) >= few and len(left) == len(words):
            yield _make("UNREAD_TEXT", line.page, line.box, line.text)


def _is_inside(box: Box, frame: Box) -> bool:
    """Tell whether the middle of a box lies in another."""
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    return frame[0] <= x <= frame[2] and frame[1] <= y <= frame[3]


def _make(code: str, page: int, box: Box | None = None, text: str = "") -> Json:
    place = list(box) if box else None
    return {"code": code, "page": page, "box": place, "text": clip(text, MAX_LINE)}
