"""Puts employers and titles into sentences: 'beim Klinikum', 'à la Mairie', 'soy abogada'."""

from functools import cache

from agents.facts import Fact
from agents.patterns import Patterns, compile_patterns, fold
from agents.phrases import read_phrases
from agents.wordings import Wording

SMALL_TITLES = ("fr", "es", "pt")
"""Languages that write titles with a small letter inside a sentence."""


@cache
def _read_forms(language: str) -> list[tuple[str, Patterns]]:
    """Return ways to say 'at', each with the words of names that want it."""
    forms = read_phrases(language)["at"].get("forms", ())
    return [(form, compile_patterns(words)) for form, words in forms]


def at_employer(name: Fact, *, language: str) -> Wording:
    """Return 'at Acme' with the article that the name wants; its first word tells, or the last."""
    words = fold(name.value).replace(",", " ").split()
    keys = ["-".join(words[:2]), *words[:1], *words[-1:]]
    form = next(
        (form for key in keys for form, words in _read_forms(language) if words.fits(key)),
        read_phrases(language)["at"]["default"],
    )
    return Wording(str(form).format(name=name.value), (name,))


def title_inside(title: Fact, *, language: str) -> Wording:
    """Return a title as it stands inside a sentence; abbreviations keep their capitals."""
    text = title.value
    if language in SMALL_TITLES and text[1:2].islower():
        text = f"{text[0].lower()}{text[1:]}"
    return Wording(text, (title,))
