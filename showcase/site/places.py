"""Which part of an address is a place that anyone may know, and which leads to somebody's door."""

import re
from dataclasses import dataclass

PARTS = re.compile(r"\s*[,;|·•\n]\s*|\s+[-–—/]\s+")
POSTCODE = re.compile(
    r"""
    \b(?:
      [A-Z]{1,2}\d[A-Z\d]?\s\d[A-Z]{2}                     # United Kingdom
    | [A-Z]\d[A-Z]\s?\d[A-Z]\d                             # Canada
    | (?:[A-Z]{1,3}-)?(?:\d{5}-\d{3,4}|\d{4}-\d{3}|\d{2}-\d{3}|\d{3}-\d{4}|\d{3}\s\d{2})
    | (?:[A-Z]{1,3}-)?\d{4}\s?(?:[A-Z]{2}\b)?              # four digits; the Dutch add two letters
    | (?:[A-Z]{1,3}-)?\d{5,6}
    )\b
    """,
    re.VERBOSE,
)
TOWN_BEHIND = re.compile(rf"^.*?(?P<code>{POSTCODE.pattern})\s+(?P<town>\D+)$", re.VERBOSE)
"""A postcode with its town behind it, as in most of Europe; what stands before it is the street."""
STREET = re.compile(
    r"""
    (?<=\w\s)st(?!\w)
    | \b(?:street|road|rd|avenue|ave|lane|ln|drive|dr|boulevard|blvd|court|terrace|close
    |apartment|apt|suite|unit|floor|flat|p\.?\ ?o\.?\ box|c/o
    |platz|gasse|weg|allee|ufer|damm|postfach
    |rue|allée|chemin|impasse|quai|route\ de|bâtiment|étage|appartement
    |calle|avenida|av|paseo|plaza|carrer|piso|apartado
    |rua|travessa|praça|largo|alameda|estrada|andar|apartamento|caixa\ postal
    )(?!\w)
    | \w(?:straße|strasse|str\.|gasse|weg|allee|platz|ufer|damm)(?!\w)
    """,
    re.IGNORECASE | re.VERBOSE,
)


@dataclass(frozen=True)
class Place:
    """An address in two: town, region and country; and the texts that are nobody's business."""

    public: str | None
    private: tuple[str, ...]


def split_address(address: str) -> Place:
    """Return what of an address anyone may know.

    Whatever has a number, a street's word or a postcode is private, and so is all that stands
    before it: the name of a house. When in doubt a part is private.
    """
    parts = [part for part in PARTS.split(address.strip()) if part]
    towns = [_find_town(part) for part in parts]
    first = max((index for index, town in enumerate(towns) if town is None), default=-1) + 1
    public = ", ".join(town for town in towns[first:] if town)
    private = [part for part, town in zip(parts, towns, strict=True) if town != part]
    if not private:
        return Place(address.strip() or None, ())
    return Place(public or None, tuple(dict.fromkeys([address.strip(), *private])))


def _find_town(part: str) -> str | None:
    """Return a part without its postcode; nothing for a postcode alone, None for a street."""
    behind = TOWN_BEHIND.match(part)
    town = behind["town"] if behind else POSTCODE.sub("", part)
    town = town.strip(" -–()")
    return None if STREET.search(town) or any(sign.isdigit() for sign in town) else town
