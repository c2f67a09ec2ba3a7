"""Colours that can be read on one another, whatever colour a person picks.

A colour that is too pale or too dark keeps its hue: only its lightness moves, in OKLCH, where equal
steps look equal, and no further than it must.
"""

from bisect import bisect_left
from collections.abc import Callable, Sequence

from coloraide import Color

READABLE = 4.5
"""WCAG 2 AA for text of any size; more than the 3 that marks and borders need."""
BLACK, WHITE = "#000000", "#ffffff"
STEPS = 128
"""From a colour to black or white: finer than anybody can see."""
SOFTEST = 0.25
"""So much of what is behind it goes at most into a text of second rank."""


def contrast_of(one: str, other: str) -> float:
    """Return the contrast of two colours as WCAG 2 reckons it, from 1 to 21."""
    return Color(one).contrast(Color(other), method="wcag21")


def is_readable(text: str, behind: Sequence[str]) -> bool:
    """Tell whether a text in this colour can be read on all of these."""
    return all(contrast_of(text, colour) >= READABLE for colour in behind)


def make_readable(colour: str, behind: Sequence[str]) -> str:
    """Return the colour, or the nearest lightness of it that can be read on all of these.

    The colours behind are all pale, or all dark, as those of a page are.
    """
    if is_readable(colour, behind):
        return colour
    end = choose_text(behind[0])
    step = _find_first(lambda step: is_readable(_shift(colour, end, step), behind))
    return _shift(colour, end, step)


def choose_text(behind: str, *, rather: str = WHITE) -> str:
    """Return a colour for text on this one: the wished one if readable, else white or black."""
    return next(text for text in (rather, WHITE, BLACK) if is_readable(text, [behind]))


def soften(text: str, behind: str) -> str:
    """Return a readable text's colour for what is of second rank, nearer to what is behind it."""
    step = _find_first(lambda step: not is_readable(_mix(text, behind, step), [behind]))
    return _mix(text, behind, max(step - 1, 0))


def _find_first(holds: Callable[[int], bool]) -> int:
    """Return the first step at which something holds that holds from then on; else the last."""
    return bisect_left(range(STEPS), 1, key=holds)


def _shift(colour: str, end: str, step: int) -> str:
    """Return a colour so many steps nearer to black or white, its hue kept."""
    shifted = Color(colour).convert("oklch")
    lightness = shifted["lightness"]
    shifted["lightness"] = lightness + ((end == WHITE) - lightness) * step / STEPS
    return _write(shifted)


def _mix(text: str, behind: str, step: int) -> str:
    return _write(Color(text).mix(Color(behind), SOFTEST * step / STEPS, space="oklab"))


def _write(colour: Color) -> str:
    """Return a colour as screens can show it: with less chroma if need be."""
    return colour.convert("srgb").fit(method="raytrace", pspace="oklch").to_string(hex=True)
