"""Floods leave the web process as it was: each ends in a documented error, memory stays flat."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import urlsplit

import psutil
import pytest_asyncio

from showcase.config import Settings
from tests.journey.person import Person, sign_up
from tests.support.stack import Web, run_web

BOUNDARY = "x-boundary"
FORM = f"multipart/form-data; boundary={BOUNDARY}"
GIGABYTE = 1024**3
CHUNK = b"x" * 1024 * 1024
ROOM_BYTES = 64 * 1024 * 1024
"""What a process may take for a moment, whatever is sent to it."""


@pytest_asyncio.fixture
async def web(own_settings: Settings) -> AsyncIterator[Web]:
    async with run_web(own_settings) as web:
        yield web


class Flood:
    """One request that never ends, and what it does to the process it is sent to."""

    def __init__(self, web: Web, person: Person) -> None:
        self._process = psutil.Process(web.process.pid)
        self._address = urlsplit(web.url)
        self._headers = {**person.headers, "Host": self._address.netloc}
        self.before = self.peak = self._process.memory_info().rss
        self.sent = 0

    async def send(self, head: bytes, *, kind: str, announced: int | None) -> dict[str, object]:
        """Send a body of a gigabyte until the server has had enough; return the error it gives."""
        reader, writer = await asyncio.open_connection(self._address.hostname, self._address.port)
        length = (
            {"Content-Length": str(announced)} if announced else {"Transfer-Encoding": "chunked"}
        )
        lines = {**self._headers, "Content-Type": kind, **length}
        text = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
        writer.write(f"POST /graphql HTTP/1.1\r\n{text}\r\n".encode())
        answer = asyncio.create_task(read_answer(reader))
        try:
            for part in (head, *([CHUNK] * (GIGABYTE // len(CHUNK)))):
                writer.write(part if announced else b"%x\r\n%s\r\n" % (len(part), part))
                await writer.drain()
                self.sent += len(part)
                self.peak = max(self.peak, self._process.memory_info().rss)
                if answer.done():
                    break
        except ConnectionError:
            pass  # the server has hung up
        status, body = await answer
        writer.close()
        (error,) = body["errors"]
        return {"status": status, "code": error["extensions"]["code"]}


async def read_answer(reader: asyncio.StreamReader) -> tuple[int, Any]:
    """Return the status and the JSON of an answer."""
    head = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
    length = head.partition("content-length:")[2].partition("\r\n")[0]
    return int(head.split()[1]), json.loads(await reader.readexactly(int(length)))


def begin_form() -> bytes:
    parts = {"operations": '{"query": "{ __typename }"}', "map": "{}"}
    fields = "".join(
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in parts.items()
    )
    file = 'Content-Disposition: form-data; name="0"; filename="resume.pdf"\r\n\r\n%PDF-1.7\n'
    return f"{fields}--{BOUNDARY}\r\n{file}".encode()


async def test_an_upload_of_a_gigabyte_is_refused_and_memory_stays_flat(web: Web) -> None:
    person = await sign_up(web.url)
    for announced in (GIGABYTE, None):
        flood = Flood(web, person)

        answer = await flood.send(begin_form(), kind=FORM, announced=announced)

        assert answer == {"status": 413, "code": "FILE_TOO_LARGE"}
        assert flood.peak - flood.before < ROOM_BYTES
        assert flood.sent < GIGABYTE / 4, "the server read on long after it knew"
    assert (await person.ask("{ me { id } }"))["me"]


async def test_a_body_of_json_without_end_is_refused_and_memory_stays_flat(web: Web) -> None:
    person = await sign_up(web.url)
    for announced in (20 * 1024**2, None):
        flood = Flood(web, person)

        answer = await flood.send(b'{"query": "', kind="application/json", announced=announced)

        assert answer == {"status": 413, "code": "COST_LIMIT_EXCEEDED"}
        assert flood.peak - flood.before < ROOM_BYTES
    assert (await person.ask("{ me { id } }"))["me"]
