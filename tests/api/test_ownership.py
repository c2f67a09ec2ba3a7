"""Nobody reaches another person's objects: every argument that takes an id, found in the schema.

A new argument that takes an id is tried at once; one of an unknown kind fails here until it has its
place in `KINDS`.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, Any
from uuid import uuid4

import pytest
import sqlalchemy as sa
import strawberry
from graphql import (
    GraphQLArgument,
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLScalarType,
    GraphQLSchema,
    get_named_type,
)
from sqlmodel import col
from starlette.routing import Route
from strawberry.schema.config import StrawberryConfig

from showcase.api.context import Identifying, Info
from showcase.api.jobs import Job
from showcase.api.masking import MaskedSchema
from showcase.api.nodes import global_id, split_global_id
from showcase.api.problems import SimpleError
from showcase.api.resume_pages import PATH as PAGE_PATH
from showcase.api.scalars import SCALARS
from showcase.api.schema import Mutation, Query, make_schema
from showcase.config import Settings
from showcase.models import Job as JobRow
from showcase.models import User
from showcase.models.content import SectionKind
from tests.support import resumes
from tests.support.api import Api, bearer, open_api
from tests.support.loopback import serve
from tests.support.socket import dial, receive, send, subscribe
from tests.support.world import World, key_of, make_world

SCHEMA = make_schema()._schema
Path = tuple[str, ...]


@dataclass(frozen=True)
class Case:
    """A root field, and the path of an id in its arguments."""

    operation: str
    name: str
    path: Path

    def __str__(self) -> str:
        return f"{self.operation}-{self.name}-{'.'.join(self.path)}"

    def field_of(self, schema: GraphQLSchema) -> GraphQLField:
        field: GraphQLField = roots_of(schema)[self.operation].fields[self.name]
        return field


def roots_of(schema: GraphQLSchema) -> dict[str, GraphQLObjectType]:
    roots = {
        "query": schema.query_type,
        "mutation": schema.mutation_type,
        "subscription": schema.subscription_type,
    }
    return {operation: root for operation, root in roots.items() if root}


KINDS = {
    "jobId": "job",
    "portfolioId": "portfolio",
    "deploymentId": "deployment",
    "sectionId": "section",
    "sectionIds": "section",
    "sectionOrder": "section",
    "revisionId": "revision",
    "proposalId": "proposal",
    "itemIds": "change",
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
        "proposal": world.proposal,
        "change": world.proposal_item,
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


def list_cases(schema: GraphQLSchema) -> list[Case]:
    """Return each place of a schema that takes an id."""
    return [
        Case(operation, name, path)
        for operation, root in roots_of(schema).items()
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


async def refuses(api: Api, schema: GraphQLSchema, case: Case) -> None:
    """Try one person's ids in another's name: each must be as good as one that never was."""
    theirs, own = await make_world(api, published=False), await make_world(api)
    wanted = KINDS.get(case.path[-1])
    before = await read_rows(api)
    for kind, foreign in ids_of(theirs).items():
        if wanted is None or kind.endswith(wanted):
            tried = (foreign, lost(foreign))
            documents = [write_document(schema, case, own, value) for value in tried]
            answers = [await ask(api, case, document, own) for document in documents]

            assert is_nothing(answers[0]), (kind, answers[0])
            assert answers[0] == answers[1], kind
    assert await read_rows(api) == before


def lost(global_id_: str) -> str:
    """Return an id of the same kind that nothing has."""
    return global_id(split_global_id(global_id_)[0], uuid4())


def write_document(schema: GraphQLSchema, case: Case, own: World, tried: str) -> str:
    arguments = make_arguments(case.field_of(schema), own, case.path, tried)
    given = ", ".join(f"{key}: {write(value)}" for key, value in arguments.items())
    selection = {
        "query": "{ nodes { __typename } totalCount }" if case.name in PAGES else "{ __typename }",
        "mutation": "{ errors { code } }",
        "subscription": "{ __typename }",
    }[case.operation]
    return f"{case.operation} {{ {case.name}({given}) {selection} }}"


async def ask(api: Api, case: Case, document: str, own: World) -> Any:
    """Return what a field answers, or the codes of the errors in its place."""
    if case.operation != "subscription":
        return (await api.run(document, who=own.person)).data[case.name]
    async with serve(api.app) as address, dial(address, token=own.person.access_token) as socket:
        await send(socket, subscribe(document))
        answer = await receive(socket)
    if answer["type"] == "error":
        return {"errors": [{"code": error["extensions"]["code"]} for error in answer["payload"]]}
    codes = [{"code": error["extensions"]["code"]} for error in answer["payload"]["errors"]]
    return {"errors": codes}


@pytest.mark.parametrize("case", list_cases(SCHEMA), ids=str)
async def test_a_foreign_id_is_as_good_as_none(api: Api, case: Case) -> None:
    await refuses(api, SCHEMA, case)


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
    cases = list_cases(SCHEMA)

    assert len(cases) >= 17
    assert {case.operation for case in cases} == {"query", "mutation", "subscription"}


def test_only_root_fields_take_ids() -> None:
    """A field further down that takes an id would be missed by the test above."""
    roots = roots_of(SCHEMA).values()
    deep = [
        f"{kind.name}.{name}"
        for kind in SCHEMA.type_map.values()
        if isinstance(kind, GraphQLObjectType | GraphQLInterfaceType) and kind not in roots
        for name, field in kind.fields.items()
        if not kind.name.startswith("__") and any(list_id_paths(field))
    ]

    assert deep == []


OWNED = {PAGE_PATH: "portfolio"}
"""Addresses with an object in them that is somebody's; they ask for the same header as GraphQL."""


