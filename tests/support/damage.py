"""Strategies of Hypothesis for files as bad luck and malice leave them."""

import re
from io import BytesIO

import pikepdf
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn
from PIL import Image, ImageDraw

from tests.support import resumes

NUMBER = re.compile(rb"(?<![\w.])-?\d+(?:\.\d+)?")
EXTREMES = (b"0", b"-1", b"1e9", b"4294967296", b"-2147483648", b"0.0000001", b"99999999999999999")
SIGNATURES = (
    b"%PDF-1.7\n",
    b"\x89PNG\r\n\x1a\n",
    b"\xff\xd8\xff\xe0",
    b"II*\x00",
    b"RIFF\xff\0\0\0WEBP",
)
TOKENS = tuple(
    b"<< >> [ ] ( ) stream endstream obj endobj xref trailer startxref %%EOF R null true /Type "
    b"/Page /Pages /Kids /Count /MediaBox /CropBox /Rotate /Contents /Resources /Font /Length "
    b"/Filter /FlateDecode /ASCIIHexDecode /XObject /Form /Annots BT ET Tj Td Tf cm q Q re f "
    b"Do".split()
)
SIDE = 160
"""Pixels of the pictures that are damaged; OCR of large ones takes seconds."""


def make_small_picture(form: str) -> bytes:
    """Return a small picture with a few words on it."""
    image = Image.new("RGB", (SIDE, SIDE), "white")
    ImageDraw.Draw(image).text((10, 20), "Ada Lovelace\nanalyst since 1842", fill="black")
    target = BytesIO()
    image.save(target, form)
    return target.getvalue()


def unpack(pdf: bytes) -> bytes:
    """Return the PDF with its streams in plain text, so that accidents happen to their content."""
    target = BytesIO()
    with pikepdf.open(BytesIO(pdf)) as document:
        document.save(target, qdf=True)
    return target.getvalue()


PACKED = (resumes.make_one_column(), resumes.make_two_column(), resumes.make_pages(2))
PDFS = (*PACKED, *map(unpack, PACKED))
PICTURES = tuple(make_small_picture(form) for form in ("PNG", "JPEG", "WEBP", "TIFF"))


@st.composite
def damaged(draw: DrawFn, whole: tuple[bytes, ...]) -> bytes:
    """Return one of the files after a few accidents."""
    data = draw(st.sampled_from(whole))
    for accident in draw(st.lists(st.sampled_from(ACCIDENTS), min_size=1, max_size=4)):
        data = accident(draw, data)
    return data


@st.composite
def random_files(draw: DrawFn) -> bytes:
    """Return a signature that we accept, and noise or tokens of PDF after it."""
    noise = st.binary(max_size=2_000) | st.lists(st.sampled_from(TOKENS), max_size=300).map(
        b" ".join
    )
    return draw(st.sampled_from(SIGNATURES)) + draw(noise)


def _cut_off(draw: DrawFn, data: bytes) -> bytes:
    return data[: draw(st.integers(16, max(16, len(data))))]


def _flip_bytes(draw: DrawFn, data: bytes) -> bytes:
    changed = bytearray(data)
    places = st.integers(0, len(data) - 1)
    for place in draw(st.lists(places, min_size=1, max_size=20)):
        changed[place] ^= draw(st.integers(1, 255))
    return bytes(changed)


def _lose_part(draw: DrawFn, data: bytes) -> bytes:
    start = draw(st.integers(0, len(data) - 1))
    return data[:start] + data[start + draw(st.integers(1, 400)) :] or data


def _repeat_part(draw: DrawFn, data: bytes) -> bytes:
    start = draw(st.integers(0, len(data) - 1))
    part = data[start : start + draw(st.integers(1, 400))]
    return data[:start] + part * draw(st.integers(2, 5)) + data[start:]


def _exaggerate(draw: DrawFn, data: bytes) -> bytes:
    """Replace a number: sizes of pages, counts of objects, lengths of streams."""
    found = list(NUMBER.finditer(data))
    if not found:
        return data
    number = draw(st.sampled_from(found))
    return data[: number.start()] + draw(st.sampled_from(EXTREMES)) + data[number.end() :]


ACCIDENTS = (_cut_off, _flip_bytes, _lose_part, _repeat_part, _exaggerate, _exaggerate)
