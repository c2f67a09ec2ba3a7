"""What sections hold, by kind.

The types resolve straight from the portfolio contract in models/content.py; the inputs become it.
"""

# ruff: noqa: RUF009 (described fields: each call makes a new one, nothing is shared)

import dataclasses
from typing import Annotated, Any, TypeAlias, cast

import strawberry
from pydantic import ValidationError
from pydantic_core import ErrorDetails
from strawberry import UNSET
from strawberry.utils.str_converters import to_camel_case

from showcase.api.content_items import (
    AwardItem,
    AwardItemInput,
    CertificationItem,
    CertificationItemInput,
    EducationItem,
    EducationItemInput,
    ExperienceItem,
    ExperienceItemInput,
    LanguageItem,
    LanguageItemInput,
    Link,
    LinkInput,
    ProjectItem,
    ProjectItemInput,
    PublicationItem,
    PublicationItemInput,
    SkillGroup,
    SkillGroupInput,
    listed,
    maybe,
    required,
)
from showcase.api.scalars import URL
from showcase.errors import InvalidInput
from showcase.models import content as contract

WHERE = "Where the person lives; street and postcode on the site only with showAddress."


@dataclasses.dataclass(kw_only=True)
class _Hero:
    name: str = required("The person's name.")
    headline: str | None = maybe("Job title, as the resume gives it.")
    tagline: str | None = maybe("One sentence.")
    location: str | None = maybe(WHERE)
    picture_url: URL | None = maybe("A picture of the person.")


@dataclasses.dataclass(kw_only=True)
class _Contact:
    email: str | None = maybe("E-mail; on the site only with showEmail.")
    phone: str | None = maybe("Telephone; on the site only with showPhone.")
    location: str | None = maybe(WHERE)


def _is(model: type[contract.Strict]) -> Any:  # noqa: ANN401 (Strawberry looks it up by name)
    """Make the test by which the union tells its members apart."""
    return classmethod(lambda _cls, value, _info: isinstance(value, model))


@strawberry.type(description="Who it is: name, headline, tagline, first links.")
class HeroContent(_Hero):
    links: list[Link] = required("First links.")

    is_type_of = _is(contract.HeroContent)


@strawberry.input(description="Who it is: name, headline, tagline, first links.")
class HeroContentInput(_Hero):
    links: list[LinkInput] = listed("First links.")


@strawberry.type(description="Free text.")
class SummaryContent:
    text: str = required("Markdown.")

    is_type_of = _is(contract.SummaryContent)


@strawberry.input(description="Free text.")
class SummaryContentInput:
    text: str = required("Markdown.")


@strawberry.type(description="Jobs held, newest first; also unpaid ones.")
class ExperienceContent:
    items: list[ExperienceItem] = required("Newest first.")

    is_type_of = _is(contract.ExperienceContent)


@strawberry.input(description="Jobs held, newest first; also unpaid ones.")
class ExperienceContentInput:
    items: list[ExperienceItemInput] = required("Newest first.")


@strawberry.type(description="Schools.")
class EducationContent:
    items: list[EducationItem] = required("Newest first.")

    is_type_of = _is(contract.EducationContent)


@strawberry.input(description="Schools.")
class EducationContentInput:
    items: list[EducationItemInput] = required("Newest first.")


@strawberry.type(description="Abilities.")
class SkillsContent:
    groups: list[SkillGroup] = required("In groups.")

    is_type_of = _is(contract.SkillsContent)


@strawberry.input(description="Abilities.")
class SkillsContentInput:
    groups: list[SkillGroupInput] = required("In groups.")


@strawberry.type(description="Works.")
class ProjectsContent:
    items: list[ProjectItem] = required("In order.")

    is_type_of = _is(contract.ProjectsContent)


@strawberry.input(description="Works.")
class ProjectsContentInput:
    items: list[ProjectItemInput] = required("In order.")


@strawberry.type(description="Certificates.")
class CertificationsContent:
    items: list[CertificationItem] = required("Newest first.")

    is_type_of = _is(contract.CertificationsContent)


@strawberry.input(description="Certificates.")
class CertificationsContentInput:
    items: list[CertificationItemInput] = required("Newest first.")


