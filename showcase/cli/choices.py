"""What can be chosen on the command line for a portfolio; a wrong choice lists the right ones."""

from dataclasses import dataclass

import typer

from showcase.errors import ShowcaseError
from showcase.models.content import Tone
from showcase.site.themes import get_theme, read_accent


@dataclass(frozen=True)
class Look:
    """A theme that there is, and the accent colour instead of its own, if one is wished."""

    theme: str
    accent: str | None = None


def read_look(text: str) -> Look:
    """Return the look that is written as a theme's key, or as key and colour: poster:#7a2e6b.

    Raises:
        typer.BadParameter: There is no such theme, or this is no colour; the message says what is.
    """
    key, has_colour, colour = text.partition(":")
    try:
        return Look(get_theme(key).key, read_accent(colour) if has_colour else None)
    except ShowcaseError as error:
        raise typer.BadParameter(error.message, param_hint="--theme") from None


def read_tone(name: str) -> Tone:
    """Return the tone with this name, in upper or lower case.

    Raises:
        typer.BadParameter: There is none; the message lists all.
    """
    try:
        return Tone(name.upper())
    except ValueError:
        known = ", ".join(tone.lower() for tone in Tone)
        raise typer.BadParameter(f"Choose one of: {known}.", param_hint="--tone") from None
