"""PDFs that grow when they are opened, read or painted."""

import zlib

from tests.hostile.paper import (
    FIRST_MORE,
    TEXT,
    deflate_zeros,
    write_compressed,
    write_page,
    write_stream,
)
from tests.support.bad_files import write_one_page

GIGABYTE = 1_000_000_000
PICTURE = b"/Type/XObject/Subtype/Image/Width %d/Height %d/BitsPerComponent %d/ColorSpace/%b"
SHOW_PICTURE = b"595 0 0 842 0 0 cm /I Do"
HAS_PICTURE = b"/XObject<</I %d 0 R>>" % FIRST_MORE
FALLING_APART = 10
"""How often each form is drawn in the next, and how many forms there are."""


def make_nested_flate(times: int = 5) -> bytes:
    """Return a PDF whose content was deflated again and again: a gigabyte of zeros."""
    filters = b"[%b]" % (b"/FlateDecode" * times)
    return write_one_page(deflate_zeros(GIGABYTE, times=times), filters=filters)


def make_run_length_bomb() -> bytes:
    """Return a PDF whose content grows by two methods, one after the other, to a gigabyte."""
    runs = b"\x81 " * 8_000_000  # 128 spaces each
    return write_one_page(zlib.compress(runs, 9), filters=b"[/FlateDecode/RunLengthDecode]")


def make_form_bomb() -> bytes:
    """Return a PDF in which a form draws ten forms that draw ten forms, ten times over."""
    forms = []
    for number in range(FIRST_MORE, FIRST_MORE + FALLING_APART):
        head = (
            b"/Type/XObject/Subtype/Form/BBox[0 0 595 842]/Resources<</XObject<</X %d 0 R>>"
            b"/Font<</F 5 0 R>>>>" % (number + 1)
        )
        forms.append(write_stream(b"/X Do " * FALLING_APART, head))
    leaf = b"/Type/XObject/Subtype/Form/BBox[0 0 595 842]/Resources<</Font<</F 5 0 R>>>>"
    forms.append(write_stream(b"BT /F 9 Tf 72 700 Td (deep)Tj ET", leaf))
    return write_page(b"/X Do", *forms, resources=b"/XObject<</X %d 0 R>>" % FIRST_MORE)


def make_picture_bomb(side: int = 60_000) -> bytes:
    """Return a scan whose one picture has 3.6 gigapixels of one colour."""
    head = PICTURE % (side, side, 8, b"DeviceRGB")
    data = deflate_zeros(GIGABYTE)
    picture = write_stream(data, head + b"/Filter/FlateDecode")
    return write_page(SHOW_PICTURE, picture, resources=HAS_PICTURE)


def make_wide_bitmap(side: int = 30_000) -> bytes:
    """Return a scan whose one picture has 900 megapixels in black and white."""
    head = PICTURE % (side, side, 1, b"DeviceGray")
    picture = write_stream(deflate_zeros(side * side // 8), head + b"/Filter/FlateDecode")
    return write_page(SHOW_PICTURE, picture, resources=HAS_PICTURE)


def make_broken_jbig2() -> bytes:
    """Return a scan whose picture claims the largest size JBIG2 knows, and then breaks off."""
    size = (65_535).to_bytes(4, "big")
    page = b"\0\0\0\0\x30\0\1\0\0\0\x13" + size * 2 + bytes(9) + b"\0\0"
    region = b"\0\0\0\1\x26\0\1\0\0\xff\xff" + size * 2 + bytes(8) + b"\0\0\3\xff\xfd\xff\2"
    head = PICTURE % (65_535, 65_535, 1, b"DeviceGray")
    picture = write_stream(page + region + b"\x94\x4a" * 30_000, head + b"/Filter/JBIG2Decode")
    return write_page(SHOW_PICTURE, picture, resources=HAS_PICTURE)


def make_broken_jpx() -> bytes:
    """Return a scan whose JPEG 2000 claims 60,000 times 60,000 pixels, and then breaks off."""
    side = (60_000).to_bytes(4, "big")
    size = b"\xff\x51\0\x2f\0\0" + side * 2 + bytes(8) + side * 2 + bytes(8) + b"\0\3"
    code = b"\xff\x4f" + size + b"\7\1\1" * 3 + b"\xff\x52\0\x0c\0\0\0\1\0\5\4\4\0\1"
    code += b"\xff\x5c\0\x13\x40" + b"\x48" * 16 + b"\xff\x90\0\x0a\0\0\0\0\0\0\0\1\xff\x93"
    head = PICTURE % (60_000, 60_000, 8, b"DeviceRGB")
    picture = write_stream(code + bytes(9_000), head + b"/Filter/JPXDecode")
    return write_page(SHOW_PICTURE, picture, resources=HAS_PICTURE)


def make_object_stream_bomb() -> bytes:
    """Return a PDF with an object stream that claims a hundred million objects in a gigabyte."""
    head = b"/Type/ObjStm/N 100000000/First 900000000/Filter/FlateDecode"
    return write_compressed(write_stream(deflate_zeros(GIGABYTE), head))


def make_many_pages(count: int = 10_000) -> bytes:
    """Return a PDF of ten thousand pages."""
    return write_page(b"BT /F 9 Tf 72 700 Td (page)Tj ET", count=count)


def make_false_count(count: int) -> bytes:
    """Return a PDF of one page that claims another number of them."""
    data = write_page(TEXT)
    return data.replace(b"/Count 1>>", b"/Count %d>>" % count)


def make_huge_page(box: bytes) -> bytes:
    """Return a PDF with a page of this size whose text is on a picture, so that it is painted."""
    head = PICTURE % (8, 8, 8, b"DeviceGray")
    picture = write_stream(bytes(64), head)
    content = b"q 1e9 0 0 1e9 0 0 cm /I Do Q " + TEXT
    return write_page(content, picture, resources=HAS_PICTURE, box=box, page=b"/UserUnit 75000")


def make_many_marks() -> bytes:
    """Return a PDF of twenty pages that share five thousand links and fifty thousand lines."""
    link = b"<</Type/Annot/Subtype/Link/Rect[0 0 9 9]/A<</S/URI/URI(https://%b.example/)>>>>"
    links = link % (b"x" * 600) * 5_000
    lines = b"0 0 m 9 9 l S " * 50_000
    return write_page(lines, b"[%b]" % links, page=b"/Annots %d 0 R" % FIRST_MORE, count=20)


def make_words(count: int, *, pages: int = 1) -> bytes:
    """Return a PDF of so many pages with so many words each, in lines of fifty."""
    line = b"(work )Tj " * 50 + b"T* "
    return write_page(
        b"BT /F 3 Tf 3 TL 1 830 Td " + line * (count // 50) + b"ET",
        count=pages,
    )
