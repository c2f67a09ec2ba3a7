"""Headers: the pieces of the lines that name a job, a school or a project."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from agents.facts import Fact
from agents.reader.dates import Period, find_duration, find_periods
from agents.reader.lines import Line, Style, make_style
from agents.reader.links import LinkedText, complete, find_target, find_urls
from agents.reader.passages import Passage, join
from agents.reader.places import is_city_like, is_place, strip_label
from agents.reader.roles import count_employer_words, count_job_words, count_school_words
from agents.reader.spelling import close_letters

_SEPARATOR = re.compile(r"\s{2,}|\s*\|\s*|\s+(?:at|@|bei|chez)\s+(?=[\w\"'(])|;\s+|\s+[•∙⋅●▪]\s+")
_DASH = re.compile(r"\s+[–—−·-]\s+")  # noqa: RUF001 (dashes)
_LABEL = re.compile(
    r"(?:dates?|duration|period|zeitraum|période|periodo|issued on|awarded on|published on|"
    r"released on|expected(?: graduation)?|graduation|graduated|since|website|url|web)\s*:?\s*$",
    re.IGNORECASE,
)


_NAMES = 2
"""A header names two things: who, and as what."""
_CITY_WORDS = 3
_CONNECTOR = re.compile(
    r"(?:(?:at|@|in|from|bei|an der|chez|en|em|by|issued by|von|à)\s+)??(?P<rest>.*?)"
    r"(?:\s+(?:at|@|in|from|bei|an der|chez|en|em|by|issued by|von|à))?|"
    r"(?:at|@|in|from|by|bei|chez|en|em|issued(?: by)?|#)(?P<none>)",
    re.IGNORECASE,
)
_AT = re.compile(r"(?:at|beim?|in der|an der|chez|en|em|n[ao]s?|à la|au|aux|dans)\s+(?=\S)")
"""What ties a name to the one before it, set in another style."""


@dataclass(frozen=True)
class Piece:
    """A part of a header between separators, and its look."""

    passage: Passage
    row: int
    style: Style

    @property
    def text(self) -> str:
        """Its text."""
        return self.passage.text


@dataclass
class Header:
    """What the lines of a header say, before each piece is given a role."""

    pieces: list[Piece] = field(default_factory=list)
    place: Passage | None = None
    url: Fact | None = None
    start_date: Fact | None = None
    end_date: Fact | None = None
    current: bool = False
    single: bool = False
    """Only one date is given; it is in `end_date`."""

    @property
    def happened(self) -> tuple[Fact | None, Fact | None]:
        """Start and end of what was done; a single date is when it was done."""
        return (self.end_date, None) if self.single else (self.start_date, self.end_date)


def read_header(lines: Sequence[Line], linked: list[LinkedText]) -> Header:
    """The dates, place, address and named pieces of header lines."""
    header = Header()
    ranged = any(p.is_range for line in lines for p in find_periods(line.passage.text))
    for row, line in enumerate(lines):
        for passage in _take_dates(line.passage, header, ranged=ranged):
            for piece in _take_urls(passage, header):
                header.pieces += [Piece(p, row, _style_of(p)) for p in _split_styles(piece)]
    header.pieces = [_close_brackets(p) for p in merge_rows(header.pieces) if _is_readable(p.text)]
    _take_places(header)
    if len(header.pieces) == 1:
        header.pieces = _split_dashes(header.pieces[0])
    if header.url is None:
        targets = (find_target(piece.passage, linked) for piece in header.pieces)
        header.url = next((target for target in targets if target), None)
    return header


def _style_of(passage: Passage) -> Style:
    return make_style([token.word for token in passage.tokens])


def _take_dates(passage: Passage, header: Header, *, ranged: bool) -> list[Passage]:
    """Read the dates of a line into the header; the passages between them.

    Beside a range, a single date is part of a name: 'Specialist (from November 2019)'.
    """
    spaced = close_letters(passage.text)
    periods = find_periods(passage.text)
    if not periods and spaced != passage.text:
        periods = find_periods(spaced)
    periods = tuple(p for p in periods if p.is_range or not ranged)
    spans = [_with_duration(passage.text, p) for p in periods]
    set_dates(header, periods, passage)
    pieces: list[Passage] = []
    position = 0
    for begin, finish in spans:
        pieces.append(_drop_label(passage.cut(position, begin)))
        position = finish
    pieces.append(passage.cut(position))
    return [p for p in pieces if p and any(c.isalnum() for c in p.text)]


def _with_duration(text: str, period: Period) -> tuple[int, int]:
    after = find_duration(text, period.finish)
    return period.begin, after[1] if after else period.finish


def _drop_label(passage: Passage) -> Passage:
    """The passage before a date without a label such as 'Issued on:'."""
    match = _LABEL.search(passage.text.rstrip(" (["))
    return passage.cut(0, match.start()) if match else passage


def set_dates(header: Header, periods: Sequence[Period], passage: Passage) -> None:
    """Set the dates of a header that has none yet; a range wins over a single date."""
    for period in sorted(periods, key=lambda p: not p.is_range):
        if header.start_date or (header.end_date and not period.is_range):
            continue
        place = passage.cut(period.begin, period.finish)
        header.start_date = place.to_fact(period.start) if period.start else None
        header.single = not period.is_range
        header.end_date = place.to_fact(period.end) if period.end else None
        header.current = period.current


def _take_urls(passage: Passage, header: Header) -> list[Passage]:
    """Read a web address into the header; the pieces around it."""
    pieces = []
    for piece in passage.split(_SEPARATOR):
        url = next(find_urls(piece), None)
        if url is None or len(url.text) < 0.6 * len(piece.text):
            pieces.append(piece)
        else:
            header.url = header.url or url.to_fact(complete(url.text))
    return pieces


def _split_styles(passage: Passage) -> Iterator[Passage]:
    """The runs of a passage that are set alike."""
    position = 0
    for _, group in groupby(
        passage.tokens, key=lambda t: (t.word.bold, t.word.italic, t.word.color)
    ):
        tokens = list(group)
        run = _drop_connectors(passage.cut(position, tokens[-1].end).strip())
        if position and (tie := _AT.match(run.text)):
            run = run.cut(tie.end())
        position = tokens[-1].end
        if run:
            yield run


def _drop_connectors(passage: Passage) -> Passage:
    """The passage without a word that only ties it to the next ('Bachelor in')."""
    match = _CONNECTOR.fullmatch(passage.text)
    if match is None or match["none"] is not None:
        return passage if match is None else passage.cut(0, 0)
    return passage.cut(*match.span("rest")).strip()


def _is_readable(text: str) -> bool:
    """Whether there is something to read, rather than a sign OCR took for a letter."""
    return sum(c.isalpha() for c in text) > 1


def _close_brackets(piece: Piece) -> Piece:
    """The piece without a bracket that has lost its partner."""
    if piece.text.count("(") == piece.text.count(")"):
        return piece
    return Piece(piece.passage.strip(" ,;()"), piece.row, piece.style)


def _take_places(header: Header) -> None:
    """Move what is a place from the pieces to the header."""
    kept: list[Piece] = []
    for piece in header.pieces:
        passage = piece.passage.cut(strip_label(piece.text))
        named = len(kept) >= _NAMES or passage.text.count(",") <= 1
        if is_place(passage.text) and named and (kept or len(header.pieces) > 1):
            header.place = header.place or passage.strip()
            continue
        name, place = split_place(passage)
        if place is not None:
            header.place = header.place or place
        kept.append(Piece(name, piece.row, piece.style))
    header.pieces = kept
    if header.place is None and len(kept) > _NAMES:
        _take_city(header)


def _split_dashes(piece: Piece) -> list[Piece]:
    """The piece, parted at dashes and dots; they part names only where nothing else does."""
    return [Piece(p, piece.row, piece.style) for p in piece.passage.split(_DASH)]


def _take_city(header: Header) -> None:
    """Take the last piece as a city, where it looks like one and two names stand before it."""
    last = header.pieces[-1]
    named = count_job_words(last.text) + count_employer_words(last.text)
    if is_city_like(last.text) and not named and len(last.text.split()) <= _CITY_WORDS:
        header.place = last.passage
        header.pieces.pop()


_COMMA = re.compile(r",\s+|\s+[–—·-]\s+")


def split_place(passage: Passage) -> tuple[Passage, Passage | None]:
    """A name and the place after its comma ('Acme, Berlin'), if there is one."""
    commas = [m.start() for m in _COMMA.finditer(passage.text)]
    for comma in [*commas[-2:], *commas[-3:-2]]:  # city and region, a region, or with a district
        tail = passage.cut(comma).strip()
        if is_place(tail.text):
            return passage.cut(0, comma), tail
    if not commas:
        return passage, None
    tail = passage.cut(commas[-1]).strip()
    named = (
        count_job_words(tail.text) + count_employer_words(tail.text) + count_school_words(tail.text)
    )
    head = passage.cut(0, commas[-1])
    placed = is_city_like(tail.text) and len(tail.text.split()) < _CITY_WORDS
    told = (count_employer_words(head.text) or count_school_words(head.text)) and not (
        count_job_words(head.text)
    )
    if placed and told and not named and "." not in tail.text:
        return head, tail
    return passage, None


def merge_rows(pieces: Sequence[Piece]) -> list[Piece]:
    """The pieces, a name that runs over two lines being one."""
    merged: list[Piece] = []
    for piece in pieces:
        before = merged[-1] if merged else None
        if (
            before
            and before.row + 1 == piece.row
            and before.style == piece.style
            and _open(before.text)
        ):
            merged[-1] = Piece(join([before.passage, piece.passage]), piece.row, piece.style)
        else:
            merged.append(piece)
    return merged


def _open(text: str) -> bool:
    """Whether a text asks to be gone on with."""
    return text.count("(") > text.count(")") or text.endswith(
        (",", "&", " and", " und", " et", " y", " e", " of", "-")
    )
