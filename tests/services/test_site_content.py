from typing import Any
from uuid import uuid4

import pytest
from pydantic import ValidationError

from showcase.models import Portfolio, Section
from showcase.models.content import HeroContent, SectionKind, Tone
from showcase.services.site_content import make_site_content


def make_row(kind: SectionKind, content: dict[str, Any], **changes: Any) -> Section:
    values = {"portfolio_id": uuid4(), "position": 0, "heading": kind.title(), **changes}
    return Section(kind=kind, content=content, **values)


def make_portfolio_row(**changes: Any) -> Portfolio:
    values: dict[str, Any] = {
        "user_id": uuid4(),
        "slug": "ada",
        "title": "Ada",
        "language": "de",
        "engine": "offline",
        "theme": "paper",
        "tone": Tone.PROFESSIONAL,
        "seo": {"title": "Ada", "description": "Engineer"},
    }
    return Portfolio(**values | changes)


HERO = make_row(SectionKind.HERO, {"name": "Ada", "links": []}, position=0)
ABOUT = make_row(SectionKind.ABOUT, {"text": "Builds."}, position=1)
SKILLS = make_row(SectionKind.SKILLS, {"groups": []}, position=2, visible=False)


def test_visible_sections_come_in_their_order() -> None:
    content = make_site_content(make_portfolio_row(), [SKILLS, ABOUT, HERO])

    assert [section.kind for section in content.sections] == [SectionKind.HERO, SectionKind.ABOUT]


def test_content_has_the_type_of_its_kind() -> None:
    content = make_site_content(make_portfolio_row(), [HERO])

    assert isinstance(content.sections[0].content, HeroContent)


def test_looks_and_wishes_are_the_portfolio_s() -> None:
    links = [{"label": "Blog", "url": "https://example.com", "network": None, "username": None}]
    content = make_site_content(make_portfolio_row(show_email=True, custom_links=links), [HERO])

    assert (content.language, content.theme, content.seo.description) == ("de", "paper", "Engineer")
    assert (content.show_email, content.show_phone) == (True, False)
    assert content.custom_links[0].url == "https://example.com"


def test_content_that_breaks_the_contract_is_never_shown() -> None:
    broken = make_row(SectionKind.HERO, {"name": "Ada", "html": "<script>"})

    with pytest.raises(ValidationError):
        make_site_content(make_portfolio_row(), [broken])
