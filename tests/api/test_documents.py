"""Limits of documents, and the caches under them."""

import pytest
from graphql import get_introspection_query

from showcase.api import documents
from showcase.api.cost import MAX_COST
from showcase.api.documents import make_check
from showcase.api.schema import make_schema
from tests.support.api import Api
from tests.support.hostile_documents import DOCUMENTS, FILTERED, FILTERS

EXCESSES = {
    "depth": "more than 20 levels",
    "levels": "too many levels",
    "aliases": "aliases",
    "roots": "fields at the root",
    "tokens": "tokens",
    "length": "characters",
    "a chain of fragments": "points",
    "fragments that overlap": "fragment definition",
    "fragments nobody spreads": "fragment definition",
    "pages": "points",
    "variable pages": "points",
    "one field again and again": "fields of the same name",
    "one object again and again": "fields of the same name",
    "objects in objects again and again": "fields of the same name",
    "fields that do not exist": "the kind field",
    "inline fragments": "inline fragment",
    "directives": "directive",
    "variables": "variable definition",
    "operations": "operation definition",
    "a long list": "enum value",
    "a wide object": "object field",
    "a deep object": "too many levels",
}
"""Each document meets the limit that it is made for, not another one on the way there."""
EVERY_SYNTAX = """
"s" schema @a { query: Q } scalar S @a extend schema @a { mutation: M } extend scalar S @a
type T implements I & J @a { "f" f("a" a: Int = 1 @b): [S!]! @c } extend type T @a
interface I implements J @a { f: Int } extend interface I @a union U @a = A | B extend union U = C
enum E @a { "v" A @b B } extend enum E { C }
input N @a { a: Int = {b: [1, 2]} @b } extend input N { c: Int }
directive @d("a" a: Int) repeatable on FIELD | QUERY
query Q($a: [Int!]! = [1, 2] @d, $b: N = {a: {c: "s"}}) @d(a: 1.5) {
  x: y(a: $a, b: null, c: true, d: E, e: "") @d { ...F ... @d { z } ... on T { a } }
}
subscription { s } fragment F on T @d { a } { a }
"""


@pytest.mark.parametrize("name", DOCUMENTS)
async def test_a_document_that_costs_too_much_is_refused(api: Api, name: str) -> None:
    answer = await api.run(DOCUMENTS[name], n=100)

    assert answer.code == "COST_LIMIT_EXCEEDED", answer.body
    assert EXCESSES[name] in answer.error["message"]


async def test_a_document_of_every_syntax_is_told_to_be_invalid(api: Api) -> None:
    answer = await api.run(EVERY_SYNTAX)

    codes = {error["extensions"]["code"] for error in answer.body["errors"]}
    assert codes == {"GRAPHQL_VALIDATION_FAILED"}, answer.body


@pytest.mark.parametrize("name", FILTERS)
async def test_variables_that_cost_too_much_are_refused(api: Api, name: str) -> None:
    answer = await api.run(FILTERED, filter=FILTERS[name])

    assert answer.code == "COST_LIMIT_EXCEEDED", answer.body


async def test_a_fragment_that_spreads_itself_is_invalid(api: Api) -> None:
    answer = await api.run("{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }")

    assert answer.code == "GRAPHQL_VALIDATION_FAILED"


async def test_introspection_of_tools_fits_the_limits(api: Api) -> None:
    answer = await api.run(get_introspection_query(input_value_deprecation=True))

    assert answer.data["__schema"]["queryType"]["name"] == "Query"


async def test_a_document_seen_before_is_neither_parsed_nor_checked_again(api: Api) -> None:
    query = "query Seen { themes { key } }"
    await api.run(query)
    before = documents.read_document.cache_info()

    for _ in range(3):
        assert (await api.run(query)).data["themes"]

    after = documents.read_document.cache_info()
    assert (after.hits - before.hits, after.misses - before.misses) == (3, 0)


def test_checks_are_remembered() -> None:
    schema, check = make_schema(), make_check(explorable=True)
    for _ in range(3):
        assert check(schema._schema, "{ themes { key } }") == ()

    assert check.cache_info().hits == 2  # type: ignore[attr-defined]


@pytest.mark.parametrize("explorable", [True, False])
def test_a_closed_schema_does_not_tell_what_is_in_it(*, explorable: bool) -> None:
    schema, check = make_schema(), make_check(explorable=explorable)

    introspection = check(schema._schema, "{ __schema { queryType { name } } }")
    (misspelt,) = check(schema._schema, "{ theme { key } }")

    assert bool(introspection) is not explorable
    assert ("themes" in misspelt.message) is explorable


async def test_what_is_left_to_spend_is_told(api: Api) -> None:
    person = await api.join()
    query = "{ rateLimit { limit remaining cost resetAt } jobs(first: 10) { nodes { id } } }"

    first = (await api.run(query, who=person)).data["rateLimit"]
    second = (await api.run(query, who=person)).data["rateLimit"]

    assert first["cost"] == 1 + 4 + 1 + 10 * 2
    assert first["remaining"] - second["remaining"] == second["cost"]
    assert first["limit"] >= 5 * MAX_COST


async def test_a_caller_without_points_waits(api: Api) -> None:
    person, other = await api.join(), await api.join()
    query = (
        "{ portfolios(first: 100) { nodes { sections { id kind heading version visible "
        + ("a: id " * 40)
        + "} } } }"
    )

    answers = [await api.run(query, who=person) for _ in range(25)]

    assert answers[-1].code == "RATE_LIMITED"
    assert answers[-1].status == 429
    assert 0 < int(answers[-1].headers["retry-after"]) <= 300
    assert (await api.run(query, who=other)).status == 200
