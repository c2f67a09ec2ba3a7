"""Accept a resume: check it while it streams in, store it, commit the job, ring the bell."""

import asyncio
import hashlib
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import sqlalchemy as sa
import structlog
from pydantic import Field
from sqlmodel import col

from showcase import metrics
from showcase.adapters.documents import (
    JSON,
    MAX_JSON_BYTES,
    picture_pixels,
    sniff_media_type,
)
from showcase.adapters.doorbell import Doorbell
from showcase.adapters.storage import FileStore, StoreUnavailable
from showcase.config import Settings
from showcase.database import Database, DatabaseUnreachable
from showcase.errors import ErrorCode, FileRejected
from showcase.faults import reach
from showcase.models import Job, JobKind, Resume
from showcase.models.content import Colour, Link, Strict, Tone
from showcase.models.resume import RESUMES
from showcase.services import jobs
from showcase.services.idempotency import Request, start_once

MUTATION = "uploadResume"
HEAD_BYTES = 64 * 1024
"""How much of a file is looked at before any of it is stored; picture headers fit in."""
MAX_FILENAME = 120
COMMIT_WITHIN = timedelta(minutes=10)
"""After this long an upload gives up, so that what lies longer without a row belongs to nobody."""

log = structlog.get_logger()


class Preferences(Strict):
    """How the person wants the portfolio to look and sound."""

    theme: str
    accent: Colour | None = None
    tone: Tone = Tone.PROFESSIONAL
    custom_links: list[Link] = Field(default_factory=list)
    show_email: bool = False
    show_phone: bool = False
    show_address: bool = False


@dataclass(frozen=True)
class Upload:
    """A file as it arrives, and what its owner wants of it."""

    chunks: AsyncIterator[bytes]
    filename: str
    preferences: Preferences
    publish: bool = True
    idempotency_key: str | None = None


