"""Written texts, and the facts that they rest on."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from agents.facts import Fact


@dataclass(frozen=True)
class Wording:
    """A written text and the facts it rests on."""

    text: str
    facts: tuple[Fact, ...] = ()


@dataclass(frozen=True)
class Profile:
    """The texts that no resume holds as such."""

    headline: Wording | None = None
    """What stands under the name."""
    tagline: Wording | None = None
    about: Wording | None = None
    introductions: Mapping[str, Wording] = field(default_factory=dict)
    """What opens an item, by its id such as EXPERIENCE/items/0; the resume's own words follow."""
    seo_title: str = ""
    seo_description: str = ""
