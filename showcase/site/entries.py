"""The one shape in which a site shows whatever comes in a list with a name, a place and a time."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from showcase.models.content import (
    AwardItem,
    AwardsContent,
    CertificationItem,
    CertificationsContent,
    EducationContent,
    EducationItem,
    ExperienceContent,
    ExperienceItem,
    ProjectItem,
    ProjectsContent,
    PublicationItem,
    PublicationsContent,
    SectionContent,
)
from showcase.site.dates import Span, make_day, make_span
from showcase.site.words import Words

Item = (
    ExperienceItem | EducationItem | ProjectItem | CertificationItem | AwardItem | PublicationItem
)
EntriesContent = (
    ExperienceContent
    | EducationContent
    | ProjectsContent
    | CertificationsContent
    | AwardsContent
    | PublicationsContent
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A job, school, project, certificate, award or publication; what is absent is empty.

    `text` is Markdown, all else plain.
    """

    title: str
    url: str | None = None
    place: str | None = None
    place_url: str | None = None
    location: str | None = None
    when: Span = field(default_factory=Span)
    note: str | None = None
    text: str | None = None
    highlights: Sequence[str] = ()
    tags: Sequence[str] = ()

    @property
    def has_body(self) -> bool:
        """Whether there is more to read than its head."""
        return bool(self.note or self.text or self.highlights or self.tags)


def list_entries(content: SectionContent, *, words: Words) -> list[Entry]:
    """Return the entries of a section; none for sections of another shape."""
    if not isinstance(content, EntriesContent):
        return []
    return [make_entry(item, words=words) for item in content.items]


def make_entry(item: Item, *, words: Words) -> Entry:
    """Return an item as an entry."""
    match item:
        case ExperienceItem():
            return _job(item, words)
        case EducationItem():
            return _school(item, words)
        case ProjectItem():
            return _project(item, words)
        case CertificationItem():
            when = make_day(item.date, words=words)
            return Entry(title=item.name, url=item.url, place=item.issuer, when=when)
        case AwardItem():
            when = make_day(item.date, words=words)
            return Entry(title=item.title, place=item.awarder, when=when, text=item.summary)
        case PublicationItem():
            return _publication(item, words)


def _job(job: ExperienceItem, words: Words) -> Entry:
    """Title and employer; where the resume gives only one of them, it is the title."""
    return Entry(
        title=job.position or job.organization,
        url=None if job.position else job.url,
        place=job.organization if job.position else None,
        place_url=job.url,
        location=job.location,
        when=make_span(job.start_date, job.end_date, current=job.current, words=words),
        text=job.summary,
        highlights=job.highlights,
    )


def _school(school: EducationItem, words: Words) -> Entry:
    """Degree and school; where the resume gives no degree, the school is the title."""
    degree = ", ".join(part for part in (school.study_type, school.area) if part)
    return Entry(
        title=degree or school.institution,
        url=None if degree else school.url,
        place=school.institution if degree else None,
        place_url=school.url,
        location=school.location,
        when=make_span(school.start_date, school.end_date, current=school.current, words=words),
        note=school.score,
        highlights=school.highlights,
    )


def _project(project: ProjectItem, words: Words) -> Entry:
    return Entry(
        title=project.name,
        url=project.url,
        when=make_span(project.start_date, project.end_date, current=False, words=words),
        text=project.description,
        highlights=project.highlights,
        tags=project.technologies,
    )


def _publication(publication: PublicationItem, words: Words) -> Entry:
    return Entry(
        title=publication.name,
        url=publication.url,
        place=publication.publisher,
        when=make_day(publication.date, words=words),
        text=publication.summary,
    )
