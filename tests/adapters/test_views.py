"""Pictures of pages: every box of a word lies on that word."""

import asyncio
from collections.abc import AsyncIterator
from io import BytesIO
from pathlib import Path

import pikepdf
import pytesseract
import pytest
import pytest_asyncio
from PIL import Image

from showcase.adapters.children import ChildPool
from showcase.adapters.documents import sniff_media_type
from showcase.adapters.views import MAX_VIEW_PIXELS
from showcase.errors import JobFailureCode, StepFailed
from showcase.models.document import Page, Word
from showcase.pipeline.extract import extract
from tests.support import bad_files, resumes
from tests.support.settings import make_settings

TRIED = 12
"""Words of a page that are looked for."""
MARGIN = 3
"""Points around a box that its picture shows, too."""
ENOUGH = 0.85


WIDTH, HEIGHT = resumes.WIDTH, resumes.HEIGHT
LYING = {
    90: (f"0 1 -1 0 {HEIGHT} 0 cm", [0, 0, HEIGHT, WIDTH]),
    180: (f"-1 0 0 -1 {WIDTH} {HEIGHT} cm", [0, 0, WIDTH, HEIGHT]),
    270: (f"0 -1 1 0 0 {WIDTH} cm", [0, 0, HEIGHT, WIDTH]),
}
"""How a page lies in its file that is shown upright when it is turned clockwise by so much."""


def turn_pages(data: bytes, *, rotate: int) -> bytes:
    """Return a PDF whose pages lie turned in the file, and are shown upright."""
    target = BytesIO()
    with pikepdf.open(BytesIO(data)) as pdf:
        for page in pdf.pages:
            matrix, page.MediaBox = LYING[rotate]
            page.contents_add(f"q {matrix}".encode(), prepend=True)
            page.contents_add(b"Q")
            page.Rotate = rotate
        pdf.save(target)
    return target.getvalue()


def crop_pages(data: bytes) -> bytes:
    """Return a PDF whose pages are cut on all sides."""
    target = BytesIO()
    with pikepdf.open(BytesIO(data)) as pdf:
        for page in pdf.pages:
            page.CropBox = [40, 300, 560, 800]
        pdf.save(target)
    return target.getvalue()


@pytest_asyncio.fixture
async def pool() -> AsyncIterator[ChildPool]:
    async with ChildPool(1, memory_bytes=512 * 1024 * 1024, warm=False) as pool:
        yield pool


async def draw(data: bytes, page: Page, *, pool: ChildPool) -> Image.Image:
    picture = await pool.run(
        "draw_view",
        data,
        seconds=10,
        media_type=sniff_media_type(data),
        number=page.number,
        reader=page.reader,
        turned=page.turned,
        max_pixels=40_000_000,
    )
    with Image.open(BytesIO(picture)) as image:
        assert image.format == "WEBP"
        image.load()
        return image


def read_box(picture: Image.Image, page: Page, word: Word) -> str:
    """Return what stands in the box of a word, as a client would find it on the picture."""
    left, top, right, bottom = word.box
    across, down = picture.width / page.width, picture.height / page.height
    part = picture.crop(
        (
            round((left - MARGIN) * across),
            round((top - MARGIN) * down),
            round((right + MARGIN) * across),
            round((bottom + MARGIN) * down),
        )
    )
    larger = part.convert("L").resize((part.width * 2, part.height * 2))
    return str(pytesseract.image_to_string(larger, config="--psm 8")).strip()


@pytest.mark.parametrize(
    "data",
    [
        resumes.make_two_column(),
        turn_pages(resumes.make_one_column(), rotate=90),
        turn_pages(resumes.make_one_column(), rotate=180),
        turn_pages(resumes.make_one_column(), rotate=270),
        crop_pages(resumes.make_one_column()),
        resumes.make_scan(tilt=2),
        resumes.make_scan(tilt=1, turn=90),
        resumes.make_scan(tilt=0, turn=180),
        resumes.make_picture("PNG", orientation=6),
    ],
    ids=[
        *("two columns", "turned", "on its head", "turned back", "cropped"),
        *("tilted scan", "turned scan", "scan on its head", "turned photo"),
    ],
)
async def test_boxes_hit_their_words(data: bytes, pool: ChildPool, tmp_path: Path) -> None:
    media_type = sniff_media_type(data) or ""
    settings = make_settings(tmp_path)
    document = await extract(data, media_type=media_type, pool=pool, settings=settings)
    [page] = document.pages

    picture = await draw(data, page, pool=pool)

    assert picture.width / picture.height == pytest.approx(page.width / page.height, rel=0.01)
    words = [word for word in page.words if word.text.isalpha() and len(word.text) > 4]
    tried = words[:: max(1, len(words) // TRIED)]
    read = await asyncio.to_thread(lambda: [read_box(picture, page, word) for word in tried])
    hit = sum(word.text in text for word, text in zip(tried, read, strict=True))
    assert hit >= ENOUGH * len(tried), list(zip([word.text for word in tried], read, strict=True))


async def test_a_page_of_a_pdf_keeps_its_colours(pool: ChildPool) -> None:
    data = resumes.make_two_column()
    page = Page(number=1, width=595, height=842, reader="text", words=())

    picture = await draw(data, page, pool=pool)

    bar = picture.convert("RGB").crop((0, 0, 20, 20)).tobytes()
    assert bar[2] > bar[0] + 40, "the side bar is blue"
    assert picture.width * picture.height <= MAX_VIEW_PIXELS


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (bad_files.make_truncated_pdf(), JobFailureCode.FILE_DAMAGED),
        (bad_files.make_encrypted_pdf(), JobFailureCode.FILE_ENCRYPTED),
    ],
)
async def test_a_bad_file_gives_no_picture(
    data: bytes, code: JobFailureCode, pool: ChildPool
) -> None:
    page = Page(number=1, width=595, height=842, reader="text", words=())

    with pytest.raises(StepFailed) as failure:
        await draw(data, page, pool=pool)

    assert failure.value.code is code
