"""GraphQL over websockets, against a real server on loopback."""

import asyncio
from contextlib import AsyncExitStack, aclosing
from datetime import timedelta
from typing import Any

import pytest
from gql import Client, gql
from gql.transport.exceptions import TransportConnectionFailed, TransportQueryError
from gql.transport.websockets import WebsocketsTransport
from websockets import ClientConnection, ConnectionClosedError, InvalidStatus, Subprotocol, connect

from showcase.adapters.tokens import AccessTokens
from showcase.config import Settings
from showcase.models import JobEvent, JobEventType, JobStage
from showcase.pipeline.progress import publish
from showcase.services.sessions import end_sessions
from tests.support.api import Api, Person
from tests.support.database import counted
from tests.support.socket import dial, receive, send, socket_of, subscribe
from tests.support.stack import run_web, with_port
from tests.support.watching import ENDS, RETRY, WATCH, sign_out
from tests.support.world import key_of, make_world

CANCEL = "mutation ($id: ID!) { cancelJob(input: {jobId: $id}) { errors { code } } }"


async def read_close_code(socket: ClientConnection, *, within: float = 10) -> int:
    """Return the code with which the server ends the socket."""
    await asyncio.wait_for(socket.wait_closed(), within)
    assert socket.close_code is not None
    return socket.close_code


def slow_subscribe(operation_id: str) -> dict[str, Any]:
    """Return the frame of an operation that is still at it when the next frame comes."""
    frame = subscribe('subscription { jobProgress(jobId: "x") { sequence } }')
    return frame | {"id": operation_id}


def make_transport(address: str, person: Person) -> WebsocketsTransport:
    return WebsocketsTransport(
        url=socket_of(address), init_payload={"authorization": f"Bearer {person.access_token}"}
    )


async def watch(address: str, person: Person, **variables: Any) -> list[dict[str, Any]]:
    """Return all events of a finished job, through a client that is not ours."""
    async with Client(transport=make_transport(address, person)) as session:
        query = gql(WATCH)
        query.variable_values = variables
        return [event["jobProgress"] async for event in session.subscribe(query)]


def read_code(refusal: TransportQueryError) -> str:
    """Return the code of the only error in a refusal."""
    (error,) = refusal.errors or []
    return str(error["extensions"]["code"])


async def test_a_finished_jobs_story_is_told_and_ends(api: Api, address: str) -> None:
    world = await make_world(api)

    events = await watch(address, world.person, id=world.job)

    assert [event["sequence"] for event in events] == [1, 2, 3]
    assert [event["type"] for event in events] == ["QUEUED", "PROGRESS", "COMPLETED"]
    assert events[1]["section"] == {
        "kind": "ABOUT",
        "heading": "About",
        "content": {"text": "Builds bridges."},
    }
    assert events[2]["job"] == {"id": world.job, "status": "COMPLETED", "lastSequence": 3}


async def test_whoever_comes_back_goes_on_where_they_were(api: Api, address: str) -> None:
    world = await make_world(api)

    events = await watch(address, world.person, id=world.job, after=2)

    assert [event["sequence"] for event in events] == [3]


async def test_an_event_beyond_the_last_cannot_have_been_seen(api: Api, address: str) -> None:
    world = await make_world(api)

    with pytest.raises(TransportQueryError) as refused:
        await watch(address, world.person, id=world.job, after=4)

    assert read_code(refused.value) == "INVALID_INPUT"


async def test_events_arrive_as_they_happen(api: Api, address: str) -> None:
    world = await make_world(api)
    job_id = key_of(world.failed_job)
    await api.run(RETRY, who=world.person, id=world.failed_job)

    async with dial(address, token=world.person.access_token) as socket:
        await send(socket, subscribe(WATCH, id=world.failed_job, after=1))
        known = await receive(socket)
        async with api.resources.database.begin() as session:
            event = JobEvent(
                job_id=job_id,
                sequence=3,
                type=JobEventType.CANCELLED,
                stage=JobStage.GENERATING,
                percent=50,
            )
            session.add(event)
        await publish([event], doorbell=api.resources.doorbell)
        news, end = await receive(socket), await receive(socket)

    told = [message["payload"]["data"]["jobProgress"]["sequence"] for message in (known, news)]
    assert told == [2, 3]
    assert end == {"id": "1", "type": "complete"}


