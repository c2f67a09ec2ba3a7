"""Lists in running text: 'A, B (C, D) and E' as the items it names."""

from __future__ import annotations

import re

from agents.reader.dates import is_only_dates
from agents.reader.passages import Passage
from agents.reader.spelling import fold

_OUTSIDE = r"(?![^()]*\))"
_MARKS = r"\s*[|•]\s+|\s{2,}|\s+[|•·∙]\s*"
_COMMAS = rf"\s*[,;|•·]\s+{_OUTSIDE}|\s*[,;](?=[^\s\d]){_OUTSIDE}"
_ITEM = re.compile(rf"{_COMMAS}|{_MARKS}")
_WHOLE = re.compile(_MARKS)
_COMMA = re.compile(rf"[,;]{_OUTSIDE}")
_AND = re.compile(r"\s+(?:and|und|et|y|e|&)\s+", re.IGNORECASE)
_FIRST_AND = re.compile(r"(?:and|und|et|y|e|&)\s+", re.IGNORECASE)
_RATING = re.compile(r"(?:\s+\S*[@●○★☆©®]\S*)+$")
_PHRASE = re.compile(
    r"(?:(?:highly |very )?(?:proficient|fluent|skilled|versed|well[- ]versed|knowledgeable|"
    r"competent|familiar|experienced) (?:in|with|at)|"
    r"(?:working |good |basic |strong |solid |sound |excellent )?(?:knowledge|command) (?:of|in)|"
    r"(?:sehr )?(?:gute |sichere |fundierte )?kenntnisse (?:in|von|der|des)|"
    r"sicherer umgang mit|(?:bonne )?maîtrise (?:de|du|des)|"
    r"(?:bonnes? )?connaissances? (?:de|du|des|en)|(?:buen )?manejo (?:de|del)|"
    r"dominio (?:de|del)|(?:buenos )?conocimientos? (?:de|en)|"
    r"(?:bons )?conhecimentos? (?:de|em)|domínio (?:de|do|da))\s+",
    re.IGNORECASE,
)
"""What says only that the items after it are known."""


def has_comma(text: str) -> bool:
    """Whether there is a comma outside of brackets."""
    return bool(_COMMA.search(text))


def has_separator(text: str) -> bool:
    """Whether a text parts into items."""
    return bool(_ITEM.search(text))


def split_list(passage: Passage, *, whole: bool = False) -> list[Passage]:
    """The items of a list; of a `whole` one commas are inside its items."""
    phrase = _PHRASE.match(passage.text.lstrip())
    parts = passage.split(_WHOLE if whole else _ITEM)
    if phrase and not whole:
        parts = [piece for part in parts for piece in part.split(_AND)]
    items = (_trim(part, first=number == 0) for number, part in enumerate(parts))
    if not whole:
        items = (_drop_phrase(item) for item in items)
    return [item for item in items if fold(item.text) and not is_only_dates(item.text)]


def _trim(part: Passage, *, first: bool) -> Passage:
    """An item without what surrounds it: marks, an 'and', the dots that rate it."""
    item = part.strip(" \t,;:|·•–—-*")
    if not item.text.endswith(("..", "etc.")):
        item = (
            item.strip(" .") if item.text[:1] != "." else item.cut(0, len(item.text.rstrip(" .")))
        )
    ending = None if first else _FIRST_AND.match(item.text)
    item = item.cut(ending.end()) if ending else item
    rating = _RATING.search(item.text)
    return item.cut(0, rating.start()) if rating else item


def _drop_phrase(item: Passage) -> Passage:
    """The item without a phrase such as 'knowledge of'."""
    phrase = _PHRASE.match(item.text)
    return item.cut(phrase.end()) if phrase else item
