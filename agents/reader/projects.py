"""Projects: name, text, address, dates and technologies."""

from __future__ import annotations

import re
from collections.abc import Sequence

from agents.facts import Fact, Project
from agents.reader.entries import Entry, split_entries
from agents.reader.headers import Header, Piece, read_header
from agents.reader.lines import Line, Style, make_style
from agents.reader.links import LinkedText
from agents.reader.paragraphs import join_paragraphs
from agents.reader.passages import Passage, join

_TECHNOLOGIES = re.compile(
    r"^(?:(?:tech(?:nologies|nology| stack)?|stack|tools|built with|technologien|tecnologías|"
    r"tecnologias|outils|environnement(?: technique)?)\s*:\s*)",
    re.IGNORECASE,
)
_COMMA = re.compile(r"\s*[,;]\s+|\s+[|·•]\s+")
_NAMED = re.compile(r"\s*:\s+|\s+[–—-]\s+")
_NAME_WORDS = 8
_TERM_WORDS = 3


def read_projects(lines: Sequence[Line], body: Style, linked: list[LinkedText]) -> list[Project]:
    """The projects of a section."""
    found = (_make_project(entry, linked) for entry in split_entries(lines, body))
    return [project for project in found if project is not None]


def _make_project(entry: Entry, linked: list[LinkedText]) -> Project | None:
    header = read_header(entry.header, linked)
    if not header.pieces:
        return None
    name, rest = _find_name(header)
    technologies, texts = _part_technologies([piece.passage for piece in rest])
    paragraphs = join_paragraphs(entry.body)
    for paragraph in paragraphs:
        label = _TECHNOLOGIES.match(paragraph.passage.text)
        if label:
            technologies += paragraph.passage.cut(label.end()).split(_COMMA)
    kept = [p for p in paragraphs if not _TECHNOLOGIES.match(p.passage.text)]
    plain = [p.passage for p in kept if not p.bullet]
    start, end = header.happened
    return Project(
        name=name.to_fact(),
        description=_to_text([*texts, *plain]),
        url=header.url,
        start_date=start,
        end_date=end,
        current=header.current,
        technologies=tuple(t.to_fact() for t in technologies),
        highlights=tuple(p.passage.strip(" ").to_fact() for p in kept if p.bullet and p.passage),
    )


def _to_text(passages: Sequence[Passage]) -> Fact | None:
    text = join(passages).strip(" ")
    return text.to_fact() if text else None


def _find_name(header: Header) -> tuple[Passage, list[Piece]]:
    """The name, which stands first, and the other pieces."""
    first, rest = header.pieces[0], header.pieces[1:]
    match = _NAMED.search(first.text)
    if match and len(first.text[: match.start()].split()) <= _NAME_WORDS:
        tail = first.passage.cut(match.end())
        style = make_style([t.word for t in tail.tokens]) if tail.tokens else first.style
        return first.passage.cut(0, match.start()).strip(), [Piece(tail, first.row, style), *rest]
    return first.passage, rest


def _part_technologies(passages: Sequence[Passage]) -> tuple[list[Passage], list[Passage]]:
    """Lists of short names are technologies; the other pieces are text."""
    technologies: list[Passage] = []
    texts: list[Passage] = []
    for passage in passages:
        label = _TECHNOLOGIES.match(passage.text)
        items = passage.cut(label.end() if label else 0).split(_COMMA)
        if label or (len(items) > 1 and all(len(i.text.split()) <= _TERM_WORDS for i in items)):
            technologies += items
        else:
            texts.append(passage)
    return technologies, texts
