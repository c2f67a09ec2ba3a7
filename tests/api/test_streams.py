"""GraphQL over server-sent events, against a real server on loopback."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

import httpx
import pytest
from playwright.async_api import Browser
from pydantic import SecretStr

from showcase.config import Settings
from tests.support.api import Api, bearer, open_api
from tests.support.stack import run_web, with_port
from tests.support.watching import ENDS, RETRY, WATCH
from tests.support.world import make_world

PATH = "/graphql/stream"
TAKES_EVENTS = {"Accept": "text/event-stream"}
ASK = {"query": "{ __typename }"}
COMPLETE = ("complete", None)
LISTEN = """
(url) => new Promise((resolve) => {
  const heard = [];
  const source = new EventSource(url);
  source.addEventListener("next", (event) => heard.push(event.data));
  source.addEventListener("complete", () => { source.close(); resolve(heard); });
  source.addEventListener("error", () => { source.close(); resolve("error"); });
})
"""
Event = tuple[str, Any]


@asynccontextmanager
async def open_stream(
    address: str, query: str, *, headers: dict[str, str] | None = None, **variables: Any
) -> AsyncIterator[httpx.Response]:
    body = {"query": query, "variables": variables}
    async with (
        httpx.AsyncClient(base_url=address, timeout=10) as http,
        http.stream("POST", PATH, json=body, headers=TAKES_EVENTS | (headers or {})) as response,
    ):
        yield response


async def read_events(response: httpx.Response) -> AsyncIterator[Event]:
    """Give the events of a stream as they come, comments too."""
    kind = ""
    async for line in response.aiter_lines():
        name, _, value = line.partition(": ")
        if name == "event":
            kind = value
        elif line.startswith("data:"):
            yield kind, json.loads(value) if value else None
        elif line.startswith(":"):
            yield "comment", value


async def stream(address: str, query: str, **options: Any) -> list[Event]:
    """Return all events of a stream that is over."""
    async with open_stream(address, query, **options) as response:
        return [event async for event in read_events(response)]


async def wait_until_nobody_watches(api: Api) -> None:
    async with asyncio.timeout(5):
        while api.resources.hub._watchers:  # noqa: ASYNC110 (nothing tells when the server noticed)
            await asyncio.sleep(0.01)


async def test_a_finished_jobs_story_is_told_and_completes(api: Api, address: str) -> None:
    world = await make_world(api)

    async with open_stream(address, WATCH, headers=bearer(world.person), id=world.job) as response:
        *events, end = [event async for event in read_events(response)]

    assert response.headers["content-type"] == "text/event-stream"
    assert "no-cache" in response.headers["cache-control"]
    assert len(response.headers["x-request-id"]) == 32
    assert [kind for kind, _ in events] == ["next"] * 3
    assert [told["data"]["jobProgress"]["sequence"] for _, told in events] == [1, 2, 3]
    assert end == COMPLETE
    assert api.app.state.streams._open == {}


async def test_a_query_and_a_mutation_have_one_result(api: Api, address: str) -> None:
    person = await api.join()
    rename = 'mutation { cancelJob(input: {jobId: "x"}) { errors { code } } }'

    asked = await stream(address, "{ me { email } }", headers=bearer(person))
    done = await stream(address, rename, headers=bearer(person))

    assert asked == [("next", {"data": {"me": {"email": person.email}}}), COMPLETE]
    assert done[0][1]["data"]["cancelJob"]["errors"] == [{"code": "NOT_FOUND"}]
    assert done[1:] == [COMPLETE]


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("{", "GRAPHQL_PARSE_FAILED"),
        ("{ nothing }", "GRAPHQL_VALIDATION_FAILED"),
        ("", "BAD_USER_INPUT"),
        ("query ($id: ID!) { job(id: $id) { id } }", "BAD_USER_INPUT"),
        ('subscription { jobProgress(jobId: "x") { sequence } }', "NOT_FOUND"),
    ],
)
async def test_what_is_wrong_with_an_operation_stands_on_the_stream(
    api: Api, address: str, query: str, code: str
) -> None:
    async with open_stream(address, query) as response:
        refusal, end = [event async for event in read_events(response)]

    (error,) = refusal[1]["errors"]
    assert (response.status_code, refusal[0], end) == (200, "next", COMPLETE)
    assert error["extensions"] == {"code": code, "requestId": response.headers["x-request-id"]}


async def test_nobody_watches_another_persons_job(api: Api, address: str) -> None:
    world, other = await make_world(api), await api.join()

    for job in (world.job, "nonsense"):
        refusal, end = await stream(address, WATCH, headers=bearer(other), id=job)
        assert refusal[1]["errors"][0]["extensions"]["code"] == "NOT_FOUND"
        assert end == COMPLETE


async def test_a_mutation_may_not_be_asked_by_get(api: Api) -> None:
    query = 'mutation { cancelJob(input: {jobId: "x"}) { errors { code } } }'

    response = await api.http.get(PATH, params={"query": query}, headers=TAKES_EVENTS)

    assert '"code":"BAD_USER_INPUT"' in response.text
    assert "Use POST for mutations." in response.text


async def test_a_browsers_event_source_hears_it_all(
    api: Api, address: str, browser: Browser
) -> None:
    page = await browser.new_page()
    await page.route("**/empty", lambda route: route.fulfill(body="", content_type="text/html"))
    await page.goto(f"{address}/empty")

    heard = await page.evaluate(LISTEN, f"{PATH}?query=%7B%20__typename%20%7D")
    await page.close()

    assert heard == ['{"data":{"__typename":"Query"}}']


@pytest.mark.parametrize(
    ("method", "headers", "status", "code"),
    [
        ("PUT", {}, 405, "BAD_USER_INPUT"),
        ("DELETE", {}, 405, "BAD_USER_INPUT"),
        ("POST", {"Accept": "application/json"}, 406, "BAD_USER_INPUT"),
        ("POST", {"Content-Type": "text/plain"}, 415, "BAD_USER_INPUT"),
        ("POST", {"Content-Type": "multipart/form-data; boundary=x"}, 415, "BAD_USER_INPUT"),
        ("POST", {"Authorization": "Bearer nonsense"}, 401, "UNAUTHENTICATED"),
        ("POST", {"Content-Length": "300000"}, 413, "COST_LIMIT_EXCEEDED"),
    ],
)
async def test_what_cannot_become_a_stream_is_refused(
    api: Api, method: str, headers: dict[str, str], status: int, code: str
) -> None:
    body = json.dumps(ASK)
    response = await api.http.request(
        method,
        PATH,
        content=body,
        headers={"Content-Type": "application/json", **TAKES_EVENTS, **headers},
    )

    assert response.status_code == status
    (error,) = response.json()["errors"]
    assert error["extensions"] == {"code": code, "requestId": response.headers["x-request-id"]}


async def test_whoever_may_not_call_is_told_how_to_sign_in(api: Api) -> None:
    headers = TAKES_EVENTS | {"Authorization": "Bearer nonsense"}

    response = await api.http.post(PATH, json=ASK, headers=headers)

    assert response.headers["www-authenticate"] == "Bearer"


@pytest.fixture
def quick_keep_alive(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have the application, which starts later, write comments often."""
    monkeypatch.setattr("showcase.api.streams.KEEP_ALIVE_SECONDS", 0.05)