def list_addresses(api: Api) -> set[str]:
    """Return the addresses that have an object in them."""
    paths = [route.path for route in api.app.routes if isinstance(route, Route)]
    return {path for path in paths if "{" in path}


async def test_a_foreign_address_is_as_good_as_none(api: Api) -> None:
    theirs, own = await make_world(api), await make_world(api)
    for world in (theirs, own):
        await api.resources.store.put(world.storage_key, resumes.make_one_column())
    answers = {}
    for path in list_addresses(api) & set(OWNED):
        objects = [ids_of(world)[OWNED[path]] for world in (own, theirs)]
        for key in (key_of(objects[0]), key_of(objects[1]), uuid4()):
            address = re.sub(r"\{number:int\}", "1", re.sub(r"\{\w+:uuid\}", str(key), path))
            answer = await api.http.get(address, headers=bearer(own.person))
            answers[path, key] = (answer.status_code, answer.headers["content-type"])

    assert set(answers.values()) == {(200, "image/webp"), (404, "application/json")}
    assert [status for status, _ in answers.values()] == [200, 404, 404] * len(OWNED)


def test_every_other_address_that_names_an_object_is_public(api: Api) -> None:
    """Whatever address has an object in it anybody may try.

    Only published sites do, and previews by a token that is signed.
    """
    assert list_addresses(api) - set(OWNED) == {
        "/p/{slug}",
        "/p/{slug}/{path:path}",
        "/preview/{token}/{path:path}",
    }


@strawberry.input(description="For a field that forgot to ask whose it is.")
class Careless:
    job_ids: list[strawberry.ID] = strawberry.field(description="Jobs.")


@strawberry.type
class Leaks:
    @strawberry.field(description="Any job of anybody.")  # type: ignore[untyped-decorator]
    async def leak(
        self,
        info: Info,
        wanted: Annotated[list[Careless], strawberry.argument(name="input", description="Which.")],
    ) -> list[Job]:
        keys = [key_of(value) for part in wanted for value in part.job_ids]
        async with info.context.resources.database.begin() as session:
            rows = await session.scalars(sa.select(JobRow).where(col(JobRow.job_id).in_(keys)))
        return [Job.from_row(row) for row in rows]


@strawberry.type
class LeakyQuery(Query, Leaks):
    pass


async def test_a_field_without_a_check_is_found(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    leaky = MaskedSchema(
        LeakyQuery,
        Mutation,
        types=[SimpleError],
        extensions=[Identifying],
        config=StrawberryConfig(scalar_map=SCALARS),
    )
    monkeypatch.setattr("showcase.app.make_schema", lambda **_: leaky)
    (case,) = [case for case in list_cases(leaky._schema) if case.name == "leak"]
    async with open_api(settings) as api:
        with pytest.raises(AssertionError, match="'__typename': 'Job'"):
            await refuses(api, leaky._schema, case)
