"""What each value and each sentence of a section rests on: places in the resume, or its owner."""

from collections.abc import Sequence

from agents.review.values import WORD, Json, iterate_values, list_prose, split_sentences

NAME_WORDS = 3
"""What has no more words than this is a name or a date: a sentence that uses it has all of it."""
SHARE = 0.5
"""Of a longer line a sentence has so much, or it consists of it by so much."""
SHORT_WORD = 3
YEAR = 4


def list_statements(section: Json) -> list[Json]:
    """Return every value, and of texts every sentence, with its sources.

    Each is {path, start, end, text, sources}: `start` and `end` count characters of the value, and
    the sources are {page, box, text}. No source means that the owner wrote it. What a text of
    several sentences rests on is shared out among them by the words; a place that fits none of the
    sentences is given to all of them, so that no place is ever lost.
    """
    sources = _group(section["sources"])
    prose = {text.path for text in list_prose(section)}
    statements = []
    for path, text in iterate_values(section["content"]):
        of_value = _find(sources, path)
        spans = list(split_sentences(text)) if path in prose else [(0, len(text))]
        shares = _share_out([text[start:end] for start, end in spans], of_value)
        statements += [
            {"path": path, "start": start, "end": end, "text": text[start:end], "sources": share}
            for (start, end), share in zip(spans, shares, strict=True)
        ]
    return statements


def _group(sources: Sequence[Json]) -> dict[str, list[Json]]:
    """Return the places in the resume by the path of what rests on them."""
    grouped: dict[str, list[Json]] = {}
    for source in sources:
        found = grouped.setdefault(source["path"], [])
        if source.get("page") is not None:
            found.append({key: source[key] for key in ("page", "box", "text")})
    return grouped


def _find(sources: dict[str, list[Json]], path: str) -> list[Json]:
    """Return the sources of a value: its own, or those of what it is a part of."""
    while path:
        if path in sources:
            return sources[path]
        path = path.rpartition("/")[0]
    return []


def _share_out(sentences: list[str], sources: list[Json]) -> list[list[Json]]:
    """Return the sources of each sentence; a sentence that uses none may rest on all of them."""
    shares: list[list[Json]] = [[] for _ in sentences]
    words = [_list_words(sentence) for sentence in sentences]
    for source in sources:
        for number in _choose(words, source["text"] or ""):
            shares[number].append(source)
    return [share or sources for share in shares]


def _choose(sentences: list[set[str]], source: str) -> list[int]:
    """Return which sentences use a place: at least those that have the most of its words."""
    placed = _list_words(source)
    using = [number for number, said in enumerate(sentences) if _uses(said, placed)]
    shared = [len(said & placed) for said in sentences]
    return using or [number for number, count in enumerate(shared) if count == max(shared)]


def _uses(said: set[str], placed: set[str]) -> bool:
    """Tell whether a sentence has enough of the words of a place, or the year of a date there."""
    years = {word for word in placed if word.isdigit() and len(word) == YEAR}
    if years & said or (placed and placed <= said):
        return True
    shared = len(placed & said)
    return len(placed) > NAME_WORDS and shared >= SHARE * min(len(placed), len(said))


def _list_words(text: str) -> set[str]:
    """Return the words of a text that tell something; of one with none, all."""
    words = WORD.findall(text.casefold())
    telling = {word for word in words if len(word) >= SHORT_WORD or word.isdigit()}
    return telling or set(words)
