"""The schema of JSON Resume 1.0.0 (https://jsonresume.org/schema) as types.

Every key may be missing, and further ones are allowed, as the schema has it. E-mail and web
addresses are not checked here: whoever shows them does.
"""

import re
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict
from pydantic.alias_generators import to_camel

Text = str | None
Texts = list[str]
DATE = re.compile(r"[12]\d{3}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?")


def _check_date(text: str) -> str:
    if not DATE.fullmatch(text):
        message = "a date is written 2019, 2019-04 or 2019-04-30"
        raise ValueError(message)
    return text


Date = Annotated[str, AfterValidator(_check_date)] | None


class Item(BaseModel):
    """A part of a resume."""

    model_config = ConfigDict(alias_generator=to_camel, extra="allow", strict=True)


class Profile(Item):
    """A page of the person at a network."""

    network: Text = None
    username: Text = None
    url: Text = None


class Location(Item):
    """Where the person lives."""

    address: Text = None
    postal_code: Text = None
    city: Text = None
    country_code: Text = None
    region: Text = None


class Basics(Item):
    """Who the person is and how to reach them."""

    name: Text = None
    label: Text = None
    image: Text = None
    email: Text = None
    phone: Text = None
    url: Text = None
    summary: Text = None
    location: Location | None = None
    profiles: list[Profile] = []


class Dated(Item):
    """Something that went on for a while."""

    url: Text = None
    start_date: Date = None
    end_date: Date = None


class Post(Dated):
    """A job or an unpaid post."""

    position: Text = None
    summary: Text = None
    highlights: Texts = []


class Work(Post):
    """A job."""

    name: Text = None
    location: Text = None
    description: Text = None


class Volunteer(Post):
    """An unpaid post."""

    organization: Text = None


class Education(Dated):
    """A school attended."""

    institution: Text = None
    area: Text = None
    study_type: Text = None
    score: Text = None
    courses: Texts = []


class Award(Item):
    """A prize."""

    title: Text = None
    date: Date = None
    awarder: Text = None
    summary: Text = None


class Certificate(Item):
    """A certificate."""

    name: Text = None
    date: Date = None
    url: Text = None
    issuer: Text = None


class Publication(Item):
    """A text published."""

    name: Text = None
    publisher: Text = None
    release_date: Date = None
    url: Text = None
    summary: Text = None


class Skill(Item):
    """A group of abilities."""

    name: Text = None
    level: Text = None
    keywords: Texts = []


class Language(Item):
    """A language spoken."""

    language: Text = None
    fluency: Text = None


class Interest(Item):
    """A pastime."""

    name: Text = None
    keywords: Texts = []


class Reference(Item):
    """Somebody who speaks for the person."""

    name: Text = None
    reference: Text = None


class Project(Dated):
    """A work made."""

    name: Text = None
    description: Text = None
    highlights: Texts = []
    keywords: Texts = []
    roles: Texts = []
    entity: Text = None
    type: Text = None


class JsonResume(Item):
    """A whole resume."""

    basics: Basics | None = None
    work: list[Work] = []
    volunteer: list[Volunteer] = []
    education: list[Education] = []
    awards: list[Award] = []
    certificates: list[Certificate] = []
    publications: list[Publication] = []
    skills: list[Skill] = []
    languages: list[Language] = []
    interests: list[Interest] = []
    references: list[Reference] = []
    projects: list[Project] = []
