"""What a resume says, and where it says it.

Every value is a `Fact`: the text as the resume gives it, and the places on its pages it was read
from. Dates are the exception to 'as given': their value is YYYY, YYYY-MM or YYYY-MM-DD, as precise
as the resume is. Facts that come from a JSON Resume instead of a page have no sources.
"""

from typing import Literal

from pydantic import BaseModel, ConfigDict

from agents.document import Box

Language = Literal["en", "de", "fr", "es", "pt"]


class Frozen(BaseModel):
    """Values that never change once made."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Source(Frozen):
    """A place in the resume: a box on a page (points from its top left) and the words in it."""

    page: int
    box: Box
    text: str


class Fact(Frozen):
    """A value read from the resume; `confidence` is 0 to 1."""

    value: str
    sources: tuple[Source, ...] = ()
    confidence: float = 1.0


class Link(Frozen):
    """A web page of the person; `network` and `username` are set where it is a profile."""

    url: Fact
    network: Fact | None = None
    username: Fact | None = None


class Location(Frozen):
    """Where the person lives: the text as given, and its parts where they can be told apart."""

    text: Fact
    city: Fact | None = None
    region: Fact | None = None
    country: Fact | None = None


class Work(Frozen):
    """A job held, or a volunteer's post."""

    organization: Fact | None = None
    position: Fact | None = None
    location: Fact | None = None
    url: Fact | None = None
    start_date: Fact | None = None
    end_date: Fact | None = None
    current: bool = False
    """The resume says that it goes on ('Present'); `end_date` is null then."""
    summary: Fact | None = None
    highlights: tuple[Fact, ...] = ()
    technologies: tuple[Fact, ...] = ()


class Education(Frozen):
    """A school attended."""

    institution: Fact | None = None
    area: Fact | None = None
    study_type: Fact | None = None
    location: Fact | None = None
    url: Fact | None = None
    start_date: Fact | None = None
    end_date: Fact | None = None
    current: bool = False
    score: Fact | None = None
    courses: tuple[Fact, ...] = ()
    highlights: tuple[Fact, ...] = ()


class Project(Frozen):
    """A work made."""

    name: Fact
    description: Fact | None = None
    url: Fact | None = None
    start_date: Fact | None = None
    end_date: Fact | None = None
    current: bool = False
    technologies: tuple[Fact, ...] = ()
    highlights: tuple[Fact, ...] = ()


class SkillGroup(Frozen):
    """Abilities under one name; `name` is null where the resume only lists them."""

    name: Fact | None = None
    level: Fact | None = None
    keywords: tuple[Fact, ...] = ()


class SpokenLanguage(Frozen):
    """A language and how well the person speaks it."""

    language: Fact
    fluency: Fact | None = None


class Certificate(Frozen):
    """A certificate or licence."""

    name: Fact
    issuer: Fact | None = None
    date: Fact | None = None
    url: Fact | None = None


class Award(Frozen):
    """A prize or honour."""

    title: Fact
    awarder: Fact | None = None
    date: Fact | None = None
    summary: Fact | None = None


class Publication(Frozen):
    """A text published."""

    name: Fact
    publisher: Fact | None = None
    date: Fact | None = None
    url: Fact | None = None
    summary: Fact | None = None


class Interest(Frozen):
    """A pastime."""

    name: Fact
    keywords: tuple[Fact, ...] = ()


class Reference(Frozen):
    """Somebody who speaks for the person."""

    name: Fact
    text: Fact | None = None


class Notice(Frozen):
    """Something the owner should know, such as hidden text."""

    code: Literal["HIDDEN_TEXT", "LOW_CONFIDENCE", "SPEAKS_TO_MODELS"]
    message: str
    page: int | None = None


class Facts(Frozen):
    """All that a resume says; lists keep the resume's order."""

    language: Language = "en"
    name: Fact | None = None
    headline: Fact | None = None
    """The job title the person gives themselves."""
    email: Fact | None = None
    phone: Fact | None = None
    location: Location | None = None
    links: tuple[Link, ...] = ()
    summary: Fact | None = None
    work: tuple[Work, ...] = ()
    education: tuple[Education, ...] = ()
    projects: tuple[Project, ...] = ()
    skills: tuple[SkillGroup, ...] = ()
    languages: tuple[SpokenLanguage, ...] = ()
    certificates: tuple[Certificate, ...] = ()
    awards: tuple[Award, ...] = ()
    publications: tuple[Publication, ...] = ()
    volunteering: tuple[Work, ...] = ()
    interests: tuple[Interest, ...] = ()
    references: tuple[Reference, ...] = ()
    notices: tuple[Notice, ...] = ()
