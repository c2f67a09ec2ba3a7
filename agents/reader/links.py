"""Web addresses: in the text, and in the link annotations over it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import unquote

from agents.document import Box, Document, Hyperlink, Word
from agents.facts import Fact, Link, Source
from agents.reader.passages import Passage
from agents.reader.spelling import fold, is_icon

_DOMAINS = (
    "com|org|net|io|dev|me|co|ai|app|de|fr|es|pt|br|uk|us|ca|ch|at|nl|be|it|eu|info|tech|site|"
    "online|xyz|edu|gov|in|pl|se|no|fi|dk|mx|ar|cl|pe|au|nz|jp|sh|page|blog|design|cv|tv|cc|pro|"
    "gg|ly|gl|name|ie|sg|cloud|studio|works|digital|website|space|software|engineer|work|art"
)
URL = re.compile(
    rf"(?:https?:/{{1,2}}\s?[^\s,;|()<>]+|(?<![@\w.])(?:www\.)?(?:[\w-]+\.)+(?:{_DOMAINS})\b(?:/[^\s,;|()<>]*)?)(?<![.,;:])",
    re.IGNORECASE,
)
_NETWORKS = {
    "linkedin": "LinkedIn", "github": "GitHub", "gitlab": "GitLab", "bitbucket": "Bitbucket",
    "twitter": "Twitter", "x": "X", "stackoverflow": "Stack Overflow", "medium": "Medium",
    "facebook": "Facebook", "instagram": "Instagram", "youtube": "YouTube", "xing": "XING",
    "behance": "Behance", "dribbble": "Dribbble", "codepen": "CodePen", "kaggle": "Kaggle",
    "soundcloud": "SoundCloud", "mastodon": "Mastodon", "telegram": "Telegram", "skype": "Skype",
    "leetcode": "LeetCode", "hackerrank": "HackerRank", "orcid": "ORCID", "pinterest": "Pinterest",
    "researchgate": "ResearchGate", "googlescholar": "Google Scholar", "vimeo": "Vimeo",
    "tiktok": "TikTok", "reddit": "Reddit", "keybase": "Keybase", "devto": "DEV", "npm": "npm",
    "codewars": "Codewars", "bluesky": "Bluesky", "threads": "Threads", "steam": "Steam",
    "artstation": "ArtStation", "hackernews": "Hacker News", "discord": "Discord",
    "goodreads": "Goodreads", "substack": "Substack", "docker": "Docker Hub", "quora": "Quora",
}  # fmt: skip
_FILES = re.compile(r"\.(?:js|py|net|md|json|css|html|ts|exe)$", re.IGNORECASE)
_PATHS = re.compile(r"^(?:in|pub|company|users|user|u|profile|channel|c|people)$", re.IGNORECASE)


@dataclass(frozen=True)
class LinkedText:
    """A link annotation and the visible words under it."""

    url: str
    page: int
    box: Box
    text: str


def list_linked_texts(document: Document) -> list[LinkedText]:
    """The link annotations of a document with the words under them."""
    return [
        LinkedText(link.url, page.number, link.box, _text_under(link, page.words))
        for page in document.pages
        for link in page.links
    ]


def _text_under(link: Hyperlink, words: tuple[Word, ...]) -> str:
    return " ".join(w.text for w in words if _covers(link.box, w.box))


def _covers(outer: Box, inner: Box) -> bool:
    x, y = (inner[0] + inner[2]) / 2, (inner[1] + inner[3]) / 2
    return outer[0] - 1 <= x <= outer[2] + 1 and outer[1] - 1 <= y <= outer[3] + 1


def find_target(passage: Passage, linked: list[LinkedText]) -> Fact | None:
    """The web page a passage is linked to, or None."""
    for link in linked:
        if not link.url.lower().startswith("http"):
            continue
        if any(t.page == link.page and _covers(link.box, t.word.box) for t in passage.tokens):
            return to_fact(link)
    return None


def to_fact(link: LinkedText) -> Fact:
    """The target of an annotation as a fact; its source is what stands there, and the target."""
    seen = " ".join(word for word in link.text.split() if not is_icon(word))
    text = f"{seen} ({link.url})" if seen else link.url
    source = Source(page=link.page, box=link.box, text=text)
    return Fact(value=link.url, sources=(source,), confidence=0.95)


def find_urls(passage: Passage) -> Iterator[Passage]:
    """The web addresses written in a passage."""
    for match in URL.finditer(passage.text):
        if not _FILES.search(match[0]) or "/" in match[0]:
            yield passage.cut(match.start(), match.end())


def complete(url: str) -> str:
    """The address with its scheme."""
    url = re.sub(r"^(https?:)/{1,2}\s*", r"\1//", url, flags=re.IGNORECASE)
    return url if re.match(r"https?://", url, re.IGNORECASE) else f"https://{url}"


def make_link(url: Fact) -> Link:
    """The link with its network and user name, where the address is a profile's."""
    network = find_network(url.value)
    if network is None:
        return Link(url=url)
    user = find_username(url.value)
    return Link(
        url=url,
        network=url.model_copy(update={"value": network}),
        username=url.model_copy(update={"value": user}) if user else None,
    )


def find_network(text: str) -> str | None:
    """The network an address or a label names, or None."""
    bare = re.sub(r"^(?:https?://)?(?:www\.)?", "", text.strip().lower())
    host = bare.split("/")[0].split(":")[0]
    if "." in host:
        parts = host.split(".")
        name = parts[-2] if len(parts[-2]) > len("co") or not parts[:-2] else parts[-3]
        return None if host.endswith(".github.io") else _NETWORKS.get(name.replace("-", ""))
    return _NETWORKS.get(fold(bare).replace(" ", ""))


def find_username(url: str) -> str | None:
    """The user name in a profile's address, or None."""
    path = re.sub(r"^(?:https?://)?[^/]*/?", "", url).split("?")[0].strip("/")
    parts = [unquote(p) for p in path.split("/") if p and not _PATHS.match(p)]
    return parts[0].lstrip("@") if parts else None
