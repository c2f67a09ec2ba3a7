"""Limits of documents, and the caches under them."""

import time

import pytest
from graphql import get_introspection_query, parse

from showcase.api import documents
from showcase.api.cost import MAX_COST
from showcase.api.documents import make_check
from showcase.api.schema import make_schema
from tests.support.api import Api

CHAIN = (
    "".join(f"fragment F{n} on Query {{ ...F{n + 1} ...F{n + 1} }} " for n in range(100))
    + "fragment F100 on Query { __typename }"
)
REVISIONS = "{ nodes { sections { revisions(first: %s) { nodes { id version } } } } }"
HOSTILE = {
    "depth": '{ job(id: "") '
    + "{ portfolio { deployments { nodes { job " * 6
    + "{ id }"
    + " } } } }" * 6
    + " }",
    "levels": "{ a" * 900 + " }" * 900,
    "aliases": "{ ... on Query { " + " ".join(f"a{n}: __typename" for n in range(60)) + " } }",
    "roots": "{ " + " ".join(f"a{n}: __typename" for n in range(30)) + " }",
    "tokens": "{ " + "__typename " * 3_000 + "}",
    "length": "{ __typename } #" + "x" * 40_000,
    "fragments": CHAIN + "{ ...F0 }",
    "pages": "{ portfolios(first: 100) " + REVISIONS % 100 + " }",
    "variable pages": "query ($n: Int) { portfolios(first: $n) " + REVISIONS % "$n" + " }",
}


@pytest.mark.parametrize("name", HOSTILE)
async def test_a_document_that_costs_too_much_is_refused_in_no_time(api: Api, name: str) -> None:
    await api.run("{ __typename }")

    started = time.process_time()
    answer = await api.run(HOSTILE[name], n=100)
    spent = time.process_time() - started

    assert answer.code == "COST_LIMIT_EXCEEDED", answer.body
    assert spent < 0.25


async def test_a_fragment_that_spreads_itself_is_invalid(api: Api) -> None:
    answer = await api.run("{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }")

    assert answer.code == "GRAPHQL_VALIDATION_FAILED"


async def test_introspection_of_tools_fits_the_limits(api: Api) -> None:
    answer = await api.run(get_introspection_query(input_value_deprecation=True))

    assert answer.data["__schema"]["queryType"]["name"] == "Query"


async def test_a_document_seen_before_is_neither_parsed_nor_checked_again(api: Api) -> None:
    query = "query Seen { themes { key } }"
    await api.run(query)
    before = documents._parse.cache_info()

    for _ in range(3):
        assert (await api.run(query)).data["themes"]

    after = documents._parse.cache_info()
    assert (after.hits - before.hits, after.misses - before.misses) == (3, 0)


def test_checks_are_remembered() -> None:
    schema, check = make_schema(), make_check(explorable=True)
    document = parse("{ themes { key } }")

    for _ in range(3):
        assert check(schema._schema, document) == ()

    assert check.cache_info().hits == 2  # type: ignore[attr-defined]


@pytest.mark.parametrize("explorable", [True, False])
def test_a_closed_schema_does_not_tell_what_is_in_it(*, explorable: bool) -> None:
    schema, check = make_schema(), make_check(explorable=explorable)

    introspection = check(schema._schema, parse("{ __schema { queryType { name } } }"))
    (misspelt,) = check(schema._schema, parse("{ theme { key } }"))

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