async def test_nobody_watches_another_persons_job(api: Api, address: str) -> None:
    world, other = await make_world(api), await api.join()

    for job in (world.job, "nonsense"):
        with pytest.raises(TransportQueryError) as refused:
            await watch(address, other, id=job)
        assert read_code(refused.value) == "NOT_FOUND"


async def test_an_anonymous_watcher_is_told_to_sign_in(api: Api, address: str) -> None:
    world = await make_world(api)

    async with dial(address) as socket:
        await send(socket, subscribe(WATCH, id=world.job))
        answer = await receive(socket)

    assert answer["payload"]["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"


async def test_queries_work_over_a_socket_too(api: Api, address: str) -> None:
    person = await api.join()

    async with dial(address, token=person.access_token) as socket:
        await send(socket, subscribe("{ me { email } }"))
        assert (await receive(socket))["payload"] == {"data": {"me": {"email": person.email}}}
        assert await receive(socket) == {"id": "1", "type": "complete"}


async def test_a_token_that_is_no_good_ends_the_socket(api: Api, address: str) -> None:
    async with dial(address, init=False) as socket:
        await send(
            socket, {"type": "connection_init", "payload": {"Authorization": "Bearer nonsense"}}
        )

        assert await read_close_code(socket) == 4403


async def test_a_socket_lives_as_long_as_its_token(api: Api, address: str) -> None:
    person = await api.join()
    claims = api.app.state.credentials.tokens.read(person.access_token)
    settings = api.resources.settings
    tokens = AccessTokens(
        keys=settings.signing_keys, issuer=settings.site_url, lifetime=timedelta(seconds=2)
    )
    short, _ = tokens.sign(user_id=claims.user_id, session_id=claims.session_id)

    async with dial(address, token=short) as socket:
        assert await read_close_code(socket) == 4403


@pytest.mark.parametrize("end", list(ENDS))
async def test_a_socket_ends_with_its_session(api: Api, address: str, end: str) -> None:
    world, other = await make_world(api), await api.join()
    await api.run(RETRY, who=world.person, id=world.failed_job)

    async with (
        dial(address, token=world.person.access_token) as socket,
        dial(address, token=other.access_token) as bystander,
    ):
        await send(socket, subscribe(WATCH, id=world.failed_job, after=2))
        await ENDS[end](api, world.person)

        assert await read_close_code(socket, within=2) == 4403
        await send(bystander, subscribe("{ me { id } }"))
        assert (await receive(bystander))["payload"]["data"]["me"]["id"] == other.user_id


async def test_a_client_that_is_not_ours_sees_its_stream_end(api: Api, address: str) -> None:
    world = await make_world(api)
    await api.run(RETRY, who=world.person, id=world.failed_job)
    query = gql(WATCH)
    query.variable_values = {"id": world.failed_job, "after": 1}

    async with (
        Client(transport=make_transport(address, world.person)) as session,
        aclosing(session.subscribe(query)) as events,
    ):
        first = await anext(events)
        await sign_out(api, world.person)
        with pytest.raises(TransportConnectionFailed) as ended:
            await asyncio.wait_for(anext(events), 2)

    assert first["jobProgress"]["sequence"] == 2
    assert isinstance(ended.value.__cause__, ConnectionClosedError)
    assert ended.value.__cause__.rcvd is not None
    assert ended.value.__cause__.rcvd.code == 4403


@pytest.fixture
def quick_recheck(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have the application, which starts later, look often for ended sessions."""
    monkeypatch.setattr("showcase.services.revocation.RECHECK_SECONDS", 0.1)


@pytest.mark.usefixtures("quick_recheck")
async def test_a_socket_ends_with_its_session_when_the_news_is_lost(api: Api, address: str) -> None:
    person, other = await api.join(), await api.join()

    async with (
        dial(address, token=person.access_token) as socket,
        dial(address, token=other.access_token) as bystander,
    ):
        async with api.resources.database.begin() as session:
            await end_sessions(session, user_id=key_of(person.user_id))

        assert await read_close_code(socket) == 4403
        await send(bystander, subscribe("{ me { id } }"))
        assert (await receive(bystander))["payload"]["data"]["me"]["id"] == other.user_id


async def test_all_sessions_are_looked_at_in_one_statement_when_redis_comes_back(
    api: Api, address: str
) -> None:
    people = [await api.join() for _ in range(5)]
    async with AsyncExitStack() as stack:
        sockets = [
            await stack.enter_async_context(dial(address, token=person.access_token))
            for person in people
        ]
        async with api.resources.database.begin() as session:
            await end_sessions(session, user_id=key_of(people[0].user_id))
        with counted(api.resources.database) as statements:
            await lose_connection(api)
            assert await read_close_code(sockets[0]) == 4403

    of_sessions = [statement for statement in statements if "FROM sessions" in statement]
    assert len(of_sessions) == 2  # for all, and once more for the one that has ended


async def lose_connection(api: Api) -> None:
    """End the connection on which the application hears of news."""
    await api.resources.doorbell.redis.client_kill_filter(_type="pubsub")


@pytest.mark.parametrize("leave", ["close", "abort"])
async def test_a_socket_that_is_gone_leaves_no_watcher_behind(
    api: Api, address: str, leave: str
) -> None:
    world = await make_world(api)
    await api.run(RETRY, who=world.person, id=world.failed_job)

    async with dial(address, token=world.person.access_token) as socket:
        await send(socket, subscribe(WATCH, id=world.failed_job, after=1))
        await receive(socket)
        assert api.resources.hub._watchers
        if leave == "abort":
            socket.transport.abort()

    async with asyncio.timeout(5):
        while api.resources.hub._watchers:  # noqa: ASYNC110 (nothing tells when the server noticed)
            await asyncio.sleep(0.01)


@pytest.mark.parametrize(
    "frame",
    [
        "",
        "nonsense",
        "[]",
        "null",
        '"text"',
        "1",
        "{}",
        '{"type": 1}',
        '{"type": "nothing"}',
        b"\x00",
        {"type": "subscribe"},
        {"type": "subscribe", "id": 1, "payload": {"query": "{ __typename }"}},
        {"type": "subscribe", "id": "", "payload": {"query": "{ __typename }"}},
        {"type": "subscribe", "id": "1", "payload": {"query": 1}},
        {"type": "subscribe", "id": "1", "payload": "x"},
        {"type": "subscribe", "id": "1", "payload": {"query": "{ a }", "variables": []}},
        {"type": "subscribe", "id": "1", "payload": {"query": "{ a }", "operationName": 1}},
        {"type": "subscribe", "id": "x" * 129, "payload": {"query": "{ __typename }"}},
        {"type": "subscribe", "id": "1", "payload": {"query": "{ a }", "extensions": "x"}},
        {"type": "subscribe", "id": "1", "payload": []},
        {"type": "complete"},
        {"type": "complete", "id": ["1"]},
        {"type": "ping", "payload": "x"},
        {"type": "pong", "payload": 1},
        {"type": "connection_init", "payload": []},
        {"type": "é" * 5_000},
        {"type": None},
        '{"type": "ping"',
        "[" * 20_000,
        '{"type": "\\ud800"}',
        b'{"type": "ping"}',
    ],
    ids=lambda frame: str(frame)[:100],
)
async def test_a_bad_frame_ends_its_socket_with_4400(api: Api, address: str, frame: Any) -> None:
    async with dial(address) as socket:
        await send(socket, frame)

        assert await read_close_code(socket) == 4400


@pytest.mark.parametrize(
    ("frames", "code"),
    [
        ([subscribe()], 4401),
        ([{"type": "connection_init"}, {"type": "connection_init"}], 4429),
        ([{"type": "connection_init"}, *[slow_subscribe("1")] * 2], 4409),
        ([{"type": "connection_init"}, *[slow_subscribe("é" * 128)] * 2], 4409),
        ([{"type": "connection_init", "payload": 0}], 4400),
        ([{"type": "connection_init", "payload": "x"}], 4400),
        ([{"type": "nothing"}], 4400),
    ],
)
async def test_frames_out_of_order_end_the_socket(
    api: Api, address: str, frames: list[Any], code: int
) -> None:
    async with dial(address, init=False) as socket:
        for frame in frames:
            await send(socket, frame)

        assert await read_close_code(socket) == code


@pytest.mark.parametrize("query", ["{", "{ nothing }", "query A { __typename }"])
async def test_a_bad_document_ends_itself_and_not_the_socket(
    api: Api, address: str, query: str
) -> None:
    frame = subscribe(query)
    frame["payload"]["operationName"] = "B" if "A" in query else None

    async with dial(address) as socket:
        await send(socket, frame)
        refused = await receive(socket)
        await send(socket, subscribe())
        answer = await receive(socket)

    assert (refused["type"], refused["id"]) == ("error", "1")
    assert refused["payload"][0]["extensions"]["code"] in {
        "GRAPHQL_PARSE_FAILED",
        "GRAPHQL_VALIDATION_FAILED",
        "BAD_USER_INPUT",
    }
    assert answer["payload"] == {"data": {"__typename": "Query"}}


async def test_a_page_of_another_origin_gets_no_socket(api: Api, address: str) -> None:
    with pytest.raises(InvalidStatus) as refused:
        async with dial(address, origin="https://elsewhere.example"):
            pass

    assert refused.value.response.status_code == 403


async def test_the_legacy_protocol_is_not_spoken(api: Api, address: str) -> None:
    async with connect(socket_of(address), subprotocols=[Subprotocol("graphql-ws")]) as socket:
        assert await read_close_code(socket) == 4406


async def test_a_socket_has_a_limit_of_subscriptions(api: Api, address: str) -> None:
    world = await make_world(api)
    await api.run(RETRY, who=world.person, id=world.failed_job)

    async with dial(address, token=world.person.access_token) as socket:
        for number in range(21):
            frame = subscribe(WATCH, id=world.failed_job, after=2)
            await send(socket, frame | {"id": str(number)})
        answer = await receive(socket)
        await send(socket, {"type": "complete", "id": "0"})
        await send(socket, subscribe() | {"id": "20"})
        next_answer = await receive(socket)

    assert (answer["type"], answer["id"]) == ("error", "20")
    assert answer["payload"][0]["extensions"]["code"] == "RATE_LIMITED"
    assert answer["payload"][0]["extensions"]["requestId"]
    assert (next_answer["type"], next_answer["id"]) == ("next", "20")


@pytest.fixture
def short_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have the application, which starts later, wait only a moment for `connection_init`."""
    monkeypatch.setattr("showcase.api.endpoint.INIT_WITHIN", timedelta(seconds=0.1))


@pytest.mark.usefixtures("short_wait")
async def test_a_socket_on_which_nobody_begins_ends(api: Api, address: str) -> None:
    async with dial(address, init=False) as silent, dial(address) as begun:
        assert await read_close_code(silent) == 4408
        await send(begun, subscribe())
        assert (await receive(begun))["type"] == "next"


async def test_a_frame_that_is_too_long_ends_its_socket(api: Api, settings: Settings) -> None:
    async with run_web(with_port(settings)) as web, dial(web.url) as socket, dial(web.url) as other:
        await send(socket, subscribe("{ __typename }" + " " * 70_000))

        assert await read_close_code(socket) == 1009
        await send(other, subscribe())
        assert (await receive(other))["type"] == "next"
        assert web.process.returncode is None


@pytest.mark.parametrize("bad", [b"\x00", "[]", "nonsense", {"type": "x" * 5_000}], ids=str)
async def test_a_bad_frame_ends_nobody_elses_stream(
    api: Api, address: str, caplog: pytest.LogCaptureFixture, bad: Any
) -> None:
    world = await make_world(api)
    await api.run(RETRY, who=world.person, id=world.failed_job)

    async with (
        dial(address, token=world.person.access_token) as watching,
        dial(address, token=world.person.access_token) as broken,
    ):
        await send(watching, subscribe(WATCH, id=world.failed_job, after=2))
        await send(broken, subscribe(WATCH, id=world.failed_job, after=1))
        await receive(broken)
        await send(broken, bad)
        assert await read_close_code(broken) == 4400

        await api.run(CANCEL, who=world.person, id=world.failed_job)
        assert (await receive(watching))["payload"]["data"]["jobProgress"]["type"] == "CANCELLED"
    assert [record for record in caplog.records if record.levelname == "ERROR"] == []


async def test_pings_are_answered_at_any_time(api: Api, address: str) -> None:
    async with dial(address, init=False) as socket:
        await send(socket, {"type": "ping"})
        before = await receive(socket)
        await send(socket, {"type": "connection_init"})
        await receive(socket)
        await send(socket, {"type": "pong"})
        await send(socket, {"type": "ping", "payload": {"at": 1}})
        after = await receive(socket)

    assert [before["type"], after["type"]] == ["pong", "pong"]


async def test_to_complete_what_is_over_or_never_was_does_nothing(api: Api, address: str) -> None:
    async with dial(address) as socket:
        await send(socket, {"type": "complete", "id": "never"})
        await send(socket, subscribe())
        answers = [await receive(socket), await receive(socket)]
        await send(socket, {"type": "complete", "id": "1"})
        await send(socket, subscribe())
        again = await receive(socket)

    assert [answer["type"] for answer in (*answers, again)] == ["next", "complete", "next"]
