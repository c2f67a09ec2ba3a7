import pytest

from showcase.adapters.documents import ACCEPTED_TYPES, picture_pixels, sniff_media_type
from tests.support import bad_files, resumes

PICTURES = {
    f"image/{form.lower()}": resumes.make_picture(form) for form in ("PNG", "JPEG", "WEBP", "TIFF")
}
FILES = {
    "application/pdf": resumes.make_one_column(),
    "application/json": b'\xef\xbb\xbf\n{ "basics": {} }',
    **PICTURES,
}


def test_the_content_shows_the_type_of_every_file_we_take() -> None:
    assert {sniff_media_type(data): True for data in FILES.values()} == dict.fromkeys(FILES, True)
    assert set(FILES) == set(ACCEPTED_TYPES)


def test_a_pdf_may_begin_after_some_junk() -> None:
    pdf = resumes.make_one_column()

    assert sniff_media_type(b"\r\n" * 500 + pdf) == "application/pdf"
    assert sniff_media_type(b"\r\n" * 600 + pdf) is None


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"Dear sir or madam",
        b"PK\x03\x04",
        b"<svg/>",
        b"GIF89a",
        b"{\\rtf1",
        b"[1]",
        b"RIFF\x00\x00\x00\x00WAVE",
    ],
)
def test_other_files_have_no_type(data: bytes) -> None:
    assert sniff_media_type(data) is None


@pytest.mark.parametrize("data", PICTURES.values(), ids=PICTURES.keys())
def test_the_header_of_a_picture_states_its_pixels(data: bytes) -> None:
    assert picture_pixels(data) == (1241, 1754)


def test_a_bomb_states_its_pixels_too() -> None:
    head = bad_files.make_pixel_bomb(20_000)[:1024]

    assert picture_pixels(head) == (20_000, 20_000)


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7", b"\x89PNG\r\n\x1a\nrubbish", b"II*\x00"])
def test_a_broken_header_states_nothing(data: bytes) -> None:
    assert picture_pixels(data) is None
