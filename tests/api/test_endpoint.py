"""GraphQL over HTTP: methods, media types, bodies, statuses."""

import json
from typing import Any

import pytest

from showcase.api.bodies import MAX_JSON_BYTES
from tests.support.api import Api

RESPONSE_JSON = "application/graphql-response+json"
JSON = "application/json"
ASK = {"query": "{ __typename }"}


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        (None, JSON),
        ("*/*", JSON),
        (JSON, JSON),
        (RESPONSE_JSON, RESPONSE_JSON),
        (f"{RESPONSE_JSON}, {JSON};q=0.9", RESPONSE_JSON),
        (f"{JSON}, {RESPONSE_JSON};q=0.5", JSON),
        (f"{RESPONSE_JSON};charset=utf-8, {JSON};charset=utf-8", RESPONSE_JSON),
        ("application/*", JSON),
        ("text/html, */*;q=0.1", JSON),
    ],
)
async def test_the_answer_has_the_media_type_the_client_prefers(
    api: Api, accept: str | None, media_type: str
) -> None:
    headers = {"Accept": accept} if accept else {}

    response = await api.http.post("/graphql", json=ASK, headers=headers)

    assert response.status_code == 200
    assert response.headers["content-type"] == media_type
    assert response.json() == {"data": {"__typename": "Query"}}


async def test_a_media_type_we_do_not_speak_is_not_acceptable(api: Api) -> None:
    response = await api.http.post("/graphql", json=ASK, headers={"Accept": "text/plain"})

    assert response.status_code == 406


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("{", "GRAPHQL_PARSE_FAILED"),
        ("{ nothing }", "GRAPHQL_VALIDATION_FAILED"),
        ("query ($id: ID!) { job(id: $id) { id } }", "BAD_USER_INPUT"),
    ],
)
async def test_what_is_never_executed_has_no_data_and_its_own_status(
    api: Api, query: str, code: str
) -> None:
    plain = await api.run(query)
    modern = await api.run(query, headers={"Accept": RESPONSE_JSON})

    assert (plain.status, modern.status) == (200, 400)
    for answer in (plain, modern):
        assert answer.code == code
        assert "data" not in answer.body


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH"])
async def test_other_methods_are_not_allowed(api: Api, method: str) -> None:
    response = await api.http.request(method, "/graphql", json=ASK)

    assert (response.status_code, response.headers["allow"]) == (405, "GET, POST")


async def test_a_query_may_be_asked_by_get(api: Api) -> None:
    response = await api.http.get(
        "/graphql",
        params={"query": "query A($i: ID!) { node(id: $i) { id } }", "variables": '{"i": ""}'},
    )

    assert response.json() == {"data": {"node": None}}


async def test_a_mutation_may_not_be_asked_by_get(api: Api) -> None:
    query = 'mutation { cancelJob(input: {jobId: "x"}) { errors { code } } }'

    response = await api.http.get("/graphql", params={"query": query})

    assert (response.status_code, response.headers["allow"]) == (405, "POST")


async def test_a_subscription_by_post_is_told_the_way(api: Api) -> None:
    answer = await api.run('subscription { jobProgress(jobId: "x") { sequence } }')

    assert answer.status == 400
    assert "websocket" in answer.error["message"]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"null",
        b"1",
        b'"text"',
        b"[]",
        b'[{"query": "{ __typename }"}]',
        b"{}",
        b'{"query": null}',
        b'{"query": 1}',
        b'{"query": ""}',
        b'{"query": "{ __typename }", "variables": []}',
        b'{"query": "{ __typename }", "variables": "x"}',
        b'{"query": "{ __typename }", "operationName": 1}',
        b'{"query": "{ __typename }", "operationName": "Other"}',
        b'{"query": "{ __typename }", "extensions": []}',
        b'{"query": "\xff"}',
        b"[" * 100_000,
        b'{"query": "{ __typename }", "variables": ' + b'{"a":' * 30_000,
        b'{"query": "{ __typename }", "variables": {"a": ' + b"1" * 5_000 + b"}",
    ],
)
async def test_a_malformed_body_is_a_bad_request_and_no_accident(api: Api, body: bytes) -> None:
    response = await api.http.post("/graphql", content=body, headers={"Content-Type": JSON})

    assert response.status_code == 400
    (error,) = response.json()["errors"]
    assert error["extensions"]["code"] == "BAD_USER_INPUT"
    assert error["extensions"]["requestId"] == response.headers["x-request-id"]


@pytest.mark.parametrize("kind", ["text/plain", "application/xml", f"{JSON}; charset=latin-1", ""])
async def test_a_body_of_another_kind_is_unsupported(api: Api, kind: str) -> None:
    response = await api.http.post(
        "/graphql", content=b'{"query": "{ __typename }"}', headers={"Content-Type": kind}
    )

    assert response.status_code == 415


@pytest.mark.parametrize("announced", [True, False])
async def test_a_long_body_is_cut_off(api: Api, *, announced: bool) -> None:
    async def stream() -> Any:
        for _ in range(40):
            yield b" " * 8192

    body: Any = b" " * (40 * 8192) if announced else stream()
    response = await api.http.post("/graphql", content=body, headers={"Content-Type": JSON})

    assert response.status_code == 413
    assert response.json()["errors"][0]["extensions"]["code"] == "COST_LIMIT_EXCEEDED"


async def test_a_request_id_comes_back_if_it_is_one(api: Api) -> None:
    kept = await api.run("{ nothing }", headers={"X-Request-ID": "proxy-12345678"})
    replaced = await api.run("{ nothing }", headers={"X-Request-ID": "x\ty"})

    assert kept.headers["x-request-id"] == "proxy-12345678"
    assert kept.error["extensions"]["requestId"] == "proxy-12345678"
    assert len(replaced.headers["x-request-id"]) == 32


async def test_answers_keep_browsers_careful(api: Api) -> None:
    answer = await api.run("{ __typename }")

    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["x-frame-options"] == "DENY"
    assert "default-src 'none'" in answer.headers["content-security-policy"]


@pytest.mark.parametrize("count", [2, 10_000])
async def test_a_batch_is_refused_whatever_its_length(api: Api, count: int) -> None:
    body = json.dumps([{"query": "{a}"}] * count).encode()
    assert len(body) < MAX_JSON_BYTES

    response = await api.http.post("/graphql", content=body, headers={"Content-Type": JSON})

    assert response.status_code == 400
    (error,) = response.json()["errors"]
    assert error["extensions"]["code"] == "BAD_USER_INPUT"
    assert "batches" in error["message"]
