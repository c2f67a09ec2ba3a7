import asyncio
from collections.abc import AsyncIterator
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from PIL import Image
from structlog.testing import capture_logs

from showcase.adapters.children import ChildPool
from showcase.adapters.documents import sniff_media_type
from showcase.config import Settings
from showcase.errors import JobCancelled, JobFailureCode, StepFailed
from showcase.models.document import Document
from showcase.pipeline.extract import MAX_PAGE_WORDS, draw_pages, extract
from tests.hostile.bombs import make_words
from tests.hostile.toil import make_slow_shading
from tests.support import bad_files, resumes
from tests.support.settings import make_settings


@pytest.fixture(scope="module")
async def pool() -> AsyncIterator[ChildPool]:
    async with ChildPool(2, memory_bytes=1024**3) as pool:
        yield pool


@pytest.fixture
def limits(tmp_path: Path) -> Settings:
    return make_settings(tmp_path, max_pages=3, max_pixels=10_000_000, extract_seconds=30)


async def read(data: bytes, *, pool: ChildPool, settings: Settings) -> Document:
    media_type = sniff_media_type(data)
    assert media_type is not None
    return await extract(data, media_type=media_type, pool=pool, settings=settings)


async def test_a_text_pdf_is_read_without_ocr(pool: ChildPool, limits: Settings) -> None:
    told: list[tuple[str, int, int]] = []

    async def tell(stage: str, done: int, total: int) -> None:
        told.append((stage, done, total))

    document = await extract(
        resumes.make_pages(2),
        media_type="application/pdf",
        pool=pool,
        settings=limits,
        on_progress=tell,
    )

    assert document.media_type == "application/pdf"
    assert [(page.number, page.reader) for page in document.pages] == [(1, "text"), (2, "text")]
    assert told == [("EXTRACTING", 2, 2)]


async def test_pages_of_a_scan_are_read_side_by_side_and_told(
    pool: ChildPool, limits: Settings
) -> None:
    told: list[tuple[str, int, int]] = []

    async def tell(stage: str, done: int, total: int) -> None:
        told.append((stage, done, total))

    document = await extract(
        resumes.make_scan(pages=2),
        media_type="application/pdf",
        pool=pool,
        settings=limits,
        on_progress=tell,
    )

    assert [(page.number, page.reader) for page in document.pages] == [(1, "ocr"), (2, "ocr")]
    assert all(page.words[0].text == "Ada" for page in document.pages)
    assert told == [("EXTRACTING", 2, 2), ("OCR", 0, 2), ("OCR", 1, 2), ("OCR", 2, 2)]


async def test_a_stop_on_the_way_stops_all_pages(pool: ChildPool, limits: Settings) -> None:
    async def stop(stage: str, done: int, total: int) -> None:
        if done == 1:
            raise JobCancelled

    with pytest.raises(JobCancelled):
        await extract(
            resumes.make_scan(pages=3),
            media_type="application/pdf",
            pool=pool,
            settings=limits,
            on_progress=stop,
        )

    left = asyncio.all_tasks() - {asyncio.current_task()}
    assert not any("_recognise" in str(task) for task in left)


@pytest.mark.parametrize(
    "data",
    [
        resumes.make_photo(),
        resumes.make_picture("PNG", orientation=6),
        resumes.make_picture("WEBP"),
        resumes.make_tiff(1),
    ],
    ids=["jpeg", "turned png", "webp", "tiff"],
)
async def test_a_picture_is_read_by_ocr(data: bytes, pool: ChildPool, limits: Settings) -> None:
    document = await read(data, pool=pool, settings=limits)

    [page] = document.pages
    assert page.reader == "ocr"
    assert [word.text for word in page.words[:2]] == resumes.NAME.split()


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (bad_files.make_encrypted_pdf(), JobFailureCode.FILE_ENCRYPTED),
        (bad_files.make_truncated_pdf(), JobFailureCode.FILE_DAMAGED),
        (bad_files.make_pdf_without_pages(), JobFailureCode.FILE_DAMAGED),
        (bad_files.make_truncated_picture(), JobFailureCode.FILE_DAMAGED),
        (resumes.make_pages(4), JobFailureCode.FILE_TOO_COMPLEX),
        (resumes.make_tiff(4), JobFailureCode.FILE_TOO_COMPLEX),
        (bad_files.make_pixel_bomb(4000), JobFailureCode.FILE_TOO_COMPLEX),
        (bad_files.make_flate_bomb(), JobFailureCode.FILE_TOO_COMPLEX),
        (resumes.make_blank_picture(), JobFailureCode.NO_TEXT),
    ],
    ids=[
        "encrypted",
        "truncated",
        "no pages",
        "truncated picture",
        "pages",
        "tiff pages",
        "pixels",
        "flate bomb",
        "blank",
    ],
)
async def test_a_file_that_cannot_be_read_fails_with_its_code(
    data: bytes, code: JobFailureCode, pool: ChildPool, limits: Settings
) -> None:
    with pytest.raises(StepFailed) as failure:
        await read(data, pool=pool, settings=limits)

    assert failure.value.code is code
    assert failure.value.retryable is False


