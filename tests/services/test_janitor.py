"""The janitor takes what belongs to nobody, and nothing else; on a disk and on S3."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
import pytest_asyncio
import sqlalchemy as sa
from sqlmodel import col

from showcase.adapters import storage
from showcase.adapters.hosts.local import site_key
from showcase.adapters.storage import FileMissing, FileStore, StoreUnavailable, open_store
from showcase.config import Settings
from showcase.database import Database, Locks
from showcase.models import (
    DeploymentStatus,
    IdempotencyKey,
    Job,
    PasswordReset,
    Resume,
    Session,
    StepResult,
    User,
)
from showcase.pipeline import upload
from showcase.resources import Resources, open_resources
from showcase.services import janitor
from showcase.services.deletion import Places
from showcase.services.idempotency import KEY_LIFETIME
from showcase.services.janitor import CHECKPOINTS_KEPT, GRACE, LEADER, SESSIONS_KEPT, clean, tend
from tests.support.factories import make_deployment, make_job, make_resume, make_user
from tests.support.s3 import Bucket
from tests.support.settings import make_settings

NO_GRACE = -timedelta(minutes=1)
"""Makes every file old enough."""
DAY = timedelta(days=1)
MOMENT = datetime(2026, 1, 1, tzinfo=UTC)
PDF = b"%PDF-1.7\n"
Commit = Callable[..., Awaitable[Job]]


@pytest.fixture(params=["local", "s3"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> FileStore:
    if request.param == "local":
        return open_store((tmp_path / "objects").as_uri())
    found: Bucket = request.getfixturevalue("bucket")
    return open_store(found.url)


@pytest_asyncio.fixture
async def resources(settings: Settings) -> AsyncIterator[Resources]:
    async with open_resources(settings) as resources:
        yield resources


@pytest.fixture
def places(database: Database, store: FileStore, tmp_path: Path) -> Places:
    return Places(database, store, make_settings(tmp_path))


def places_of(resources: Resources) -> Places:
    return Places(resources.database, resources.store, resources.settings)


async def add_file(store: FileStore) -> str:
    key = f"resumes/{uuid4()}"
    await store.put(key, PDF)
    return key


async def test_a_file_without_a_row_is_removed_and_one_with_a_row_stays(
    database: Database, store: FileStore, places: Places
) -> None:
    lost, owned = await add_file(store), await add_file(store)
    async with database.begin() as session:
        await make_resume(session, storage_key=owned)

    removed = await clean(places, grace=NO_GRACE)

    assert +removed == Counter(files=1)
    assert await store.get(owned)
    with pytest.raises(FileMissing):
        await store.get(lost)
    assert not +await clean(places, grace=NO_GRACE)


async def test_more_files_than_are_listed_at_once_are_removed(
    store: FileStore, places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(storage, "LISTED_AT_ONCE", 2)
    for _ in range(7):
        await add_file(store)

    assert (await clean(places, grace=NO_GRACE))["files"] == 7
    assert await store.list_keys("resumes") == []


async def test_a_file_whose_removal_broke_off_is_removed(
    database: Database, store: FileStore, places: Places
) -> None:
    key = await add_file(store)
    async with database.begin() as session:
        resume = await make_resume(session, storage_key=key)
        resume.removed_at = resume.created_at
        session.add(resume)

    await clean(places, grace=NO_GRACE)

    assert await store.list_keys("resumes") == []


async def test_a_dry_run_counts_and_removes_nothing(
    database: Database, store: FileStore, places: Places
) -> None:
    await add_file(store)
    await store.put(site_key("unknown", "index.html"), b"x")
    await add_rows(database, age=40 * DAY)

    counted = await clean(places, grace=NO_GRACE, dry_run=True)

    expected = Counter(
        files=1, sites=1, checkpoints=1, idempotency_keys=1, sessions=2, password_resets=1
    )
    assert +counted == expected
    assert +await clean(places, grace=NO_GRACE) == expected


async def test_a_site_that_no_deployment_knows_is_removed(
    database: Database, store: FileStore, places: Places
) -> None:
    for path in ("index.html", "style.css"):
        await store.put(site_key("unknown", path), b"x")
        await store.put(site_key("replaced", path), b"x")
        await store.put(site_key("live", path), b"x")
    async with database.begin() as session:
        await make_deployment(session, status=DeploymentStatus.LIVE, provider_reference="live")
        # Its files may still be at the host, says the reference; the next deployment removes them.
        await make_deployment(
            session, status=DeploymentStatus.SUPERSEDED, provider_reference="replaced"
        )

    removed = await clean(places, grace=NO_GRACE)

    assert removed["sites"] == 1
    left = {key.split("/")[1] for key in await store.list_keys("sites")}
    assert left == {"live", "replaced"}


async def test_a_guest_who_cannot_come_back_goes_with_their_files(
    database: Database, store: FileStore, places: Places
) -> None:
    key = await add_file(store)
    async with database.begin() as session:
        guest = await make_user(session, email=None, password_hash=None)
        await make_resume(session, user_id=guest.user_id, storage_key=key)
        member = await make_user(session)

    assert +await clean(places, dry_run=True) == Counter(guests=1)
    assert +await clean(places) == Counter(guests=1)

    assert await store.list_keys("resumes") == []
    async with database.begin() as session:
        assert list(await session.scalars(sa.select(col(User.user_id)))) == [member.user_id]


@pytest.mark.parametrize("age", [20 * timedelta(hours=1), 40 * DAY])
async def test_rows_are_removed_once_they_have_had_their_time(
    database: Database, places: Places, age: timedelta
) -> None:
    await add_rows(database, age=age)

    removed = await clean(places)

    counts = [removed[kind] for kind in ("checkpoints", "idempotency_keys", "sessions")]
    assert counts == ([1, 1, 2] if age > CHECKPOINTS_KEPT else [0, 0, 0])
    assert max(KEY_LIFETIME, SESSIONS_KEPT) < CHECKPOINTS_KEPT


async def test_rows_are_removed_some_at_a_time(
    database: Database, places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(janitor, "BATCH", 1)
    for _ in range(3):
        await add_rows(database, age=40 * DAY)

    assert (await clean(places))["checkpoints"] == 3


async def test_an_upload_under_way_keeps_its_file(
    resources: Resources, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between file and row lies a moment, and a janitor that comes by in it must wait."""
    monkeypatch.setattr(upload, "_commit", call_before(upload._commit, resources))

    job_id = await send_file(resources)

    async with resources.database.begin() as session:
        job = await session.get_one(Job, job_id)
        resume = await session.get_one(Resume, job.resume_id)
    assert await resources.store.get(resume.storage_key) == PDF


