"""Where facts and sentences come from: places on the pages of the resume, or the owner."""

from typing import Any, Self

import strawberry

from showcase.api.enums import Origin


@strawberry.type(description="Where a fact comes from; without a page: written by the owner.")
class Source:
    path: str = strawberry.field(
        description="JSON pointer into the section's content, such as /items/0/position."
    )
    page: int | None = strawberry.field(description="Page of the resume, from 1.")
    box: list[float] | None = strawberry.field(
        description="Left, top, right, bottom, in points from the page's top left."
    )
    text: str | None = strawberry.field(description="What stands there.")

    @classmethod
    def from_stored(cls, source: dict[str, Any]) -> Self:
        """Return a stored source as what it is in the schema."""
        return cls(
            path=source["path"],
            page=source.get("page"),
            box=source.get("box"),
            text=source.get("text"),
        )


@strawberry.type(description="A value or a sentence of a section, and what it rests on.")
class Statement:
    path: str = strawberry.field(
        description="The value: a JSON pointer into the section's content."
    )
    start: int = strawberry.field(
        description="Where in the value the sentence begins, in Unicode code points."
    )
    end: int = strawberry.field(description="Where it ends: the place after its last character.")
    text: str = strawberry.field(description="The sentence, or the whole value.")
    origin: Origin = strawberry.field(description="Who says it.")
    sources: list[Source] = strawberry.field(
        description="Every place of the resume that it rests on; empty for the owner's own words."
    )

    @classmethod
    def from_trace(cls, statement: dict[str, Any]) -> Self:
        """Return a traced statement as what it is in the schema."""
        path, sources = statement["path"], statement["sources"]
        return cls(
            path=path,
            start=statement["start"],
            end=statement["end"],
            text=statement["text"],
            origin=Origin.RESUME if sources else Origin.OWNER,
            sources=[Source(path=path, **source) for source in sources],
        )
