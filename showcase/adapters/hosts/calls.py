"""Requests to the API of a host: repeated where that can help, refused in words that are ours."""

import asyncio
import re
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from http import HTTPStatus
from typing import Any, TypedDict, TypeVar, Unpack

import httpx2
from pydantic import BaseModel, SecretStr, ValidationError
from tenacity import (
    AsyncRetrying,
    RetryCallState,
    retry_if_exception,
    stop_after_attempt,
    wait_exponential_jitter,
)

from showcase.adapters.hosts.site import DeployRefused, PlaceUnknown, Refusal

ATTEMPTS = 4
LONGEST_WAIT_SECONDS = 60.0
LONGEST_POLL_SECONDS = 5.0
POLL_GROWTH = 1.5
REQUEST_SECONDS = 30.0
QUESTION_SECONDS = 10.0
"""How long somebody who watches is kept waiting for the answer to a single question."""
ERROR_CODE = re.compile(r"[A-Za-z0-9_]{1,40}")
"""What may be logged of an error: its code. Its words may name the site."""
UNAUTHORIZED = frozenset({HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN})

Answer = TypeVar("Answer", bound=BaseModel)
Found = TypeVar("Found")

backoff = wait_exponential_jitter(initial=0.2, max=10.0, jitter=0.2)


class Options(TypedDict, total=False):
    """What a request may carry."""

    json: object
    content: bytes
    headers: dict[str, str]
    params: dict[str, str]


