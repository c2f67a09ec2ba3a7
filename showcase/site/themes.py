"""The themes: one folder each in `themes/`, with a manifest, a stylesheet and a template.

The manifest names the theme and gives its colours for light and dark; they become CSS variables
(`--paper`, `--ink`…), so that one test can hold every theme to its contrast. A person's own accent
colour takes the place of the theme's, as far as it can be read on the theme's backgrounds.
"""

import re
import tomllib
from functools import cache, lru_cache
from pathlib import Path
from typing import Self

from pydantic import BaseModel, ConfigDict, computed_field

from showcase.errors import InvalidInput, NotFound
from showcase.models.content import Colour
from showcase.site.contrast import choose_text, make_readable, soften

DEFAULT_THEME = "folio"
PREVIEW = "preview.webp"
FOLDER = Path(__file__).with_suffix("")
MAX_LOOKS = 128
"""So many themes with people's own colours are kept in memory, to be rendered fast."""
HEX = re.compile(r"#(?:[0-9a-f]{3}|[0-9a-f]{6})", re.ASCII | re.IGNORECASE)


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

    @computed_field  # type: ignore[prop-decorator]  # mypy knows no decorated property
    @property
    def on_accent_muted(self) -> Colour:
        """Text of second rank on the accent colour."""
        return soften(self.on_accent, self.accent)

    def with_accent(self, colour: Colour) -> Self:
        """Return these colours with another accent, in a lightness that can be read on them."""
        accent = make_readable(colour, (self.paper, self.surface))
        on_accent = choose_text(accent, rather=self.on_accent)
        return self.model_copy(update={"accent": accent, "on_accent": on_accent})

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

    def with_accent(self, colour: Colour) -> Self:
        """Return the theme with another accent colour, readable in light and dark."""
        light, dark = self.light.with_accent(colour), self.dark.with_accent(colour)
        return self.model_copy(update={"light": light, "dark": dark})

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


def read_accent(text: str, *, path: list[str] | None = None) -> Colour:
    """Return the colour that a person wrote, such as #0A7 or #00aa77, in its long form.

    Raises:
        InvalidInput: It is not a colour.
    """
    written = text.strip().lower()
    if not HEX.fullmatch(written):
        raise InvalidInput(
            "A colour is # with three or six of the digits 0 to 9 and a to f, such as #0b6e6e.",
            path=path,
        )
    digits = written[1:]
    return f"#{digits if len(digits) > 3 else ''.join(digit * 2 for digit in digits)}"  # noqa: PLR2004 (as said)


@lru_cache(maxsize=MAX_LOOKS)
def choose_look(key: str, accent: Colour | None) -> Theme:
    """Return the theme with this key, or the default one if it is gone, in a person's colour."""
    theme = find_theme(key) or get_theme(DEFAULT_THEME)
    return theme.with_accent(accent) if accent else theme


@cache
def _read_themes() -> dict[str, Theme]:
    return {path.parent.name: _read_theme(path) for path in FOLDER.glob("*/manifest.toml")}


def _read_theme(manifest: Path) -> Theme:
    facts = tomllib.loads(manifest.read_text(encoding="utf-8"))
    return Theme(key=manifest.parent.name, **facts)
