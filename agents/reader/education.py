"""Schools: institution, degree, field, dates, grades and courses."""

from __future__ import annotations

import re
from collections.abc import Sequence

from agents.facts import Education, Fact
from agents.reader.entries import Entry
from agents.reader.headers import Header, Piece, merge_rows, read_header, split_place
from agents.reader.lines import Line, Style, make_style
from agents.reader.links import LinkedText
from agents.reader.paragraphs import join_paragraphs
from agents.reader.passages import Passage, join
from agents.reader.places import is_place
from agents.reader.roles import count_degree_words, count_school_words
from agents.reader.schools import COURSES, list_schools

_SCORE = re.compile(
    r"\b(?:c?gpa|grade|note|notendurchschnitt|abschlussnote|note moyenne|moyenne|mention|promedio|"
    r"média|nota media|media|nota|average|score|percentage|marks)\b\s*[:\-]?\s*"
    r"(?P<value>\d[\d.,]*\s*(?:/\s*[\d.,]+|%)?(?:\s*\([^)]*\))?)"
    r"|(?P<late>\d[.,]\d{1,2})\s*(?:/\s*\d[\d.]*\s*)?c?gpa\b"
    r"|^(?P<alone>\d[.,]\d{1,2}(?:\s*/\s*\d[\d.,]*)?)$",
    re.IGNORECASE,
)
_COMMA = re.compile(r",\s+|;\s+")
_GRADE_LENGTH = 40
_MAJOR = re.compile(r"\b(?:major|minor)\b", re.IGNORECASE)
_FIELD = re.compile(r"\s+(?:in|en|em|–|-)\s+", re.IGNORECASE)


def read_education(lines: Sequence[Line], body: Style, linked: list[LinkedText]) -> list[Education]:
    """The schools of a section."""
    found = []
    entries = list_schools(lines, body)
    headers = [_take_back(read_header(entry.header, linked)) for entry in entries]
    scores = [_take_score(header) for header in headers]
    pieces = [_split_pieces(merge_rows(header.pieces)) for header in headers]
    last = _names_stand_last(pieces)
    for entry, header, score, named in zip(entries, headers, scores, pieces, strict=True):
        institution = _find_institution(named, last=last)
        school = _make_education(header, entry, score, named, institution)
        if school.institution or school.study_type or school.area:
            found.append(school)
    return found


def _take_back(header: Header) -> Header:
    """The header; what was taken for a place is a piece of it if it is a degree or the school."""
    place = header.place
    if place is None or is_place(place.text) or any(_is_school(p.text) for p in header.pieces):
        degree = place is not None and count_degree_words(place.text)
        if not degree:
            return header
    if place is not None:
        style = make_style([token.word for token in place.tokens])
        header.pieces.append(Piece(place, place.tokens[0].row, style))
        header.place = None
    return header


def _names_stand_last(entries: Sequence[Sequence[Piece]]) -> bool | None:
    """Whether schools are named after what was studied; None if no header tells."""
    told = 0
    for pieces in entries:
        named = [number for number, piece in enumerate(pieces) if _is_school(piece.text)]
        if len(pieces) > 1 and len(named) == 1:
            told += 1 if named[0] > 0 else -1
    return None if told == 0 else told > 0


def _take_score(header: Header) -> Fact | None:
    """The grade, taken out of the pieces of the header."""
    for index, piece in enumerate(header.pieces):
        if match := _SCORE.search(piece.text):
            start, end = next(match.span(g) for g in ("value", "late", "alone") if match[g])
            rest = piece.passage.remove(*match.span()).strip()
            header.pieces[index : index + 1] = [Piece(rest, piece.row, piece.style)] if rest else []
            return piece.passage.cut(start, end).strip().to_fact()
    return None


def _make_education(
    header: Header,
    entry: Entry,
    score: Fact | None,
    pieces: Sequence[Piece],
    institution: Piece | None,
) -> Education:
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


def _find_institution(pieces: Sequence[Piece], *, last: bool | None) -> Piece | None:
    """The piece that names the school; `last` tells where other entries name theirs."""
    named = [p for p in pieces if _is_school(p.text)]
    if named:
        if last is not None and len(named) > 1:
            return named[-1] if last else named[0]
        return max(named, key=lambda p: count_school_words(p.text) - count_degree_words(p.text))
    plain = [p for p in pieces if not count_degree_words(p.text)]
    if len(pieces) == 1 or not plain:
        return plain[0] if plain else None
    if last is None:
        last = pieces[0] is not plain[0]
    return plain[-1] if last else plain[0]


def _read_degree(rest: Sequence[Passage]) -> tuple[Passage | None, Passage | None]:
    """The degree and its field."""
    degrees = [p for p in rest if count_degree_words(p.text)]
    others = [p for p in rest if not count_degree_words(p.text)]
    if not degrees:
        return None, (others[0] if others else None)
    study_type, area = _split_degree(degrees[0])
    fields = [p for p in (area, *degrees[1:]) if p] or others[:1]
    return study_type, join(fields, ", ") if fields else None


def _split_degree(degree: Passage) -> tuple[Passage, Passage | None]:
    """A degree, and the field in it ('BSc in Biology', 'Biology, BSc')."""
    parts = degree.split(_COMMA)
    titles = [p for p in parts if count_degree_words(p.text) and not _MAJOR.search(p.text)]
    fields = [p for p in parts if p not in titles]
    if titles and fields:
        return join(titles, ", "), join(fields, ", ")
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
    in_courses = any(COURSES.fullmatch(line.text.strip()) for line in lines)
    for paragraph in join_paragraphs(lines):
        passage = paragraph.passage.strip(" ")
        match, label = _SCORE.search(passage.text), COURSES.match(passage.text)
        if match and len(passage.text) < _GRADE_LENGTH:
            start, end = next(match.span(g) for g in ("value", "late", "alone") if match[g])
            score = score or passage.cut(start, end).strip().to_fact()
        elif label or in_courses:
            courses += [p.to_fact() for p in passage.cut(label.end() if label else 0).split(_COMMA)]
        elif passage:
            highlights.append(passage.to_fact())
    return score, courses, highlights
