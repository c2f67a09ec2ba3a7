"""What crosses from the agents to the database, and from the database to a site.

A section is its kind, a heading, a content of that kind, and the sources of its facts.
"""

from typing import Annotated, Literal

from pydantic import (
    Field,
    SerializeAsAny,
    StringConstraints,
    ValidationInfo,
    field_validator,
)

from showcase.models.content import (
    CONTENT_TYPES,
    MAX_ITEMS,
    Colour,
    Line,
    Link,
    SectionContent,
    SectionKind,
    Strict,
    Text,
)


class Source(Strict):
    """Where a fact comes from; without a page it is the user's own word.

    The box is (left, top, right, bottom) in points from the page's top left.
    """

    path: Line
    """JSON pointer into the section's content, such as /items/0/organization."""
    page: int | None = None
    box: tuple[float, float, float, float] | None = None
    text: Text | None = None


class SectionDraft(Strict):
    """A section as the agents deliver it and as a progress event shows it."""

    kind: SectionKind
    heading: Line
    content: SerializeAsAny[SectionContent]
    sources: list[Source] = Field(default_factory=list, max_length=5_000)

    @field_validator("content", mode="plain")
    @classmethod
    def _content_of_kind(cls, content: object, info: ValidationInfo) -> SectionContent:
        """Take the content as the type its kind calls for, not as whichever happens to fit."""
        kind = info.data.get("kind")
        if kind is None:
            msg = "needs a section kind"
            raise ValueError(msg)
        return CONTENT_TYPES[kind].model_validate(content)


class Notice(Strict):
    """Something the owner should know: hidden text, low OCR confidence, a fallback."""

    code: Line
    message: Line
    page: int | None = None


class PageSeen(Strict):
    """A page of the resume: its size in points, upright, and how it was read."""

    number: int
    width: float
    height: float
    reader: Literal["text", "ocr"]
    turned: Literal[0, 90, 180, 270] = 0


class FactRead(Strict):
    """A value that the resume has for a section, and the first place where it stands."""

    kind: SectionKind
    value: Text
    page: int | None = None
    box: tuple[float, float, float, float] | None = None


class FileFinding(Strict):
    """Something about the file that its owner should know; see agents/review/rules.toml."""

    code: Line
    page: int | None = None
    box: tuple[float, float, float, float] | None = None
    text: Line = ""


class Reading(Strict):
    """What is remembered of a resume, so that its portfolio can be reviewed after each change."""

    pages: list[PageSeen] = Field(default_factory=list)
    facts: list[FactRead] = Field(default_factory=list, max_length=2_000)
    findings: list[FileFinding] = Field(default_factory=list, max_length=MAX_ITEMS)


class Seo(Strict):
    """What search engines and link previews show."""

    title: Line
    description: Line


class SiteContent(Strict):
    """All that a site shows: the visible sections in order, and how they should look."""

    language: str
    theme: str
    accent: Colour | None = None
    """Instead of the theme's own."""
    seo: Seo
    sections: list[SectionDraft]
    custom_links: list[Link] = Field(default_factory=list)
    show_email: bool = False
    show_phone: bool = False
    show_address: bool = False


class Plan(Strict):
    """What the agents took the resume for; the order they chose is that of the sections."""

    domain: Line
    seniority: Line
    featured: list[Line] = Field(max_length=MAX_ITEMS)
    """Ids of the items and lines that matter most, such as EXPERIENCE/items/0."""
    headlines: list[Line] = Field(max_length=MAX_ITEMS)
    """What may stand under the name, best first."""


class PortfolioDraft(Strict):
    """A whole portfolio as the agents deliver it."""

    language: Annotated[str, StringConstraints(pattern=r"^[a-z]{2}$")]
    engine: Line
    plan: Plan | None = None
    sections: list[SectionDraft] = Field(max_length=len(SectionKind))
    seo: Seo
    notices: list[Notice] = Field(default_factory=list, max_length=MAX_ITEMS)
    reading: Reading = Field(default_factory=Reading)
