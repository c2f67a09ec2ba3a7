"""Lists of words in which a star stands for any letters."""

import unicodedata
from functools import lru_cache
from typing import NamedTuple


@lru_cache(maxsize=65_536)
def fold(text: str) -> str:
    """Return the text in lower case without accents."""
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(char for char in decomposed if not unicodedata.combining(char))


class Patterns(NamedTuple):
    """Words without accents, some with stars at their ends that stand for any letters."""

    exact: frozenset[str]
    beginnings: tuple[str, ...]
    endings: tuple[str, ...]
    insides: tuple[str, ...]

    def fits(self, word: str) -> bool:
        """Tell whether a word without accents is one of these."""
        return (
            word in self.exact
            or word.startswith(self.beginnings)
            or word.endswith(self.endings)
            or any(inside in word for inside in self.insides)
        )


def compile_patterns(words: str) -> Patterns:
    """Return the patterns in a list of words."""
    patterns = fold(words).split()
    return Patterns(
        frozenset(word for word in patterns if "*" not in word),
        tuple(word[:-1] for word in patterns if word.endswith("*") and word[0] != "*"),
        tuple(word[1:] for word in patterns if word.startswith("*") and word[-1] != "*"),
        tuple(word[1:-1] for word in patterns if word[0] == "*" == word[-1]),
    )
