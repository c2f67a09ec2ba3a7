"""The person's own web pages, from the text and from link annotations."""

from __future__ import annotations

from collections.abc import Sequence

from agents.facts import Fact, Link
from agents.reader.lines import Line
from agents.reader.links import (
    LinkedText,
    complete,
    find_network,
    find_urls,
    make_link,
    to_fact,
)
from agents.reader.passages import Passage


def find_links(lines: Sequence[Line], linked: Sequence[LinkedText]) -> list[Link]:
    """The links of the lines with the person's contact, each once."""
    facts = [_to_fact(url) for line in lines for url in find_urls(line.passage)]
    facts += [to_fact(link) for link in linked if _is_own(link, lines)]
    seen: set[str] = set()
    links: list[Link] = []
    for fact in facts:
        key = _key(fact.value)
        if key not in seen and "@" not in key.split("/")[0]:
            seen.add(key)
            links.append(make_link(fact))
    return links


def _to_fact(url: Passage) -> Fact:
    return url.to_fact(complete(url.text))


def _key(url: str) -> str:
    bare = url.lower().removeprefix("https://").removeprefix("http://").removeprefix("www.")
    return bare.split("?")[0].rstrip("/")


def _is_own(link: LinkedText, lines: Sequence[Line]) -> bool:
    """Whether an annotation lies on the contact lines, or is an icon of a network."""
    if not link.url.lower().startswith("http"):
        return False
    if not link.text.strip() or not any(c.isalnum() for c in link.text):
        return link.page == 1 and find_network(link.url) is not None
    top, bottom = link.box[1], link.box[3]
    return any(
        line.page == link.page
        and line.box[1] - 3 < (top + bottom) / 2 < line.box[3] + 3
        and line.box[0] - 3 < (link.box[0] + link.box[2]) / 2 < line.box[2] + 3
        for line in lines
    )
