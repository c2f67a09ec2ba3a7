"""A person at the API with a client that is not ours: gql, over HTTP and websocket."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import aclosing, asynccontextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import tenacity
from gql import Client, FileVar, gql
from gql.transport.exceptions import (
    TransportClosed,
    TransportConnectionFailed,
    TransportQueryError,
    TransportServerError,
)
from gql.transport.httpx import HTTPXAsyncTransport
from gql.transport.websockets import WebsocketsTransport

from tests.journey.operations import FOLLOW, JOB, SIGN_UP, UPLOAD

TERMINAL = {"COMPLETED", "FAILED", "CANCELLED"}
OUTAGE_SECONDS = 120
PATIENCE_SECONDS = 30


def is_outage(error: BaseException) -> bool:
    """Tell whether it is worth asking again: nobody was there, or a part of the server is away."""
    if isinstance(error, TransportQueryError):
        return "UNAVAILABLE" in str(error)
    gone = (TransportConnectionFailed, TransportClosed, TransportServerError, TimeoutError)
    return isinstance(error, gone)


def outlive_outages() -> tenacity.AsyncRetrying:
    """Return the attempts of a client that does not give up soon."""
    return tenacity.AsyncRetrying(
        retry=tenacity.retry_if_exception(is_outage),
        wait=tenacity.wait_random(0.02, 0.2),
        stop=tenacity.stop_after_delay(OUTAGE_SECONDS),
        reraise=True,
    )


class Person:
    """Somebody with an account on a Showcase server."""

    def __init__(self, url: str, headers: dict[str, str]) -> None:
        self.url = url
        self.headers = headers

    async def ask(self, document: str, **variables: Any) -> dict[str, Any]:
        """Send a query or mutation and return its data."""
        return await send(self.url, document, variables, self.headers)

    async def mutate(self, document: str, **values: Any) -> dict[str, Any]:
        """Send a mutation with one input and return its payload, which must have no errors."""
        (payload,) = (await self.ask(document, input=values)).values()
        assert payload["errors"] == []
        return dict(payload)

    async def upload(self, resume: Path, **values: Any) -> dict[str, Any]:
        """Upload a resume and return the payload, with whatever errors it has."""
        variables = {"input": {"file": FileVar(str(resume)), **values}}
        data = await send(self.url, UPLOAD, variables, self.headers, upload_files=True)
        return dict(data["uploadResume"])

    @asynccontextmanager
    async def watching(self, job_id: str, *, after: int = 0) -> AsyncIterator[Events]:
        """Subscribe to a job's events over a websocket while the block runs."""
        transport = WebsocketsTransport(
            self.url.replace("http", "ws") + "/graphql",
            subprotocols=[WebsocketsTransport.GRAPHQLWS_SUBPROTOCOL],
            init_payload=self.headers,
        )
        request = gql(FOLLOW)
        request.variable_values = {"jobId": job_id, "after": after}
        async with (
            Client(transport=transport) as session,
            aclosing(session.subscribe(request)) as results,
        ):
            yield (result["jobProgress"] async for result in results)

    async def watch(self, job_id: str, *, after: int = 0) -> list[dict[str, Any]]:
        """Return all events of a job from `after` to its end."""
        async with self.watching(job_id, after=after) as events:
            return [event async for event in events]

    async def see_stage(self, job_id: str, stage: str) -> None:
        """Return once a job is seen in a stage."""
        async with self.watching(job_id) as events:
            while (await anext(events))["stage"] != stage:
                pass

    async def watch_through_outages(self, job_id: str) -> list[dict[str, Any]]:
        """Return all events as a good client gets them: it subscribes again after what it saw."""
        seen: list[dict[str, Any]] = []
        async for attempt in outlive_outages():
            with attempt:
                async with self.watching(job_id, after=len(seen)) as events:
                    async for event in events:
                        seen.append(event)  # noqa: PERF401 (what came before an outage is kept)
                if not seen or seen[-1]["type"] not in TERMINAL:
                    raise TransportClosed
        return seen

    async def get_job(self, job_id: str) -> dict[str, Any]:
        """Return a job as it is now."""
        return dict((await self.ask(JOB, id=job_id))["job"])


Events = AsyncIterator[dict[str, Any]]


async def sign_up(url: str) -> Person:
    """Return a new person, signed in."""
    values = {"email": f"{uuid4().hex}@example.com", "password": "correct horse battery"}
    payload = (await send(url, SIGN_UP, {"input": values}, {}))["signUp"]
    assert payload["errors"] == []
    return Person(url, {"Authorization": f"Bearer {payload['session']['accessToken']}"})


async def send(
    url: str,
    document: str,
    variables: dict[str, Any],
    headers: dict[str, str],
    *,
    upload_files: bool = False,
) -> dict[str, Any]:
    """Send one operation by HTTP."""
    transport = HTTPXAsyncTransport(
        url=f"{url}/graphql", headers={"X-Requested-With": "gql", **headers}, trust_env=False
    )
    request = gql(document)
    request.variable_values = variables
    async with Client(transport=transport, execute_timeout=PATIENCE_SECONDS) as session:
        return dict(await session.execute(request, upload_files=upload_files))
