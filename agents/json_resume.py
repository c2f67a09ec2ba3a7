"""JSON Resume 1.0 (https://jsonresume.org/schema): written from facts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

from agents.facts import (
    Education,
    Fact,
    Facts,
    Link,
    Location,
    Project,
    Publication,
    Work,
)

Json = dict[str, Any]
CERTIFICATE_KEYS = ("name", "issuer", "date", "url")
AWARD_KEYS = ("title", "awarder", "date", "summary")
PUBLICATION_KEYS = ("name", "publisher", "url", "summary")
SCHEMA = "https://raw.githubusercontent.com/jsonresume/resume-schema/v1.0.0/schema.json"


def to_json_resume(facts: Facts) -> Json:
    """The facts in JSON Resume 1.0; what the resume does not say is left out."""
    return {"$schema": SCHEMA} | _compact(
        {
            "basics": _to_basics(facts),
            "work": [_to_work(w, "name") for w in facts.work],
            "volunteer": [_to_work(w, "organization") for w in facts.volunteering],
            "education": [_to_education(e) for e in facts.education],
            "awards": [_to_plain(a, AWARD_KEYS) for a in facts.awards],
            "certificates": [_to_plain(c, CERTIFICATE_KEYS) for c in facts.certificates],
            "publications": [_to_publication(p) for p in facts.publications],
            "skills": [_to_plain(s, ("name", "level", "keywords")) for s in facts.skills],
            "languages": [_to_plain(x, ("language", "fluency")) for x in facts.languages],
            "interests": [_to_plain(i, ("name", "keywords")) for i in facts.interests],
            "references": [
                _compact({"name": _text(r.name), "reference": _text(r.text)})
                for r in facts.references
            ],
            "projects": [_to_project(p) for p in facts.projects],
        }
    )


def _compact(values: Json) -> Json:
    """The values that say something."""
    return {key: value for key, value in values.items() if value not in (None, "", [], {})}


def _text(fact: Fact | None) -> str | None:
    return fact.value if fact else None


def _texts(facts: Iterable[Fact]) -> list[str]:
    return [fact.value for fact in facts]


def _to_plain(item: object, keys: Sequence[str]) -> Json:
    """An item whose keys are the same in JSON Resume."""
    values: Json = {}
    for key in keys:
        value = getattr(item, key)
        values[key] = _texts(value) if isinstance(value, tuple) else _text(value)
    return _compact(values)


def _to_basics(facts: Facts) -> Json:
    profiles = [link for link in facts.links if link.network]
    pages = [link for link in facts.links if not link.network]
    return _compact(
        {
            "name": _text(facts.name),
            "label": _text(facts.headline),
            "email": _text(facts.email),
            "phone": _text(facts.phone),
            "url": pages[0].url.value if pages else None,
            "summary": _text(facts.summary),
            "location": _to_location(facts.location),
            "profiles": [_to_profile(link) for link in [*profiles, *pages[1:]]],
        }
    )


def _to_profile(link: Link) -> Json:
    return _to_plain(link, ("network", "username", "url"))


def _to_location(location: Location | None) -> Json:
    """The location; JSON Resume wants a country's code, so its name stays in the address."""
    if location is None:
        return {}
    country = _text(location.country)
    is_code = country is not None and re.fullmatch(r"[A-Z]{2}", country) is not None
    return _compact(
        {
            "address": location.text.value,
            "city": _text(location.city),
            "region": _text(location.region),
            "countryCode": country if is_code else None,
        }
    )


def _to_work(work: Work, name_key: str) -> Json:
    return _compact(
        {
            name_key: _text(work.organization),
            "position": _text(work.position),
            "location": _text(work.location) if name_key == "name" else None,
            "url": _text(work.url),
            "startDate": _text(work.start_date),
            "endDate": _text(work.end_date),
            "summary": _text(work.summary),
            "highlights": _texts(work.highlights),
        }
    )


def _to_education(school: Education) -> Json:
    return _compact(
        {
            "institution": _text(school.institution),
            "url": _text(school.url),
            "area": _text(school.area),
            "studyType": _text(school.study_type),
            "startDate": _text(school.start_date),
            "endDate": _text(school.end_date),
            "score": _text(school.score),
            "courses": _texts(school.courses),
        }
    )


def _to_publication(publication: Publication) -> Json:
    plain = _to_plain(publication, PUBLICATION_KEYS)
    return plain | _compact({"releaseDate": _text(publication.date)})


def _to_project(project: Project) -> Json:
    return _compact(
        {
            "name": project.name.value,
            "description": _text(project.description),
            "url": _text(project.url),
            "startDate": _text(project.start_date),
            "endDate": _text(project.end_date),
            "keywords": _texts(project.technologies),
            "highlights": _texts(project.highlights),
        }
    )
