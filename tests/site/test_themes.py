import pytest

from showcase.errors import NotFound
from showcase.site.themes import (
    DEFAULT_THEME,
    FOLDER,
    Palette,
    Theme,
    find_theme,
    get_theme,
    list_themes,
)

TEXT = ("ink", "muted", "accent")
BACKGROUNDS = ("paper", "surface")
READABLE = 4.5


def luminance(colour: str) -> float:
    """Relative luminance as WCAG 2 defines it."""
    channels = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    linear = [
        channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4
        for channel in channels
    ]
    return sum(share * value for share, value in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def test_contrast_is_reckoned_as_wcag_does() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("theme", list_themes(), ids=lambda theme: theme.key)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_colour_is_readable_on_every_background(theme: Theme, scheme: str) -> None:
    palette: Palette = getattr(theme, scheme)
    colours = palette.model_dump()
    pairs = [(text, behind) for text in TEXT for behind in BACKGROUNDS]
    pairs.append(("on_accent", "accent"))
    weak = [pair for pair in pairs if contrast(colours[pair[0]], colours[pair[1]]) < READABLE]

    assert weak == []


def test_every_folder_is_a_theme() -> None:
    folders = {path.name for path in FOLDER.iterdir() if path.is_dir()}

    assert {theme.key for theme in list_themes()} == folders


def test_default_theme_comes_first() -> None:
    assert list_themes()[0].key == DEFAULT_THEME


def test_themes_have_different_names_and_descriptions() -> None:
    themes = list_themes()

    assert len({theme.name for theme in themes}) == len(themes)
    assert len({theme.description for theme in themes}) == len(themes)


def test_unknown_theme_is_found_by_nobody() -> None:
    assert find_theme("../folio") is None
    with pytest.raises(NotFound, match=DEFAULT_THEME):
        get_theme("baroque")
