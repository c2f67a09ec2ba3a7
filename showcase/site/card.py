"""The picture that stands for a site wherever a link to it is shared: Open Graph's og:image."""

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from fontpkg.pil import truetype
from PIL import Image, ImageColor, ImageDraw, ImageFont

from showcase.site.links import shown_address
from showcase.site.page import Page
from showcase.site.themes import Palette

CARD = "card.png"
WIDTH, HEIGHT = 1200, 630
EDGE = 80
BAND = 92
"""Height of the accent colour at the foot, which carries the address."""
GAP = 24
LINE = 0.9
"""From one line to the next, in heights of the font."""
SHADES = 16
"""Between the colour of a field and that of its text: enough for smooth letters."""
FAMILIES = ("Noto Sans", "Noto Sans Arabic")
NO_LETTER = "\uffff"


@dataclass(frozen=True)
class Style:
    """How a text is set: in the largest of the sizes in which it fits."""

    sizes: tuple[int, ...]
    weight: int
    height: int


NAME = Style(sizes=(120, 100, 84, 70, 58, 46), weight=800, height=270)
HEADLINE = Style(sizes=(46, 38, 32, 26), weight=500, height=130)
ADDRESS = Style(sizes=(32, 26, 20), weight=600, height=48)


@dataclass(frozen=True)
class Setting:
    """A text, broken into the lines in which it fits; no lines where it cannot be shown."""

    lines: list[str]
    font: ImageFont.FreeTypeFont

    @property
    def line_height(self) -> int:
        """Pixels from one line to the next."""
        return int(sum(self.font.getmetrics()) * LINE)

    @property
    def height(self) -> int:
        """Pixels of all lines."""
        return self.line_height * len(self.lines)


@dataclass(frozen=True)
class Strip:
    """A field of one colour from edge to edge, down to the next one, with a text in another."""

    top: int
    text_top: int
    setting: Setting
    field: str
    ink: str

    def shades(self) -> Iterator[int]:
        """Return red, green, blue of each shade between the two colours."""
        field, ink = ImageColor.getrgb(self.field), ImageColor.getrgb(self.ink)
        for step in range(SHADES):
            for one, other in zip(field, ink, strict=True):
                yield one + (other - one) * step // (SHADES - 1)


def draw_card(page: Page, palette: Palette) -> bytes | None:
    """Return name, headline and address as a PNG in the colours of a theme.

    None where no font of ours has the letters of the name: better no picture than boxes.
    """
    name = _set(page.hero.name, NAME)
    if not name.lines:
        return None
    headline = _set(page.hero.headline or "", HEADLINE)
    address = _set(shown_address(page.url), ADDRESS)
    second = HEIGHT - BAND - EDGE // 2 - headline.height
    strips = (
        Strip(0, second - name.height - GAP, name, palette.surface, palette.ink),
        Strip(second - GAP // 2, second, headline, palette.surface, palette.accent),
        Strip(
            HEIGHT - BAND,
            HEIGHT - (BAND + address.height) // 2,
            address,
            palette.accent,
            palette.on_accent,
        ),
    )
    return _pack(strips, direction=page.direction)


def _set(text: str, style: Style) -> Setting:
    """Return a text in the largest size that fits; without lines if none does.

    Signs that print nothing are left out: no layout is defined for some of them.
    """
    words = ("".join(filter(str.isprintable, word)) for word in text.split())
    text = " ".join(words)
    family = _find_family(text)
    for size in style.sizes if family else ():
        font = _load_font(family, size, style.weight)
        setting = Setting(list(_break_lines(text, font)), font)
        widest = max(map(font.getlength, setting.lines), default=0)
        if widest <= WIDTH - 2 * EDGE and setting.height <= style.height:
            return setting
    return Setting([], _load_font(FAMILIES[0], style.sizes[-1], style.weight))


def _break_lines(text: str, font: ImageFont.FreeTypeFont) -> Iterator[str]:
    line = ""
    for word in text.split():
        longer = f"{line} {word}".strip()
        if line and font.getlength(longer) > WIDTH - 2 * EDGE:
            yield line
            longer = word
        line = longer
    if line:
        yield line


def _pack(strips: Sequence[Strip], *, direction: str) -> bytes:
    """Return the strips as a small PNG; the same strips always give the same bytes.

    Each strip is drawn in its own range of greys, and the palette gives each range its colours.
    """
    picture = Image.new("L", (WIDTH, HEIGHT))
    canvas = ImageDraw.Draw(picture)
    colours: list[int] = []
    side, anchor = (WIDTH - EDGE, "ra") if direction == "rtl" else (EDGE, "la")
    for number, strip in enumerate(strips):
        first = number * SHADES
        canvas.rectangle((0, strip.top, WIDTH, HEIGHT), fill=first)
        for row, line in enumerate(strip.setting.lines):
            place = (side, strip.text_top + row * strip.setting.line_height)
            shade = first + SHADES - 1
            canvas.text(place, line, shade, strip.setting.font, anchor, direction=direction)
        colours += strip.shades()
    picture.putpalette(colours)
    packed = io.BytesIO()
    picture.save(packed, "PNG", compress_level=3)
    return packed.getvalue()


def _find_family(text: str) -> str:
    """Return the font that has all letters of a text; an empty name if none has."""
    letters = set(text) - {" "}
    found = (family for family in FAMILIES if all(_has_letter(family, one) for one in letters))
    return next(found, "") if letters else ""


@cache
def _has_letter(family: str, letter: str) -> bool:
    font = _load_font(family, HEADLINE.sizes[-1], HEADLINE.weight)
    return bytes(font.getmask(letter)) != bytes(font.getmask(NO_LETTER))


@cache
def _load_font(family: str, size: int, weight: int) -> ImageFont.FreeTypeFont:
    font: ImageFont.FreeTypeFont = truetype(family, size, weight)
    return font
