"""What can be chosen on the command line for a portfolio; a wrong choice lists the right ones."""

import typer

from showcase.errors import ShowcaseError
from showcase.models.content import Tone
from showcase.site.themes import get_theme


def check_theme(key: str) -> str:
    """Return the key of a theme that there is.

    Raises:
        typer.BadParameter: There is no such theme; the message lists all.
    """
    try:
        return get_theme(key).key
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
