"""The parts that sections are made of: each is written once and serves as type and as input."""

# ruff: noqa: RUF009 (described fields: each call makes a new one, nothing is shared)

import dataclasses
from typing import Any

import strawberry
from strawberry import UNSET

from showcase.api.scalars import URL

DATE = "YYYY, YYYY-MM or YYYY-MM-DD."


def required(description: str) -> Any:  # noqa: ANN401 (stands for a field of any type)
    """Describe a field that is always there."""
    return strawberry.field(description=description)


def maybe(description: str) -> Any:  # noqa: ANN401 (stands for a field of any type)
    """Describe a field that may be missing."""
    return strawberry.field(description=description, default=UNSET)


def listed(description: str) -> Any:  # noqa: ANN401 (stands for a field of any type)
    """Describe a list that may be empty; an input may leave it out."""
    return strawberry.field(description=description, default_factory=list)


@dataclasses.dataclass(kw_only=True)
class _Link:
    label: str = required("Its text.")
    url: URL = required("Its target.")
    network: str | None = maybe("The network, if it is a profile, such as GitHub.")
    username: str | None = maybe("The name there.")


@dataclasses.dataclass(kw_only=True)
class _Experience:
    organization: str = required("Employer; empty if unknown.")
    position: str = required("Title; empty if unknown.")
    location: str | None = maybe("Where.")
    url: URL | None = maybe("The employer's site.")
    start_date: str | None = maybe(DATE)
    end_date: str | None = maybe("As startDate; null if current.")
    current: bool = strawberry.field(description="Whether it goes on.", default=False)
    summary: str | None = maybe("What it was about. Markdown.")
    highlights: list[str] = listed("What was done.")


@dataclasses.dataclass(kw_only=True)
class _Education:
    institution: str = required("School.")
    area: str | None = maybe("Subject.")
    study_type: str | None = maybe("Degree.")
    location: str | None = maybe("Where.")
    url: URL | None = maybe("The school's site.")
    start_date: str | None = maybe(DATE)
    end_date: str | None = maybe("As startDate.")
    current: bool = strawberry.field(description="Whether it goes on.", default=False)
    score: str | None = maybe("Grade, as the resume gives it.")
    highlights: list[str] = listed("Courses, theses, honours.")


@dataclasses.dataclass(kw_only=True)
class _Skills:
    name: str = required("Its name.")
    level: str | None = maybe("How well, as the resume gives it.")
    keywords: list[str] = listed("Its abilities.")


@dataclasses.dataclass(kw_only=True)
class _Project:
    name: str = required("Its name.")
    description: str = required("What it is; empty if unknown.")
    url: URL | None = maybe("Where it is.")
    start_date: str | None = maybe(DATE)
    end_date: str | None = maybe("As startDate.")
    technologies: list[str] = listed("What it is made with.")
    highlights: list[str] = listed("What was done.")


@dataclasses.dataclass(kw_only=True)
class _Certification:
    name: str = required("Its name.")
    issuer: str | None = maybe("Who gave it.")
    date: str | None = maybe(DATE)
    url: URL | None = maybe("Where it can be checked.")


@dataclasses.dataclass(kw_only=True)
class _Language:
    language: str = required("Its name.")
    fluency: str | None = maybe("How well.")


@dataclasses.dataclass(kw_only=True)
class _Award:
    title: str = required("Its name.")
    awarder: str | None = maybe("Who gave it.")
    date: str | None = maybe(DATE)
    summary: str | None = maybe("What for.")


@dataclasses.dataclass(kw_only=True)
class _Publication:
    name: str = required("Its title.")
    publisher: str | None = maybe("Who published it.")
    date: str | None = maybe(DATE)
    url: URL | None = maybe("Where it can be read.")
    summary: str | None = maybe("What it is about.")


@strawberry.type(description="A link, and the profile it leads to if it is one.")
class Link(_Link):
    pass


@strawberry.input(description="A link, and the profile it leads to if it is one.")
class LinkInput(_Link):
    pass


@strawberry.type(description="A job held.")
class ExperienceItem(_Experience):
    pass


@strawberry.input(description="A job held.")
class ExperienceItemInput(_Experience):
    pass


@strawberry.type(description="A school.")
class EducationItem(_Education):
    pass


@strawberry.input(description="A school.")
class EducationItemInput(_Education):
    pass


@strawberry.type(description="A group of abilities.")
class SkillGroup(_Skills):
    pass


@strawberry.input(description="A group of abilities.")
class SkillGroupInput(_Skills):
    pass


@strawberry.type(description="A work.")
class ProjectItem(_Project):
    pass


@strawberry.input(description="A work.")
class ProjectItemInput(_Project):
    pass


@strawberry.type(description="A certificate.")
class CertificationItem(_Certification):
    pass


@strawberry.input(description="A certificate.")
class CertificationItemInput(_Certification):
    pass


@strawberry.type(description="A language spoken.")
class LanguageItem(_Language):
    pass


@strawberry.input(description="A language spoken.")
class LanguageItemInput(_Language):
    pass


@strawberry.type(description="An award.")
class AwardItem(_Award):
    pass


@strawberry.input(description="An award.")
class AwardItemInput(_Award):
    pass


@strawberry.type(description="A publication.")
class PublicationItem(_Publication):
    pass


@strawberry.input(description="A publication.")
class PublicationItemInput(_Publication):
    pass
