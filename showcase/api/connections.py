"""Lists in pages, after the Relay cursor connections specification."""

from collections.abc import Callable
from typing import Annotated, Generic, TypeVar

import strawberry

from showcase.services.pages import Page, Row

Item = TypeVar("Item")

First = Annotated[int | None, strawberry.argument(description="Page size, 1 to 100.")]
After = Annotated[str | None, strawberry.argument(description="Items after this cursor.")]
Last = Annotated[int | None, strawberry.argument(description="Page size from the end, 1 to 100.")]
Before = Annotated[str | None, strawberry.argument(description="Items before this cursor.")]


@strawberry.type(description="Where a page lies in its list.")
class PageInfo:
    has_next_page: bool = strawberry.field(description="Whether more follow.")
    has_previous_page: bool = strawberry.field(description="Whether more precede.")
    start_cursor: str | None = strawberry.field(description="First item's cursor.")
    end_cursor: str | None = strawberry.field(description="Last item's cursor.")


@strawberry.type(description="An item in a list.")
class Edge(Generic[Item]):
    cursor: str = strawberry.field(description="Opaque place in the list.")
    node: Item = strawberry.field(description="The item.")


@strawberry.type(description="A page of a list.")
class Connection(Generic[Item]):
    edges: list[Edge[Item]] = strawberry.field(description="Items with cursors.")
    nodes: list[Item] = strawberry.field(description="Items.")
    page_info: PageInfo = strawberry.field(description="Where the page lies.")
    total_count: int = strawberry.field(description="Of the whole list.")


def make_connection(page: Page[Row], make_item: Callable[[Row], Item]) -> Connection[Item]:
    """Return a page of rows as a connection of what each row is in the schema."""
    edges = [Edge(cursor=cursor, node=make_item(row)) for cursor, row in page.items]
    return Connection(
        edges=edges,
        nodes=[edge.node for edge in edges],
        page_info=PageInfo(
            has_next_page=page.has_next,
            has_previous_page=page.has_previous,
            start_cursor=edges[0].cursor if edges else None,
            end_cursor=edges[-1].cursor if edges else None,
        ),
        total_count=page.total,
    )