async def test_a_json_resume_has_no_pages(pool: ChildPool, limits: Settings) -> None:
    document = await read(b'\xef\xbb\xbf{"basics": {"name": "Ada"}}', pool=pool, settings=limits)

    assert document.pages == ()
    assert document.resume == {"basics": {"name": "Ada"}}


@pytest.mark.parametrize("data", [b'{"basics": ', rb'{"basics": {"name": "A\u0000"}}'])
async def test_broken_json_has_its_own_code(data: bytes, pool: ChildPool, limits: Settings) -> None:
    with pytest.raises(StepFailed) as failure:
        await read(data, pool=pool, settings=limits)

    assert failure.value.code is JobFailureCode.JSON_RESUME_INVALID
    assert failure.value.detail in failure.value.message


async def test_too_little_time_fails_as_too_complex(pool: ChildPool, limits: Settings) -> None:
    limits.extract_seconds = 0.3

    with pytest.raises(StepFailed) as failure:
        await read(bad_files.make_operator_bomb(), pool=pool, settings=limits)

    assert failure.value.code is JobFailureCode.FILE_TOO_COMPLEX


async def test_a_file_whose_pages_all_ask_too_much_is_given_up(
    pool: ChildPool, limits: Settings
) -> None:
    limits.extract_seconds, limits.max_pages = 0.5, 20

    with capture_logs() as logs, pytest.raises(StepFailed) as failure:
        await read(make_slow_shading(), pool=pool, settings=limits)

    assert failure.value.code is JobFailureCode.FILE_TOO_COMPLEX
    assert sum(entry["event"] == "child.died" for entry in logs) <= pool.size


@pytest.mark.parametrize("count", [3_100, 2_900])
async def test_more_words_than_fit_on_a_page_are_too_many(
    pool: ChildPool, limits: Settings, count: int
) -> None:
    reading = read(make_words(count), pool=pool, settings=limits)
    if count < MAX_PAGE_WORDS:
        assert len((await reading).pages[0].words) == count
        return
    with pytest.raises(StepFailed) as failure:
        await reading

    assert failure.value.code is JobFailureCode.FILE_TOO_COMPLEX


async def test_a_page_that_ocr_cannot_read_costs_only_itself(
    tmp_path: Path, limits: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TESSDATA_PREFIX", str(tmp_path))  # no language data: Tesseract fails
    target = BytesIO()
    with pikepdf.open(BytesIO(resumes.make_pages(1))) as mixed:
        with pikepdf.open(BytesIO(resumes.make_scan())) as scan:
            mixed.pages.extend(scan.pages)
        mixed.save(target)

    async with ChildPool(1, memory_bytes=1024**3) as pool:
        document = await read(target.getvalue(), pool=pool, settings=limits)
        with pytest.raises(StepFailed) as failure:
            await read(resumes.make_scan(), pool=pool, settings=limits)

    typed, scanned = document.pages
    assert typed.words
    assert (scanned.number, scanned.reader, scanned.words) == (2, "ocr", ())
    assert failure.value.code is JobFailureCode.OCR_FAILED


@pytest.mark.parametrize("data", [resumes.make_scan(), resumes.make_picture("PNG")])
async def test_a_page_can_be_looked_at(pool: ChildPool, limits: Settings, data: bytes) -> None:
    media_type = sniff_media_type(data)
    assert media_type is not None

    pictures = await draw_pages(
        data, media_type=media_type, numbers=[1], pool=pool, settings=limits
    )

    with Image.open(BytesIO(pictures[1])) as image:
        assert image.format == "JPEG"
        assert max(image.size) <= 2_000
