"""What the owner keeps private, taken out before anything is rendered."""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from showcase.models.content import ContactContent, HeroContent
from showcase.models.draft import SiteContent
from showcase.site.places import split_address

WITHHELD = "…"
NEVER = r"(?!)"
SHORTEST_SECRET = 6
"""Shorter ones stand in many texts that have nothing to do with them."""
PERSONAL = (ContactContent, HeroContent)
"""Contents whose location is where the person lives."""
NOT_TEXT = frozenset({"url", "picture_url", "start_date", "end_date", "date"})


def withhold_contact(content: SiteContent) -> SiteContent:
    """Return the content without the e-mail address, telephone and street that must not show.

    Of an address town, region and country stay. Links to what is withheld go too, and mentions of
    it in any text become an ellipsis. Links that the owner added by hand stay: adding one is the
    wish to show it. Sources are left out: no site shows them.
    """
    schemes = _private_schemes(content)
    secrets = [*_list_secrets(content, schemes), *_list_streets(content)]
    mention = _match_any(text for text in secrets if len(text) >= SHORTEST_SECRET)
    data = content.model_dump(exclude={"sections": {"__all__": {"sources"}}})
    for section, part in zip(data["sections"], content.sections, strict=True):
        fields = _drop_fields(section["content"], schemes)
        if isinstance(part.content, PERSONAL) and not content.show_address:
            fields["location"] = split_address(part.content.location or "").public
        section["content"] = _redact(fields, mention)
        section["heading"] = _redact(section["heading"], mention)
    data["seo"] = _redact(data["seo"], mention)
    return SiteContent.model_validate(data)


def _private_schemes(content: SiteContent) -> dict[str, str]:
    """Return the contact fields to withhold, with the link scheme of each."""
    shown = {"email": content.show_email, "phone": content.show_phone}
    schemes = {"email": "mailto:", "phone": "tel:"}
    return {field: scheme for field, scheme in schemes.items() if not shown[field]}


def _list_secrets(content: SiteContent, schemes: dict[str, str]) -> Iterator[str]:
    for section in content.sections:
        fields = section.content
        if isinstance(fields, ContactContent):
            yield from filter(None, (getattr(fields, field) for field in schemes))
        if isinstance(fields, PERSONAL):
            for link in fields.links:
                scheme, _, address = link.url.partition(":")
                if f"{scheme.lower()}:" in schemes.values():
                    yield address.partition("?")[0]


def _list_streets(content: SiteContent) -> Iterator[str]:
    """Yield what leads to the person's door, if that must not show; the whole address first."""
    for section in () if content.show_address else content.sections:
        if isinstance(section.content, PERSONAL):
            yield from split_address(section.content.location or "").private


def _match_any(texts: Iterable[str]) -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, texts)) or NEVER, re.IGNORECASE)


def _drop_fields(fields: dict[str, Any], schemes: dict[str, str]) -> dict[str, Any]:
    kept = {key: None if key in schemes else value for key, value in fields.items()}
    if links := kept.get("links"):
        private = tuple(schemes.values())
        kept["links"] = [link for link in links if not link["url"].lower().startswith(private)]
    return kept


def _redact(value: object, mention: re.Pattern[str]) -> object:
    """Return plain data with every mention in its texts replaced."""
    if isinstance(value, str):
        return mention.sub(WITHHELD, value)
    if isinstance(value, list):
        return [_redact(item, mention) for item in value]
    if isinstance(value, dict):
        return {
            key: item if key in NOT_TEXT else _redact(item, mention) for key, item in value.items()
        }
    return value
