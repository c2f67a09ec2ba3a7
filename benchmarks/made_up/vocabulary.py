"""The word lists persons and pages are made from, one per language."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

LANGUAGES = ("en", "de", "fr", "es", "pt")


@cache
def read_words(name: str) -> dict[str, Any]:
    """A word list: a language's, or 'names'."""
    path = Path(__file__).parent / "words" / f"{name}.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))
