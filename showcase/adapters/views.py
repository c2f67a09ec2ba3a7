"""Pictures of pages for people: each shows its words exactly where their boxes say."""

from contextlib import closing
from io import BytesIO
from typing import Literal

from PIL import Image

from showcase.adapters.documents import PDF
from showcase.adapters.ocr import level_out, resize_for_reading
from showcase.adapters.page_frame import fit
from showcase.adapters.pdf import open_page, open_pdf
from showcase.adapters.pictures import open_picture, paint_page
from showcase.adapters.posture import Turn

VIEW_SCALE = 2.0
"""Pixels of a point: sharp on screens of double density at the size of the paper."""
MAX_VIEW_PIXELS = 4_000_000
QUALITY = 80


def draw_view(
    data: bytes,
    *,
    media_type: str,
    number: int,
    reader: Literal["text", "ocr"],
    turned: Turn,
    max_pixels: int,
) -> bytes:
    """Give a page as a WebP file, upright, and level if OCR has read it.

    Raises:
        StepFailed: FILE_DAMAGED, FILE_ENCRYPTED, FILE_TOO_COMPLEX.
    """
    if reader == "text":
        return _compress(_paint(data, number=number))
    if media_type == PDF:
        seen, _ = paint_page(data, number=number, max_pixels=max_pixels)
    else:
        seen = open_picture(data, media_type=media_type, number=number, max_pixels=max_pixels)
    sized, _ = resize_for_reading(seen)
    return _compress(level_out(sized, turned=turned))


def _paint(data: bytes, *, number: int) -> Image.Image:
    """Paint a page of a PDF in its colours."""
    with closing(open_pdf(data)) as document, closing(open_page(document, number)) as page:
        scale = fit(page.get_size(), scale=VIEW_SCALE, max_pixels=MAX_VIEW_PIXELS)
        painted: Image.Image = page.render(scale=scale).to_pil()
        return painted


def _compress(image: Image.Image) -> bytes:
    scale = fit(image.size, scale=1.0, max_pixels=MAX_VIEW_PIXELS)
    if scale < 1:
        image = image.resize((round(image.width * scale), round(image.height * scale)))
    file = BytesIO()
    image.save(file, "WEBP", quality=QUALITY)
    return file.getvalue()
