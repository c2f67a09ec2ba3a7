"""Several positions under one employer, whose name is set once above them all."""

from __future__ import annotations

from collections.abc import Sequence

from agents.reader.headers import Header, Piece
from agents.reader.places import is_city_like


def find_steps(headers: Sequence[Header]) -> dict[int, int]:
    """The headers that name a position only, each with the header that names its employer.

    They look like the lower line of that header: the position it begins with.
    """
    steps: dict[int, int] = {}
    head: int | None = None
    for index, header in enumerate(headers):
        if head is not None and _is_step(header, headers[head]):
            steps[index] = head
        else:
            head = index if _may_be_head(header) else None
    return steps


def sort_head(header: Header) -> None:
    """Put the employer of a header with further positions first and its position second.

    What else stands beside the employer is its place.
    """
    employer, *between, position = header.pieces
    for piece in between:
        if header.place is None and piece.row == employer.row and is_city_like(piece.text):
            header.place = piece.passage
            between = [other for other in between if other is not piece]
    header.pieces = [employer, position, *between]


def _may_be_head(header: Header) -> bool:
    """Whether a header has a name on its first line, and one of another look on its last."""
    if len(header.pieces) <= 1:
        return False
    first, last = header.pieces[0], header.pieces[-1]
    below = [piece for piece in header.pieces if piece.row == last.row]
    return first.row < last.row and len(below) == 1 and not _looks_alike(first, last)


def _is_step(header: Header, head: Header) -> bool:
    if len(header.pieces) != 1 or not (header.start_date or header.end_date or header.current):
        return False
    piece = header.pieces[0]
    return _looks_alike(piece, head.pieces[-1]) and not _looks_alike(piece, head.pieces[0])


def _looks_alike(a: Piece, b: Piece) -> bool:
    """Whether two pieces are set alike, capitals aside: a short name may be an abbreviation."""
    looks = [(p.style.size, p.style.bold, p.style.italic, p.style.color) for p in (a, b)]
    return looks[0] == looks[1]
