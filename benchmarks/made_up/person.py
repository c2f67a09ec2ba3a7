"""What a made-up person has to say; the truth of a document is one of these."""

from dataclasses import dataclass

Month = tuple[int, int | None]
"""A year and, where it is known, a month of it."""


@dataclass(frozen=True)
class Period:
    """A stretch of time. Without an end it goes on; without a start only its end is known."""

    start: Month | None
    end: Month | None


@dataclass(frozen=True)
class Post:
    """A job, or a volunteer's post."""

    employer: str
    position: str
    city: str
    period: Period
    summary: str = ""
    highlights: tuple[str, ...] = ()


@dataclass(frozen=True)
class School:
    """A degree and where it was earned."""

    institution: str
    degree: str
    area: str
    city: str
    period: Period
    score: str = ""


@dataclass(frozen=True)
class Project:
    """A work of the person's own."""

    name: str
    text: str
    url: str = ""
    tools: tuple[str, ...] = ()
    period: Period | None = None


@dataclass(frozen=True)
class Skills:
    """Skills of one kind; the name is empty where they are not grouped."""

    name: str
    words: tuple[str, ...]


@dataclass(frozen=True)
class Honour:
    """A certificate, an award or a publication: its name, who gave it, and the year."""

    name: str
    giver: str
    year: int


@dataclass(frozen=True)
class Contact:
    """How to reach the person."""

    email: str
    phone: str
    street: str
    city: str
    region: str
    postcode: str
    country: str
    links: tuple[tuple[str, str], ...]
    """Network (empty for a site of one's own) and address."""


@dataclass(frozen=True)
class Person:
    """Everything a resume could say about somebody."""

    language: str
    name: str
    label: str
    contact: Contact
    summary: str
    work: tuple[Post, ...]
    education: tuple[School, ...]
    projects: tuple[Project, ...]
    skills: tuple[Skills, ...]
    languages: tuple[tuple[str, str], ...]
    """Language and fluency."""
    certificates: tuple[Honour, ...] = ()
    awards: tuple[Honour, ...] = ()
    publications: tuple[Honour, ...] = ()
    volunteering: tuple[Post, ...] = ()
    interests: tuple[str, ...] = ()