class Inspection:
    """Looks at a file as it streams by: its type, size and hash."""

    def __init__(self, *, settings: Settings) -> None:
        self._settings = settings
        self._hash = hashlib.sha256()
        self._limit = settings.max_upload_bytes
        self.byte_size = 0
        self.media_type = ""

    @property
    def sha256(self) -> str:
        """The hash of what has passed so far."""
        return self._hash.hexdigest()

    async def passing(self, chunks: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
        """Yield the file's bytes, its head in one piece and checked first.

        Raises:
            FileRejected: Empty, too large, of another type, or a picture with too many pixels.
        """
        head = b""
        async for chunk in chunks:
            self._count(chunk)
            if not self.media_type:
                head += chunk
                if len(head) < HEAD_BYTES:
                    continue
                self._check_head(head)
                chunk = head  # noqa: PLW2901 (the head goes on as one chunk)
            yield chunk
        if not self.media_type:
            self._check_head(head)
            yield head

    def _count(self, chunk: bytes) -> None:
        self.byte_size += len(chunk)
        self._hash.update(chunk)
        self._check_size()

    def _check_size(self) -> None:
        if self.byte_size > self._limit:
            raise FileRejected(
                ErrorCode.FILE_TOO_LARGE,
                f"This file is larger than {self._limit // 1024**2} MB. Please upload a smaller "
                "one.",
            )

    def _check_head(self, head: bytes) -> None:
        if not head:
            raise FileRejected(ErrorCode.FILE_EMPTY, "This file is empty. Please choose another.")
        media_type = sniff_media_type(head)
        if media_type is None:
            raise FileRejected(
                ErrorCode.FILE_TYPE_UNSUPPORTED,
                "This file is not a PDF or a picture (PNG, JPEG, WebP, TIFF) inside, whatever "
                "its name says, nor a JSON Resume.",
            )
        if media_type.startswith("image/"):
            self._check_pixels(head)
        if media_type == JSON:
            self._limit = min(self._limit, MAX_JSON_BYTES)
            self._check_size()
        self.media_type = media_type

    def _check_pixels(self, head: bytes) -> None:
        size = picture_pixels(head)
        limit = self._settings.max_pixels
        if size is not None and size[0] * size[1] > limit:
            raise FileRejected(
                ErrorCode.FILE_TOO_LARGE,
                f"This picture has {size[0]} by {size[1]} pixels; we take up to "
                f"{limit // 1_000_000} megapixels. Please scale it down.",
            )


async def accept_upload(
    upload: Upload,
    *,
    user_id: UUID,
    database: Database,
    store: FileStore,
    doorbell: Doorbell,
    settings: Settings,
) -> Job:
    """Return the job that will turn the file into a portfolio.

    The file is durable and the job committed before this returns; the same idempotency key
    returns the first job again. A file that ends up without a row is left to the janitor.

    Raises:
        FileRejected: Empty, too large, or not a type we take.
        IdempotencyMismatch: The key came with another file or other preferences before.
        StoreUnavailable: The file cannot be stored now.
    """
    key = f"{RESUMES}/{uuid4()}"
    inspection = Inspection(settings=settings)
    async with _in_time():
        await store.put(key, inspection.passing(upload.chunks))
        reach("upload.stored")
        resume = Resume(
            user_id=user_id,
            storage_key=key,
            sha256=inspection.sha256,
            media_type=inspection.media_type,
            byte_size=inspection.byte_size,
            filename=make_display_name(upload.filename),
        )
        try:
            job = await _commit(upload, resume, database=database)
        except DatabaseUnreachable:  # nobody knows whether the commit arrived
            raise
        except Exception:
            await store.delete(key)
            raise
    if job.resume_id != resume.resume_id:  # the request came before, and so did its file
        await store.delete(key)
        return job
    metrics.UPLOAD_BYTES.observe(inspection.byte_size)
    log.info("upload.accepted", job_id=str(job.job_id), bytes=inspection.byte_size)
    reach("upload.committed")
    await doorbell.ring(job.job_id, job.attempt)
    reach("upload.rung")
    return job


@asynccontextmanager
async def _in_time() -> AsyncIterator[None]:
    """Time an upload, and end one that takes too long before it can commit.

    Raises:
        StoreUnavailable: It takes too long.
    """
    try:
        with metrics.timed(metrics.UPLOAD_SECONDS, ok="accepted", failed="refused"):
            async with asyncio.timeout(COMMIT_WITHIN.total_seconds()):
                yield
    except TimeoutError as error:
        raise StoreUnavailable from error


async def discard_upload(job_id: UUID, *, database: Database, store: FileStore) -> None:
    """Delete the file of a job that can only fail again; its row stays, marked as removed."""
    async with database.begin() as session:
        job = await session.get_one(Job, job_id)
        resume = await session.get(Resume, job.resume_id)
        if resume is None or resume.removed_at is not None:
            return
        await session.execute(
            sa.update(Resume)
            .where(col(Resume.resume_id) == resume.resume_id)
            .values(removed_at=sa.func.now())
        )
    await store.delete(resume.storage_key)


def make_display_name(filename: str) -> str:
    """Return a file name that is safe to show: no path, no control or direction characters."""
    name = re.split(r"[/\\]", filename)[-1]
    return "".join(c for c in name if c.isprintable()).strip()[:MAX_FILENAME] or "resume"


async def _commit(upload: Upload, resume: Resume, *, database: Database) -> Job:
    """Write resume, job and first event together, or find the job of the same request."""
    preferences = upload.preferences.model_dump(mode="json")
    arguments: dict[str, Any] = {"preferences": preferences, "publish": upload.publish}
    request = Request(
        user_id=resume.user_id,
        mutation=MUTATION,
        arguments={**arguments, "sha256": resume.sha256},
        key=upload.idempotency_key,
    )
    async with database.begin() as session:

        async def start() -> Job:
            session.add(resume)
            await session.flush()
            return await jobs.start_job(
                session,
                user_id=resume.user_id,
                kind=JobKind.BUILD,
                arguments=arguments,
                resume_id=resume.resume_id,
            )

        return await start_once(session, request, start=start)
