"""The API as a client meets it: HTTP requests to the real application."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from socket import create_server
from typing import Any
from uuid import uuid4

import httpx
import pytest_asyncio
import uvicorn
from starlette.applications import Starlette

from showcase.app import create_app
from showcase.config import Settings
from showcase.resources import Resources

PASSWORD = "correct horse battery"
SIGN_UP = """
mutation ($input: SignUpInput!) {
  signUp(input: $input) {
    session { accessToken refreshToken }
    user { id }
    errors { code message path }
  }
}
"""
SIGN_OUT = """
mutation ($token: String!, $everywhere: Boolean! = false) {
  signOut(input: {refreshToken: $token, everywhere: $everywhere}) {
    endedSessions
    errors { code }
  }
}
"""


@dataclass
class Person:
    """Somebody with an account."""

    email: str
    user_id: str
    access_token: str
    refresh_token: str


@dataclass
class Answer:
    """What came back."""

    status: int
    headers: httpx.Headers
    body: Any

    @property
    def data(self) -> Any:
        """The data of an answer without errors."""
        assert "errors" not in self.body, self.body
        return self.body["data"]

    @property
    def error(self) -> Any:
        """The only top-level error."""
        (error,) = self.body["errors"]
        return error

    @property
    def code(self) -> str:
        """The code of the only top-level error."""
        return str(self.error["extensions"]["code"])


@dataclass
class Api:
    """A client of the application."""

    app: Starlette
    http: httpx.AsyncClient
    people: list[Person] = field(default_factory=list)

    @property
    def resources(self) -> Resources:
        """What the application has opened."""
        resources: Resources = self.app.state.resources
        return resources

    async def run(
        self,
        query: str,
        *,
        who: Person | None = None,
        headers: dict[str, str] | None = None,
        **variables: Any,
    ) -> Answer:
        """Send an operation."""
        sent = {**bearer(who), **(headers or {})}
        body = {"query": query, "variables": variables}
        response = await self.http.post("/graphql", json=body, headers=sent)
        return Answer(response.status_code, response.headers, response.json())

    async def send_file(
        self,
        query: str,
        *,
        file: bytes,
        filename: str = "resume.pdf",
        who: Person | None = None,
        headers: dict[str, str] | None = None,
        **variables: Any,
    ) -> Answer:
        """Send an operation whose variable `file` is a file."""
        operations = {"query": query, "variables": {**variables, "file": None}}
        form = {"operations": json.dumps(operations), "map": json.dumps({"0": ["variables.file"]})}
        response = await self.http.post(
            "/graphql",
            data=form,
            files={"0": (filename, file)},
            headers={**bearer(who), **(headers or {})},
        )
        return Answer(response.status_code, response.headers, response.json())

    async def join(self) -> Person:
        """Make an account."""
        email = f"{uuid4().hex}@example.com"
        answer = await self.run(SIGN_UP, input={"email": email, "password": PASSWORD})
        payload = answer.data["signUp"]
        session = payload["session"]
        return Person(email, payload["user"]["id"], session["accessToken"], session["refreshToken"])


def bearer(person: Person | None) -> dict[str, str]:
    """Return the header that says who asks."""
    return {"Authorization": f"Bearer {person.access_token}"} if person else {}


@asynccontextmanager
async def open_api(settings: Settings) -> AsyncIterator[Api]:
    """Run the application while the block runs."""
    app = create_app(settings)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://testserver") as http,
    ):
        yield Api(app, http)


@pytest_asyncio.fixture
async def api(settings: Settings) -> AsyncIterator[Api]:
    """The application, started, without rows in its database."""
    async with open_api(settings) as api:
        yield api


@asynccontextmanager
async def serving(api: Api) -> AsyncIterator[str]:
    """Run a real server on loopback while the block runs, and give its address."""
    config = uvicorn.Config(api.app, lifespan="off", log_config=None, ws_per_message_deflate=False)
    server = uvicorn.Server(config)
    with create_server(("127.0.0.1", 0)) as listener:
        task = asyncio.create_task(server.serve([listener]))
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        server.should_exit = True
        await task


@pytest_asyncio.fixture
async def address(api: Api) -> AsyncIterator[str]:
    """The address of a real server on loopback that runs the application."""
    async with serving(api) as address:
        yield address
