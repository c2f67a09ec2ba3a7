"""Many clients that ask the same thing over and over, each over a connection of its own."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

import orjson

LENGTH = b"content-length:"


@dataclass(frozen=True)
class Request:
    """What is asked: a body in JSON, or none for GET."""

    url: str
    token: str
    body: dict[str, object] | None = None

    def encode(self) -> bytes:
        """Return the request as it goes over the wire."""
        parts = urlsplit(self.url)
        body = b"" if self.body is None else orjson.dumps(self.body)
        head = (
            f"{'GET' if self.body is None else 'POST'} {parts.path} HTTP/1.1\r\n"
            f"Host: {parts.netloc}\r\nAuthorization: Bearer {self.token}\r\n"
            f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        return head.encode() + body


async def count_answers(
    request: Request, *, clients: int, seconds: float, check: Callable[[object], bool]
) -> float:
    """Return how many answers a second the server gives to so many clients.

    Raises:
        SystemExit: An answer is not what it should be.
    """
    end = time.monotonic() + seconds
    asking = (_ask(request, end=end, check=check) for _ in range(clients))
    return sum(await asyncio.gather(*asking)) / seconds


async def _ask(request: Request, *, end: float, check: Callable[[object], bool]) -> int:
    """Ask until it is time to stop, and look at the first answer and the last."""
    parts, sent, count, answer = urlsplit(request.url), request.encode(), 0, b"null"
    reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
    while time.monotonic() < end:
        writer.write(sent)
        answer = await read_answer(reader)
        count += 1
        if count == 1 and not check(orjson.loads(answer)):
            break
    writer.close()
    if not check(orjson.loads(answer)):
        raise SystemExit(f"{request.url} answers {answer.decode()}")
    return count


async def read_answer(reader: asyncio.StreamReader) -> bytes:
    """Return the body of the next answer on a connection."""
    head = (await reader.readuntil(b"\r\n\r\n")).lower()
    length = head[head.index(LENGTH) + len(LENGTH) :].partition(b"\r\n")[0]
    return await reader.readexactly(int(length))
