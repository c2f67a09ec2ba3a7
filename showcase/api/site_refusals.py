"""What visitors read where there is no site, or none that can be shown now.

The same page answers for an address that nobody has and for one whose site is not published.
"""

import base64
import hashlib
import html

STYLE = (
    "body{font:1.1rem/1.6 system-ui,sans-serif;max-width:34rem;margin:15vh auto;padding:0 1rem}"
    "h1{line-height:1.2;text-wrap:balance}:root{color-scheme:light dark}"
)
_digest = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
HEADERS = {
    "Content-Security-Policy": f"default-src 'none'; style-src 'sha256-{_digest}'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox "
    "allow-top-navigation-by-user-activation",
    "Cache-Control": "no-store",
}


def _make_page(title: str, *paragraphs: str) -> str:
    text = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<meta name="robots" content="noindex"><title>{title}</title><style>{STYLE}</style></head>'
        f"<body><main><h1>{title}</h1>{text}</main></body></html>"
    )


NO_SITE = _make_page(
    "There is no site at this address",
    "Look for a typing error in the address.",
    "If you followed a link, the site may have been renamed or taken down: ask whoever gave you "
    "the link for the new address.",
    "If it is your own site, publish it again under this address.",
)
UNAVAILABLE = _make_page(
    "This site cannot be shown right now",
    "Something on our side does not answer. Please try again in a few seconds.",
)


def make_no_page(home: str) -> str:
    """Return the page for what a site does not have; `home` is where the site begins."""
    link = f'<a href="{html.escape(home)}">Go to its first page.</a>'
    return _make_page(
        "This site has no such page", f"The site is here, but not what you asked for. {link}"
    )
