"""What the owner keeps private, taken out before anything is rendered."""

import re
from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import quote

from showcase.models.content import ContactContent, HeroContent
from showcase.models.draft import SiteContent
from showcase.site.places import split_address

WITHHELD = "…"
NEVER = r"(?!)"
SHORTEST_SECRET = 6
"""Shorter ones stand in many texts that have nothing to do with them."""
PHONE_DIGITS = 7
"""With fewer digits, a number is told by its spelling alone: it might be a year and a month."""
BETWEEN_DIGITS = r"[\s().\-/\u2010-\u2013]"
PERSONAL = (ContactContent, HeroContent)
"""Contents whose location is where the person lives."""
DATES = frozenset({"start_date", "end_date", "date"})
ADDRESSES = frozenset({"url", "picture_url"})


def withhold_contact(content: SiteContent) -> SiteContent:
    """Return the content without the e-mail address, telephone and street that must not show.

    Of an address town, region and country stay. Links to what is withheld go too, and mentions of
    it in any text, a number in whatever spelling, become an ellipsis. Links that the owner added by
    hand stay: adding one is the wish to show it. Sources are left out: no site shows them.
    """
    schemes = _private_schemes(content)
    secrets = [*_list_secrets(content, schemes), *_list_streets(content)]
    known = (text for text in secrets if len(text) >= SHORTEST_SECRET)
    mention = _match_any(pattern for text in known for pattern in _spell(text))
    data = content.model_dump(exclude={"sections": {"__all__": {"sources"}}})
    for section, part in zip(data["sections"], content.sections, strict=True):
        fields = _drop_fields(section["content"], schemes, mention)
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


def _spell(secret: str) -> Iterator[str]:
    """Yield patterns of the ways in which a secret is written: a number has many."""
    yield re.escape(secret)
    yield re.escape(quote(secret, safe=""))
    digits = [sign for sign in secret if sign.isdecimal()]
    if len(digits) >= PHONE_DIGITS and len(digits) * 2 > len(secret):
        last = f"{BETWEEN_DIGITS}*".join(digits[-PHONE_DIGITS:])
        yield rf"(?<![\w.])(?:[+(\d](?:\d|{BETWEEN_DIGITS}){{0,14}})?{last}(?!\d)"


def _match_any(patterns: Iterable[str]) -> re.Pattern[str]:
    return re.compile("|".join(patterns) or NEVER, re.IGNORECASE)


def _drop_fields(
    fields: dict[str, Any], schemes: dict[str, str], mention: re.Pattern[str]
) -> dict[str, Any]:
    kept = {key: None if key in schemes else value for key, value in fields.items()}
    if links := kept.get("links"):
        private = tuple(schemes.values())
        kept["links"] = [
            link
            for link in links
            if not (link["url"].lower().startswith(private) or mention.search(link["url"]))
        ]
    return kept


def _redact(value: object, mention: re.Pattern[str]) -> object:
    """Return plain data with every mention in its texts replaced, and no address with one."""
    if isinstance(value, str):
        return mention.sub(WITHHELD, value)
    if isinstance(value, list):
        return [_redact(item, mention) for item in value]
    if isinstance(value, dict):
        return {key: _redact_field(key, item, mention) for key, item in value.items()}
    return value


def _redact_field(key: str, value: object, mention: re.Pattern[str]) -> object:
    if key in DATES:
        return value
    if key in ADDRESSES and isinstance(value, str):
        return None if mention.search(value) else value
    return _redact(value, mention)
