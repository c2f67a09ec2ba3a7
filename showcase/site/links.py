"""Links that a site may carry: web, mail and telephone, each once."""

from collections.abc import Iterable
from urllib.parse import quote, urlsplit

from showcase.models.content import URL_SCHEMES, Link

WEB_SCHEMES = ("http://", "https://")


def find_href(url: str | None) -> str | None:
    """Return the address if a page may link to it: http, https, mailto or tel."""
    return url if url and url.lower().startswith(URL_SCHEMES) else None


def find_picture(url: str | None) -> str | None:
    """Return the address if the site's content security policy lets it show a picture from it."""
    return url if url and url.lower().startswith("https://") else None


def shown_address(url: str) -> str:
    """Return a web address as people read it: no scheme, no www, no final slash."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return url
    if not parts.netloc:
        return parts.path
    return parts.netloc.removeprefix("www.") + parts.path.rstrip("/")


def unique_links(links: Iterable[Link]) -> list[Link]:
    """Return the links that a page may carry, the first of each address, in order."""
    by_address: dict[str, Link] = {}
    for link in links:
        if find_href(link.url):
            by_address.setdefault(link.url.lower().rstrip("/"), link)
    return list(by_address.values())


def mail_href(email: str) -> str | None:
    """Return the address to write to, if this is one."""
    name, at, domain = email.rpartition("@")
    return f"mailto:{quote(name)}@{quote(domain)}" if at and name and domain else None


def phone_href(phone: str) -> str | None:
    """Return the number to call, without the signs that people put between its digits."""
    digits = "".join(sign for sign in phone if sign.isdecimal())
    return f"tel:{'+' if phone.lstrip().startswith('+') else ''}{digits}" if digits else None
