"""A file is taken with its job or not at all."""

import asyncio
import io
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

import pytest
import pytest_asyncio
import sqlalchemy as sa
from PIL import Image
from sqlalchemy.exc import IntegrityError

from showcase.adapters.storage import FileStore
from showcase.config import Settings
from showcase.database import DatabaseUnreachable
from showcase.errors import ErrorCode, FileRejected, IdempotencyMismatch
from showcase.models import Job, JobEvent, Resume
from showcase.pipeline import upload
from showcase.pipeline.upload import (
    HEAD_BYTES,
    Preferences,
    Upload,
    accept_upload,
    discard_upload,
    make_display_name,
)
from showcase.resources import Resources, open_resources
from tests.support.factories import make_user

PDF = b"%PDF-1.7\n" + b"x" * 100


async def pieces(data: bytes, size: int = 1000) -> AsyncIterator[bytes]:
    for start in range(0, len(data), size):
        yield data[start : start + size]


def make_upload(data: bytes, *, key: str | None = None) -> Upload:
    return Upload(
        chunks=pieces(data),
        filename="resume.pdf",
        preferences=Preferences(theme="any"),
        idempotency_key=key,
    )


@pytest_asyncio.fixture
async def resources(settings: Settings) -> AsyncIterator[Resources]:
    async with open_resources(settings) as resources:
        yield resources


@pytest_asyncio.fixture
async def user_id(resources: Resources) -> UUID:
    async with resources.database.begin() as session:
        return (await make_user(session)).user_id


async def accept(upload: Upload, user_id: UUID, resources: Resources) -> UUID:
    job = await accept_upload(
        upload,
        user_id=user_id,
        database=resources.database,
        store=resources.store,
        doorbell=resources.doorbell,
        settings=resources.settings,
    )
    return job.job_id


async def count_rows(resources: Resources) -> list[int]:
    async with resources.database.begin() as session:
        return [
            (await session.scalars(sa.select(sa.func.count()).select_from(table))).one()
            for table in (Resume, Job, JobEvent)
        ]


async def list_files(store: FileStore) -> list[str]:
    return await store.list_keys("resumes")


async def test_a_resume_is_stored_with_its_job_and_first_event(
    user_id: UUID, resources: Resources
) -> None:
    data = PDF + b"y" * 200_000

    job_id = await accept(make_upload(data), user_id, resources)

    async with resources.database.begin() as session:
        job = await session.get_one(Job, job_id)
        resume = await session.get_one(Resume, job.resume_id)
    assert (job.status, job.user_id, job.last_sequence) == ("QUEUED", user_id, 1)
    assert (resume.media_type, resume.byte_size) == ("application/pdf", len(data))
    assert await resources.store.get(resume.storage_key) == data
    assert await count_rows(resources) == [1, 1, 1]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", ErrorCode.FILE_EMPTY),
        (b"Dear sir or madam", ErrorCode.FILE_TYPE_UNSUPPORTED),
        (b"PK\x03\x04" + b"x" * HEAD_BYTES * 2, ErrorCode.FILE_TYPE_UNSUPPORTED),
        (PDF + b"x" * 11 * 1024**2, ErrorCode.FILE_TOO_LARGE),
    ],
    ids=["empty", "text named pdf", "large zip", "too large"],
)
async def test_what_we_do_not_take_leaves_nothing_behind(
    user_id: UUID, resources: Resources, data: bytes, code: ErrorCode
) -> None:
    with pytest.raises(FileRejected) as refused:
        await accept(make_upload(data), user_id, resources)

    assert refused.value.file_code is code
    assert await list_files(resources.store) == []
    assert await count_rows(resources) == [0, 0, 0]


async def test_a_picture_with_too_many_pixels_is_refused_by_its_header(
    user_id: UUID, resources: Resources
) -> None:
    picture = io.BytesIO()
    Image.new("1", (20_000, 20_000)).save(picture, "PNG")

    with pytest.raises(FileRejected, match="20000 by 20000 pixels"):
        await accept(make_upload(picture.getvalue()), user_id, resources)

    assert await list_files(resources.store) == []


async def test_an_upload_that_breaks_off_leaves_nothing_behind(
    user_id: UUID, resources: Resources
) -> None:
    async def break_off() -> AsyncIterator[bytes]:
        yield PDF + b"x" * HEAD_BYTES
        raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        await accept(replace(make_upload(b""), chunks=break_off()), user_id, resources)

    assert await list_files(resources.store) == []
    assert await count_rows(resources) == [0, 0, 0]


async def test_the_same_key_is_one_job_even_at_once(user_id: UUID, resources: Resources) -> None:
    jobs = await asyncio.gather(
        *(accept(make_upload(PDF, key="once"), user_id, resources) for _ in range(4))
    )

    assert len(set(jobs)) == 1
    assert len(await list_files(resources.store)) == 1
    assert await count_rows(resources) == [1, 1, 1]


async def test_the_same_key_with_another_file_is_refused(
    user_id: UUID, resources: Resources
) -> None:
    await accept(make_upload(PDF, key="once"), user_id, resources)

    with pytest.raises(IdempotencyMismatch):
        await accept(make_upload(PDF + b"!", key="once"), user_id, resources)

    assert len(await list_files(resources.store)) == 1


async def test_uploads_are_accepted_without_redis(user_id: UUID, settings: Settings) -> None:
    settings.redis_url = "redis://127.0.0.1:1"
    async with open_resources(settings) as resources:
        await accept(make_upload(PDF), user_id, resources)

        assert await count_rows(resources) == [1, 1, 1]


async def test_a_file_of_no_more_use_is_deleted_and_its_row_says_so(
    user_id: UUID, resources: Resources
) -> None:
    job_id = await accept(make_upload(PDF), user_id, resources)

    for _ in range(2):
        await discard_upload(job_id, database=resources.database, store=resources.store)

    async with resources.database.begin() as session:
        resume = (await session.scalars(sa.select(Resume))).one()
    assert resume.removed_at is not None
    assert await list_files(resources.store) == []


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\fakepath\\cv.pdf", "cv.pdf"),
        ("a\x00b\u202ecod.pdf", "abcod.pdf"),
        ("", "resume"),
        ("x" * 4000, "x" * 120),
    ],
)
def test_a_file_name_is_only_for_show(sent: str, shown: str) -> None:
    assert make_display_name(sent) == shown


async def test_a_file_stays_while_nobody_knows_whether_its_job_was_committed(
    resources: Resources, user_id: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    real_commit = upload._commit

    async def commit_without_hearing_of_it(*arguments: Any, **options: Any) -> Job:
        await real_commit(*arguments, **options)
        raise DatabaseUnreachable

    monkeypatch.setattr(upload, "_commit", commit_without_hearing_of_it)
    with pytest.raises(DatabaseUnreachable):
        await accept(make_upload(PDF, key="again"), user_id, resources)
    monkeypatch.undo()

    await accept(make_upload(PDF, key="again"), user_id, resources)

    async with resources.database.begin() as session:
        resume = (await session.scalars(sa.select(Resume))).one()
    assert await resources.store.list_keys("resumes") == [resume.storage_key]


async def test_a_file_of_somebody_who_has_left_meanwhile_is_not_kept(
    resources: Resources, user_id: UUID
) -> None:
    with pytest.raises(IntegrityError):
        await accept(make_upload(PDF), uuid4(), resources)

    assert await resources.store.list_keys("resumes") == []
