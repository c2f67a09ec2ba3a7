"""PDFs whose parts contain or follow themselves, or go deeper than anybody can count."""

from tests.hostile.paper import (
    CATALOGUE,
    FIRST_MORE,
    PAGE,
    PAGES,
    TEXT,
    pack,
    write_compressed,
    write_page,
    write_stream,
)
from tests.support.bad_files import write_pdf

FORM = b"/Type/XObject/Subtype/Form/BBox[0 0 595 842]"


def make_xref_cycle() -> bytes:
    """Return a PDF whose table of objects says that the table before it is itself."""
    data = write_page(TEXT)
    start = data.rindex(b"xref\n0")
    return data.replace(b"trailer<<", b"trailer<</Prev %d " % start)


def make_xref_chain(count: int = 20_000) -> bytes:
    """Return a PDF with thousands of empty tables, each naming the one before."""
    data = write_page(TEXT)
    place = int(data.rpartition(b"startxref\n")[2].partition(b"\n")[0])
    for _ in range(count):
        here = len(data) + 1
        data += b"\nxref\n0 0\ntrailer<</Root 1 0 R/Size 6/Prev %d>>\n" % place
        place = here
    return data + b"startxref\n%d\n%%%%EOF" % place


def make_huge_xref_stream() -> bytes:
    """Return a PDF whose table of objects claims two thousand million of them."""
    head = b"/Type/XRef/Size 2147483647/Index[0 2147483647]/W[1 8 8]/Root 1 0 R"
    data = b"%PDF-1.7\n"
    table = b"1 0 obj %b endobj\n" % pack(bytes(30_000_000), head)
    return data + table + b"startxref\n%d\n%%%%EOF" % len(data)


def make_page_tree_cycle() -> bytes:
    """Return a PDF whose page tree has its own root among its leaves, beside a page."""
    data = write_page(TEXT)
    return data.replace(b"/Kids[%d 0 R]" % PAGE, b"/Kids[%d 0 R %d 0 R]" % (PAGES, PAGE))


def make_deep_page_tree(depth: int = 50_000) -> bytes:
    """Return a PDF whose page hangs under fifty thousand branches."""
    branches = [
        b"<</Type/Pages/Kids[%d 0 R]/Count 1/Parent %d 0 R>>" % (number + 1, number - 1)
        for number in range(PAGES, PAGES + depth)
    ]
    leaf = b"<</Type/Page/Parent %d 0 R/MediaBox[0 0 9 9]>>" % (PAGES + depth - 1)
    return write_pdf([b"<</Type/Catalog/Pages %d 0 R>>" % PAGES, *branches, leaf])


def make_outline_cycle() -> bytes:
    """Return a PDF whose table of contents names itself first, next and last; links go round."""
    item = b"<</Title(again)/First %d 0 R/Next %d 0 R/Last %d 0 R/Parent %d 0 R/Dest(a)>>"
    outline = item % ((FIRST_MORE,) * 4)
    names = b"<</Dests<</Kids[%d 0 R]>>/Kids[%d 0 R]/Limits[(a)(z)]>>" % ((FIRST_MORE + 1,) * 2)
    link = b"<</Type/Annot/Subtype/Link/Rect[0 0 99 99]/Dest(a)/A<</S/GoTo/D(a)/Next %d 0 R>>>>"
    action = link % (FIRST_MORE + 2)
    data = write_page(TEXT, outline, names, action, page=b"/Annots[%d 0 R]" % (FIRST_MORE + 2))
    root = b"/Pages %d 0 R" % PAGES
    more = b"/Outlines %d 0 R/Names %d 0 R" % (FIRST_MORE, FIRST_MORE + 1)
    return data.replace(root, root + more, 1)


def make_object_stream_cycle() -> bytes:
    """Return a PDF whose object stream extends itself and is said to lie in itself."""
    held = b"1 0 2 32 <</Type/Catalog/Pages 2 0 R>>   <</Type/Pages/Kids[3 0 R]/Count 1>>"
    return write_compressed(write_stream(held, b"/Type/ObjStm/N 2/First 9/Extends 3 0 R"))


def make_reference_cycle() -> bytes:
    """Return a PDF whose lengths, filters, boxes and fonts refer to each other in a circle."""
    ring = b"%d 0 R" % FIRST_MORE
    more = [b"%d 0 R" % (FIRST_MORE + 1), ring, b"[%b]" % (b"%d 0 R" % (FIRST_MORE + 2))]
    resources = b"/ColorSpace<</C %b>>/ExtGState<</G %b>>/XObject<</X %b>>" % (ring, ring, ring)
    data = write_page(TEXT + b"/C cs /G gs /X Do", *more, resources=resources, box=b" " + ring)
    return data.replace(b"/Filter/FlateDecode/Length", b"/Filter/FlateDecode/DL %b/Length" % ring)


def make_form_cycle() -> bytes:
    """Return a PDF in which two forms draw each other."""
    one, two = FIRST_MORE, FIRST_MORE + 1
    resources = b"/Resources<</XObject<</A %d 0 R/B %d 0 R>>>>" % (one, two)
    forms = [
        write_stream(b"/B Do /A Do ", FORM + resources),
        write_stream(b"/A Do", FORM + resources),
    ]
    return write_page(TEXT + b"/A Do", *forms, resources=b"/XObject<</A %d 0 R>>" % one)


def make_type3_cycle() -> bytes:
    """Return a PDF whose font draws its letter with that very letter, many times."""
    number = FIRST_MORE
    font = (
        b"<</Type/Font/Subtype/Type3/FontBBox[0 0 1 1]/FontMatrix[1 0 0 1 0 0]/FirstChar 97"
        b"/LastChar 97/Widths[1]/Encoding<</Differences[97/a]>>/CharProcs<</a %d 0 R>>"
        b"/Resources<</Font<</T %d 0 R>>>>>>" % (number + 1, number)
    )
    letter = write_stream(b"1 0 d0 BT /T 1 Tf " + b"(aaaaaaaaaa)Tj " * 100 + b"ET")
    content = TEXT + b"BT /T 9 Tf 72 600 Td (" + b"a" * 1_000 + b")Tj ET"
    return write_page(content, font, letter, resources=b"/Font<</F 5 0 R/T %d 0 R>>" % number)


def make_deep_nesting(opening: bytes, depth: int = 1_000_000) -> bytes:
    """Return a PDF whose content opens something a million times, and never closes it."""
    return write_page(TEXT + opening * depth)


def make_deep_object(opening: bytes, depth: int = 500_000) -> bytes:
    """Return a PDF whose catalogue has an entry nested half a million times."""
    data = write_page(TEXT)
    root = b"%d 0 obj <<" % CATALOGUE
    return data.replace(root, root + b"/Deep " + opening * depth, 1)
