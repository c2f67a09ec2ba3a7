"""Whatever stands in a file: a document or a documented error, in bounded time and memory."""

import asyncio
import sys
import time
from collections.abc import Iterator

import psutil
import pytest
from hypothesis import HealthCheck, given, settings

from agents.document import Document as ReadDocument
from agents.reader import read_facts
from showcase.adapters.children import MODULE, ChildPool
from showcase.adapters.confinement import CODE_BYTES
from showcase.adapters.documents import sniff_media_type
from showcase.config import Settings
from showcase.errors import JobFailureCode, StepFailed
from showcase.models.document import Document
from showcase.pipeline.extract import extract
from tests.support import resumes
from tests.support.damage import PDFS, PICTURES, damaged, random_files
from tests.support.settings import make_settings

MEMORY = 512 * 1024**2
SECONDS = 10.0
"""Of CPU time, that a child may take for a page."""
PAGES = 3
DOCUMENTED = {
    JobFailureCode.FILE_ENCRYPTED,
    JobFailureCode.FILE_DAMAGED,
    JobFailureCode.FILE_TOO_COMPLEX,
    JobFailureCode.NO_TEXT,
    JobFailureCode.OCR_FAILED,
}
EACH = settings(
    max_examples=150,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
GOOD = resumes.make_one_column()


class Reading:
    """Reads files in one pool of two children, on an event loop that lasts."""

    def __init__(self, runner: asyncio.Runner, pool: ChildPool, limits: Settings) -> None:
        self._runner, self._pool, self._limits = runner, pool, limits
        self._expected = runner.run(self._extract(GOOD))

    def read(self, data: bytes) -> JobFailureCode | Document:
        """Return the document or the failure; a good file is read beside it, and one after it."""

        async def read_both() -> JobFailureCode | Document:
            found, beside = await asyncio.gather(self._try(data), self._extract(GOOD))
            assert beside == self._expected
            return found

        begin = time.monotonic()
        found = self._runner.run(read_both())
        assert time.monotonic() - begin < SECONDS * (PAGES + 2) * 2
        assert self._runner.run(self._extract(GOOD)) == self._expected
        return found

    def list_memory_limits(self) -> list[int]:
        """Return the memory that the kernel grants each child and whatever it starts."""
        return [
            child.rlimit(psutil.RLIMIT_DATA)[0]
            for child in psutil.Process().children()
            if child.status() != psutil.STATUS_ZOMBIE and MODULE in child.cmdline()
        ]

    async def _try(self, data: bytes) -> JobFailureCode | Document:
        try:
            return await self._extract(data)
        except StepFailed as failure:
            return failure.code

    async def _extract(self, data: bytes) -> Document:
        media_type = sniff_media_type(data) or "application/pdf"
        return await extract(data, media_type=media_type, pool=self._pool, settings=self._limits)


@pytest.fixture(scope="module")
def reading(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reading]:
    folder = tmp_path_factory.mktemp("broken")
    limits = make_settings(folder, max_pages=PAGES, max_pixels=4_000_000, extract_seconds=SECONDS)
    with asyncio.Runner() as runner:
        pool = ChildPool(2, memory_bytes=MEMORY)
        runner.run(pool.__aenter__())
        yield Reading(runner, pool, limits)
        runner.run(pool.__aexit__(None, None, None))


@EACH
@given(data=damaged(PDFS) | damaged(PICTURES) | random_files())
def test_a_broken_file_gives_a_document_or_a_documented_error(
    reading: Reading, data: bytes
) -> None:
    found = reading.read(data)

    if isinstance(found, Document):
        read_facts(ReadDocument.model_validate_json(found.model_dump_json()))
    else:
        assert found in DOCUMENTED
    if sys.platform == "linux":
        assert set(reading.list_memory_limits()) == {MEMORY - CODE_BYTES}
