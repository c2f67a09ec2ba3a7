"""Files that are locked, broken, or made to hurt whoever opens them."""

import zlib
from io import BytesIO

import pikepdf
from PIL import Image

from tests.support.resumes import make_one_column

PAGE = (
    b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R"
    b"/Resources<</Font<</F 5 0 R>>>>>>"
)


def make_encrypted_pdf() -> bytes:
    """Return a PDF that asks for a password."""
    return _encrypt(user="secret")


def make_restricted_pdf() -> bytes:
    """Return a PDF that anyone may read and nobody may change."""
    return _encrypt(user="")


def make_truncated_pdf() -> bytes:
    """Return the first fifth of a PDF, as a broken download leaves it."""
    data = make_one_column()
    return data[: len(data) // 5]


def make_pdf_without_pages() -> bytes:
    """Return a PDF with an empty page tree."""
    return write_pdf([b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[]/Count 0>>"])


def make_cyclic_pdf() -> bytes:
    """Return a PDF whose page tree contains itself."""
    return write_pdf(
        [b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[2 0 R]/Count 1>>"],
    )


def make_operator_bomb(count: int = 2_000_000) -> bytes:
    """Return a small PDF that draws a letter two million times."""
    content = b"BT /F 9 Tf 72 700 Td " + b"(a)Tj " * count + b"ET"
    return write_one_page(zlib.compress(content, 9), filters=b"/FlateDecode")


def make_flate_bomb(unpacked: int = 2_000_000_000) -> bytes:
    """Return a tiny PDF whose content grows to two gigabytes when it is unpacked twice."""
    packer = zlib.compressobj(9)
    block = b" " * 10_000_000
    once = b"".join(packer.compress(block) for _ in range(unpacked // len(block)))
    twice = zlib.compress(once + packer.flush(), 9)
    return write_one_page(twice, filters=b"[/FlateDecode/FlateDecode]")


def make_pixel_bomb(side: int) -> bytes:
    """Return a small PNG with side times side white pixels."""
    target = BytesIO()
    Image.new("1", (side, side), 1).save(target, "PNG")
    return target.getvalue()


def make_truncated_picture() -> bytes:
    """Return a JPEG that ends in the middle of its pixels."""
    target = BytesIO()
    Image.effect_noise((400, 400), 80).save(target, "JPEG")
    return target.getvalue()[:9000]


def _encrypt(*, user: str) -> bytes:
    target = BytesIO()
    with pikepdf.open(BytesIO(make_one_column())) as pdf:
        nothing = pikepdf.Permissions(extract=False, modify_other=False)
        pdf.save(target, encryption=pikepdf.Encryption(owner="own", user=user, allow=nothing))
    return target.getvalue()


def write_one_page(content: bytes, *, filters: bytes) -> bytes:
    """Return a PDF of one page with this content, packed by these filters."""
    head = b"<</Filter %b/Length %d>>stream\n" % (filters, len(content))
    return write_pdf(
        [
            b"<</Type/Catalog/Pages 2 0 R>>",
            b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
            PAGE,
            head + content + b"\nendstream",
            b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        ]
    )


def write_pdf(objects: list[bytes]) -> bytes:
    """Return a PDF of these objects, the first of them its catalogue."""
    data = b"%PDF-1.7\n"
    offsets = []
    for number, value in enumerate(objects, start=1):
        offsets.append(len(data))
        data += b"%d 0 obj %b endobj\n" % (number, value)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    size = len(objects) + 1
    start = b"xref\n0 %d\n0000000000 65535 f \n%b" % (size, table)
    trailer = b"trailer<</Root 1 0 R/Size %d>>\nstartxref\n%d\n%%%%EOF" % (size, len(data))
    return data + start + trailer