async def test_an_upload_gives_up_long_before_the_janitor_may_take_its_file(
    resources: Resources, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def hang(*_: Any, **__: Any) -> Job:
        return await asyncio.Future[Job]()

    monkeypatch.setattr(upload, "COMMIT_WITHIN", timedelta(seconds=0.1))
    monkeypatch.setattr(upload, "_commit", hang)
    with pytest.raises(StoreUnavailable):
        await send_file(resources)
    monkeypatch.undo()

    assert upload.COMMIT_WITHIN < GRACE / 2
    assert len(await resources.store.list_keys("resumes")) == 1
    await clean(places_of(resources), grace=NO_GRACE)
    assert await resources.store.list_keys("resumes") == []
    async with resources.database.begin() as session:
        assert (await session.scalars(sa.select(Job))).all() == []


async def test_of_many_workers_one_cleans(
    database: Database, places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    refused, cleaned = asyncio.Event(), asyncio.Event()
    real_take = Locks.take

    async def take(locks: Locks, name: str) -> bool:
        taken = await real_take(locks, name)
        if not taken:
            refused.set()
        return taken

    async def note(*_: object) -> None:
        cleaned.set()

    monkeypatch.setattr(Locks, "take", take)
    monkeypatch.setattr(janitor, "clean", note)
    monkeypatch.setattr(janitor, "BEAT_SECONDS", 0.01)
    async with database.locking() as leader:
        assert await leader.take(LEADER)
        follower = asyncio.create_task(tend(places))
        await refused.wait()
        assert not cleaned.is_set()
    await cleaned.wait()  # the leader is gone, and the other one takes its place

    async with database.locking() as late:
        assert not await late.take(LEADER)
    follower.cancel()
    await asyncio.gather(follower, return_exceptions=True)


def call_before(commit: Commit, resources: Resources) -> Commit:
    """Have the janitor come by after an upload has stored its file and before it commits."""

    async def clean_and_commit(*arguments: Any, **options: Any) -> Job:
        await clean(places_of(resources))
        return await commit(*arguments, **options)

    return clean_and_commit


async def send_file(resources: Resources) -> UUID:
    """Upload a file as a new person."""

    async def pieces() -> AsyncIterator[bytes]:
        yield PDF

    async with resources.database.begin() as session:
        user = await make_user(session)
    job = await upload.accept_upload(
        upload.Upload(pieces(), "resume.pdf", upload.Preferences(theme="any")),
        user_id=user.user_id,
        database=resources.database,
        store=resources.store,
        doorbell=resources.doorbell,
        settings=resources.settings,
    )
    return job.job_id


async def add_rows(database: Database, *, age: timedelta) -> None:
    """Add rows of each kind that the janitor knows, of this age."""
    then = sa.func.now() - age
    async with database.begin() as session:
        job = await make_job(session)
        session.add_all(
            [
                StepResult(user_id=job.user_id, step="OCR", input_hash=uuid4().hex),
                PasswordReset(user_id=job.user_id, token_hash=uuid4().hex, expires_at=MOMENT),
                IdempotencyKey(
                    user_id=job.user_id,
                    mutation="any",
                    key=uuid4().hex,
                    arguments_hash="",
                    job_id=job.job_id,
                ),
            ]
        )
        await session.flush()
        times = {"ended_at": (then, then + 90 * DAY), "expires_at": (None, then)}
        for ended, expires in times.values():
            values = {"user_id": job.user_id, "session_id": uuid4(), "token_hash": ""}
            await session.execute(
                sa.insert(Session).values(**values, ended_at=ended, expires_at=expires)
            )
        await session.execute(sa.update(PasswordReset).values(expires_at=then))
        for model in (StepResult, IdempotencyKey):
            aged = sa.update(model).where(col(model.user_id) == job.user_id)
            await session.execute(aged.values(created_at=then))