@strawberry.type(description="Languages spoken.")
class LanguagesContent:
    items: list[LanguageItem] = required("In order.")

    is_type_of = _is(contract.LanguagesContent)


@strawberry.input(description="Languages spoken.")
class LanguagesContentInput:
    items: list[LanguageItemInput] = required("In order.")


@strawberry.type(description="Awards.")
class AwardsContent:
    items: list[AwardItem] = required("Newest first.")

    is_type_of = _is(contract.AwardsContent)


@strawberry.input(description="Awards.")
class AwardsContentInput:
    items: list[AwardItemInput] = required("Newest first.")


@strawberry.type(description="Publications.")
class PublicationsContent:
    items: list[PublicationItem] = required("Newest first.")

    is_type_of = _is(contract.PublicationsContent)


@strawberry.input(description="Publications.")
class PublicationsContentInput:
    items: list[PublicationItemInput] = required("Newest first.")


@strawberry.type(description="How to reach the person.")
class ContactContent(_Contact):
    links: list[Link] = required("Where else.")

    is_type_of = _is(contract.ContactContent)


@strawberry.input(description="How to reach the person.")
class ContactContentInput(_Contact):
    links: list[LinkInput] = listed("Where else.")


SectionContent: TypeAlias = Annotated[
    SummaryContent
    | ExperienceContent
    | EducationContent
    | SkillsContent
    | ProjectsContent
    | HeroContent
    | ContactContent
    | CertificationsContent
    | LanguagesContent
    | AwardsContent
    | PublicationsContent,
    strawberry.union("SectionContent", description="What a section can hold."),
]


@strawberry.input(description="Contents, by kind.", one_of=True)
class SectionContentInput:
    summary: SummaryContentInput | None = maybe("For ABOUT.")
    experience: ExperienceContentInput | None = maybe("For EXPERIENCE and VOLUNTEERING.")
    education: EducationContentInput | None = maybe("For EDUCATION.")
    skills: SkillsContentInput | None = maybe("For SKILLS.")
    projects: ProjectsContentInput | None = maybe("For PROJECTS.")
    hero: HeroContentInput | None = maybe("For HERO.")
    contact: ContactContentInput | None = maybe("For CONTACT.")
    certifications: CertificationsContentInput | None = maybe("For CERTIFICATIONS.")
    languages: LanguagesContentInput | None = maybe("For LANGUAGES.")
    awards: AwardsContentInput | None = maybe("For AWARDS.")
    publications: PublicationsContentInput | None = maybe("For PUBLICATIONS.")


def show_content(kind: contract.SectionKind, stored: dict[str, Any]) -> SectionContent:
    """Return a stored content as what it is in the schema."""
    return cast("SectionContent", contract.CONTENT_TYPES[kind].model_validate(stored))


def read_content(content: SectionContentInput, *, path: list[str]) -> contract.SectionContent:
    """Return the content that a client sent, checked against the contract.

    Raises:
        InvalidInput: One of its values breaks a rule; the path leads to it.
    """
    name, value = next(iter(_given(content).items()))
    model: type[contract.SectionContent] = getattr(contract, f"{name.title()}Content")
    try:
        return model.model_validate(value)
    except ValidationError as error:
        detail = error.errors()[0]
        place = [to_camel_case(str(part)) for part in detail["loc"]]
        raise InvalidInput(_explain(detail), path=[*path, name, *place]) from error


def _given(value: Any) -> Any:  # noqa: ANN401 (walks any input)
    """Return an input as plain data, without what the client left out."""
    if dataclasses.is_dataclass(value):
        return {
            field.name: _given(part)
            for field in dataclasses.fields(value)
            if (part := getattr(value, field.name)) is not UNSET
        }
    return [_given(part) for part in value] if isinstance(value, list) else value


def _explain(detail: ErrorDetails) -> str:
    """Return what is wrong with a value, in a sentence a person can act on."""
    context = detail.get("ctx", {})
    sentences = {
        "string_pattern_mismatch": "A date is YYYY, YYYY-MM or YYYY-MM-DD.",
        "string_too_long": f"This is too long; it can have {context.get('max_length')} characters.",
        "too_long": f"These are too many; there can be {context.get('max_length')}.",
    }
    return sentences.get(detail["type"], "This value breaks a rule of its field.")
