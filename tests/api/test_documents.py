"""Limits of documents, and the caches under them."""

import pytest
from graphql import get_introspection_query, parse

from showcase.api import documents
from showcase.api.cost import MAX_COST
from showcase.api.documents import make_check
from showcase.api.schema import make_schema
from tests.support.api import Api
from tests.support.hostile_documents import DOCUMENTS, FILTERED, FILTERS


@pytest.mark.parametrize("name", DOCUMENTS)
async def test_a_document_that_costs_too_much_is_refused(api: Api, name: str) -> None:
    answer = await api.run(DOCUMENTS[name], n=100)

    assert answer.code == "COST_LIMIT_EXCEEDED", answer.body


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
