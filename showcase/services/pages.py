"""Pages of lists: keyset cursors over (a rank such as a time, an id), highest first.

A page of many parents' lists at once costs the same two statements as a page of one, so that lists
inside lists stay cheap.
"""

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar
from uuid import UUID

import orjson
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased
from sqlmodel import SQLModel

from showcase.errors import InvalidInput

DEFAULT_PAGE_SIZE = 20
MAX_PAGE_SIZE = 100

Row = TypeVar("Row", bound=SQLModel)


@dataclass(frozen=True)
class PageRequest:
    """Which part of a list is wanted: the first ones after a cursor, or the last ones before."""

    first: int | None = None
    after: str | None = None
    last: int | None = None
    before: str | None = None

    @property
    def backward(self) -> bool:
        """Whether to count from the end."""
        return self.last is not None

    @property
    def size(self) -> int:
        """How many rows are wanted.

        Raises:
            InvalidInput: Out of bounds, or from both ends at once.
        """
        if self.first is not None and self.last is not None:
            raise InvalidInput("Give `first` or `last`, not both.", path=["last"])
        name, size = ("last", self.last) if self.backward else ("first", self.first)
        if size is None:
            return DEFAULT_PAGE_SIZE
        if not 1 <= size <= MAX_PAGE_SIZE:
            raise InvalidInput(f"`{name}` must be from 1 to {MAX_PAGE_SIZE}.", path=[name])
        return size


@dataclass(frozen=True)
class Listing(Generic[Row]):
    """A list that pages are cut from: its rows, whose they are, and what orders them."""

    rows: sa.Select[Row]
    model: type[Row]
    parent: Any
    rank: Any
    identity: Any


@dataclass(frozen=True)
class Page(Generic[Row]):
    """A part of a list, each row with its cursor."""

    items: Sequence[tuple[str, Row]] = ()
    has_next: bool = False
    has_previous: bool = False
    total: int = 0


async def list_pages(
    session: AsyncSession, listing: Listing[Row], *, parents: Sequence[UUID], request: PageRequest
) -> dict[UUID, Page[Row]]:
    """Return a page for each parent.

    Raises:
        InvalidInput: A size out of bounds, or a cursor that is not ours.
    """
    rows = (await session.scalars(_select_pages(listing, parents, request))).all()
    totals = await _count(session, listing, parents)
    pages: dict[UUID, list[Row]] = {parent: [] for parent in parents}
    for row in rows:
        pages[getattr(row, listing.parent.key)].append(row)
    return {
        parent: _make_page(listing, found, total=totals.get(parent, 0), request=request)
        for parent, found in pages.items()
    }


def _select_pages(
    listing: Listing[Row], parents: Sequence[UUID], request: PageRequest
) -> sa.Select[Row]:
    """Select one row more than a page for each parent: the extra one tells that more follow."""
    key = sa.tuple_(listing.rank, listing.identity)
    owner_ids = sa.func.unnest(sa.literal(list(parents), ARRAY(sa.Uuid())))
    owners = owner_ids.table_valued("id").render_derived()
    page = listing.rows.where(listing.parent == owners.c.id)
    if request.after is not None:
        page = page.where(key < _read_cursor(listing, request.after, name="after"))
    if request.before is not None:
        page = page.where(key > _read_cursor(listing, request.before, name="before"))
    columns = (listing.rank, listing.identity)
    page = page.order_by(*(c.asc() if request.backward else c.desc() for c in columns))
    nested = page.limit(request.size + 1).lateral()
    return sa.select(aliased(listing.model, nested)).select_from(owners.join(nested, sa.true()))


async def _count(
    session: AsyncSession, listing: Listing[Row], parents: Sequence[UUID]
) -> dict[UUID, int]:
    counts = (
        listing.rows.with_only_columns(listing.parent, sa.func.count())
        .where(listing.parent.in_(parents))
        .group_by(listing.parent)
    )
    return {row[0]: row[1] for row in await session.execute(counts)}


def _make_page(
    listing: Listing[Row], rows: list[Row], *, total: int, request: PageRequest
) -> Page[Row]:
    more = len(rows) > request.size
    kept = rows[: request.size]
    if request.backward:
        kept.reverse()
    return Page(
        items=[(_make_cursor(listing, row), row) for row in kept],
        has_next=request.before is not None if request.backward else more,
        has_previous=more if request.backward else request.after is not None,
        total=total,
    )


def _make_cursor(listing: Listing[Row], row: Row) -> str:
    key = [getattr(row, listing.rank.key), str(getattr(row, listing.identity.key))]
    return base64.urlsafe_b64encode(orjson.dumps(key)).decode()


def _read_cursor(listing: Listing[Row], cursor: str, *, name: str) -> sa.Tuple:
    read_rank = datetime.fromisoformat if listing.rank.type.python_type is datetime else int
    try:
        rank, identity = orjson.loads(base64.urlsafe_b64decode(cursor))
        key = (read_rank(rank), UUID(identity))
    except (ValueError, TypeError, AttributeError) as error:
        raise InvalidInput(f"`{name}` is not a cursor of this list.", path=[name]) from error
    return sa.tuple_(sa.literal(key[0], listing.rank.type), sa.literal(key[1], sa.Uuid()))
