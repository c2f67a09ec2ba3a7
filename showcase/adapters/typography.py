"""The words of a PDF page with the font, size and colour they are set in."""

import ctypes
import math
import re
from collections.abc import Callable, Iterator
from contextlib import closing
from typing import NamedTuple

import pypdfium2
import pypdfium2.raw as pdfium

from showcase.adapters.drawings import PageObject, address, read_color
from showcase.adapters.glyphs import Glyph, join_words, spell_word
from showcase.adapters.page_frame import PageFrame, enclose
from showcase.models.document import Word

BOLD_NAME = re.compile(
    r"bold|black|heavy|demi|(cm|sf|ec)(bx|ssbx)|-medi$|fett\b|gras\b", re.IGNORECASE
)
"""The name of a font tells; weights are filled in at random by what writes PDF."""
ITALIC_NAME = re.compile(r"italic|oblique|kursiv|(cm|sf|ec)(ti|sl|bxti)\d|-it$", re.IGNORECASE)
FORCE_BOLD = 1 << 18
ITALIC = 1 << 6
"""Font flags, ISO 32000-1 table 123."""
FILL_AND_STROKE = 2
"""The text render mode with which bold is imitated, ISO 32000-1 table 106."""
SLANT = 0.1
"""From this skew on, upright letters imitate italic ones."""
MAX_FONT_NAME = 128


class FontStyle(NamedTuple):
    """What a font says about itself."""

    bold: bool
    italic: bool


class SetWord(NamedTuple):
    """A word and how it was painted."""

    word: Word
    text_object: int
    render_mode: int
    alpha: int


def read_words(page: pypdfium2.PdfPage, frame: PageFrame) -> Iterator[SetWord]:
    """Give the words of a page in the order of its content."""
    fonts: dict[int, FontStyle] = {}
    with closing(page.get_textpage()) as text_page:
        for glyphs in join_words(_read_glyphs(text_page.raw, frame.place)):
            drawn = pdfium.FPDFText_GetTextObject(text_page.raw, glyphs[0].number)
            text = spell_word(glyphs)
            if drawn and text:
                yield _set_word(text_page.raw, drawn, glyphs=glyphs, text=text, fonts=fonts)


def _read_glyphs(
    text_page: PageObject, place: Callable[..., tuple[float, float, float, float]]
) -> Iterator[Glyph]:
    """Give what is drawn; the spaces that PDFium guesses are a mark on the glyph that follows."""
    spaced = False
    rectangle = pdfium.FS_RECTF()
    target = ctypes.byref(rectangle)
    is_generated, get_box = pdfium.FPDFText_IsGenerated, pdfium.FPDFText_GetLooseCharBox
    for index in range(pdfium.FPDFText_CountChars(text_page)):
        if is_generated(text_page, index):
            spaced = True
            continue
        get_box(text_page, index, target)
        left, top, right, bottom = place(
            rectangle.left, rectangle.bottom, rectangle.right, rectangle.top
        )
        yield Glyph(_read_character(text_page, index), left, top, right, bottom, index, spaced)
        spaced = False


def _read_character(text_page: PageObject, index: int) -> str:
    """Give the character; the replacement character where the font does not say which it is."""
    if pdfium.FPDFText_HasUnicodeMapError(text_page, index):
        return "\ufffd"
    code: int = pdfium.FPDFText_GetUnicode(text_page, index)
    return chr(code) if code else " "  # a blank that the font does not name comes as 0


def _set_word(
    text_page: PageObject,
    drawn: PageObject,
    *,
    glyphs: list[Glyph],
    text: str,
    fonts: dict[int, FontStyle],
) -> SetWord:
    render_mode: int = pdfium.FPDFTextObj_GetTextRenderMode(drawn)
    font = pdfium.FPDFTextObj_GetFont(drawn)
    style = fonts.get(address(font)) or fonts.setdefault(address(font), _read_font_style(font))
    size, slanted = _read_size(text_page, drawn, index=glyphs[0].number)
    color, alpha = read_color(drawn)
    left, top, right, bottom = enclose([glyph[1:5] for glyph in glyphs])
    word = Word(
        text=text,
        box=(round(left, 2), round(top, 2), round(right, 2), round(bottom, 2)),
        size=round(size, 2),
        # Skia paints imitated bold as paths and lays transparent text over them.
        bold=style.bold or render_mode == FILL_AND_STROKE or alpha == 0,
        italic=style.italic or slanted,
        color=color,
    )
    return SetWord(word, address(drawn), render_mode, alpha)


def _read_font_style(font: PageObject) -> FontStyle:
    buffer = ctypes.create_string_buffer(MAX_FONT_NAME)
    pdfium.FPDFFont_GetBaseFontName(font, buffer, MAX_FONT_NAME)
    name = buffer.value.decode(errors="replace")
    flags: int = max(pdfium.FPDFFont_GetFlags(font), 0)
    return FontStyle(
        bold=bool(BOLD_NAME.search(name) or flags & FORCE_BOLD),
        italic=bool(ITALIC_NAME.search(name) or flags & ITALIC),
    )


def _read_size(text_page: PageObject, drawn: PageObject, *, index: int) -> tuple[float, bool]:
    """Give the size in points as seen on the page, and whether the letters are slanted."""
    nominal, matrix = ctypes.c_float(), pdfium.FS_MATRIX()
    pdfium.FPDFTextObj_GetFontSize(drawn, nominal)
    pdfium.FPDFText_GetMatrix(text_page, index, matrix)
    scale = math.hypot(matrix.c, matrix.d)
    dot = matrix.a * matrix.c + matrix.b * matrix.d
    width = math.hypot(matrix.a, matrix.b)
    slanted = bool(scale and width) and abs(dot) / (scale * width) > SLANT
    return abs(nominal.value) * scale, slanted
