"""What servers that speak a provider's API have in common: they refuse, break off, and count."""

from collections import Counter, defaultdict, deque
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, ClassVar, TypeVar

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from tests.support.loopback import serve

Provider = TypeVar("Provider", bound="FakeProvider")
METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"]
Headers = Iterable[tuple[bytes, bytes]]


class BrokenOff(Response):
    """An answer whose connection breaks in the middle."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers: Headers = [(b"content-length", b"1000")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": b"{", "more_body": True})
        raise ConnectionResetError


@dataclass
class FakeProvider:
    """A provider's side of the conversation; tests set what it shall do and look at what it has."""

    TOKEN: ClassVar[str] = ""
    NAME: ClassVar[str] = "ada"
    """The name of the account that `TOKEN` opens."""
    CREATE: ClassVar[str] = ""
    """The request, such as `POST deployments`, that makes a release."""
    UPLOAD: ClassVar[str] = ""
    """The request that sends a file."""
    ASK: ClassVar[str] = ""
    """The request that asks how the release is."""

    url: str = ""
    accounts: dict[str, str] = field(default_factory=dict)
    """The names of accounts, by the token that opens them."""
    refusals: defaultdict[str, deque[Response]] = field(default_factory=lambda: defaultdict(deque))
    """Answers to give first, by request."""
    counts: Counter[str] = field(default_factory=Counter)
    callers: list[str | None] = field(default_factory=list)
    """Whose token came with each request."""

    def __post_init__(self) -> None:
        self.accounts[self.TOKEN] = self.NAME

    def find_account(self, request: Request) -> str | None:
        """Return the name of the account that the request's token opens."""
        return self.accounts.get(request.headers.get("authorization", "").removeprefix("Bearer "))

    def refuse(
        self, request: str, *, status: int, code: str = "internal", times: int = 1, **headers: str
    ) -> None:
        """Answer the next of these requests with an error."""
        names = {name.replace("_", "-"): value for name, value in headers.items()}
        for _ in range(times):
            self.refusals[request].append(self.error(status, code, headers=names))

    def break_off(self, request: str, *, times: int = 1) -> None:
        """Do what the next of these requests ask, and let the connection break in the answer."""
        for _ in range(times):
            self.refusals[request].append(BrokenOff())

    def accept_again(self) -> None:
        """Forget what was to be refused."""
        self.refusals.clear()

    def count(self, request: str) -> int:
        """Return how often a request came in."""
        return self.counts[request]

    async def answer(self, request: Request) -> Response:
        """Answer any request."""
        name = self.name_request(request)
        self.counts[name] += 1
        self.callers.append(self.find_account(request))
        if self.callers[-1] is None:
            return self.refuse_token(request)
        first = self.refusals[name].popleft() if self.refusals[name] else None
        if isinstance(first, BrokenOff):
            await self.serve(request)
        return first or await self.serve(request)

    def refuse_token(self, request: Request) -> Response:
        """Answer a request without a good token."""
        return self.error(401, "unauthorized")

    def error(
        self, status: int, code: str, *, headers: dict[str, str] | None = None, **more: Any
    ) -> Response:
        """Return an error in the provider's form; its words name the site, as theirs may."""
        body = {"code": code, "message": "Words about ada-example.", **more}
        return JSONResponse(body, status, headers=headers)

    def name_request(self, request: Request) -> str:
        """Return the short name of a request."""
        raise NotImplementedError

    async def serve(self, request: Request) -> Response:
        """Answer a request with a good token."""
        raise NotImplementedError

    def fetch(self, url: str, path: str) -> bytes | None:
        """Return a file as a visitor of the address gets it; None where there is none."""
        raise NotImplementedError

    def build_forever(self) -> None:
        """Never finish a release from now on."""
        raise NotImplementedError

    def break_builds(self) -> None:
        """Fail each release from now on."""
        raise NotImplementedError

    def count_sites(self) -> int:
        """Return how many sites visitors can see."""
        raise NotImplementedError


@asynccontextmanager
async def run_provider(provider: Provider) -> AsyncIterator[Provider]:
    """Serve a provider."""
    route = Route("/{path:path}", provider.answer, methods=METHODS)
    async with serve(Starlette(routes=[route])) as url:
        provider.url = url
        yield provider