@pytest.mark.usefixtures("quick_keep_alive")
async def test_a_comment_keeps_a_quiet_stream_alive(api: Api, address: str) -> None:
    world = await make_world(api)
    await api.run(RETRY, who=world.person, id=world.failed_job)

    async with open_stream(
        address, WATCH, headers=bearer(world.person), id=world.failed_job, after=2
    ) as response:
        kinds = [kind async for kind, _ in take(read_events(response), 2)]

    assert kinds == ["comment", "comment"]


async def take(events: AsyncIterator[Event], count: int) -> AsyncIterator[Event]:
    async for event in events:
        yield event
        count -= 1
        if count == 0:
            return


@pytest.mark.parametrize("end", list(ENDS))
async def test_a_stream_ends_with_its_session(api: Api, address: str, end: str) -> None:
    world, other = await make_world(api), await make_world(api)
    watched = {"id": world.failed_job, "after": 1}
    for of in (world, other):
        await api.run(RETRY, who=of.person, id=of.failed_job)

    async with (
        open_stream(address, WATCH, headers=bearer(world.person), **watched) as response,
        open_stream(
            address, WATCH, headers=bearer(other.person), id=other.failed_job, after=1
        ) as bystander,
    ):
        events, others = read_events(response), read_events(bystander)
        first = await anext(events)
        await ENDS[end](api, world.person)
        rest = await asyncio.wait_for(collect(events), 2)

        assert (await anext(others))[0] == "next"
        assert len(api.app.state.streams._open) == 1
    assert first[1]["data"]["jobProgress"]["sequence"] == 2
    assert rest == []  # not even `complete`: clients know that there is more


async def collect(events: AsyncIterator[Event]) -> list[Event]:
    return [event async for event in events]


async def test_a_client_that_is_gone_leaves_no_watcher_behind(api: Api, address: str) -> None:
    world = await make_world(api)
    await api.run(RETRY, who=world.person, id=world.failed_job)

    async with open_stream(
        address, WATCH, headers=bearer(world.person), id=world.failed_job, after=1
    ) as response:
        await anext(read_events(response))
        assert api.resources.hub._watchers

    await wait_until_nobody_watches(api)


async def test_a_person_has_a_limit_of_streams(api: Api, address: str) -> None:
    world, other = await make_world(api), await api.join()
    await api.run(RETRY, who=world.person, id=world.failed_job)
    watched: Any = {"id": world.failed_job, "after": 1, "headers": bearer(world.person)}

    async with AsyncExitStack() as stack:
        opened = [
            read_events(await stack.enter_async_context(open_stream(address, WATCH, **watched)))
            for _ in range(20)
        ]
        for events in opened:
            await anext(events)
        refused = await stack.enter_async_context(open_stream(address, WATCH, **watched))
        error = json.loads(await refused.aread())["errors"][0]
        others = await stream(address, "{ __typename }", headers=bearer(other))

    assert (refused.status_code, error["extensions"]["code"]) == (429, "RATE_LIMITED")
    assert int(refused.headers["retry-after"]) > 0
    assert others[-1] == COMPLETE
    await wait_until_nobody_watches(api)


async def test_streams_end_when_the_process_stops(settings: Settings) -> None:
    kept_key = {"secret_key": SecretStr("")}  # both processes take it from the data directory
    settings = with_port(settings.model_copy(update=kept_key))
    async with open_api(settings) as api:
        world = await make_world(api)
        await api.run(RETRY, who=world.person, id=world.failed_job)
    watched: Any = {"id": world.failed_job, "after": 1, "headers": bearer(world.person)}

    async with run_web(settings) as web, open_stream(web.url, WATCH, **watched) as response:
        events = read_events(response)
        first = await anext(events)
        web.process.terminate()
        rest = await asyncio.wait_for(collect(events), 5)
        await asyncio.wait_for(web.process.wait(), 5)

    assert first[0] == "next"
    assert rest == []
