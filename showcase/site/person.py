"""The person as schema.org describes people, for search engines."""

import json
from typing import Any

from jinja2.utils import htmlsafe_json_dumps
from markupsafe import Markup

from showcase.models.content import (
    AwardsContent,
    ContactContent,
    EducationContent,
    ExperienceContent,
    LanguagesContent,
    SectionKind,
    SkillsContent,
)
from showcase.site.links import WEB_SCHEMES
from showcase.site.page import Page, Section


def render_person(page: Page) -> Markup:
    """Return JSON-LD of type Person that is safe inside a script element."""
    return htmlsafe_json_dumps(describe_person(page), dumps=json.dumps, ensure_ascii=False)


def describe_person(page: Page) -> dict[str, Any]:
    """Return the person as a schema.org Person; only what the page itself shows."""
    links = [link.url for link in page.links if link.url.lower().startswith(WEB_SCHEMES)]
    person = {
        "@context": "https://schema.org",
        "@type": "Person",
        "name": page.hero.name,
        "jobTitle": page.hero.headline,
        "description": page.hero.tagline or page.seo.description,
        "url": page.url,
        "image": page.picture,
        "address": page.hero.location,
        "sameAs": links,
    }
    for section in page.sections:
        person |= _describe_section(section)
    return {key: value for key, value in person.items() if value}


def _describe_section(section: Section) -> dict[str, Any]:
    """Return the properties of a person that a section tells of."""
    found: dict[str, Any] = {}
    match section.content:
        case ContactContent(email=email, phone=phone):
            found = {"email": email, "telephone": phone}
        case SkillsContent(groups=groups):
            found = {"knowsAbout": [word for group in groups for word in group.keywords]}
        case LanguagesContent(items=languages):
            found = {"knowsLanguage": [item.language for item in languages]}
        case AwardsContent(items=awards):
            found = {"award": [item.title for item in awards]}
        case EducationContent(items=schools):
            names = [school.institution for school in schools]
            found = {"alumniOf": _organizations("EducationalOrganization", names)}
        case ExperienceContent(items=jobs) if section.kind is SectionKind.EXPERIENCE:
            names = [job.organization for job in jobs if job.current]
            found = {"worksFor": _organizations("Organization", names)}
    return found


def _organizations(kind: str, names: list[str]) -> list[dict[str, str]]:
    return [{"@type": kind, "name": name} for name in dict.fromkeys(names) if name]
