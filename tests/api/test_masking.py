"""What clients are told when something breaks."""

import pytest
import sqlalchemy as sa
from structlog.testing import capture_logs

from tests.support.api import Api

SECRET = 'column "nothing" does not exist'


async def test_an_accident_is_masked_and_logged_under_its_request_id(api: Api) -> None:
    person = await api.join()
    async with api.resources.database.connect() as connection:
        await connection.execute(sa.text("ALTER TABLE portfolios RENAME COLUMN title TO gone"))
    try:
        with capture_logs() as logs:
            answer = await api.run("{ me { id } portfolios { totalCount } }", who=person)
    finally:
        async with api.resources.database.connect() as connection:
            await connection.execute(sa.text("ALTER TABLE portfolios RENAME COLUMN gone TO title"))

    assert answer.body["data"] == {"me": {"id": person.user_id}, "portfolios": None}
    assert answer.error["message"] == "Something broke on our side. Please try again."
    assert answer.code == "INTERNAL"
    assert answer.error["path"] == ["portfolios"]
    (failed,) = [line for line in logs if line["event"] == "graphql.failed"]
    assert failed["error"] == "ProgrammingError"
    assert "title" not in str(failed)


@pytest.mark.parametrize(
    "query",
    [
        "{ jobs(first: 0) { totalCount } }",
        "{ nodes(ids: [%s]) { id } }" % ('"x",' * 101),
    ],
)
async def test_what_the_caller_can_put_right_is_said(api: Api, query: str) -> None:
    person = await api.join()

    answer = await api.run(query, who=person)

    assert answer.code == "INVALID_INPUT"


async def test_a_value_that_does_not_fit_is_named(api: Api) -> None:
    query = (
        "mutation ($i: UpdatePortfolioInput!) { updatePortfolio(input: $i) { errors { code } } }"
    )
    links = [{"label": "x", "url": "javascript:alert(1)"}]

    answer = await api.run(query, i={"portfolioId": "x", "preferences": {"customLinks": links}})

    assert answer.code == "BAD_USER_INPUT"
    assert "https://" in answer.error["message"]


async def test_one_of_two_names_is_asked_for(api: Api) -> None:
    both = await api.run('{ portfolio(by: {id: "a", slug: "b"}) { id } }')
    null = await api.run("query ($id: ID) { portfolio(by: {id: $id}) { id } }")

    assert both.code == "GRAPHQL_VALIDATION_FAILED"
    assert null.code in {"BAD_USER_INPUT", "GRAPHQL_VALIDATION_FAILED"}
