"""Pictures of pages, ready for OCR: what people upload, and PDF pages that we paint ourselves."""

import math
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from io import BytesIO

from PIL import Image, ImageOps

from showcase.adapters.documents import DAMAGE, PICTURES
from showcase.adapters.page_frame import fit
from showcase.adapters.pdf import open_page, open_pdf
from showcase.errors import JobFailureCode, StepFailed
from showcase.models.document import Page

POINTS_PER_INCH = 72
PAINT_DPI = 300
"""Tesseract reads letters of 30 to 40 pixels best: those of 10 points at this resolution."""
SHORT_SIDE = 595.0
"""Width of A4 paper in points. Every picture is taken for that wide: the resolution that cameras
and scanners write into their files is seldom true."""
ORIENTATION = 0x0112
"""The EXIF tag that says how the camera was held."""
VIEW_SIDE = 2_000
VIEW_QUALITY = 80


def list_pictures(data: bytes, *, media_type: str, max_pages: int, max_pixels: int) -> list[Page]:
    """Give a page without words for each picture in a file; OCR has still to read them.

    Raises:
        StepFailed: FILE_DAMAGED, or FILE_TOO_COMPLEX for too many pictures or pixels.
    """
    pages = []
    for number, size in enumerate(_read_sizes(data, media_type), start=1):
        if number > max_pages:
            raise StepFailed(JobFailureCode.FILE_TOO_COMPLEX, "too many pages")
        _check_pixels(size, max_pixels)
        scale = points_per_pixel(size)
        width, height = (round(side * scale, 2) for side in size)
        pages.append(Page(number=number, width=width, height=height, reader="ocr", words=()))
    return pages


def open_picture(data: bytes, *, media_type: str, number: int, max_pixels: int) -> Image.Image:
    """Give one picture of a file in grey, upright as its EXIF data say.

    Raises:
        StepFailed: FILE_DAMAGED, or FILE_TOO_COMPLEX for too many pixels.
    """
    with _telling(), PICTURES[media_type](BytesIO(data)) as image:
        if number > 1:
            image.seek(number - 1)
        _check_pixels(image.size, max_pixels)
        image.draft("L", image.size)
        grey = _make_grey(image)
        if orientation := image.getexif().get(ORIENTATION):  # Pillow itself turns a TIFF
            grey.getexif()[ORIENTATION] = orientation
        return ImageOps.exif_transpose(grey)


def paint_page(data: bytes, *, number: int, max_pixels: int) -> tuple[Image.Image, float]:
    """Paint a PDF page in grey; give its picture and the points per pixel.

    Raises:
        StepFailed: FILE_DAMAGED when the page cannot be loaded.
    """
    with closing(open_pdf(data)) as document, closing(open_page(document, number)) as page:
        scale = PAINT_DPI / POINTS_PER_INCH
        scale = fit(page.get_size(), scale=scale, max_pixels=max_pixels)
        return page.render(scale=scale, grayscale=True).to_pil(), 1 / scale


def compress(image: Image.Image) -> bytes:
    """Give a JPEG file of a page, no larger than a model can look at closely."""
    image.thumbnail((VIEW_SIDE, VIEW_SIDE))
    file = BytesIO()
    image.save(file, "JPEG", quality=VIEW_QUALITY)
    return file.getvalue()


def points_per_pixel(size: tuple[int, int]) -> float:
    """Give the scale of a picture from its width and height in pixels."""
    return SHORT_SIDE / min(size)


def _read_sizes(data: bytes, media_type: str) -> Iterator[tuple[int, int]]:
    """Read the headers. Of animated pictures only the first one counts, of TIFF all do."""
    with _telling(), PICTURES[media_type](BytesIO(data)) as image:
        yield image.size
        with suppress(EOFError):  # after the last one
            while media_type == "image/tiff":
                image.seek(image.tell() + 1)
                yield image.size


@contextmanager
def _telling() -> Iterator[None]:
    """Tell what Pillow raises as a failure of the step."""
    try:
        yield
    except DAMAGE as error:
        raise StepFailed(JobFailureCode.FILE_DAMAGED, type(error).__name__) from error
    except Image.DecompressionBombError as error:
        raise StepFailed(JobFailureCode.FILE_TOO_COMPLEX, "too many pixels") from error


def _check_pixels(size: tuple[int, int], max_pixels: int) -> None:
    if math.prod(size) > max_pixels:
        raise StepFailed(JobFailureCode.FILE_TOO_COMPLEX, f"{size[0]} by {size[1]} pixels")
    if not math.prod(size):
        raise StepFailed(JobFailureCode.FILE_DAMAGED, "no pixels")


def _make_grey(image: Image.Image) -> Image.Image:
    """Bring any colour mode to 8 bits of grey, transparent parts on white."""
    if image.mode in {"I", "F"} or image.mode.startswith("I;16"):
        return image.convert("I").point(lambda value: value / 256).convert("L")
    if not image.has_transparency_data:
        return image.convert("L")
    layer = image if image.mode in {"LA", "RGBA"} else image.convert("RGBA")
    paper = Image.new("L", layer.size, "white")
    paper.paste(layer.convert("L"), mask=layer.getchannel("A"))
    return paper
