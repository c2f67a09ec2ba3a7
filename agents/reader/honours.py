"""Certificates, awards, publications, interests and references."""

from __future__ import annotations

import re
from collections.abc import Sequence

from agents.facts import Award, Certificate, Fact, Interest, Publication, Reference
from agents.reader.entries import Entry, split_entries
from agents.reader.headers import Header, read_header
from agents.reader.lines import Line, Style
from agents.reader.links import LinkedText
from agents.reader.passages import Passage, join
from agents.reader.skills import read_skills
from agents.reader.work import read_body

_TITLE_WORDS = 12
_BY = re.compile(r",\s+|\s+(?:by|from|von|par|por)\s+")
_CITATION = re.compile(
    r"^[^()]+\((?P<year>(?:19|20)\d{2})[a-z]?\)[.,:]?\s+"
    r"(?P<title>[\"“„]?.+?[.?!][\"”“]?)\s+(?P<journal>[^.]+)"
)
_CITED = re.compile(r"^[^()]{3,120}\((?:19|20)\d{2}[a-z]?\)")
_QUOTES = ' .,"“”„'
_QUOTED = re.compile(r"[\"“„«](?P<title>[^\"”“»]+)[\"”“»]")


def read_certificates(
    lines: Sequence[Line], body: Style, linked: list[LinkedText]
) -> list[Certificate]:
    """The certificates of a section."""
    found = []
    for name, other, header, _ in _list_named(lines, body, linked):
        date = header.end_date or header.start_date
        found.append(Certificate(name=name, issuer=other, date=date, url=header.url))
    return found


def read_awards(lines: Sequence[Line], body: Style, linked: list[LinkedText]) -> list[Award]:
    """The awards of a section."""
    found = []
    for name, other, header, entry in _list_named(lines, body, linked):
        summary, highlights = read_body(entry.body)
        text = summary or (highlights[0] if highlights else None)
        date = header.end_date or header.start_date
        found.append(Award(title=name, awarder=other, date=date, summary=text))
    return found


def read_publications(
    lines: Sequence[Line], body: Style, linked: list[LinkedText]
) -> list[Publication]:
    """The publications of a section."""
    found = _read_citations(lines)
    if found:
        return found
    for name, other, header, entry in _list_named(lines, body, linked):
        summary, _ = read_body(entry.body)
        date = header.end_date or header.start_date
        found.append(
            Publication(name=name, publisher=other, date=date, url=header.url, summary=summary)
        )
    return found


def _read_citations(lines: Sequence[Line]) -> list[Publication]:
    """The publications of a list such as 'Author, A. (2020). Title. Journal, 3'."""
    found: list[Publication] = []
    for citation in _list_citations(lines):
        match = _CITATION.match(citation.text)
        if match is None:
            continue
        parts = {
            key: citation.cut(*match.span(key)).strip(_QUOTES).to_fact()
            for key in ("title", "journal", "year")
        }
        found.append(
            Publication(name=parts["title"], publisher=parts["journal"], date=parts["year"])
        )
    return found


def _list_citations(lines: Sequence[Line]) -> list[Passage]:
    """The lines joined into citations; each begins with authors and a year."""
    groups: list[list[Passage]] = []
    for line in lines:
        if groups and not _CITED.match(line.text):
            groups[-1].append(line.passage)
        else:
            groups.append([line.passage])
    return [join(group) for group in groups]


def _list_named(
    lines: Sequence[Line], body: Style, linked: list[LinkedText]
) -> list[tuple[Fact, Fact | None, Header, Entry]]:
    """The entries of a section with what they are called and who gave or printed them."""
    found = []
    for entry in split_entries(lines, body):
        header = read_header(entry.header, linked)
        pieces = [piece.passage for piece in header.pieces]
        if not pieces:
            continue
        if len(pieces) == 1:
            pieces = _split_one(pieces[0])
        other = pieces[1].to_fact() if len(pieces) > 1 else None
        found.append((pieces[0].to_fact(), other, header, entry))
    return found


def _split_one(passage: Passage) -> list[Passage]:
    """A title and who gave it, parted at the last comma; a quoted title as it is."""
    quoted = _QUOTED.search(passage.text)
    if quoted:
        return [passage.cut(*quoted.span("title")).strip()]
    commas = list(_BY.finditer(passage.text))
    if len(commas) == 1 and len(passage.text.split()) <= _TITLE_WORDS:
        left, right = passage.cut(0, commas[0].start()), passage.cut(commas[0].end())
        return [p for p in (left.strip(), right.strip()) if p]
    return [passage]


def read_interests(lines: Sequence[Line]) -> list[Interest]:
    """The pastimes of a section, in groups where they are named."""
    found: list[Interest] = []
    for group in read_skills(lines):
        if group.name:
            found.append(Interest(name=group.name, keywords=group.keywords))
        else:
            found += [Interest(name=keyword) for keyword in group.keywords]
    return found


def read_references(
    lines: Sequence[Line], body: Style, linked: list[LinkedText]
) -> list[Reference]:
    """The people of a section who speak for the person."""
    found = []
    for name, _, _, entry in _list_named(lines, body, linked):
        summary, _ = read_body(entry.body)
        found.append(Reference(name=name, text=summary))
    return found
