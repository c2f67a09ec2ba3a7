"""PDFs written by hand: what no library that makes PDFs would write."""

import struct
import zlib
from io import BytesIO

import pikepdf

from tests.support.bad_files import write_pdf
from tests.support.resumes import make_one_column

CATALOGUE, PAGES, PAGE, CONTENT, FONT = 1, 2, 3, 4, 5
"""Numbers of the objects in a PDF of `write_page`; further ones follow."""
FIRST_MORE = 6
HELVETICA = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"
A4 = b"[0 0 595 842]"
TEXT = (
    b"BT /F 20 Tf 72 760 Td (Ada Lindqvist) Tj /F 10 Tf 0 -20 Td (ada@mail.example) Tj "
    b"/F 14 Tf 0 -30 Td (Experience) Tj /F 10 Tf 0 -20 Td (Clerk, Acme Ltd) Tj "
    b"0 -14 Td (January 2019 - March 2020) Tj 0 -14 Td (Closed the year in four days.) Tj ET "
)
"""A resume, as short as can be."""


def write_page(
    content: bytes,
    *more: bytes,
    resources: bytes = b"",
    page: bytes = b"",
    box: bytes = A4,
    count: int = 1,
) -> bytes:
    """Return a PDF of so many equal pages; `more` objects are numbered from FIRST_MORE."""
    kids = b" ".join([b"%d 0 R" % PAGE] * count)
    return write_pdf(
        [
            b"<</Type/Catalog/Pages %d 0 R>>" % PAGES,
            b"<</Type/Pages/Kids[%b]/Count %d>>" % (kids, count),
            b"<</Type/Page/Parent %d 0 R/MediaBox%b/Contents %d 0 R"
            b"/Resources<</Font<</F %d 0 R>>%b>>%b>>"
            % (PAGES, box, CONTENT, FONT, resources, page),
            pack(content),
            HELVETICA,
            *more,
        ]
    )


def write_compressed(stream: bytes) -> bytes:
    """Return a PDF whose catalogue and pages are said to lie in this object stream."""
    data = b"%PDF-1.7\n"
    place = len(data)
    data += b"3 0 obj %b endobj\n" % stream
    rows = [(0, 0, 0), (2, 3, 0), (2, 3, 1), (1, place, 0), (1, len(data), 0)]
    entries = b"".join(struct.pack(">BIB", *row) for row in rows)
    table = write_stream(entries, b"/Type/XRef/Size 5/W[1 4 1]/Root 1 0 R")
    return data + b"4 0 obj %b endobj\nstartxref\n%d\n%%%%EOF" % (table, len(data))


def pack(data: bytes, head: bytes = b"", *, level: int = 9) -> bytes:
    """Return a stream, deflated."""
    return write_stream(zlib.compress(data, level), b"/Filter/FlateDecode" + head)


def write_stream(data: bytes, head: bytes = b"") -> bytes:
    """Return a stream whose dictionary has these entries."""
    return b"<<%b/Length %d>>stream\n%b\nendstream" % (head, len(data), data)


def deflate_zeros(size: int, *, times: int = 1) -> bytes:
    """Return so many zeros, deflated again and again."""
    packer = zlib.compressobj(9)
    block = bytes(10_000_000)
    data = b"".join(packer.compress(block) for _ in range(size // len(block))) + packer.flush()
    for _ in range(times - 1):
        data = zlib.compress(data, 9)
    return data


def open_resume() -> pikepdf.Pdf:
    """Return an ordinary resume, open to be changed."""
    return pikepdf.open(BytesIO(make_one_column()))


def save(pdf: pikepdf.Pdf) -> bytes:
    """Return the changed file and close it."""
    target = BytesIO()
    with pdf:
        pdf.save(target)
    return target.getvalue()
