"""Takes values out of facts and keeps book of where on the resume each one stands."""

import re
from collections.abc import Iterable
from typing import Any

from agents.facts import Fact, Link

# Sizes of the portfolio contract.
MAX_ITEMS = 200
MAX_LINE = 500
MAX_TEXT = 10_000
MAX_URL = 2_000
MAX_SOURCES = 5_000

LINKABLE = re.compile(r"https?://\S+", re.IGNORECASE)
SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)
PARTIAL_DATE = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")
LABEL_NOISE = re.compile(r"^https?://(www\.)?", re.IGNORECASE)
LONG_FIELDS = {"summary", "description"}


def clip(text: str, limit: int) -> str:
    """Return the text, cut at a space with an ellipsis if it is longer than the limit."""
    text = text.strip()
    if len(text) <= limit:
        return text
    return text[: limit - 1].rsplit(" ", 1)[0].rstrip(" ,;:") + "…"


class Ledger:
    """The sources of one section's values, noted as the values are taken."""

    def __init__(self) -> None:
        self.sources: list[dict[str, Any]] = []

    def note(self, path: str, facts: Iterable[Fact]) -> None:
        """Note where the facts behind the value at `path` stand; 'written by you' if nowhere."""
        places = [source for fact in facts for source in fact.sources]
        seen = dict.fromkeys((place.page, place.box, place.text) for place in places)
        entries = [
            {"path": path, "page": page, "box": list(box), "text": clip(text, MAX_TEXT)}
            for page, box, text in seen
        ] or [{"path": path, "page": None, "box": None, "text": None}]
        self.sources += entries[: MAX_SOURCES - len(self.sources)]

    def line(self, path: str, fact: Fact | None) -> str | None:
        """Take a short value."""
        return self._take(path, fact, MAX_LINE)

    def text(self, path: str, fact: Fact | None) -> str | None:
        """Take a long value."""
        return self._take(path, fact, MAX_TEXT)

    def _take(self, path: str, fact: Fact | None, limit: int) -> str | None:
        """Take a value of at most `limit` characters."""
        if fact is None or not (value := clip(fact.value, limit)):
            return None
        self.note(path, [fact])
        return value

    def lines(self, path: str, facts: Iterable[Fact]) -> list[str]:
        """Take a list of short values."""
        return self._take_all(path, facts, MAX_LINE)

    def texts(self, path: str, facts: Iterable[Fact]) -> list[str]:
        """Take a list of long values."""
        return self._take_all(path, facts, MAX_TEXT)

    def _take_all(self, path: str, facts: Iterable[Fact], limit: int) -> list[str]:
        """Take values of at most `limit` characters, empty ones left out."""
        taken: list[str] = []
        for fact in facts:
            if len(taken) < MAX_ITEMS and (
                value := self._take(f"{path}/{len(taken)}", fact, limit)
            ):
                taken.append(value)
        return taken

    def date(self, path: str, fact: Fact | None) -> str | None:
        """Take a date; None if it is not YYYY, YYYY-MM or YYYY-MM-DD."""
        if fact is None or not PARTIAL_DATE.fullmatch(fact.value):
            return None
        self.note(path, [fact])
        return fact.value

    def url(self, path: str, fact: Fact | None) -> str | None:
        """Take a web address, with https:// where the resume leaves it out; None if unsafe."""
        if fact is None:
            return None
        value = fact.value if SCHEME.match(fact.value) else f"https://{fact.value}"
        if not LINKABLE.fullmatch(value) or len(value) > MAX_URL:
            return None
        self.note(path, [fact])
        return value

    def link(self, path: str, link: Link) -> dict[str, Any] | None:
        """Take a link with its label: the network's name, else the address without its scheme."""
        url = self.url(f"{path}/url", link.url)
        if url is None:
            return None
        label = clip(LABEL_NOISE.sub("", url).rstrip("/"), MAX_LINE)
        if link.network is None:
            self.note(f"{path}/label", [link.url])
        else:
            label = self.line(f"{path}/label", link.network) or label
        network = self.line(f"{path}/network", link.network)
        username = self.line(f"{path}/username", link.username)
        return {"label": label, "url": url, "network": network, "username": username}

    def flag(self, path: str, value: bool, fact: Fact | None) -> bool:  # noqa: FBT001 (a value, not a switch)
        """Take a yes that stands where `fact` stands, such as the 'Present' beside a start date."""
        if value and fact:
            self.note(path, [fact])
        return value

    def prose(self, path: str, text: str, facts: Iterable[Fact]) -> str:
        """Take a written text, noting all the facts that it uses."""
        self.note(path, facts)
        return clip(text, MAX_TEXT)

    def take(self, path: str, item: object, fields: str) -> dict[str, Any]:
        """Take the named fields of an item, each in the way its name calls for."""
        return {name: self._field(f"{path}/{name}", name, item) for name in fields.split()}

    def _field(self, path: str, name: str, item: object) -> str | None:
        """Take one field of an item."""
        fact: Fact | None = getattr(item, name)
        if name == "url":
            return self.url(path, fact)
        if name == "date" or name.endswith("_date"):
            return self.date(path, fact)
        return self._take(path, fact, MAX_TEXT if name in LONG_FIELDS else MAX_LINE)
