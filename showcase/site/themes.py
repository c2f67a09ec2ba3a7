"""The themes: one folder each in `themes/`, with a manifest, a stylesheet and a template.

The manifest names the theme and gives its colours for light and dark; they become CSS variables
(`--paper`, `--ink`…), so that one test can hold every theme to its contrast.
"""

import tomllib
from functools import cache
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints

from showcase.errors import NotFound

DEFAULT_THEME = "folio"
PREVIEW = "preview.webp"
FOLDER = Path(__file__).with_suffix("")

Colour = Annotated[str, StringConstraints(pattern=r"^#[0-9a-f]{6}$")]


class Palette(BaseModel):
    """The colours of a theme in one scheme."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    paper: Colour
    """Behind the page."""
    surface: Colour
    """Behind what stands out from the page: cards, side bars, code."""
    ink: Colour
    """Text."""
    muted: Colour
    """Text of second rank."""
    line: Colour
    """Rules and borders; never text."""
    accent: Colour
    """Links and marks."""
    on_accent: Colour
    """Text on the accent colour."""

    def to_css(self) -> str:
        """Return the colours as CSS custom properties."""
        colours = self.model_dump().items()
        return "".join(f"--{name.replace('_', '-')}:{colour};" for name, colour in colours)


class Theme(BaseModel):
    """A look for a site."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    key: str
    name: str
    description: str
    light: Palette
    dark: Palette

    @property
    def folder(self) -> Path:
        """Where its manifest, its style.css and its templates stand."""
        return FOLDER / self.key

    @property
    def preview(self) -> Path | None:
        """Its picture, if it has one; `scripts/make-gallery` takes it."""
        picture = self.folder / PREVIEW
        return picture if picture.exists() else None


def list_themes() -> list[Theme]:
    """Return all themes, the default one first, then by name."""
    return sorted(
        _read_themes().values(), key=lambda theme: (theme.key != DEFAULT_THEME, theme.name)
    )


def find_theme(key: str) -> Theme | None:
    """Return the theme with this key, if there is one."""
    return _read_themes().get(key)


def get_theme(key: str) -> Theme:
    """Return the theme with this key.

    Raises:
        NotFound: There is no such theme.
    """
    theme = find_theme(key)
    if theme is None:
        known = ", ".join(theme.key for theme in list_themes())
        raise NotFound(f"There is no theme with this key. Choose one of: {known}.")
    return theme


@cache
def _read_themes() -> dict[str, Theme]:
    return {path.parent.name: _read_theme(path) for path in FOLDER.glob("*/manifest.toml")}


def _read_theme(manifest: Path) -> Theme:
    facts = tomllib.loads(manifest.read_text(encoding="utf-8"))
    return Theme(key=manifest.parent.name, **facts)
