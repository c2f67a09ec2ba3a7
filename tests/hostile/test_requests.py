"""The server fetches nothing that a user names: every place that takes an address, and a canary."""

import json
import re
from collections.abc import AsyncIterator, Iterator
from typing import Any

import jwt
import pytest_asyncio
from graphql import GraphQLArgument, GraphQLInputField, GraphQLInputObjectType, get_named_type
from strawberry.utils.str_converters import to_camel_case

from showcase.api.account_export import ARCHIVE_PATH
from showcase.api.schema import make_schema
from showcase.models.content import SectionKind
from showcase.worker import Workshop, open_workshop
from tests.hostile import active
from tests.hostile.canary import Canary, run_canary
from tests.hostile.contents import make_poisoned
from tests.support.api import Api, Person, bearer
from tests.support.settings import SECRET_KEY
from tests.support.world import key_of

SCHEMA = make_schema()._schema
TRIED = {"SectionContentInput", "CustomLinkInput"}
"""Inputs whose every address is filled with the canary's."""
LIKE_ADDRESSES = re.compile(
    r"url|uri|link|host|hook|domain|endpoint|callback|redirect", re.IGNORECASE
)
UPLOAD = """
mutation ($file: Upload!, $preferences: PortfolioPreferencesInput) {
  uploadResume(input: {file: $file, preferences: $preferences}) { job { id } errors { message } }
}
"""
JOB = "query ($id: ID!) { job(id: $id) { status portfolio { id sections { id kind } } } }"
UPDATE = """
mutation ($input: UpdatePortfolioInput!) {
  updatePortfolio(input: $input) { portfolio { version } errors { message path } }
}
"""
PUBLISH = """
mutation ($id: ID!) {
  publishPortfolio(input: {portfolioId: $id}) { job { id } errors { message } }
}
"""
READ = """
query ($id: ID!) {
  portfolio(by: {id: $id}) {
    publicUrl zip: export(format: SITE_ZIP) { text } text: export(format: MARKDOWN) { text }
    json: export(format: JSON_RESUME) { json }
  }
}
"""


def list_paths(kind: str) -> Iterator[list[tuple[str, str]]]:
    """Yield the way from each argument to whatever is of this kind: types and names."""
    for root in (SCHEMA.query_type, SCHEMA.mutation_type, SCHEMA.subscription_type):
        for field_name, field in root.fields.items() if root else ():
            for name, argument in field.args.items():
                yield from _list_paths(kind, [(field_name, name)], argument, set())


def _list_paths(
    kind: str,
    path: list[tuple[str, str]],
    member: GraphQLArgument | GraphQLInputField,
    seen: set[str],
) -> Iterator[list[tuple[str, str]]]:
    named = get_named_type(member.type)
    if named.name == kind:
        yield path
    elif isinstance(named, GraphQLInputObjectType) and named.name not in seen:
        for name, inner in named.fields.items():
            yield from _list_paths(kind, [*path, (named.name, name)], inner, {*seen, named.name})


def test_every_address_that_the_api_takes_is_tried() -> None:
    """A new one elsewhere fails here until it is sent with the canary's address below."""
    strange = [path for path in list_paths("URL") if not TRIED & {owner for owner, _ in path}]

    assert strange == []
    assert list(list_paths("URL"))


def test_no_plain_text_of_the_api_is_an_address() -> None:
    named = [path[-1] for path in list_paths("String") if LIKE_ADDRESSES.search(path[-1][1])]

    assert named == []


@pytest_asyncio.fixture
async def workshop(api: Api) -> AsyncIterator[Workshop]:
    async with open_workshop(api.resources) as workshop:
        yield workshop


@pytest_asyncio.fixture
async def canary() -> AsyncIterator[Canary]:
    async with run_canary() as canary:
        yield canary


async def finish(api: Api, workshop: Workshop, who: Person, job: str) -> Any:
    """Run a job to its end, and return it as its owner sees it."""
    task = await workshop.start(key_of(job))
    assert task is not None
    await task
    found = (await api.run(JOB, who=who, id=job)).data["job"]
    assert found["status"] == "COMPLETED"
    return found


