"""Pictures of the pages that a portfolio was made from, for its owner and for nobody else.

A picture is drawn when it is first asked for, by a child process, and kept in the object store
beside the file it shows, under a name that changes with whatever it depends on.
"""

import asyncio
import hashlib
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import orjson
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from showcase.adapters.children import ChildDied, ChildPool
from showcase.adapters.storage import FileMissing, FileStore
from showcase.config import Settings
from showcase.database import Database
from showcase.errors import ErrorCode, NotFound, ShowcaseError, StepFailed
from showcase.models import Portfolio, Reading, Resume
from showcase.models.resume import picture_prefix

PICTURE_VERSION = "1"
"""Changes whenever the same page gives another picture."""
MEDIA_TYPE = "image/webp"
WAIT_SECONDS = 15.0
"""How long a picture may wait for others that are being drawn."""


class PageNotDrawn(ShowcaseError):
    """This page of the file cannot be shown as a picture."""

    code = ErrorCode.FILE_UNREADABLE


class Busy(ShowcaseError):
    """Many pages are being drawn. Please try again in a few seconds."""

    code = ErrorCode.UNAVAILABLE


@dataclass(frozen=True)
class PagePicture:
    """A picture, and a tag that changes whenever it does."""

    tag: str
    data: bytes


@dataclass(frozen=True)
class PagePictures:
    """Finds pictures, and has those drawn that nobody has asked for yet."""

    database: Database
    store: FileStore
    children: ChildPool
    settings: Settings

    async def get(self, *, user_id: UUID, portfolio_id: UUID, number: int) -> PagePicture:
        """Return the picture of a page of the resume behind a person's portfolio.

        Raises:
            NotFound: There is no such page, or it is somebody else's.
            PageNotDrawn: The file is damaged, or asks too much.
            Busy: Too many others wait.
            StoreUnavailable, DatabaseUnreachable: Try again later.
        """
        async with self.database.read() as session:
            resume, page = await _find_page(session, user_id, portfolio_id, number)
        tag = _make_tag(resume, page)
        key = f"{picture_prefix(resume.resume_id)}/{tag}.webp"
        try:
            return PagePicture(tag, await self.store.get(key))
        except FileMissing:
            picture = PagePicture(tag, await self._draw(resume, page))
        await self.store.put(key, picture.data)
        return picture

    async def _draw(self, resume: Resume, page: dict[str, Any]) -> bytes:
        try:
            data = await self.store.get(resume.storage_key)
            async with asyncio.timeout(WAIT_SECONDS + self.settings.extract_seconds):
                return await self.children.run(
                    "draw_view",
                    data,
                    seconds=self.settings.extract_seconds,
                    media_type=resume.media_type,
                    number=page["number"],
                    reader=page["reader"],
                    turned=page["turned"],
                    max_pixels=self.settings.max_pixels,
                )
        except FileMissing as missing:
            raise NotFound from missing
        except (StepFailed, ChildDied) as failure:
            raise PageNotDrawn from failure
        except TimeoutError as error:
            raise Busy from error


async def _find_page(
    session: AsyncSession, user_id: UUID, portfolio_id: UUID, number: int
) -> tuple[Resume, dict[str, Any]]:
    """Return the resume behind a person's portfolio, and what is known of one of its pages."""
    own = (
        sa.select(Resume, Reading)
        .join(Portfolio, col(Portfolio.resume_id) == col(Resume.resume_id))
        .join(Reading, col(Reading.portfolio_id) == col(Portfolio.portfolio_id))
        .where(
            col(Portfolio.portfolio_id) == portfolio_id,
            col(Portfolio.user_id) == user_id,
            col(Resume.removed_at).is_(None),
        )
    )
    row = (await session.execute(own)).one_or_none()
    pages = row[1].pages if row else []
    page = next((page for page in pages if page["number"] == number), None)
    if row is None or page is None:
        raise NotFound
    return row[0], page


def _make_tag(resume: Resume, page: dict[str, Any]) -> str:
    """Return a name for a picture: the same file and the same way to draw it give the same."""
    packed = orjson.dumps([PICTURE_VERSION, resume.sha256, page], option=orjson.OPT_SORT_KEYS)
    return hashlib.sha256(packed).hexdigest()[:32]
