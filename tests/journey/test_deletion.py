"""Deleting an account leaves nothing: no row, no file, no line in a log, no key in Redis."""

from pathlib import Path
from uuid import uuid4

import httpx2
import sqlalchemy as sa
from redis.asyncio import Redis
from sqlmodel import SQLModel

from showcase.config import Settings
from showcase.database import Database
from tests.journey.operations import DELETE_ACCOUNT, SIGN_UP
from tests.journey.person import Person, send
from tests.support import resumes
from tests.support.turnstile import Turnstile

PASSWORD = "correct horse battery"
RESUME_WORDS = (b"Lindqvist", b"Nordlys", b"Tidvatten", resumes.EMAIL.encode())

NOTHING: dict[str, list[bytes]] = {"rows": [], "files": [], "redis": []}


async def dump(settings: Settings, database: Database) -> dict[str, bytes]:
    """Return all that is kept anywhere, in three heaps."""
    return {
        "rows": await dump_rows(database),
        "files": dump_files(settings.data_dir),
        "redis": await dump_redis(settings.redis_url),
    }


async def dump_rows(database: Database) -> bytes:
    found: list[str] = []
    async with database.connect() as connection:
        for table in SQLModel.metadata.sorted_tables:
            found += await connection.scalars(sa.text(f'SELECT row::text FROM "{table}" AS row'))
    return "\n".join(found).encode()


def dump_files(folder: Path) -> bytes:
    """Return names and contents of the object store's files and of the logs."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return b"\n".join(str(path).encode() + b"\n" + path.read_bytes() for path in files)


def list_files(settings: Settings) -> list[str]:
    """Return the names of all files in the object store."""
    store = settings.data_dir / "objects"
    return [str(path.relative_to(store)) for path in store.rglob("*") if path.is_file()]


async def dump_redis(url: str) -> bytes:
    async with Redis.from_url(url) as redis:
        keys = [key async for key in redis.scan_iter()]
        return b"\n".join([key + b" " + (await redis.dump(key) or b"") for key in keys])


async def join(url: str, email: str) -> Person:
    given = {"email": email, "password": PASSWORD, "displayName": f"Canary {email}"}
    payload = (await send(url, SIGN_UP, {"input": given}, {}))["signUp"]
    return Person(url, {"Authorization": f"Bearer {payload['session']['accessToken']}"})


def find_words(heap: bytes, words: tuple[bytes, ...]) -> list[bytes]:
    lower = heap.lower()
    return [word for word in words if word.lower() in lower]


async def test_an_account_deleted_is_nowhere_any_more(
    url: str, own_settings: Settings, database: Database, tmp_path: Path
) -> None:
    email = f"canary-{uuid4().hex}@example.com"
    words = (*RESUME_WORDS, email.encode())
    resume = tmp_path / "resume.pdf"
    resume.write_bytes(resumes.make_one_column())
    person = await join(url, email)
    uploaded = await person.upload(resume)
    resume.unlink()
    events = await person.watch(uploaded["job"]["id"])
    job = await person.get_job(uploaded["job"]["id"])
    site = job["portfolio"]["publicUrl"]
    before = await dump(own_settings, database)
    async with httpx2.AsyncClient(trust_env=False) as client:
        online = await client.get(site)
        await person.mutate(DELETE_ACCOUNT, password=PASSWORD)
        offline = await client.get(site)

    after = await dump(own_settings, database)

    assert events[-1]["type"] == "COMPLETED"
    assert find_words(before["rows"], words) == list(words)
    assert b"Nordlys" in before["files"]
    assert (online.status_code, offline.status_code) == (200, 404)
    assert {name: find_words(heap, words) for name, heap in after.items()} == NOTHING
    assert list_files(own_settings) == ["ready"]


async def test_an_account_deleted_while_its_job_runs_leaves_nothing(
    turnstile: Turnstile, url: str, own_settings: Settings, database: Database, tmp_path: Path
) -> None:
    email = f"canary-{uuid4().hex}@example.com"
    scan = tmp_path / "scan.pdf"
    scan.write_bytes(resumes.make_scan())
    person = await join(url, email)
    uploaded = await person.upload(scan)
    scan.unlink()
    await person.see_stage(uploaded["job"]["id"], "OCR")
    await person.mutate(DELETE_ACCOUNT, password=PASSWORD)
    turnstile.admit()

    after = await dump(own_settings, database)

    assert after["rows"] == b""
    assert list_files(own_settings) == ["ready"]
    words = (*RESUME_WORDS, email.encode())
    assert {name: find_words(heap, words) for name, heap in after.items()} == NOTHING
