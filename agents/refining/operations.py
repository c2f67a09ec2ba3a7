"""The closed list of what a wish can do to a portfolio, and what a portfolio is like before."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from agents.sections import PROSE_KINDS, Kind, Tone

Colour = Annotated[str, StringConstraints(pattern=r"^#[0-9a-f]{6}$")]
Place = Literal["FIRST", "LAST", "BEFORE", "AFTER"]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class ThemeOption(_Strict):
    """A theme that can be chosen."""

    key: str
    name: str
    description: str


class SectionSeen(_Strict):
    """A section of the portfolio."""

    kind: Kind
    heading: str
    visible: bool


class PortfolioSeen(_Strict):
    """What a wish is about: the portfolio without its texts, its sections in order."""

    theme: str
    accent: Colour | None = None
    tone: Tone
    sections: tuple[SectionSeen, ...]
    themes: tuple[ThemeOption, ...]

    @property
    def kinds(self) -> list[Kind]:
        """The kinds of its sections in order."""
        return [section.kind for section in self.sections]


class ChooseTheme(_Strict):
    """Another theme."""

    op: Literal["THEME"] = "THEME"
    theme: str


class ChooseAccent(_Strict):
    """Another accent colour; none is the theme's own."""

    op: Literal["ACCENT"] = "ACCENT"
    accent: Colour | None


class ChooseTone(_Strict):
    """Another voice for the portfolio."""

    op: Literal["TONE"] = "TONE"
    tone: Tone


class Move(_Strict):
    """Another place for a section; the hero stays where it is, before all others."""

    op: Literal["MOVE"] = "MOVE"
    section: Kind
    place: Place
    anchor: Kind | None = None


class SetVisible(_Strict):
    """A section to show or to hide."""

    op: Literal["VISIBILITY"] = "VISIBILITY"
    section: Kind
    visible: bool


class Rewrite(_Strict):
    """A section to word anew, after the person's own words."""

    op: Literal["REWRITE"] = "REWRITE"
    section: Kind
    quote: str
    tone: Tone | None = None


Operation = Annotated[
    ChooseTheme | ChooseAccent | ChooseTone | Move | SetVisible | Rewrite, Field(discriminator="op")
]


class Refinement(_Strict):
    """What a wish comes to: operations, and the parts of it that nobody understood."""

    operations: tuple[Operation, ...] = ()
    not_understood: tuple[str, ...] = ()


def is_possible(operation: Operation, seen: PortfolioSeen) -> bool:
    """Tell whether an operation is about what there is; the hero stands first and stays there."""
    match operation:
        case ChooseTheme():
            return operation.theme in {theme.key for theme in seen.themes}
        case Move():
            names = {operation.section, operation.anchor} - {None}
            is_beside = operation.place in {"BEFORE", "AFTER"}
            is_whole = is_beside == (operation.anchor is not None) and len(names) == 1 + is_beside
            return is_whole and names <= set(seen.kinds) - {"HERO"}
        case SetVisible():
            return operation.section in seen.kinds
        case Rewrite():
            return operation.section in seen.kinds and operation.section in PROSE_KINDS
    return True
