"""The words by which the rules understand a wish, as patterns."""

import re
import tomllib
from functools import cache
from importlib.resources import files

from agents.patterns import fold


@cache
def read_words(table: str) -> dict[str, re.Pattern[str]]:
    """Return what finds the words of a table, by name."""
    text = files(__package__).joinpath("words.toml").read_text("utf-8")
    return {name: _compile(words) for name, words in tomllib.loads(text)[table].items()}


def _compile(words: str) -> re.Pattern[str]:
    """Return what finds any of these words in a text without accents, the longest one first."""
    forms = sorted(fold(words).split(), key=len, reverse=True)
    patterns = (re.escape(form).replace(r"\*", r"\w*").replace("_", r"\s+") for form in forms)
    return re.compile(rf"\b(?:{'|'.join(patterns)})\b")
