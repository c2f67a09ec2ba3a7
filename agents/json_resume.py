"""JSON Resume 1.0 (https://jsonresume.org/schema): written from facts, and read back."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

from agents.facts import (
    Award,
    Certificate,
    Education,
    Fact,
    Facts,
    Frozen,
    Interest,
    Link,
    Location,
    Project,
    Publication,
    Reference,
    SkillGroup,
    SpokenLanguage,
    Work,
)

Json = dict[str, Any]
_CERTIFICATE_KEYS = ("name", "issuer", "date", "url")
_AWARD_KEYS = ("title", "awarder", "date", "summary")
_PUBLICATION_KEYS = ("name", "publisher", "url", "summary")
SCHEMA = "https://raw.githubusercontent.com/jsonresume/resume-schema/v1.0.0/schema.json"


def to_json_resume(facts: Facts) -> Json:
    """The facts in JSON Resume 1.0; what the resume does not say is left out."""
    return {"$schema": SCHEMA} | _compact(
        {
            "basics": _to_basics(facts),
            "work": [_to_work(w, "name") for w in facts.work],
            "volunteer": [_to_work(w, "organization") for w in facts.volunteering],
            "education": [_to_education(e) for e in facts.education],
            "awards": [_to_plain(a, _AWARD_KEYS) for a in facts.awards],
            "certificates": [_to_plain(c, _CERTIFICATE_KEYS) for c in facts.certificates],
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
    plain = _to_plain(publication, _PUBLICATION_KEYS)
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


def from_json_resume(resume: Json) -> Facts:
    """The facts of a JSON Resume; they have no sources, and what is malformed is left out."""
    basics = resume.get("basics")
    basics = basics if isinstance(basics, dict) else {}
    return Facts(
        name=_fact(basics, "name"),
        headline=_fact(basics, "label"),
        email=_fact(basics, "email"),
        phone=_fact(basics, "phone"),
        location=_from_location(basics.get("location")),
        links=tuple(_list_links(basics)),
        summary=_fact(basics, "summary"),
        work=tuple(_from_work(w) for w in _items(resume, "work")),
        volunteering=tuple(_from_work(w) for w in _items(resume, "volunteer")),
        education=tuple(_from_education(e) for e in _items(resume, "education")),
        projects=tuple(_from_project(p) for p in _items(resume, "projects") if _fact(p, "name")),
        skills=tuple(
            SkillGroup(
                name=_fact(s, "name"), level=_fact(s, "level"), keywords=_facts(s, "keywords")
            )
            for s in _items(resume, "skills")
        ),
        **_from_rest(resume),
    )


def _fact(item: Json, *keys: str) -> Fact | None:
    """The first of the keys that holds a text."""
    for key in keys:
        value = item.get(key)
        if isinstance(value, str | int | float) and str(value).strip():
            return Fact(value=str(value).strip())
    return None


def _facts(item: Json, key: str) -> tuple[Fact, ...]:
    values = item.get(key)
    if not isinstance(values, list):
        return ()
    return tuple(Fact(value=v.strip()) for v in values if isinstance(v, str) and v.strip())


def _items(resume: Json, key: str) -> list[Json]:
    values = resume.get(key)
    return [v for v in values if isinstance(v, dict)] if isinstance(values, list) else []


def _from_location(value: object) -> Location | None:
    if not isinstance(value, dict):
        return None
    parts = [_fact(value, key) for key in ("city", "region", "countryCode")]
    known = [part.value for part in parts if part]
    text = _fact(value, "address") or (Fact(value=", ".join(known)) if known else None)
    if text is None:
        return None
    return Location(text=text, city=parts[0], region=parts[1], country=parts[2])


def _list_links(basics: Json) -> list[Link]:
    url = _fact(basics, "url", "website")
    links = [Link(url=url)] if url else []
    for profile in _items(basics, "profiles"):
        if address := _fact(profile, "url"):
            network, username = _fact(profile, "network"), _fact(profile, "username")
            links.append(Link(url=address, network=network, username=username))
    return links


def _from_work(item: Json) -> Work:
    start, end = _fact(item, "startDate"), _fact(item, "endDate")
    return Work(
        organization=_fact(item, "name", "organization", "company"),
        position=_fact(item, "position"),
        location=_fact(item, "location"),
        url=_fact(item, "url", "website"),
        start_date=start,
        end_date=end,
        current=start is not None and end is None,
        summary=_fact(item, "summary"),
        highlights=_facts(item, "highlights"),
    )


def _from_education(item: Json) -> Education:
    return Education(
        institution=_fact(item, "institution"),
        area=_fact(item, "area"),
        study_type=_fact(item, "studyType"),
        url=_fact(item, "url"),
        start_date=_fact(item, "startDate"),
        end_date=_fact(item, "endDate"),
        score=_fact(item, "score", "gpa"),
        courses=_facts(item, "courses"),
    )


def _from_project(item: Json) -> Project:
    return Project(
        name=_fact(item, "name") or Fact(value=""),
        description=_fact(item, "description", "summary"),
        url=_fact(item, "url"),
        start_date=_fact(item, "startDate"),
        end_date=_fact(item, "endDate"),
        technologies=_facts(item, "keywords"),
        highlights=_facts(item, "highlights"),
    )


_NAMED: dict[str, tuple[type[Frozen], dict[str, str]]] = {
    "languages": (SpokenLanguage, {"language": "language", "fluency": "fluency"}),
    "certificates": (Certificate, {key: key for key in _CERTIFICATE_KEYS}),
    "awards": (Award, {key: key for key in _AWARD_KEYS}),
    "publications": (
        Publication,
        {key: key for key in _PUBLICATION_KEYS} | {"date": "releaseDate"},
    ),
    "interests": (Interest, {"name": "name"}),
    "references": (Reference, {"name": "name", "text": "reference"}),
}
"""Sections whose items need the first of their values: our names and JSON Resume's."""


def _from_rest(resume: Json) -> dict[str, Any]:
    """The sections whose items must have a name to be kept."""
    found: dict[str, Any] = {}
    for section, (model, keys) in _NAMED.items():
        items: list[Frozen] = []
        for item in _items(resume, section):
            values: dict[str, Any] = {name: _fact(item, key) for name, key in keys.items()}
            if model is Interest:
                values["keywords"] = _facts(item, "keywords")
            if values[next(iter(keys))]:
                items.append(model(**values))
        found[section] = tuple(items)
    return found
