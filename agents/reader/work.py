"""Jobs and volunteer posts: who employed, as what, where, when, and what was done."""

from __future__ import annotations

import re
from collections.abc import Sequence

from agents.facts import Fact, Work
from agents.reader.entries import Entry, split_entries
from agents.reader.headers import Header, Piece, read_header
from agents.reader.lines import Line, Style
from agents.reader.links import LinkedText
from agents.reader.paragraphs import join_paragraphs
from agents.reader.passages import Passage, join
from agents.reader.positions import find_steps, sort_head
from agents.reader.roles import count_employer_words, count_job_words

_IN = re.compile(r"\s+(?:in der|im|en|em|na|no|for|para|pour)\s+(?=[A-Z])")
_COMMA = re.compile(r",\s+")
_Roles = tuple[Piece | None, Piece | None]
"""Position and employer."""


def read_work(lines: Sequence[Line], body: Style, linked: list[LinkedText]) -> list[Work]:
    """The jobs of a section."""
    entries = split_entries(lines, body)
    headers = [read_header(entry.header, linked) for entry in entries]
    steps = find_steps(headers)
    roles = _assign_all(headers, steps)
    jobs = [
        _make_work(entry, header, *role)
        for entry, header, role in zip(entries, headers, roles, strict=True)
        if header.pieces or header.start_date or header.end_date
    ]
    return _share_employers(jobs, headers)


def _assign_all(headers: Sequence[Header], steps: dict[int, int]) -> list[_Roles]:
    """The position and the employer of each header; `steps` have the employer of another."""
    heads = set(steps.values())
    for index, header in enumerate(headers):
        if index in heads:
            sort_head(header)
        elif index not in steps:
            header.pieces = _split_titles(header.pieces)
    position_first = _is_position_first([h for i, h in enumerate(headers) if i not in heads])
    roles: list[_Roles] = []
    for index, header in enumerate(headers):
        if index in heads:
            roles.append((header.pieces[1], header.pieces[0]))
        elif index in steps:
            head = headers[steps[index]]
            header.place = header.place or head.place
            roles.append((header.pieces[0], head.pieces[0]))
        else:
            roles.append(_assign(header.pieces, position_first=position_first))
    return roles


def _share_employers(jobs: Sequence[Work], headers: Sequence[Header]) -> list[Work]:
    """The jobs, several positions under one employer's heading being all with that employer."""
    grouped = any(_names_employer_first(header) for header in headers)
    shared: list[Work] = []
    for job in jobs:
        before = shared[-1].organization if shared else None
        if grouped and job.organization is None and job.position and before:
            inherited = before.model_copy(update={"confidence": 0.6})
            shared.append(job.model_copy(update={"organization": inherited}))
        else:
            shared.append(job)
    return shared


def _names_employer_first(header: Header) -> bool:
    """Whether a header has the employer on a line above the position."""
    if len(header.pieces) <= 1:
        return False
    first, second = header.pieces[:2]
    return first.row < second.row and _lean(first) < _lean(second)


def _split_titles(pieces: list[Piece]) -> list[Piece]:
    """The pieces, 'Title, Employer' and 'Title en Employer' being two."""
    if len(pieces) > 1 and any(
        count_job_words(p.text) and not count_job_words(q.text)
        for p in pieces[:2]
        for q in pieces[:2]
    ):
        return pieces
    split: list[Piece] = []
    for piece in pieces:
        parts = _split_title(piece.passage) if len(split) <= 1 else [piece.passage]
        split += [Piece(part, piece.row, piece.style) for part in parts]
    return split


def _split_title(passage: Passage) -> list[Passage]:
    for pattern in (_COMMA, _IN):
        for match in pattern.finditer(passage.text):
            left, right = passage.cut(0, match.start()).strip(), passage.cut(match.end()).strip()
            jobs = count_job_words(left.text), count_job_words(right.text)
            if left and right and bool(jobs[0]) != bool(jobs[1]) and not _is_suffix(right.text):
                return [left, right]
    return [passage]


def _is_suffix(text: str) -> bool:
    """Whether what follows a comma is only the legal form of a company."""
    return len(text.split()) == 1 and count_employer_words(text) > 0


def _lean(piece: Piece) -> int:
    """How much a piece is a job title rather than an employer."""
    return 2 * min(count_job_words(piece.text), 1) - min(count_employer_words(piece.text), 1)


def _is_position_first(headers: Sequence[Header]) -> bool:
    """Whether the section names the job before the employer, by all its entries."""
    pairs = [header.pieces[:2] for header in headers if len(header.pieces) > 1]
    return sum(_lean(first) - _lean(second) for first, second in pairs) >= 0


def _assign(pieces: Sequence[Piece], *, position_first: bool) -> _Roles:
    """The position and the employer among the first two pieces."""
    if not pieces:
        return None, None
    if len(pieces) == 1:
        piece = pieces[0]
        return (piece, None) if count_job_words(piece.text) else (None, piece)
    first, second = pieces[:2]
    lean = _lean(first) - _lean(second)
    if lean > 1 or (position_first and lean >= -1):
        return first, second
    return second, first


def _make_work(
    entry: Entry, header: Header, position: Piece | None, employer: Piece | None
) -> Work:
    extra = [piece.passage for piece in header.pieces[2:]]
    summary, highlights = read_body(entry.body, extra)
    start, end = header.happened
    return Work(
        organization=employer.passage.to_fact() if employer else None,
        position=position.passage.to_fact() if position else None,
        location=header.place.to_fact() if header.place else None,
        url=header.url,
        start_date=start,
        end_date=end,
        current=header.current,
        summary=summary,
        highlights=tuple(highlights),
    )


def read_body(
    lines: Sequence[Line], extra: Sequence[Passage] = ()
) -> tuple[Fact | None, list[Fact]]:
    """The summary and the highlights of an entry: texts before its bullets, and its bullets."""
    paragraphs = join_paragraphs(lines)
    bulleted = next((i for i, p in enumerate(paragraphs) if p.bullet), None)
    if bulleted is None:
        bulleted = min(len(paragraphs), 1)
    texts = [p.passage for p in paragraphs[:bulleted]]
    summary = join([*extra, *texts])
    highlights = [p.passage.strip(" ").to_fact() for p in paragraphs[bulleted:] if p.passage]
    return (summary.strip(" ").to_fact() if summary else None), highlights
