"""What the templates see: the content, arranged, in the words and dates of its language."""

from collections.abc import Iterator
from dataclasses import dataclass

from showcase.models.content import (
    ContactContent,
    HeroContent,
    Link,
    SectionContent,
    SectionKind,
    SkillsContent,
    SummaryContent,
)
from showcase.models.draft import Seo, SiteContent
from showcase.site.entries import Entry, list_entries
from showcase.site.links import find_picture, unique_links
from showcase.site.words import Words, direction_of, find_words


@dataclass(frozen=True, slots=True)
class Section:
    """A section with something to show."""

    kind: SectionKind
    heading: str
    content: SectionContent
    entries: list[Entry]

    @property
    def anchor(self) -> str:
        """Its id in the page."""
        return self.kind.value.lower()

    @property
    def template(self) -> str:
        """The template of its body: one for all lists of entries, one for each other kind."""
        return f"sections/{'entries' if self.entries else self.anchor}.html.j2"


@dataclass(frozen=True, slots=True)
class Page:
    """A site's one page."""

    url: str
    language: str
    direction: str
    words: Words
    seo: Seo
    hero: HeroContent
    picture: str | None
    links: list[Link]
    sections: list[Section]

    @property
    def title(self) -> str:
        """What a browser tab shows."""
        return self.seo.title or self.hero.name


def make_page(content: SiteContent, *, url: str) -> Page:
    """Return the page of a portfolio: sections that have something to show, links once each."""
    words = find_words(content.language)
    hero = find_hero(content)
    contact = find_contact(content)
    return Page(
        url=url,
        language=content.language,
        direction=direction_of(content.language),
        words=words,
        seo=content.seo,
        hero=hero,
        picture=find_picture(hero.picture_url),
        links=unique_links([*hero.links, *contact.links, *content.custom_links]),
        sections=list(_list_sections(content, hero=hero, words=words)),
    )


def find_hero(content: SiteContent) -> HeroContent:
    """Return who the person is; without a name, the site's title stands for it."""
    found = (part.content for part in content.sections if isinstance(part.content, HeroContent))
    hero = next(found, HeroContent(name=""))
    return hero if hero.name else hero.model_copy(update={"name": content.seo.title})


def find_contact(content: SiteContent) -> ContactContent:
    """Return how to reach the person; empty where that section is hidden."""
    found = (part.content for part in content.sections if isinstance(part.content, ContactContent))
    return next(found, ContactContent())


def _list_sections(content: SiteContent, *, hero: HeroContent, words: Words) -> Iterator[Section]:
    for part in content.sections:
        if _has_something_to_show(part.content, hero=hero):
            yield Section(
                kind=part.kind,
                heading=part.heading or words.heading_of(part.kind),
                content=part.content,
                entries=list_entries(part.content, words=words),
            )


def _has_something_to_show(content: SectionContent, *, hero: HeroContent) -> bool:
    """Whether a section adds anything to the page; the hero is the page's head, not a section."""
    match content:
        case HeroContent():
            return False
        case SummaryContent():
            return bool(content.text)
        case SkillsContent():
            return any(group.name or group.keywords for group in content.groups)
        case ContactContent():
            elsewhere = content.location != hero.location and content.location
            return bool(content.email or content.phone or content.links or elsewhere)
        case _:
            return bool(content.items)
