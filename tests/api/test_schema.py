"""The schema as clients see it."""

from pathlib import Path

from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    build_schema,
)

from showcase.api.cost import PAGED
from showcase.api.schema import make_schema, print_sdl

ROOT = Path(__file__).parents[2]
STARTED_WITH = ROOT / "tests" / "api" / "first_schema.txt"
"""What clients were promised at the start: a line `Type.field(arguments): Type` for each member."""


def list_members(sdl: str) -> dict[str, str]:
    """Return each type, field, argument and enum value of a schema with its type."""
    members: dict[str, str] = {}
    for name, kind in build_schema(sdl).type_map.items():
        if not name.startswith("__"):
            members[name] = type(kind).__name__
            members.update(list_members_of(kind))
    return members


def list_members_of(kind: GraphQLNamedType) -> dict[str, str]:
    members: dict[str, str] = {}
    if isinstance(kind, GraphQLEnumType):
        return {f"{kind.name}.{value}": "value" for value in kind.values}
    if isinstance(kind, GraphQLInputObjectType):
        return {f"{kind.name}.{name}": str(field.type) for name, field in kind.fields.items()}
    if isinstance(kind, GraphQLObjectType | GraphQLInterfaceType):
        for name, field in kind.fields.items():
            members[f"{kind.name}.{name}"] = str(field.type)
            for argument, definition in field.args.items():
                members[f"{kind.name}.{name}({argument})"] = str(definition.type)
    return members


def test_the_printed_schema_is_the_one_in_the_repository() -> None:
    assert (ROOT / "schema.graphql").read_text() == print_sdl() + "\n", "run: showcase schema"


def test_everything_promised_at_the_start_is_still_there() -> None:
    now = list_members(print_sdl())

    promised = dict(line.split(": ") for line in STARTED_WITH.read_text().splitlines())

    assert promised == {name: now.get(name) for name in promised}


def test_every_type_field_argument_and_value_is_described() -> None:
    undescribed = []
    schema = make_schema()._schema
    for name, kind in schema.type_map.items():
        if name.startswith("__") or name in {"String", "Int", "Float", "Boolean", "ID"}:
            continue
        undescribed += [name] if not kind.description else []
        members = getattr(kind, "fields", None) or getattr(kind, "values", None) or {}
        for member, definition in members.items():
            undescribed += [f"{name}.{member}"] if not definition.description else []
            arguments = getattr(definition, "args", None) or {}
            undescribed += [
                f"{name}.{member}({argument})"
                for argument, field in arguments.items()
                if not field.description
            ]

    assert undescribed == []


def test_each_mutation_takes_one_input_and_gives_a_payload_of_its_name() -> None:
    mutation = make_schema()._schema.mutation_type

    assert mutation is not None
    for name, field in mutation.fields.items():
        title = name[0].upper() + name[1:]
        assert [str(argument.type) for argument in field.args.values()] == [f"{title}Input!"]
        assert str(field.type) == f"{title}Payload"


def test_the_cost_of_every_field_that_gives_pages_counts_their_length() -> None:
    schema = make_schema()._schema
    objects = [kind for kind in schema.type_map.values() if isinstance(kind, GraphQLObjectType)]

    paged = {
        name for kind in objects for name, field in kind.fields.items() if "first" in field.args
    }
    assert paged == PAGED