class CallRefused(DeployRefused):
    """The API answered with an error, or not at all (status 0)."""

    def __init__(
        self,
        detail: str,
        *,
        refusal: Refusal,
        status: int = 0,
        retry_after: float = 0,
        body: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(detail, refusal=refusal)
        self.status = status
        self.retry_after = retry_after
        self.body = body or {}


@dataclass(frozen=True)
class HostApi:
    """An API that takes a bearer token; `open` it to call it."""

    name: str
    base_url: str
    token: SecretStr
    time_limit: float
    headers: dict[str, str] = field(default_factory=dict)
    params: dict[str, str] = field(default_factory=dict)

    def for_question(self) -> "HostApi":
        """Return the same API for a question that somebody waits for; it is about no one team."""
        return replace(self, time_limit=min(self.time_limit, QUESTION_SECONDS), params={})

    @asynccontextmanager
    async def open(self) -> AsyncIterator["Calls"]:
        """Open connections for as long as all the calls together may take.

        Raises:
            DeployRefused: The time is up.
        """
        authorization = f"Bearer {self.token.get_secret_value()}"
        try:
            async with (
                asyncio.timeout(self.time_limit),
                httpx2.AsyncClient(
                    base_url=self.base_url,
                    headers={"Authorization": authorization, **self.headers},
                    params=self.params or None,
                    timeout=REQUEST_SECONDS,
                ) as client,
            ):
                yield Calls(self.name, client)
        except TimeoutError as error:
            raise DeployRefused(f"{self.name}: time is up", refusal=Refusal.SLOW) from error


@dataclass(frozen=True)
class Calls:
    """Calls of one conversation."""

    name: str
    client: httpx2.AsyncClient

    async def send(self, method: str, path: str, **options: Unpack[Options]) -> httpx2.Response:
        """Send a request, again if that can help, and return the good answer.

        Raises:
            CallRefused: The answer is an error, or there is none.
        """
        request = self.client.build_request(method, path, **options)
        retrying = AsyncRetrying(
            retry=retry_if_exception(_can_help_to_repeat),
            wait=_pause,
            stop=stop_after_attempt(ATTEMPTS),
            reraise=True,
        )
        return await retrying(self._send_once, request)

    async def read(
        self, answer: type[Answer], method: str, path: str, **options: Unpack[Options]
    ) -> Answer:
        """Send a request and return what we understand of the answer."""
        response = await self.send(method, path, **options)
        try:
            return answer.model_validate_json(response.content)
        except ValidationError as error:
            raise DeployRefused(
                f"{self.name}: answer not understood", refusal=Refusal.UNAVAILABLE
            ) from error

    async def find(self, answer: type[Answer], path: str) -> Answer | None:
        """Return what is at a path, None where there is nothing."""
        try:
            return await self.read(answer, "GET", path)
        except CallRefused as refused:
            if refused.status == HTTPStatus.NOT_FOUND:
                return None
            raise

    async def read_place(self, answer: type[Answer], path: str) -> Answer:
        """Return the team or organization that is at a path.

        Raises:
            PlaceUnknown: The token, which is good, does not open it.
        """
        try:
            return await self.read(answer, "GET", path)
        except CallRefused as refused:
            if refused.retryable:
                raise
            raise PlaceUnknown(refused.detail, refusal=Refusal.REJECTED) from refused

    async def delete(self, path: str) -> None:
        """Delete what is at a path; what is gone already is fine."""
        try:
            await self.send("DELETE", path)
        except CallRefused as refused:
            if refused.status != HTTPStatus.NOT_FOUND:
                raise

    async def _send_once(self, request: httpx2.Request) -> httpx2.Response:
        try:
            response = await self.client.send(request)
        except httpx2.TransportError as error:
            detail = f"{self.name}: {type(error).__name__}"
            raise CallRefused(detail, refusal=Refusal.UNAVAILABLE) from error
        if not response.is_success:
            raise _read_refusal(self.name, response)
        return response


async def poll(ask: Callable[[], Awaitable[Found | None]], *, pause: float) -> Found:
    """Ask, ever less often, until there is an answer: hosts have no event to wait for."""
    while (found := await ask()) is None:
        await asyncio.sleep(pause)
        pause = min(pause * POLL_GROWTH, LONGEST_POLL_SECONDS)
    return found


def _can_help_to_repeat(error: BaseException) -> bool:
    return (
        isinstance(error, CallRefused)
        and error.retryable
        and error.retry_after <= LONGEST_WAIT_SECONDS
    )


def _pause(state: RetryCallState) -> float:
    """Wait as long as the host asks for, and never less than our own growing pause."""
    error = state.outcome.exception() if state.outcome else None
    asked = error.retry_after if isinstance(error, CallRefused) else 0
    return max(asked, backoff(state))


def _read_refusal(name: str, response: httpx2.Response) -> CallRefused:
    try:
        body = response.json()
        error = body["error"] if isinstance(body.get("error"), dict) else body
        code = str(error.get("code", ""))
    except (ValueError, TypeError, AttributeError):
        error, code = {}, ""
    told = f" {code}" if ERROR_CODE.fullmatch(code) else ""
    return CallRefused(
        f"{name}: {response.status_code}{told}",
        refusal=_classify(response),
        status=response.status_code,
        retry_after=_read_retry_after(response),
        body=error,
    )


def _classify(response: httpx2.Response) -> Refusal:
    status = response.status_code
    if status == HTTPStatus.TOO_MANY_REQUESTS or _is_limited(response):
        return Refusal.BUSY
    if status in UNAUTHORIZED:
        return Refusal.UNAUTHORIZED
    if status == HTTPStatus.REQUEST_TIMEOUT or status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return Refusal.UNAVAILABLE
    return Refusal.REJECTED


def _is_limited(response: httpx2.Response) -> bool:
    """Tell whether a 403 only means that there were too many requests, as it does at GitHub."""
    return response.status_code == HTTPStatus.FORBIDDEN and (
        "Retry-After" in response.headers or response.headers.get("X-RateLimit-Remaining") == "0"
    )


def _read_retry_after(response: httpx2.Response) -> float:
    """Return how many seconds the host asks for, 0 when it does not say."""
    asked = response.headers.get("Retry-After", "")
    if asked.isdecimal():
        return float(asked)
    reset = response.headers.get("X-RateLimit-Reset", "")
    if response.headers.get("X-RateLimit-Remaining") == "0" and reset.isdecimal():
        return max(0.0, float(reset) - time.time())
    return 0
