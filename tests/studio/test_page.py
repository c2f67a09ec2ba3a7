"""The studio's files: how they are served, and that they say what the schema says."""

import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
from graphql import OperationDefinitionNode, get_named_type, parse
from playwright.async_api import Browser, Page

from showcase.api.documents import make_check
from showcase.api.schema import make_schema
from showcase.app import create_app
from showcase.config import Settings
from showcase.models import JobStage
from showcase.models.content import Tone
from showcase.studio import PAGE, WORDS
from tests.support.api import Api, address, api

__all__ = ["address", "api"]

MAX_LINES = 300


@pytest_asyncio.fixture
async def page(browser: Browser, address: str) -> AsyncIterator[Page]:
    page = await browser.new_page()
    await page.goto(address)
    yield page
    await page.close()


async def test_the_page_may_run_and_reach_only_what_is_ours(api: Api) -> None:
    response = await api.http.get("/")

    assert response.status_code == 200
    assert response.headers["content-type"].startswith("text/html")
    assert response.headers["x-content-type-options"] == "nosniff"
    assert response.headers["x-frame-options"] == "DENY"
    policy = dict(
        part.strip().split(" ", 1)
        for part in response.headers["content-security-policy"].split(";")
    )
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["connect-src"] == "'self'"
    assert policy["frame-ancestors"] == policy["base-uri"] == policy["form-action"] == "'none'"
    for text in ("<style", "style=", "onclick=", "http://", "https://"):
        assert text not in response.text


async def test_a_new_version_never_meets_an_old_module(api: Api) -> None:
    first = await api.http.get("/studio/main.js")
    again = await api.http.get("/studio/main.js", headers={"If-None-Match": first.headers["etag"]})

    assert first.headers["cache-control"] == "no-cache"
    assert "javascript" in first.headers["content-type"]
    assert again.status_code == 304


@pytest.mark.parametrize("path", ["/studio/", "/studio/missing.js", "/studio/../__init__.py"])
async def test_nothing_else_is_served(api: Api, path: str) -> None:
    assert (await api.http.get(path)).status_code == 404


async def test_it_can_be_switched_off(settings: Settings) -> None:
    routes = create_app(settings.model_copy(update={"studio": False})).routes

    assert "/studio" not in {getattr(route, "path", None) for route in routes}


async def test_every_document_fits_the_schema(page: Page) -> None:
    schema, check = make_schema()._schema, make_check(explorable=True)
    read = "import('/studio/operations.js').then((module) => Object.values(module))"

    documents = await page.evaluate(read)

    assert len(documents) > 15
    for document in documents:
        parsed = parse(document)
        assert check(schema, document) == (), document
        assert sum(isinstance(part, OperationDefinitionNode) for part in parsed.definitions) == 1


async def test_every_content_has_a_form_with_the_schemas_members(page: Page) -> None:
    schema = make_schema()._schema
    read = """import('/studio/views/fields.js').then(({ FORMS }) => Object.fromEntries(
        Object.entries(FORMS).map(([type, form]) => [type, [form.member, form.fields]])))"""
    members = schema.type_map["SectionContentInput"].fields  # type: ignore[attr-defined]

    forms = await page.evaluate(read)

    union = schema.type_map["SectionContent"].types  # type: ignore[attr-defined]
    assert set(forms) == {kind.name for kind in union}
    assert {member for member, _ in forms.values()} == set(members)
    for member, fields in forms.values():
        check_fields(members[member].type, fields)


def check_fields(kind: Any, fields: list[dict[str, Any]]) -> None:
    """Assert that an input type has all these fields, and so the types of their items."""
    known = get_named_type(kind).fields
    for field in fields:
        assert field["name"] in known
        if field["kind"] == "list":
            check_fields(known[field["name"]].type, field["fields"])


def test_every_stage_and_tone_has_a_word() -> None:
    words = json.loads(WORDS.read_text(encoding="utf-8"))

    assert list(words["stages"]) == [stage.value for stage in JobStage]
    assert list(words["tones"]) == [tone.value for tone in Tone]


def test_no_file_is_longer_than_a_module_may_be() -> None:
    lines = {
        path.name: len(path.read_text(encoding="utf-8").splitlines())
        for path in PAGE.rglob("*")
        if path.suffix in {".js", ".css", ".html"}
    }

    assert {name: count for name, count in lines.items() if count > MAX_LINES} == {}
