import shutil
from pathlib import Path

import pytest
from PIL import Image

from showcase.errors import NotFound
from showcase.site import themes
from showcase.site.render import render_site
from showcase.site.themes import (
    DEFAULT_THEME,
    FOLDER,
    Palette,
    Theme,
    _read_themes,
    find_theme,
    get_theme,
    list_themes,
)
from tests.support.people import make_student

GALLERY = Path(__file__).parents[2] / "docs" / "themes.md"
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


def test_adding_a_theme_is_adding_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Copies the folders, and one of them once more under another name."""
    shutil.copytree(FOLDER, tmp_path, dirs_exist_ok=True)
    shutil.copytree(FOLDER / "quarto", tmp_path / "octavo")
    monkeypatch.setattr(themes, "FOLDER", tmp_path)
    _read_themes.cache_clear()
    try:
        theme = get_theme("octavo")
        files = render_site(make_student().model_copy(update={"theme": "octavo"}), url="")
    finally:
        _read_themes.cache_clear()

    assert theme.folder == tmp_path / "octavo"
    assert b'class="octavo"' in files["index.html"]


@pytest.mark.parametrize("theme", list_themes(), ids=lambda theme: theme.key)
def test_every_theme_has_a_small_picture_of_its_own(theme: Theme) -> None:
    """`scripts/make-gallery` takes it."""
    assert theme.preview
    with Image.open(theme.preview) as picture:
        assert picture.size == (800, 600)
    assert theme.preview.stat().st_size < 60_000
    others = [other.preview for other in list_themes() if other != theme]
    assert theme.preview.read_bytes() not in [other and other.read_bytes() for other in others]


def test_default_theme_comes_first() -> None:
    assert list_themes()[0].key == DEFAULT_THEME


def test_themes_have_different_names_and_descriptions() -> None:
    known = list_themes()

    assert len({theme.name for theme in known}) == len(known)
    assert len({theme.description for theme in known}) == len(known)


def test_unknown_theme_is_found_by_nobody() -> None:
    assert find_theme("../folio") is None
    with pytest.raises(NotFound, match=DEFAULT_THEME):
        get_theme("baroque")


def test_the_gallery_shows_every_theme() -> None:
    text = GALLERY.read_text(encoding="utf-8")

    for theme in list_themes():
        assert f"## {theme.name} (`{theme.key}`)\n\n{theme.description}\n" in text
        assert f"(../showcase/site/themes/{theme.key}/preview.webp)" in text
