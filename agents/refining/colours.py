"""Finds the accent colour that a wish names: by its digits, or by a word for it."""

import re

from coloraide import Color
from coloraide.css.color_names import from_name

from agents.refining.operations import ChooseAccent
from agents.refining.vocabulary import read_words

HEX = re.compile(r"#([0-9a-f]{6}|[0-9a-f]{3})\b")
NAME = re.compile(r"[a-z]+")
COLOUR_ALONE = 4
"""So many words a part may have that ends in a colour without saying what shall have it."""
DARKER, LIGHTER = 0.7, 0.6
"""How far 'dark' and 'light' go: of the way from black, and of the way to white."""


def find_accent(folded: str, *, is_about_looks: bool) -> ChooseAccent | None:
    """Return the accent colour that a part of a wish names, without accents; one at most."""
    words = read_words("accents")
    digits = HEX.search(folded)
    if digits:
        return ChooseAccent(accent=_write(Color(digits[0])))
    is_named = bool(words["accent"].search(folded))
    if is_named and words["own"].search(folded):
        return ChooseAccent(accent=None)
    if words["refuse"].search(folded):
        return None
    found = _find_named(folded, is_named=is_named)
    if found and (is_named or is_about_looks or _stands_last(folded)):
        return ChooseAccent(accent=_shade(found, folded))
    return None


def leave_out_colours(folded: str, accent: ChooseAccent) -> str:
    """Return a part without its colours and their shades: a dark green is no dark look."""
    words = read_words("accents")
    shade = f"(?:{words['dark'].pattern}|{words['light'].pattern})"
    neutrals = read_words("neutrals")
    chosen = [neutrals[accent.accent]] if accent.accent in neutrals else []
    for colour in [*read_words("colours").values(), *chosen]:
        folded = re.sub(rf"(?:{shade}\s+)?{colour.pattern}(?:\s+{shade})?", " ", folded)
    return folded


def is_label(folded: str) -> bool:
    """Tell whether a text only announces a colour, as in 'Accent: green'."""
    return bool(read_words("accents")["label"].fullmatch(folded))


def _find_named(folded: str, *, is_named: bool) -> str | None:
    """Return the colour of a word; the rarer words count only where an accent is spoken of."""
    tables = ("colours", "neutrals") if is_named else ("colours",)
    for table in tables:
        for colour, pattern in read_words(table).items():
            if pattern.search(folded):
                return colour
    names = NAME.findall(folded) if is_named else ()
    return next((_write(Color(name)) for name in names if from_name(name) is not None), None)


def _stands_last(folded: str) -> bool:
    """Tell whether a short part ends in its colour, but for words such as 'please' and 'page'."""
    words = read_words("accents")
    ending = words["ending"].pattern
    room = 2 * COLOUR_ALONE if words["page"].search(folded) else COLOUR_ALONE
    bare = re.sub(rf"(?:\s+{ending})+\W*$", "", folded)
    shades = rf"(?:\s+(?:{words['dark'].pattern}|{words['light'].pattern}))?"
    colours = read_words("colours").values()
    is_last = any(re.search(rf"{colour.pattern}{shades}\W*$", bare) for colour in colours)
    return is_last and len(folded.split()) <= room


def _shade(colour: str, folded: str) -> str:
    """Return a colour darker or lighter, if a word says so."""
    words = read_words("accents")
    shaded = Color(colour).convert("oklch")
    if words["dark"].search(folded):
        shaded["lightness"] *= DARKER
    elif words["light"].search(folded):
        shaded["lightness"] += (1 - shaded["lightness"]) * LIGHTER
    else:
        return colour
    return _write(shaded)


def _write(colour: Color) -> str:
    return colour.convert("srgb").fit().to_string(hex=True)