def make_json_resume(url: str) -> bytes:
    """Return a JSON Resume in which everything that may be an address is this one."""
    dated = {"url": url, "website": url, "startDate": "2019"}
    resume = {
        "$schema": url,
        "basics": {
            "name": f"Ada {url}",
            "image": url,
            "url": url,
            "summary": f"![me]({url}) <img src={url}>",
            "profiles": [{"network": "GitHub", "username": "ada", "url": url}],
        },
        "work": [dated | {"name": "Acme", "position": "Clerk", "summary": url}],
        "education": [dated | {"institution": "Uppsala"}],
        "projects": [dated | {"name": "Tide", "description": f"![x]({url})"}],
        "certificates": [{"name": "A", "url": url}],
        "publications": [{"name": "B", "url": url}],
        "meta": {"canonical": url, "theme": url},
    }
    return json.dumps(resume).encode()


async def test_nothing_that_a_person_sends_is_fetched(
    api: Api, workshop: Workshop, canary: Canary
) -> None:
    person = await api.join()
    links = {"customLinks": [{"label": "x", "url": canary.url}]}
    files = (make_json_resume(canary.url), active.make_launch(canary.url))
    for data in (*files, active.make_remote_parts(canary.url), active.make_form(canary.url)):
        sent = await api.send_file(UPLOAD, file=data, who=person, preferences=links)
        job = sent.data["uploadResume"]["job"]
        portfolio = (await finish(api, workshop, person, job["id"]))["portfolio"]
        await edit_and_publish(api, workshop, person, portfolio, canary.url)

    assert (await api.http.get(ARCHIVE_PATH, headers=bearer(person))).status_code == 200
    assert canary.visits == 0


async def edit_and_publish(
    api: Api, workshop: Workshop, who: Person, portfolio: Any, url: str
) -> None:
    """Put the address into every section that there is, publish it and take it home."""
    poisoned = {part.kind: part.content for part in make_poisoned(f"![x]({url})", url).sections}
    patches = [
        {"sectionId": part["id"], "content": name_content(part["kind"], poisoned)}
        for part in portfolio["sections"]
    ]
    links = {"customLinks": [{"label": "y", "url": url}]}
    changes = {"portfolioId": portfolio["id"], "sections": patches, "preferences": links}
    payload = (await api.run(UPDATE, who=who, input=changes)).data["updatePortfolio"]
    assert payload["errors"] == []

    published = await api.run(PUBLISH, who=who, id=portfolio["id"])
    await finish(api, workshop, who, published.data["publishPortfolio"]["job"]["id"])
    taken = (await api.run(READ, who=who, id=portfolio["id"])).data["portfolio"]
    site = await api.http.get(taken["publicUrl"])
    assert (site.status_code, url in site.text) == (200, True)


def name_content(kind: str, contents: dict[SectionKind, Any]) -> dict[str, Any]:
    """Return a content under the name and with the keys of the schema."""
    content = contents[SectionKind(kind)]
    name = type(content).__name__.removesuffix("Content").lower()
    return {name: rename(content.model_dump(mode="json"))}


def rename(value: Any) -> Any:
    if isinstance(value, dict):
        return {to_camel_case(key): rename(item) for key, item in value.items()}
    return [rename(item) for item in value] if isinstance(value, list) else value


async def test_no_header_and_no_token_sends_us_anywhere(api: Api, canary: Canary) -> None:
    claims = {"sub": "x", "iss": canary.url, "aud": "showcase", "jku": canary.url}
    pointers = {"jku": canary.url, "x5u": canary.url, "kid": f"../../{canary.url}"}
    token = jwt.encode(claims, SECRET_KEY, algorithm="HS256", headers=pointers)
    headers = {
        "Authorization": f"Bearer {token}",
        "Origin": canary.url.removesuffix("/canary"),
        "Referer": canary.url,
        "Host": canary.url.split("/")[2],
        "X-Forwarded-Host": canary.url.split("/")[2],
        "X-Forwarded-For": "127.0.0.1",
        "Forwarded": f"host={canary.url.split('/')[2]}",
    }

    answer = await api.run("{ me { id } }", headers=headers)

    assert answer.code == "UNAUTHENTICATED" or answer.body["data"]["me"] is None
    assert canary.visits == 0
