"""Small PDFs that keep whoever reads or paints them busy."""

from tests.hostile.bombs import HAS_PICTURE, PICTURE, SHOW_PICTURE
from tests.hostile.paper import FIRST_MORE, TEXT, pack, write_page, write_stream

SCAN = write_stream(bytes(64), PICTURE % (8, 8, 8, b"DeviceGray"))
"""A picture that covers the page, so that it is painted for OCR."""


def make_operators(content: bytes, count: int) -> bytes:
    """Return a PDF whose content repeats these operators so many times."""
    return write_page(TEXT + content * count)


def make_huge_array() -> bytes:
    """Return a PDF that shows one text made of three million pieces."""
    pieces = b"(a)-90" * 3_000_000
    return write_page(b"BT /F 9 Tf 72 700 Td [" + pieces + b"]TJ ET")


def make_wide_code_map() -> bytes:
    """Return a PDF whose font maps four thousand million codes to letters, many times over."""
    rows = b"<00000000> <ffffffff> <0041>\n" * 100
    code_map = pack(
        b"/CIDInit/ProcSet findresource begin begincmap 1 begincodespacerange <00000000> "
        b"<ffffffff> endcodespacerange 100 beginbfrange\n" + rows + b"endbfrange endcmap end"
    )
    font = (
        b"<</Type/Font/Subtype/Type0/BaseFont/X/Encoding/Identity-H/ToUnicode %d 0 R"
        b"/DescendantFonts[<</Type/Font/Subtype/CIDFontType2/BaseFont/X/W[0 2000000000 500]"
        b"/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>>>]>>"
        % (FIRST_MORE + 1)
    )
    content = b"BT /T 9 Tf 72 700 Td <0041004200430044> Tj ET"
    return write_page(content, font, code_map, resources=b"/Font<</T %d 0 R>>" % FIRST_MORE)


def make_dense_pattern() -> bytes:
    """Return a scan filled a hundred times with a pattern whose tiles are next to nothing."""
    head = (
        b"/Type/Pattern/PatternType 1/PaintType 1/TilingType 1/BBox[0 0 1 1]/XStep .001"
        b"/YStep .001/Resources<<>>"
    )
    pattern = write_stream(b"0 0 .5 .5 re f", head)
    fills = b" /Pattern cs /P scn 0 0 595 842 re f" * 100
    resources = HAS_PICTURE + b"/Pattern<</P %d 0 R>>" % (FIRST_MORE + 1)
    return write_page(SHOW_PICTURE + fills, SCAN, pattern, resources=resources)


def make_slow_shading() -> bytes:
    """Return a scan whose every pixel is coloured by a program of fifty thousand steps."""
    program = b"{" + b" sin cos" * 25_000 + b" pop dup dup }"
    function = pack(program, b"/FunctionType 4/Domain[0 1 0 1]/Range[0 1 0 1 0 1]")
    shading = (
        b"<</ShadingType 1/ColorSpace/DeviceRGB/Domain[0 1 0 1]/Matrix[595 0 0 842 0 0]"
        b"/Function %d 0 R>>" % (FIRST_MORE + 2)
    )
    resources = HAS_PICTURE + b"/Shading<</S %d 0 R>>" % (FIRST_MORE + 1)
    content = b"q " + SHOW_PICTURE + b" Q /S sh"
    return write_page(content, SCAN, shading, function, resources=resources, count=20)


def make_soft_masks() -> bytes:
    """Return a scan that is painted through forty masks, each painted through the next."""
    count = 40
    more = [SCAN]
    for number in range(FIRST_MORE + 1, FIRST_MORE + 1 + count):
        group = (
            b"/Type/XObject/Subtype/Form/BBox[0 0 595 842]/Group<</S/Transparency/CS/DeviceRGB>>"
            b"/Resources<</XObject<</I %d 0 R/N %d 0 R>>/ExtGState<</G<</SMask<</S/Luminosity"
            b"/G %d 0 R>>>>>>>>" % (FIRST_MORE, number + 1, number + 1)
        )
        more.append(write_stream(b"/G gs q " + SHOW_PICTURE + b" Q /N Do /N Do", group))
    state = b"/ExtGState<</G<</SMask<</S/Luminosity/G %d 0 R>>>>>>" % (FIRST_MORE + 1)
    return write_page(b"/G gs " + SHOW_PICTURE, *more, resources=HAS_PICTURE + state)
