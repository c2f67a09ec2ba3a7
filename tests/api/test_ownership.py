"""Nobody reaches another person's objects: every argument that takes an id, found in the schema.

A new argument that takes an id is tried at once; one of an unknown kind fails here until it has its
place in `KINDS`.
"""

from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa
from graphql import (
    GraphQLArgument,
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLScalarType,
    get_named_type,
)

from showcase.api.schema import make_schema
from showcase.models import User
from showcase.models.content import SectionKind
from tests.support.api import Api
from tests.support.world import World, make_world

SCHEMA = make_schema()._schema
Path = tuple[str, ...]

KINDS = {
    "jobId": "job",
    "portfolioId": "portfolio",
    "sectionId": "section",
    "sectionIds": "section",
    "sectionOrder": "section",
    "revisionId": "revision",
}
"""What an argument with this name takes the id of; `id` and `ids` take any."""


def ids_of(world: World) -> dict[str, str]:
    return {
        "job": world.job,
        "failed job": world.failed_job,
        "portfolio": world.portfolio,
        "section": world.sections[SectionKind.ABOUT],
        "revision": world.revisions[SectionKind.ABOUT],
        "deployment": world.deployment,
        "user": world.person.user_id,
    }


def list_id_paths(field: GraphQLField) -> Iterator[Path]:
    """Yield the path of each place in a field's arguments that takes an id."""
    for name, argument in field.args.items():
        yield from _list_id_paths((name,), argument)


def _list_id_paths(path: Path, member: GraphQLArgument | GraphQLInputField) -> Iterator[Path]:
    kind = get_named_type(member.type)
    if kind.name == "ID":
        yield path
    elif isinstance(kind, GraphQLInputObjectType):
        for name, inner in kind.fields.items():
            yield from _list_id_paths((*path, name), inner)


def list_cases() -> list[tuple[str, str, Path]]:
    """Return (operation, field, path) for each place in the schema that takes an id."""
    roots = {
        "query": SCHEMA.query_type,
        "mutation": SCHEMA.mutation_type,
    }
    return [
        (operation, name, path)
        for operation, root in roots.items()
        if root
        for name, field in root.fields.items()
        for path in list_id_paths(field)
    ]


def make_arguments(field: GraphQLField, own: World, path: Path, foreign: str) -> dict[str, Any]:
    """Return arguments that are good for `own`, but for the foreign id at `path`."""
    return {
        name: make_value(argument, own, path[1:] if path[0] == name else None, foreign, name)
        for name, argument in field.args.items()
        if path[0] == name or isinstance(argument.type, GraphQLNonNull)
    }


def make_value(
    member: GraphQLArgument | GraphQLInputField,
    own: World,
    path: Path | None,
    foreign: str,
    name: str,
) -> Any:
    kind = get_named_type(member.type)
    nullable = member.type.of_type if isinstance(member.type, GraphQLNonNull) else member.type
    value: Any
    if kind.name == "ID":
        value = foreign if path == () else ids_of(own)[KINDS[name]]
    elif isinstance(kind, GraphQLInputObjectType):
        value = {
            inner: make_value(
                field, own, path[1:] if path and path[0] == inner else None, foreign, inner
            )
            for inner, field in kind.fields.items()
            if (path and path[0] == inner) or isinstance(field.type, GraphQLNonNull)
        }
    elif isinstance(kind, GraphQLEnumType):
        value = next(iter(kind.values))
    else:
        assert isinstance(kind, GraphQLScalarType)
        value = {"String": "x", "Int": 1, "Boolean": True}[kind.name]
    return [value] if isinstance(nullable, GraphQLList) else value


def write(value: Any) -> str:
    """Return a value as a GraphQL literal."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{name}: {write(part)}" for name, part in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(write(part) for part in value) + "]"
    if isinstance(value, bool):
        return str(value).lower()
    return f'"{value}"' if isinstance(value, str) else str(value)


async def read_rows(api: Api) -> dict[str, list[Any]]:
    """Return every row of what people own."""
    async with api.resources.database.begin() as session:
        return {
            table.name: sorted(map(repr, await session.execute(sa.select(table))))
            for table in User.metadata.sorted_tables
        }


@pytest.mark.parametrize(
    ("operation", "name", "path"), list_cases(), ids=lambda value: str(value).replace("'", "")
)
async def test_a_foreign_id_is_as_good_as_none(
    api: Api, operation: str, name: str, path: Path
) -> None:
    theirs, own = await make_world(api, published=False), await make_world(api)
    root = SCHEMA.query_type if operation == "query" else SCHEMA.mutation_type
    assert root is not None
    field = root.fields[name]
    before = await read_rows(api)

    wanted = KINDS.get(path[-1])
    for kind, foreign in ids_of(theirs).items():
        if wanted is not None and not kind.endswith(wanted):
            continue
        arguments = make_arguments(field, own, path, foreign)
        given = ", ".join(f"{key}: {write(value)}" for key, value in arguments.items())
        selection = {
            "query": "{ nodes { __typename } totalCount }" if name in PAGES else "{ __typename }",
            "mutation": "{ errors { code } }",
        }[operation]
        answer = await api.run(f"{operation} {{ {name}({given}) {selection} }}", who=own.person)

        assert is_nothing(answer.data[name]), (kind, answer.body)

    assert await read_rows(api) == before


PAGES = ("jobs", "portfolios")


def is_nothing(answer: Any) -> bool:
    """Tell whether an answer is the one for an object that does not exist."""
    return answer in (
        None,
        [None],
        {"errors": [{"code": "NOT_FOUND"}]},
        {"nodes": [], "totalCount": 0},
    )


def test_there_is_something_to_try() -> None:
    assert len(list_cases()) >= 16
