"""Schools: institution, degree, field, dates, grades and courses."""

from __future__ import annotations

import re
from collections.abc import Sequence

from agents.facts import Education, Fact
from agents.reader.entries import Entry, split_entries
from agents.reader.headers import Header, Piece, merge_rows, read_header, split_place
from agents.reader.lines import Line, Style
from agents.reader.links import LinkedText
from agents.reader.paragraphs import join_paragraphs
from agents.reader.passages import Passage, join
from agents.reader.roles import count_degree_words, count_school_words

_SCORE = re.compile(
    r"\b(?:c?gpa|grade|note|notendurchschnitt|abschlussnote|note moyenne|moyenne|mention|promedio|"
    r"média|nota media|media|nota|average|score|percentage|marks)\b\s*[:\-]?\s*"
    r"(?P<value>\d[\d.,]*\s*(?:/\s*[\d.,]+|%)?(?:\s*\([^)]*\))?)"
    r"|(?P<late>\d[.,]\d{1,2})\s*(?:/\s*\d[\d.]*\s*)?c?gpa\b"
    r"|^(?P<alone>\d[.,]\d{1,2}(?:\s*/\s*\d[\d.,]*)?)$",
    re.IGNORECASE,
)
_COURSES = re.compile(
    r"^(?:relevant |selected )?"
    r"(?:coursework|courses?|modules|kurse|cours|cursos|disciplinas)\s*:?\s*",
    re.IGNORECASE,
)
_COMMA = re.compile(r",\s+|;\s+")
_GRADE_LENGTH = 40
_FIELD = re.compile(r"\s+(?:in|en|em|–|-)\s+", re.IGNORECASE)


def read_education(lines: Sequence[Line], body: Style, linked: list[LinkedText]) -> list[Education]:
    """The schools of a section."""
    found = []
    for entry in split_entries(lines, body):
        header = read_header(entry.header, linked)
        score = _take_score(header)
        school = _make_education(header, entry, score)
        if school.institution or school.study_type or school.area:
            found.append(school)
    return found


def _take_score(header: Header) -> Fact | None:
    """The grade, taken out of the pieces of the header."""
    for index, piece in enumerate(header.pieces):
        if match := _SCORE.search(piece.text):
            start, end = next(match.span(g) for g in ("value", "late", "alone") if match[g])
            rest = piece.passage.remove(*match.span()).strip()
            header.pieces[index : index + 1] = [Piece(rest, piece.row, piece.style)] if rest else []
            return piece.passage.cut(start, end).strip().to_fact()
    return None


def _make_education(header: Header, entry: Entry, score: Fact | None) -> Education:
    pieces = _split_pieces(merge_rows(header.pieces))
    institution = _find_institution(pieces)
    rest = [p.passage for p in pieces if p is not institution]
    study_type, area = _read_degree(rest)
    place = header.place
    name = institution.passage if institution else None
    if name is not None and place is None:
        name, place = split_place(name)
    body_score, courses, highlights = _read_body(entry.body)
    return Education(
        institution=name.strip().to_fact() if name else None,
        study_type=study_type.to_fact() if study_type else None,
        area=area.to_fact() if area else None,
        location=place.to_fact() if place else None,
        url=header.url,
        start_date=header.start_date,
        end_date=header.end_date,
        current=header.current,
        score=score or body_score,
        courses=tuple(courses),
        highlights=tuple(highlights),
    )


def _split_pieces(pieces: Sequence[Piece]) -> list[Piece]:
    """The pieces, a school and a degree between commas being two."""
    split: list[Piece] = []
    for piece in pieces:
        parts = piece.passage.split(_COMMA)
        kinds = {
            _is_school(p.text) for p in parts if _is_school(p.text) or count_degree_words(p.text)
        }
        if len(kinds) > 1:
            split += [Piece(p, piece.row, piece.style) for p in _group_parts(parts)]
        else:
            split.append(piece)
    return split


def _is_school(text: str) -> bool:
    return count_school_words(text) > 0


def _group_parts(parts: Sequence[Passage]) -> list[Passage]:
    """The parts between commas, neighbours of the same kind joined again."""
    groups: list[list[Passage]] = []
    for part in parts:
        if groups and _is_school(groups[-1][-1].text) == _is_school(part.text):
            groups[-1].append(part)
        else:
            groups.append([part])
    return [join(group, ", ") for group in groups]


def _find_institution(pieces: Sequence[Piece]) -> Piece | None:
    """The piece that names the school."""
    named = [p for p in pieces if _is_school(p.text)]
    if named:
        return max(named, key=lambda p: count_school_words(p.text) - count_degree_words(p.text))
    plain = [p for p in pieces if not count_degree_words(p.text)]
    if len(pieces) == 1:
        return plain[0] if plain else None
    return plain[-1] if plain and pieces[0] is not plain[0] else (plain[0] if plain else None)


def _read_degree(rest: Sequence[Passage]) -> tuple[Passage | None, Passage | None]:
    """The degree and its field."""
    degrees = [p for p in rest if count_degree_words(p.text)]
    others = [p for p in rest if not count_degree_words(p.text)]
    if not degrees:
        return None, (others[0] if others else None)
    degree = degrees[0]
    if len(degrees) + len(others[:1]) > 1:
        return degree, join([*degrees[1:], *others[:1]], ", ")
    parts = degree.split(_COMMA)
    if len(parts) > 1 and count_degree_words(parts[0].text):
        return parts[0], join(parts[1:], ", ")
    if match := _FIELD.search(degree.text):
        field = degree.cut(match.end()).strip()
        if not count_degree_words(field.text):
            return degree.cut(0, match.start()).strip(), field
    return degree, None


def _read_body(lines: Sequence[Line]) -> tuple[Fact | None, list[Fact], list[Fact]]:
    """The grade, the courses and the other texts under a school."""
    score: Fact | None = None
    courses: list[Fact] = []
    highlights: list[Fact] = []
    in_courses = any(_COURSES.fullmatch(line.text.strip()) for line in lines)
    for paragraph in join_paragraphs(lines):
        passage = paragraph.passage.strip(" ")
        match, label = _SCORE.search(passage.text), _COURSES.match(passage.text)
        if match and len(passage.text) < _GRADE_LENGTH:
            start, end = next(match.span(g) for g in ("value", "late", "alone") if match[g])
            score = score or passage.cut(start, end).strip().to_fact()
        elif label or in_courses:
            courses += [p.to_fact() for p in passage.cut(label.end() if label else 0).split(_COMMA)]
        elif passage:
            highlights.append(passage.to_fact())
    return score, courses, highlights
