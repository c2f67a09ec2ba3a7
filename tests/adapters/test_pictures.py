from io import BytesIO
from typing import Any

import pytest
from PIL import Image

from showcase.adapters.pictures import list_pictures, open_picture, paint_page
from showcase.errors import JobFailureCode, StepFailed
from tests.support import bad_files, resumes

MANY = 40_000_000


def write(image: Image.Image, **options: Any) -> bytes:
    target = BytesIO()
    image.save(target, "PNG", **options)
    return target.getvalue()


def open_png(data: bytes) -> Image.Image:
    return open_picture(data, media_type="image/png", number=1, max_pixels=MANY)


@pytest.mark.parametrize("orientation", [1, 3, 6, 8])
@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP", "TIFF"])
def test_a_picture_stands_as_its_exif_data_say(form: str, orientation: int) -> None:
    data = resumes.make_picture(form, orientation=orientation, dpi=50)

    image = open_picture(data, media_type=f"image/{form.lower()}", number=1, max_pixels=MANY)

    upright = resumes.paint(resumes.make_one_column(), dpi=50).convert("L")
    assert (image.mode, image.size) == ("L", upright.size)
    top = sum(image.crop((0, 0, image.width, image.height // 2)).histogram()[:128])
    bottom = sum(image.crop((0, image.height // 2, *image.size)).histogram()[:128])
    assert top > 2 * bottom, "the ink is in the upper half"


@pytest.mark.parametrize(
    ("mode", "color", "grey"),
    [
        ("1", 1, 255),
        ("L", 128, 128),
        ("LA", (0, 0), 255),
        ("RGB", (255, 255, 255), 255),
        ("RGBA", (0, 0, 0, 0), 255),
        ("RGBA", (0, 0, 0, 255), 0),
        ("I;16", 65535, 255),
    ],
)
def test_every_colour_mode_becomes_grey_on_white(mode: str, color: Any, grey: int) -> None:
    image = open_png(write(Image.new(mode, (8, 8), color)))

    assert image.getpixel((4, 4)) == pytest.approx(grey, abs=1)


def test_a_palette_may_be_transparent() -> None:
    image = Image.new("P", (8, 8), 0)
    image.putpalette([0, 0, 0])

    assert open_png(write(image, transparency=0)).getpixel((4, 4)) == 255


def test_each_picture_of_a_tiff_is_a_page() -> None:
    pages = list_pictures(
        resumes.make_tiff(3), media_type="image/tiff", max_pages=3, max_pixels=MANY
    )

    assert [page.number for page in pages] == [1, 2, 3]
    assert {(page.reader, page.width, page.words) for page in pages} == {("ocr", 595, ())}


@pytest.mark.parametrize(
    ("data", "media_type", "code"),
    [
        (resumes.make_tiff(3), "image/tiff", JobFailureCode.FILE_TOO_COMPLEX),
        (bad_files.make_pixel_bomb(3000), "image/png", JobFailureCode.FILE_TOO_COMPLEX),
        (b"\x89PNG\r\n\x1a\nrubbish", "image/png", JobFailureCode.FILE_DAMAGED),
    ],
    ids=["pages", "pixels", "header"],
)
def test_pictures_that_cannot_be_listed_say_why(
    data: bytes, media_type: str, code: JobFailureCode
) -> None:
    with pytest.raises(StepFailed) as failure:
        list_pictures(data, media_type=media_type, max_pages=2, max_pixels=8_000_000)

    assert failure.value.code is code


def test_a_picture_that_breaks_off_is_damaged() -> None:
    with pytest.raises(StepFailed) as failure:
        open_picture(
            bad_files.make_truncated_picture(), media_type="image/jpeg", number=1, max_pixels=MANY
        )

    assert failure.value.code is JobFailureCode.FILE_DAMAGED


def test_a_page_is_painted_at_300_dpi_or_as_the_limit_allows() -> None:
    data = resumes.make_one_column()

    image, points = paint_page(data, number=1, max_pixels=MANY)
    small, more_points = paint_page(data, number=1, max_pixels=1_000_000)

    assert image.size == (2481, 3508)
    assert points == pytest.approx(72 / 300)
    assert small.width * small.height == pytest.approx(1_000_000, rel=0.01)
    assert small.width * more_points == pytest.approx(595.28, abs=1)
