"""A load on an HTTP server: a few connections, each of which asks again as soon as it is answered.

Clients for people take as long for a request as the servers do that they measure; this one writes
bytes that were made before and looks at little more than the length of what comes back.
"""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from urllib.parse import urlsplit

import psutil


@dataclass(frozen=True)
class Question:
    """What is asked of a server: the process that answers, the address, and each asker's request."""

    pid: int
    url: str
    requests: Sequence[bytes]


@dataclass(frozen=True)
class Pace:
    """How fast a server answered: answers a second, and milliseconds of CPU time for each."""

    rate: float
    cpu_ms: float


class Asker(asyncio.Protocol):
    """Sends one request over and over on one connection, and counts the answers."""

    def __init__(self, request: bytes) -> None:
        self._request = request
        self._seen = b""
        self._transport: asyncio.Transport | None = None
        self.answers = 0
        self.going_on = True
        self.ended: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Ask for the first time."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        transport.write(self._request)

    def data_received(self, data: bytes) -> None:
        """Ask again once the answer is all there."""
        assert self._transport is not None
        self._seen += data
        head, separator, body = self._seen.partition(b"\r\n\r\n")
        if not separator or len(body) < find_length(head):
            return
        if not head.startswith(b"HTTP/1.1 200") or b'"errors"' in body:
            self.ended.set_exception(SystemExit(self._seen.decode()))
            self._transport.close()
            return
        self._seen = b""
        self.answers += 1
        if self.going_on:
            self._transport.write(self._request)
        else:
            self._transport.close()
            self.ended.set_result(None)


def find_length(head: bytes) -> int:
    """Return how long the body is that belongs to this head of an answer."""
    for line in head.split(b"\r\n"):
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            return int(value)
    raise SystemExit(head.decode())


def make_request(url: str, body: bytes, *, token: str) -> bytes:
    """Return a request as it goes over the wire."""
    parts = urlsplit(url)
    head = (
        f"POST {parts.path} HTTP/1.1\r\nHost: {parts.netloc}\r\nContent-Type: application/json\r\n"
        f"Authorization: Bearer {token}\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


async def ask(question: Question, *, seconds: float) -> Pace:
    """Ask for so long, each asker on a connection of its own, and return how fast the answers came.

    Raises:
        SystemExit: An answer was an error.
    """
    parts, server = urlsplit(question.url), psutil.Process(question.pid)
    loop = asyncio.get_running_loop()
    begun, busy = time.perf_counter(), sum(server.cpu_times()[:2])
    askers = []
    for request in question.requests:
        connecting = loop.create_connection(partial(Asker, request), parts.hostname, parts.port)
        askers.append((await connecting)[1])
    await asyncio.sleep(seconds)
    for asker in askers:
        asker.going_on = False
    await asyncio.gather(*(asker.ended for asker in askers))
    answers = sum(asker.answers for asker in askers)
    spent = sum(server.cpu_times()[:2]) - busy
    return Pace(answers / (time.perf_counter() - begun), 1000 * spent / answers)
