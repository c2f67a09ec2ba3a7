"""JSON Resume 1.0 (https://jsonresume.org/schema): checked, and read as facts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pydantic import ValidationError

from agents.errors import AgentError, AgentErrorCode
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
from agents.json_resume import AWARD_KEYS, CERTIFICATE_KEYS, PUBLICATION_KEYS, Json
from agents.json_resume_schema import JsonResume
from agents.reader.language import find_language

_FEW = 5
"""So many places of a broken file are named."""
_PROSE = 3
"""Texts with fewer words are names, codes and addresses, and tell no language."""


def check_json_resume(resume: Json) -> None:
    """Refuse what breaks the schema of JSON Resume 1.0.

    Raises:
        AgentError: JSON_RESUME_INVALID, with the places and the rules they break.
    """
    try:
        JsonResume.model_validate(resume)
    except ValidationError as error:
        problems = error.errors(include_url=False, include_context=False, include_input=False)
        places = [f"{'/'.join(map(str, p['loc']))}: {p['msg']}" for p in problems[:_FEW]]
        raise AgentError(AgentErrorCode.JSON_RESUME_INVALID, "; ".join(places)) from error


def iterate_texts(value: object) -> Iterator[str]:
    """Every text of a JSON Resume, in its order."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from iterate_texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from iterate_texts(inner)


def from_json_resume(resume: Json) -> Facts:
    """The facts of a JSON Resume; they have no sources, and what is malformed is left out."""
    basics = resume.get("basics")
    basics = basics if isinstance(basics, dict) else {}
    return Facts(
        language=find_language(t for t in iterate_texts(resume) if len(t.split()) >= _PROSE),
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
    known = ", ".join(part.value for part in parts if part)
    text = _fact(value, "address")
    if known and (text is None or not (parts[0] and parts[0].value in text.value)):
        text = Fact(value=known)  # a street alone says less, and more than people want to show
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
    "certificates": (Certificate, {key: key for key in CERTIFICATE_KEYS}),
    "awards": (Award, {key: key for key in AWARD_KEYS}),
    "publications": (
        Publication,
        {key: key for key in PUBLICATION_KEYS} | {"date": "releaseDate"},
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
