"""From rows to what a site shows."""

from collections.abc import Sequence

import orjson

from showcase.models import Portfolio, Section
from showcase.models.draft import SiteContent


def make_site_content(portfolio: Portfolio, sections: Sequence[Section]) -> SiteContent:
    """Return the visible sections in order, and how they should look."""
    shown = sorted((section for section in sections if section.visible), key=_position)
    return SiteContent.model_validate_json(
        orjson.dumps(
            {
                "language": portfolio.language,
                "theme": portfolio.theme,
                "accent": portfolio.accent,
                "seo": portfolio.seo,
                "sections": [
                    section.model_dump(include={"kind", "heading", "content"}) for section in shown
                ],
                "custom_links": portfolio.custom_links,
                "show_email": portfolio.show_email,
                "show_phone": portfolio.show_phone,
                "show_address": portfolio.show_address,
            }
        )
    )


def _position(section: Section) -> int:
    return section.position
