"""A portfolio in formats that people take home: JSON Resume, Markdown, and the site as a zip.

The first two hold whatever content they are given, e-mail, telephone and street included; the site
holds what the owner lets it show.
"""

import io
import zipfile
from collections.abc import Iterator
from typing import Any

from showcase.models.content import (
    ContactContent,
    LanguagesContent,
    Link,
    SectionContent,
    SectionKind,
    SkillsContent,
    Strict,
    SummaryContent,
)
from showcase.models.draft import SiteContent
from showcase.site.entries import Entry
from showcase.site.links import WEB_SCHEMES
from showcase.site.markdown import escape_markdown, link_in_markdown, tame_markdown, write_links
from showcase.site.page import Page, Section, find_contact, make_page

SCHEMA = "https://raw.githubusercontent.com/jsonresume/resume-schema/v1.0.0/schema.json"
EARLIEST_ZIP_TIME = (1980, 1, 1, 0, 0, 0)
"""The format knows no earlier time; all files bear it, so that equal sites are equal zips."""
READABLE_BY_ALL = 0o644 << 16

LISTS = {
    SectionKind.EXPERIENCE: "work",
    SectionKind.VOLUNTEERING: "volunteer",
    SectionKind.EDUCATION: "education",
    SectionKind.PROJECTS: "projects",
    SectionKind.SKILLS: "skills",
    SectionKind.LANGUAGES: "languages",
    SectionKind.CERTIFICATIONS: "certificates",
    SectionKind.PUBLICATIONS: "publications",
    SectionKind.AWARDS: "awards",
}
"""What JSON Resume calls the kinds that are lists."""
NAMES = {
    "start_date": "startDate",
    "end_date": "endDate",
    "study_type": "studyType",
    "technologies": "keywords",
}
NAMES_IN = {
    SectionKind.EXPERIENCE: {"organization": "name"},
    SectionKind.PUBLICATIONS: {"date": "releaseDate"},
}
"""Fields that JSON Resume calls otherwise: everywhere, and in one kind only."""


def to_json_resume(content: SiteContent) -> dict[str, Any]:
    """Return the portfolio in the shape of JSON Resume 1.0."""
    resume: dict[str, Any] = {"$schema": SCHEMA, "basics": _basics(content)}
    for section in content.sections:
        if section.kind in LISTS:
            names = NAMES | NAMES_IN.get(section.kind, {})
            items = _items_of(section.content)
            resume[LISTS[section.kind]] = [_rename(item, names) for item in items]
    return resume


def to_markdown(content: SiteContent) -> str:
    """Return the portfolio as one Markdown text."""
    page = make_page(content, url="")
    blocks = [*_head_blocks(page)]
    for section in page.sections:
        blocks += [f"## {escape_markdown(section.heading)}", *_section_blocks(section, page)]
    return "\n\n".join(block for block in blocks if block) + "\n"


def to_zip(files: dict[str, bytes]) -> bytes:
    """Return the files as one zip archive; the same files always give the same bytes."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as packed:
        for path in sorted(files):
            entry = zipfile.ZipInfo(path, EARLIEST_ZIP_TIME)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = READABLE_BY_ALL
            packed.writestr(entry, files[path])
    return archive.getvalue()


def _basics(content: SiteContent) -> dict[str, Any]:
    """Return who the person is; the first web link that is no profile is their own site."""
    page, contact = make_page(content, url=""), find_contact(content)
    hero = page.hero
    location = contact.location or hero.location
    web = [link for link in page.links if link.url.lower().startswith(WEB_SCHEMES)]
    own = next((link for link in web if not link.network), None)
    summaries = (
        part.content.text for part in content.sections if isinstance(part.content, SummaryContent)
    )
    basics = {
        "name": hero.name,
        "label": hero.headline,
        "image": hero.picture_url,
        "email": contact.email,
        "phone": contact.phone,
        "url": own and own.url,
        "summary": next(summaries, None) or hero.tagline,
        "location": location and {"address": location},
        "profiles": [_profile(link) for link in web if link is not own],
    }
    return {key: value for key, value in basics.items() if value}


def _profile(link: Link) -> dict[str, str]:
    profile = {
        "network": link.network or link.label,
        "username": link.username or "",
        "url": link.url,
    }
    return {key: value for key, value in profile.items() if value}


def _items_of(content: SectionContent) -> list[Strict]:
    items: list[Strict] = getattr(
        content, "groups" if isinstance(content, SkillsContent) else "items"
    )
    return items


def _rename(item: Strict, names: dict[str, str]) -> dict[str, Any]:
    """Return an item under the names of JSON Resume; it has no word for 'until now' but no end."""
    fields = item.model_dump(exclude={"current"})
    return {names.get(key, key): value for key, value in fields.items() if value}


def _head_blocks(page: Page) -> Iterator[str]:
    hero = page.hero
    yield f"# {escape_markdown(hero.name)}"
    if hero.headline:
        yield f"**{escape_markdown(hero.headline)}**"
    yield escape_markdown(hero.tagline or "")
    yield escape_markdown(hero.location or "")
    yield write_links(page.links)


def _section_blocks(section: Section, page: Page) -> Iterator[str]:
    match section.content:
        case SummaryContent(text=text):
            yield tame_markdown(text)
        case SkillsContent(groups=groups):
            words = ((group.name, group.level, group.keywords) for group in groups)
            yield "\n".join(_named_words(name, level, keywords) for name, level, keywords in words)
        case LanguagesContent(items=languages):
            yield "\n".join(_named_words(each.language, each.fluency, []) for each in languages)
        case ContactContent(email=email, phone=phone, location=location):
            facts = {"email": email, "phone": phone, "location": location}
            known = {getattr(page.words, key): [fact] for key, fact in facts.items() if fact}
            yield "\n".join(_named_words(name, None, fact) for name, fact in known.items())
        case _:
            for entry in section.entries:
                yield from _entry_blocks(entry)


def _named_words(name: str, level: str | None, words: list[str]) -> str:
    """Return a list line such as '- **Languages** (expert): Go, Rust'."""
    line = f"- **{escape_markdown(name)}**" if name else "-"
    line += f" ({escape_markdown(level)})" if level else ""
    separator = ": " if name else " "
    return line + (separator + ", ".join(map(escape_markdown, words)) if words else "")


def _entry_blocks(entry: Entry) -> Iterator[str]:
    yield f"### {link_in_markdown(entry.title, entry.url)}" if entry.title else ""
    place = link_in_markdown(entry.place, entry.place_url) if entry.place else ""
    others = (escape_markdown(text) for text in (entry.location, str(entry.when)) if text)
    yield " · ".join(filter(None, [place, *others]))
    yield escape_markdown(entry.note or "")
    yield tame_markdown(entry.text or "")
    yield "\n".join(f"- {escape_markdown(text)}" for text in entry.highlights)
    yield ", ".join(map(escape_markdown, entry.tags))
