"""Whatever colour a person picks, every theme can be read in it, by day and by night."""

from itertools import product
from typing import Literal

import pytest
from axe_playwright_python.async_playwright import Axe
from coloraide import Color
from hypothesis import given, settings
from hypothesis import strategies as st
from playwright.async_api import Browser

from showcase.errors import InvalidInput
from showcase.site.render import render_site
from showcase.site.themes import Palette, choose_look, list_themes, read_accent
from tests.site.visits import visit
from tests.support.engineer import make_engineer

THEMES = [theme.key for theme in list_themes()]
READABLE = 4.5
HARD = ("#ffff00", "#fdfdfd", "#030303", "#808080", "#0000ff")
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
EVERYWHERE = [
    f"#{r:02x}{g:02x}{b:02x}" for r, g, b in product((0, 51, 102, 153, 204, 255), repeat=3)
]
ACCENTS = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")
READ_COLOURS = """
() => {
  const style = getComputedStyle(document.documentElement);
  const names = ['paper', 'surface', 'accent', 'on-accent', 'on-accent-muted'];
  return names.map((name) => style.getPropertyValue(`--${name}`).trim());
}
"""


def list_weak(palette: Palette) -> list[tuple[str, str]]:
    """The pairs of text and background that cannot be read, by the library's own reckoning."""
    pairs = [
        (palette.accent, palette.paper),
        (palette.accent, palette.surface),
        (palette.on_accent, palette.accent),
        (palette.on_accent_muted, palette.accent),
    ]
    return [(one, two) for one, two in pairs if Color(one).contrast(Color(two)) < READABLE]


def hue_of(colour: str) -> tuple[float, float]:
    shade = Color(colour).convert("oklch")
    return shade["hue"], shade["chroma"]


@pytest.mark.parametrize("theme", THEMES)
def test_every_colour_can_be_read_in_every_theme(theme: str) -> None:
    looks = [choose_look(theme, accent) for accent in EVERYWHERE]

    assert [weak for look in looks for weak in list_weak(look.light) + list_weak(look.dark)] == []


@settings(deadline=None, max_examples=200)
@given(accent=ACCENTS, theme=st.sampled_from(THEMES))
def test_any_colour_can_be_read_and_keeps_its_hue(accent: str, theme: str) -> None:
    look = choose_look(theme, accent)
    hue, _ = hue_of(accent)

    for palette in (look.light, look.dark):
        assert list_weak(palette) == []
        shown, chroma = hue_of(palette.accent)
        apart = abs((shown - hue + 180) % 360 - 180)
        # What has hardly any colour, or as little light as a screen has steps for, has no hue.
        assert apart < 8 or chroma < 0.04 or hue_of(accent)[1] < 0.04 or palette.accent == accent


@pytest.mark.parametrize("theme", THEMES)
def test_a_colour_that_can_be_read_is_not_touched(theme: str) -> None:
    assert choose_look(theme, "#7a1010").light.accent == "#7a1010"
    assert choose_look(theme, "#ffd0d0").dark.accent == "#ffd0d0"


def test_page_icon_and_card_follow_and_nothing_else_changes() -> None:
    plain = render_site(make_engineer(), url="https://a.example/")
    green = make_engineer().model_copy(update={"accent": "#00aa77"})
    files = render_site(green, url="https://a.example/")
    shown = choose_look(green.theme, "#00aa77").light.accent

    changed = {path for path, data in files.items() if data != plain[path]}
    assert changed == {"index.html", "style.css", "favicon.svg", "card.png"}
    assert f"--accent:{shown};".encode() in files["style.css"]
    assert shown.encode() in files["favicon.svg"]
    assert len(files["index.html"] + files["style.css"]) < 60_000


@pytest.mark.parametrize(("text", "colour"), [(" #0A7 ", "#00aa77"), ("#0B6E6E", "#0b6e6e")])
def test_colours_are_read_in_short_and_long(text: str, colour: str) -> None:
    assert read_accent(text) == colour


@pytest.mark.parametrize(
    "text", ["", "0b6e6e", "#0b6e6", "#0b6e6g", "teal", "#\u0660\u0660\u0660", "#000;}"]
)
def test_what_is_no_colour_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(InvalidInput, match="#0b6e6e"):
        read_accent(text)


@pytest.mark.parametrize("theme", THEMES)
async def test_hard_colours_are_accessible_in_a_browser(browser: Browser, theme: str) -> None:
    for accent in HARD:
        content = make_engineer().model_copy(update={"theme": theme, "accent": accent})
        async with visit(browser, content) as visited:
            for scheme in SCHEMES:
                await visited.page.emulate_media(color_scheme=scheme)
                palette: Palette = getattr(choose_look(theme, accent), scheme)

                assert await visited.page.evaluate(READ_COLOURS) == [
                    palette.paper,
                    palette.surface,
                    palette.accent,
                    palette.on_accent,
                    palette.on_accent_muted,
                ]
                report = await Axe().run(visited.page)
                assert report.violations_count == 0, (
                    f"{accent}, {scheme}: {report.generate_report()}"
                )
            assert visited.trouble == []
