"""Trusted documents: asked for by their hash, and the only ones where that is wanted."""

import json
from collections.abc import AsyncIterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from pydantic import ValidationError

from showcase.app import create_app
from showcase.config import Settings
from tests.support.api import Api, open_api, serving
from tests.support.socket import dial, receive, send

ASK = "query Ask { __typename }"
OTHER = "{ themes { key } }"
ID = sha256(ASK.encode()).hexdigest()
JSON = {"data": {"__typename": "Query"}}


def write_manifest(settings: Settings, *, only: bool = False, text: str | None = None) -> Settings:
    path = settings.data_dir / "documents.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({f"sha256:{ID}": ASK}) if text is None else text)
    return settings.model_copy(update={"trusted_documents": str(path), "trusted_only": only})


@pytest_asyncio.fixture
async def trusting(settings: Settings) -> AsyncIterator[Api]:
    """An application that knows one document."""
    async with open_api(write_manifest(settings)) as api:
        yield api


@pytest_asyncio.fixture
async def strict(settings: Settings) -> AsyncIterator[Api]:
    """An application that runs only the one document it knows."""
    async with open_api(write_manifest(settings, only=True)) as api:
        yield api


def persisted(document_id: object) -> dict[str, Any]:
    return {"extensions": {"persistedQuery": {"version": 1, "sha256Hash": document_id}}}


async def ask_socket(address: str, payload: dict[str, Any]) -> Any:
    """Return the first answer to an operation."""
    async with dial(address) as socket:
        await send(socket, {"id": "1", "type": "subscribe", "payload": payload})
        return await receive(socket)


@pytest.mark.parametrize(
    "body", [{"documentId": ID}, {"documentId": f"sha256:{ID}"}, persisted(ID), {"query": ASK}]
)
async def test_a_trusted_document_is_run_by_its_id(strict: Api, body: dict[str, Any]) -> None:
    response = await strict.http.post("/graphql", json=body)

    assert (response.status_code, response.json()) == (200, JSON)


async def test_a_trusted_document_may_be_asked_for_by_get(strict: Api) -> None:
    extensions = json.dumps(persisted(ID)["extensions"])
    browser = {"Accept": "text/html,*/*"}

    for params in ({"documentId": ID}, {"extensions": extensions}):
        response = await strict.http.get("/graphql", params=params, headers=browser)
        assert response.json() == JSON


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"documentId": "0" * 64}, 404, "PERSISTED_QUERY_NOT_FOUND"),
        (persisted("0" * 64), 404, "PERSISTED_QUERY_NOT_FOUND"),
        ({"documentId": 1}, 400, "BAD_USER_INPUT"),
        (persisted([ID]), 400, "BAD_USER_INPUT"),
        ({"extensions": {"persistedQuery": ID}}, 400, "BAD_USER_INPUT"),
    ],
)
async def test_an_id_that_names_nothing_is_refused(
    trusting: Api, body: dict[str, Any], status: int, code: str
) -> None:
    response = await trusting.http.post("/graphql", json=body)

    (error,) = response.json()["errors"]
    assert (response.status_code, error["extensions"]["code"]) == (status, code)
    assert error["extensions"]["requestId"] == response.headers["x-request-id"]


async def test_other_documents_are_run_unless_only_trusted_ones_are_wanted(
    trusting: Api,
) -> None:
    assert (await trusting.run(OTHER)).status == 200


async def test_only_trusted_documents_are_run_where_that_is_wanted(strict: Api) -> None:
    refused = await strict.run(OTHER)
    longer = await strict.run(ASK + " ")

    assert (refused.status, refused.code) == (longer.status, longer.code) == (403, "FORBIDDEN")


async def test_sockets_and_streams_know_the_same_documents(strict: Api) -> None:
    known, other = {"documentId": ID}, {"query": OTHER}

    async with serving(strict) as address:
        told = [await ask_socket(address, body) for body in (known, persisted(ID), other)]
        events = await strict.http.post("/graphql/stream", json=persisted(ID))
        refused = await strict.http.post("/graphql/stream", json=other)

    assert [answer["type"] for answer in told] == ["next", "next", "error"]
    assert told[2]["payload"][0]["extensions"]["code"] == "FORBIDDEN"
    assert 'data: {"data":{"__typename":"Query"}}' in events.text
    assert refused.status_code == 403


async def test_a_folder_of_documents_is_known_by_hashes(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "ask.graphql").write_text(ASK)
    chosen = settings.model_copy(update={"trusted_documents": str(tmp_path)})

    async with open_api(chosen) as api:
        response = await api.http.post("/graphql", json={"documentId": ID})

    assert response.json() == JSON


async def test_documents_that_cannot_be_read_stop_the_start(settings: Settings) -> None:
    with pytest.raises(ValidationError):
        create_app(write_manifest(settings, text='["not", "a", "manifest"]'))
    with pytest.raises(FileNotFoundError):
        create_app(settings.model_copy(update={"trusted_documents": "nowhere.json"}))
    with pytest.raises(ValueError, match="SHOWCASE_TRUSTED_DOCUMENTS"):
        create_app(settings.model_copy(update={"trusted_only": True}))
