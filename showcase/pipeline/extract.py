"""Step: from the bytes of a resume to its pages of words with boxes."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import aclosing

import orjson
import structlog
from pydantic import JsonValue, TypeAdapter

from showcase.adapters.children import ChildDied, ChildPool
from showcase.adapters.documents import JSON, MAX_JSON_BYTES, PDF
from showcase.config import Settings
from showcase.errors import JobFailureCode, StepFailed
from showcase.models.document import Document, Page
from showcase.models.job import JobStage

EXTRACT_VERSION = "5"
"""Changes whenever the same file may give another document; part of the checkpoint's hash."""

OnProgress = Callable[[str, int, int], Awaitable[None]]
"""Takes the stage, the pages done, and all pages."""

MAX_PAGE_WORDS, MAX_WORDS = 3_000, 30_000
"""Twice what fits on a page that somebody can read, and what fits on all of them."""
PAGES = TypeAdapter(list[Page])
RESUME = TypeAdapter(dict[str, JsonValue])
BYTE_ORDER_MARK = b"\xef\xbb\xbf"

log = structlog.get_logger()


async def extract(
    data: bytes,
    *,
    media_type: str,
    pool: ChildPool,
    settings: Settings,
    on_progress: OnProgress | None = None,
) -> Document:
    """Give what can be seen in a resume: the text layer, and OCR where there is none.

    A page on which OCR fails has no words, as long as there are some on another page. A JSON
    Resume has no pages.

    Raises:
        StepFailed: FILE_ENCRYPTED, FILE_DAMAGED, FILE_TOO_COMPLEX (too many pages, pixels or
            words, too much time or memory), NO_TEXT, OCR_FAILED, JSON_RESUME_INVALID.
    """
    if media_type == JSON:
        return Document(media_type=JSON, pages=(), resume=_parse_json(data))
    reader = _Reader(data, media_type, pool=pool, settings=settings)
    tell = on_progress or _tell_nobody
    pages = await reader.read_pages()
    await tell(JobStage.EXTRACTING, len(pages), len(pages))
    unread = [page for page in pages if page.reader == "ocr"]
    if unread:
        await tell(JobStage.OCR, 0, len(unread))
    recognised: dict[int, Page] = {}
    failures: list[StepFailed] = []
    async with aclosing(reader.recognise(unread)) as found:  # a stop on the way stops the rest
        async for page in found:
            if isinstance(page, StepFailed):
                failures.append(page)
            else:
                recognised[page.number] = page
            await tell(JobStage.OCR, len(recognised) + len(failures), len(unread))
    pages = [recognised.get(page.number, page) for page in pages]
    words = [len(page.words) for page in pages]
    if not any(words):
        raise failures[0] if failures else StepFailed(JobFailureCode.NO_TEXT)
    if max(words) > MAX_PAGE_WORDS or sum(words) > MAX_WORDS:
        raise StepFailed(JobFailureCode.FILE_TOO_COMPLEX, "too many words")
    return Document(media_type=media_type, pages=tuple(pages))


async def draw_pages(
    data: bytes, *, media_type: str, numbers: Sequence[int], pool: ChildPool, settings: Settings
) -> dict[int, bytes]:
    """Give pictures (JPEG) of pages by their numbers.

    Raises:
        StepFailed: FILE_ENCRYPTED, FILE_DAMAGED, FILE_TOO_COMPLEX.
    """
    reader = _Reader(data, media_type, pool=pool, settings=settings)
    return {number: await reader.draw(number) for number in numbers}


def _parse_json(data: bytes) -> dict[str, JsonValue]:
    """Give the object in a file."""
    if len(data) > MAX_JSON_BYTES:
        raise StepFailed(JobFailureCode.JSON_RESUME_INVALID, "it is longer than a resume")
    if rb"\u0000" in data:  # PostgreSQL cannot store it
        raise StepFailed(JobFailureCode.JSON_RESUME_INVALID, "it has a null character")
    try:
        return RESUME.validate_python(orjson.loads(data.removeprefix(BYTE_ORDER_MARK)))
    except ValueError as error:
        raise StepFailed(JobFailureCode.JSON_RESUME_INVALID, "it is broken JSON") from error


class _Reader:
    """Asks the children for the pages of one file."""

    def __init__(
        self, data: bytes, media_type: str, *, pool: ChildPool, settings: Settings
    ) -> None:
        self._data = data
        self._media_type = media_type
        self._pool = pool
        self._settings = settings
        self._turns = asyncio.Semaphore(pool.size)  # what others ask for comes after a page
        self._read, self._too_complex = 0, 0

    async def read_pages(self) -> list[Page]:
        """Give all pages; those that OCR has still to read have no words."""
        max_pages = self._settings.max_pages
        if self._media_type == PDF:
            return await self._run("read_pdf", max_pages=max_pages)
        return await self._run(
            "list_pictures",
            media_type=self._media_type,
            max_pages=max_pages,
            max_pixels=self._settings.max_pixels,
        )

    async def draw(self, number: int) -> bytes:
        """Give a picture of a page."""
        limits = {"number": number, "max_pixels": self._settings.max_pixels}
        if self._media_type == PDF:
            return await self._ask("draw_pdf_page", **limits)
        return await self._ask("draw_picture", media_type=self._media_type, **limits)

    async def recognise(self, pages: Sequence[Page]) -> AsyncGenerator[Page | StepFailed, None]:
        """Read pages by OCR, as many at once as there are children; give each when it is done.

        For a page that cannot be read the failure comes in its place.
        """
        tasks = [asyncio.create_task(self._try_page(page)) for page in pages]
        try:
            for done in asyncio.as_completed(tasks):
                yield await done
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _try_page(self, page: Page) -> Page | StepFailed:
        async with self._turns:
            if self._gives_up:
                return StepFailed(JobFailureCode.FILE_TOO_COMPLEX, "given up")
            try:
                found = await self._recognise(page)
            except StepFailed as failure:
                self._too_complex += failure.code is JobFailureCode.FILE_TOO_COMPLEX
                log.warning("page.unread", number=page.number, code=failure.code)
                return failure
            self._read += 1
            return found

    @property
    def _gives_up(self) -> bool:
        """Whether so many pages asked too much that the rest is not tried: one, if none was read.

        A strange page among good ones costs only itself.
        """
        return self._too_complex > min(self._read, 1)

    async def _recognise(self, page: Page) -> Page:
        limits = {"number": page.number, "max_pixels": self._settings.max_pixels}
        if self._media_type == PDF:
            [found] = await self._run("recognise_pdf_page", **limits)
        else:
            [found] = await self._run("recognise_picture", media_type=self._media_type, **limits)
        if found.turned or self._media_type != PDF:
            return found  # what else is known of the page lies elsewhere, or there is nothing
        return page.model_copy(update={"words": found.words, "areas": page.areas + found.areas})

    async def _run(self, task: str, **arguments: object) -> list[Page]:
        return PAGES.validate_json(await self._ask(task, **arguments))

    async def _ask(self, task: str, **arguments: object) -> bytes:
        seconds = self._settings.extract_seconds
        try:
            return await self._pool.run(task, self._data, seconds=seconds, **arguments)
        except ChildDied as death:
            raise StepFailed(JobFailureCode.FILE_TOO_COMPLEX, task) from death


async def _tell_nobody(_stage: str, _done: int, _total: int) -> None:
    """Take progress that nobody asked for."""
