"""What each kind of section holds: the contract for everyone who writes one.

Contents are strict: an unknown key, a wrong type or an over-long text is refused. Texts are plain
unless a docstring says Markdown. Dates are YYYY, YYYY-MM or YYYY-MM-DD, as precise as the resume.
"""

from enum import StrEnum
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

MAX_ITEMS = 200
URL_SCHEMES = ("http://", "https://", "mailto:", "tel:")


class SectionKind(StrEnum):
    """Kinds of section, in their default order."""

    HERO = "HERO"
    ABOUT = "ABOUT"
    EXPERIENCE = "EXPERIENCE"
    PROJECTS = "PROJECTS"
    SKILLS = "SKILLS"
    EDUCATION = "EDUCATION"
    CERTIFICATIONS = "CERTIFICATIONS"
    LANGUAGES = "LANGUAGES"
    AWARDS = "AWARDS"
    PUBLICATIONS = "PUBLICATIONS"
    VOLUNTEERING = "VOLUNTEERING"
    CONTACT = "CONTACT"


ALWAYS_PRESENT = (SectionKind.HERO, SectionKind.PROJECTS, SectionKind.SKILLS)


class Tone(StrEnum):
    """Voices for the text."""

    PROFESSIONAL = "PROFESSIONAL"
    FRIENDLY = "FRIENDLY"
    TECHNICAL = "TECHNICAL"
    CREATIVE = "CREATIVE"
    EXECUTIVE = "EXECUTIVE"
    CONCISE = "CONCISE"


def _known_scheme(url: str) -> str:
    """Refuse schemes that a page must not link to, such as javascript:."""
    if not url.lower().startswith(URL_SCHEMES):
        msg = f"must start with one of {', '.join(URL_SCHEMES)}"
        raise ValueError(msg)
    return url


Line = Annotated[str, StringConstraints(max_length=500, strip_whitespace=True)]
Text = Annotated[str, StringConstraints(max_length=10_000, strip_whitespace=True)]
Url = Annotated[str, StringConstraints(max_length=2_000), AfterValidator(_known_scheme)]
Colour = Annotated[str, StringConstraints(pattern=r"^#[0-9a-f]{6}$")]
PartialDate = Annotated[str, StringConstraints(pattern=r"^\d{4}(-\d{2}(-\d{2})?)?$")]
Lines = Annotated[list[Line], Field(max_length=MAX_ITEMS)]
Texts = Annotated[list[Text], Field(max_length=MAX_ITEMS)]


class Strict(BaseModel):
    """Refuses unknown keys and coerced types."""

    model_config = ConfigDict(extra="forbid", strict=True)


class Link(Strict):
    """A link to show: its text, its target, and the network and user name if it is a profile."""

    label: Line
    url: Url
    network: Line | None = None
    username: Line | None = None


class HeroContent(Strict):
    """Name, headline (job title as the resume gives it), tagline (one written sentence)."""

    name: Line
    headline: Line | None = None
    tagline: Line | None = None
    location: Line | None = None
    picture_url: Url | None = None
    links: list[Link] = Field(default_factory=list, max_length=MAX_ITEMS)


class SummaryContent(Strict):
    """Free text, Markdown."""

    text: Text


class ExperienceItem(Strict):
    """A job held. `organization` or `position` is empty where the resume does not say it."""

    organization: Line
    position: Line
    location: Line | None = None
    url: Url | None = None
    start_date: PartialDate | None = None
    end_date: PartialDate | None = None
    current: bool = False
    summary: Text | None = None
    highlights: Texts = Field(default_factory=list)


class ExperienceContent(Strict):
    """Jobs held, newest first; also volunteering."""

    items: list[ExperienceItem] = Field(max_length=MAX_ITEMS)


class EducationItem(Strict):
    """A school."""

    institution: Line
    area: Line | None = None
    study_type: Line | None = None
    location: Line | None = None
    url: Url | None = None
    start_date: PartialDate | None = None
    end_date: PartialDate | None = None
    current: bool = False
    score: Line | None = None
    highlights: Texts = Field(default_factory=list)


class EducationContent(Strict):
    """Schools, newest first."""

    items: list[EducationItem] = Field(max_length=MAX_ITEMS)


class SkillGroup(Strict):
    """A group of abilities, with a level where the resume gives one."""

    name: Line
    level: Line | None = None
    keywords: Lines = Field(default_factory=list)


class SkillsContent(Strict):
    """Abilities in groups."""

    groups: list[SkillGroup] = Field(max_length=MAX_ITEMS)


class ProjectItem(Strict):
    """A work. `description` is empty where the resume has none."""

    name: Line
    description: Text = ""
    url: Url | None = None
    start_date: PartialDate | None = None
    end_date: PartialDate | None = None
    technologies: Lines = Field(default_factory=list)
    highlights: Texts = Field(default_factory=list)


class ProjectsContent(Strict):
    """Works, in order."""

    items: list[ProjectItem] = Field(max_length=MAX_ITEMS)


class CertificationItem(Strict):
    """A certificate."""

    name: Line
    issuer: Line | None = None
    date: PartialDate | None = None
    url: Url | None = None


class CertificationsContent(Strict):
    """Certificates."""

    items: list[CertificationItem] = Field(max_length=MAX_ITEMS)


class LanguageItem(Strict):
    """A language spoken."""

    language: Line
    fluency: Line | None = None


class LanguagesContent(Strict):
    """Languages spoken."""

    items: list[LanguageItem] = Field(max_length=MAX_ITEMS)


class AwardItem(Strict):
    """An award."""

    title: Line
    awarder: Line | None = None
    date: PartialDate | None = None
    summary: Text | None = None


class AwardsContent(Strict):
    """Awards."""

    items: list[AwardItem] = Field(max_length=MAX_ITEMS)


class PublicationItem(Strict):
    """A publication."""

    name: Line
    publisher: Line | None = None
    date: PartialDate | None = None
    url: Url | None = None
    summary: Text | None = None


class PublicationsContent(Strict):
    """Publications."""

    items: list[PublicationItem] = Field(max_length=MAX_ITEMS)


class ContactContent(Strict):
    """How to reach the person. E-mail, phone and street show only if the owner says so."""

    email: Line | None = None
    phone: Line | None = None
    location: Line | None = None
    links: list[Link] = Field(default_factory=list, max_length=MAX_ITEMS)


SectionContent = (
    HeroContent
    | SummaryContent
    | ExperienceContent
    | EducationContent
    | SkillsContent
    | ProjectsContent
    | CertificationsContent
    | LanguagesContent
    | AwardsContent
    | PublicationsContent
    | ContactContent
)

CONTENT_TYPES: dict[SectionKind, type[SectionContent]] = {
    SectionKind.HERO: HeroContent,
    SectionKind.ABOUT: SummaryContent,
    SectionKind.EXPERIENCE: ExperienceContent,
    SectionKind.PROJECTS: ProjectsContent,
    SectionKind.SKILLS: SkillsContent,
    SectionKind.EDUCATION: EducationContent,
    SectionKind.CERTIFICATIONS: CertificationsContent,
    SectionKind.LANGUAGES: LanguagesContent,
    SectionKind.AWARDS: AwardsContent,
    SectionKind.PUBLICATIONS: PublicationsContent,
    SectionKind.VOLUNTEERING: ExperienceContent,
    SectionKind.CONTACT: ContactContent,
}
"""The one content type of each kind."""
