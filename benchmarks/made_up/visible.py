"""What of a person can be seen in a layout, as the truth in the shape of JSON Resume."""

from dataclasses import replace
from typing import Any

from benchmarks.made_up.layout import Layout
from benchmarks.made_up.periods import coarsen
from benchmarks.made_up.person import Contact, Month, Period, Person, Post, School, Skills

Json = dict[str, Any]
FLAT = {"chips", "commas", "list", "bullets", "grid", "words", "bars", "dots"}
"""Ways of listing skills that drop their groups' names."""
ALONE = {"words", "bars", "dots"}
"""Ways of listing skills that give each its own level."""


def show(person: Person, layout: Layout, *, is_scan: bool) -> Person:
    """The person as far as the layout shows them. A scan has no links to follow."""
    unseen = is_scan and layout.links != "url"
    links = () if unseen else person.contact.links
    projects = tuple(
        replace(p, period=coarsen(p.period, layout) if p.period else None,
                url="" if unseen else p.url)
        for p in person.projects
    )  # fmt: skip
    skills = person.skills
    if layout.skills in FLAT:
        skills = (Skills("", tuple(word for group in skills for word in group.words)),)
    return replace(
        person,
        contact=replace(person.contact, links=links),
        summary=person.summary if layout.shows_summary else "",
        work=tuple(_show_post(post, layout) for post in person.work),
        volunteering=tuple(_show_post(post, layout) for post in person.volunteering),
        education=tuple(_show_school(school, layout) for school in person.education),
        projects=projects,
        skills=skills,
    )


def _show_post(post: Post, layout: Layout) -> Post:
    city = "" if layout.place == "none" else post.city
    return replace(post, city=city, period=coarsen(post.period, layout))


def _show_school(school: School, layout: Layout) -> School:
    period = coarsen(school.period, layout)
    if layout.schooling == "end" and period.end:
        period = Period(None, period.end)
    return replace(school, city="" if layout.place == "none" else school.city, period=period)


def to_truth(person: Person, layout: Layout) -> Json:
    """The visible person as JSON Resume."""
    resume: Json = {
        "basics": _to_basics(person, layout),
        "work": [_to_post(post, "name", layout) for post in person.work],
        "volunteer": [_to_post(post, "organization", layout) for post in person.volunteering],
        "education": [_to_school(school, layout) for school in person.education],
        "projects": [
            {"name": p.name, "description": p.text, "url": p.url, "keywords": list(p.tools)}
            | (_to_dates(p.period, layout) if p.period else {})
            for p in person.projects
        ],
        "skills": _to_skills(person.skills, layout),
        "languages": [{"language": name, "fluency": level} for name, level in person.languages],
        "certificates": [
            {"name": h.name, "issuer": h.giver, "date": str(h.year)} for h in person.certificates
        ],
        "awards": [
            {"title": h.name, "awarder": h.giver, "date": str(h.year)} for h in person.awards
        ],
        "publications": [
            {"name": h.name, "publisher": h.giver, "releaseDate": str(h.year)}
            for h in person.publications
        ],
        "interests": [{"name": name} for name in person.interests],
    }
    return _compact(resume)


def _compact(values: Json) -> Json:
    """The values that say something, at every depth."""
    kept: Json = {}
    for key, value in values.items():
        if isinstance(value, dict):
            value = _compact(value)  # noqa: PLW2901 - the value is what changes here
        elif isinstance(value, list):
            value = [_compact(v) if isinstance(v, dict) else v for v in value]  # noqa: PLW2901
        if value not in ("", [], {}, None):
            kept[key] = value
    return kept


def _to_basics(person: Person, layout: Layout) -> Json:
    contact = person.contact
    profiles = [
        {"network": network, "url": url, "username": url.rsplit("/", 1)[-1]}
        for network, url in contact.links
        if network
    ]
    return {
        "name": person.name,
        "label": person.label,
        "email": contact.email,
        "phone": contact.phone,
        "url": next((url for network, url in contact.links if not network), ""),
        "summary": person.summary,
        "location": _to_location(contact, layout),
        "profiles": profiles,
    }


def _to_location(contact: Contact, layout: Layout) -> Json:
    if layout.contact in {"lines", "labels"}:
        return {
            "address": contact.street,
            "postalCode": contact.postcode,
            "city": contact.city,
        }
    return {"city": contact.city, "region": contact.region}


def _to_dates(period: Period, layout: Layout) -> Json:
    return {
        "startDate": _to_date(period.start, layout) if period.start else "",
        "endDate": _to_date(period.end, layout) if period.end else "present",
    }


def _to_date(month: Month, layout: Layout) -> str:
    year, number = month
    return str(year) if number is None or layout.dates == "season" else f"{year}-{number:02}"


def _to_post(post: Post, name_key: str, layout: Layout) -> Json:
    return {
        name_key: post.employer,
        "position": post.position,
        "location": post.city,
        "summary": post.summary,
        "highlights": list(post.highlights),
    } | _to_dates(post.period, layout)


def _to_school(school: School, layout: Layout) -> Json:
    return {
        "institution": school.institution,
        "studyType": school.degree,
        "area": school.area,
        "score": school.score,
    } | _to_dates(school.period, layout)


def _to_skills(groups: tuple[Skills, ...], layout: Layout) -> list[Json]:
    if layout.skills in ALONE:
        return [{"name": word} for group in groups for word in group.words]
    return [{"name": group.name, "keywords": list(group.words)} for group in groups]
