"""A client of our own GraphQL API, as anybody could write one: HTTP, uploads, subscription."""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import httpx2
import websockets

REQUEST_SECONDS = 30
RECONNECTS = 5
PREFLIGHT = {"GraphQL-Require-Preflight": "1"}
"""A header that no form of another site can send; uploads need it."""

SIGN_IN = """
mutation SignIn($input: SignInInput!) {
  signIn(input: $input) { session { accessToken } errors { code message } }
}
"""
SIGN_UP = """
mutation SignUp($input: SignUpInput!) {
  signUp(input: $input) { session { accessToken } errors { code message } }
}
"""
UPLOAD = """
mutation UploadResume($input: UploadResumeInput!) {
  uploadResume(input: $input) { job { id } errors { code message } }
}
"""
FOLLOW = """
subscription JobProgress($jobId: ID!, $after: Int!) {
  jobProgress(jobId: $jobId, after: $after) {
    sequence type stage percent message section { kind heading }
  }
}
"""
RESULT = """
query Job($id: ID!) {
  job(id: $id) { status failure { code message } portfolio { title publicUrl } }
}
"""


class RequestRefused(Exception):
    """The API did not do what was asked; the message says why."""

    def __init__(self, message: str, *, code: str = "") -> None:
        super().__init__(message)
        self.code = code


class ApiClient:
    """A person at one Showcase server. Use as `async with`."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._token = ""
        self._http = httpx2.AsyncClient(trust_env=False, timeout=REQUEST_SECONDS)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._http.aclose()

    async def sign_in(self, email: str, password: str) -> None:
        """Sign in, or sign up if there is no such account yet."""
        credentials = {"email": email, "password": password}
        try:
            payload = await self._mutate(SIGN_IN, credentials)
        except RequestRefused as refused:
            if refused.code != "INVALID_CREDENTIALS":
                raise
            payload = await self._mutate(SIGN_UP, credentials)
        self._token = payload["session"]["accessToken"]

    async def upload(self, resume: Path, preferences: Mapping[str, str | None]) -> str:
        """Send a resume by a multipart request; return the id of the job that it started."""
        data = await asyncio.to_thread(resume.read_bytes)
        variables = {"input": {"file": None, "preferences": preferences}}
        operations = {"query": UPLOAD, "variables": variables}
        response = await self._http.post(
            f"{self._url}/graphql",
            data={
                "operations": json.dumps(operations),
                "map": json.dumps({"file": ["variables.input.file"]}),
            },
            files={"file": (resume.name, data)},
            headers={**self._headers, **PREFLIGHT},
        )
        job_id: str = _read_payload(response)["job"]["id"]
        return job_id

    async def follow(self, job_id: str) -> AsyncIterator[dict[str, Any]]:
        """Yield the job's events, each once; a lost socket is opened again where it broke off."""
        after, lost = 0, 0
        while True:
            try:
                async for event in self._subscribe(job_id, after):
                    after, lost = event["sequence"], 0
                    yield event
            except (OSError, websockets.ConnectionClosed):
                lost += 1
                if lost > RECONNECTS:
                    raise RequestRefused("The connection to the web process is lost.") from None
                continue
            return

    async def get_result(self, job_id: str) -> dict[str, Any]:
        """Return how the job ended and what it made."""
        response = await self._http.post(
            f"{self._url}/graphql",
            json={"query": RESULT, "variables": {"id": job_id}},
            headers=self._headers,
        )
        job: dict[str, Any] = _read_data(response)["job"]
        return job

    async def can_open(self, url: str) -> bool:
        """Return whether a page is there for anybody."""
        return (await self._http.get(url)).is_success

    @property
    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self._token}"} if self._token else {}

    async def _mutate(self, document: str, variables: dict[str, Any]) -> dict[str, Any]:
        response = await self._http.post(
            f"{self._url}/graphql",
            json={"query": document, "variables": {"input": variables}},
            headers=self._headers,
        )
        return _read_payload(response)

    async def _subscribe(self, job_id: str, after: int) -> AsyncIterator[dict[str, Any]]:
        """Speak graphql-transport-ws: one socket, one subscription."""
        address = self._url.replace("http", "ws", 1) + "/graphql"
        protocol = websockets.Subprotocol("graphql-transport-ws")
        async with websockets.connect(address, subprotocols=[protocol], proxy=None) as channel:
            await _send(channel, {"type": "connection_init", "payload": self._headers})
            async for text in channel:
                message = json.loads(text)
                match message["type"]:
                    case "connection_ack":
                        variables = {"jobId": job_id, "after": after}
                        payload = {"query": FOLLOW, "variables": variables}
                        request = {"type": "subscribe", "id": "progress", "payload": payload}
                        await _send(channel, request)
                    case "ping":
                        await _send(channel, {"type": "pong"})
                    case "next":
                        yield _check(message["payload"])["jobProgress"]
                    case "error":
                        _check({"errors": message["payload"]})
                    case "complete":
                        return


async def _send(channel: websockets.ClientConnection, message: dict[str, Any]) -> None:
    await channel.send(json.dumps(message))


def _read_payload(response: httpx2.Response) -> dict[str, Any]:
    """Return the payload of a request's only mutation."""
    (payload,) = _read_data(response).values()
    for error in payload["errors"]:
        raise RequestRefused(error["message"], code=error["code"])
    found: dict[str, Any] = payload
    return found


def _read_data(response: httpx2.Response) -> dict[str, Any]:
    try:
        return _check(response.json())
    except json.JSONDecodeError:
        raise RequestRefused(f"The server answered {response.status_code}.") from None


def _check(result: dict[str, Any]) -> dict[str, Any]:
    for error in result.get("errors") or ():
        raise RequestRefused(error["message"], code=error.get("extensions", {}).get("code", ""))
    data: dict[str, Any] = result["data"]
    return data
