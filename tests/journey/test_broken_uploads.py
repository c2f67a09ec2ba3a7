"""An upload that breaks off leaves nothing: no job, no file, no error in the log."""

import asyncio
import json
import shutil
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import urlsplit

import psutil
import pytest
import pytest_asyncio
import sqlalchemy as sa
from gql.transport.exceptions import TransportQueryError

from showcase.config import Settings
from showcase.database import Database
from showcase.models import Job, Resume
from tests.journey.operations import UPLOAD
from tests.journey.person import Person, sign_up
from tests.support.stack import Web, read_log, run_web

BOUNDARY = "x-boundary"
PDF = b"%PDF-1.7\n" + b"x" * 3_000_000
"""Longer than what a form keeps in memory, so that some of it lies on the disk."""


@pytest_asyncio.fixture
async def web(own_settings: Settings) -> AsyncIterator[Web]:
    async with run_web(own_settings) as web:
        yield web


@pytest.fixture
def resume(tmp_path: Path) -> Path:
    path = tmp_path / "resume.pdf"
    path.write_bytes(PDF)
    return path


def make_body() -> bytes:
    operations = {"query": UPLOAD, "variables": {"input": {"file": None}}}
    fields = {"operations": operations, "map": {"0": ["variables.input.file"]}}
    parts = [
        f'Content-Disposition: form-data; name="{name}"\r\n\r\n{json.dumps(value)}\r\n'
        for name, value in fields.items()
    ]
    head = 'Content-Disposition: form-data; name="0"; filename="resume.pdf"\r\n\r\n'
    parts.append(head + PDF.decode() + "\r\n")
    text = "".join(f"--{BOUNDARY}\r\n{part}" for part in parts)
    return f"{text}--{BOUNDARY}--\r\n".encode()


async def begin_upload(person: Person, *, share: float) -> asyncio.StreamWriter:
    """Send a part of an upload's body, and return the connection."""
    address = urlsplit(person.url)
    _, connection = await asyncio.open_connection(address.hostname, address.port)
    body = make_body()
    headers = {
        **person.headers,
        "Host": address.netloc,
        "Content-Type": f"multipart/form-data; boundary={BOUNDARY}",
        "Content-Length": str(len(body)),
    }
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    connection.write(f"POST /graphql HTTP/1.1\r\n{lines}\r\n".encode())
    connection.write(body[: int(len(body) * share)])
    await connection.drain()
    return connection


async def list_leftovers(settings: Settings, database: Database) -> list[str]:
    async with database.begin() as session:
        rows = [
            *(await session.scalars(sa.select(Job))).all(),
            *(await session.scalars(sa.select(Resume))).all(),
        ]
    files = (settings.data_dir / "objects").rglob("*")
    stored = [str(path) for path in files if path.is_file() and path.name != "ready"]
    return [*map(repr, rows), *stored]


async def test_a_client_that_leaves_half_way_leaves_nothing(
    web: Web, own_settings: Settings, database: Database
) -> None:
    person = await sign_up(web.url)
    shares = (0.0, 0.0001, 0.2, 0.5, 0.9, 0.9999)
    for share in shares:
        connection = await begin_upload(person, share=share)
        connection.transport.abort()
    while read_log(own_settings, "web").count('"status": 0') < len(shares):  # noqa: ASYNC110 (a file has no event)
        await asyncio.sleep(0.02)

    assert await list_leftovers(own_settings, database) == []
    assert '"level": "info"' in read_log(own_settings, "web")
    assert '"level": "error"' not in read_log(own_settings, "web")


async def test_a_web_process_that_is_killed_half_way_leaves_nothing(
    web: Web, own_settings: Settings, database: Database
) -> None:
    person = await sign_up(web.url)
    connection = await begin_upload(person, share=0.9)

    web.process.kill()
    await web.process.wait()

    connection.close()
    assert await list_leftovers(own_settings, database) == []


async def test_a_store_that_takes_nothing_is_told_and_no_job_is_accepted(
    web: Web, own_settings: Settings, database: Database, resume: Path
) -> None:
    """A file stands where the store's directory should be."""
    person = await sign_up(web.url)
    shutil.rmtree(own_settings.data_dir / "objects")
    (own_settings.data_dir / "objects").touch()

    payload = await person.upload(resume)

    assert payload["job"] is None
    assert [error["code"] for error in payload["errors"]] == ["UNAVAILABLE"]
    assert await list_leftovers(own_settings, database) == []


@pytest.mark.skipif(sys.platform != "linux", reason="Only Linux limits another process.")
async def test_a_full_disk_is_told_and_no_job_is_accepted(
    web: Web, own_settings: Settings, database: Database, resume: Path
) -> None:
    """A limit on the size of files stands for it: a write fails half way."""
    person = await sign_up(web.url)
    psutil.Process(web.process.pid).rlimit(psutil.RLIMIT_FSIZE, (2_000_000, 2_000_000))

    with pytest.raises(TransportQueryError, match="UNAVAILABLE"):
        await person.upload(resume)

    assert await list_leftovers(own_settings, database) == []
    assert "body.not_kept" in read_log(own_settings, "web")
    assert '"level": "error"' not in read_log(own_settings, "web")
