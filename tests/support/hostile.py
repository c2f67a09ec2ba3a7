"""A made-up person whose every field tries to break out of the page."""

from typing import Any

from showcase.models.draft import SiteContent
from tests.support.engineer import make_engineer

PAYLOAD = (
    "\"'`><script>alert(1)</script><img src=x onerror=alert(2)></title></style>"
    "<svg onload=alert(3)> [press](javascript:alert(4)) <javascript:alert(5)> "
    "{{ 7 * 7 }} {% raw %} <!-- ]]> &lt;"
)
URL_PAYLOAD = '"onmouseover="alert(6)"><script>alert(7)</script>\''
KEPT = frozenset({"kind", "language", "theme", "start_date", "end_date", "date"})
URLS = frozenset({"url", "picture_url"})


def make_hostile() -> SiteContent:
    """Return a portfolio with every section, every optional field, and the payload in each."""
    content = make_engineer()
    content.show_email = content.show_phone = content.show_address = True
    data = _poison(content.model_dump())
    hero = next(part for part in data["sections"] if part["kind"] == "HERO")["content"]
    hero["picture_url"] = f"https://pictures.example/a.png?{URL_PAYLOAD}"
    return SiteContent.model_validate(data)


def _poison(value: Any, key: str = "") -> Any:
    """Put the payload into every text; addresses keep their scheme, which is checked elsewhere."""
    if isinstance(value, dict):
        return {name: _poison(item, name) for name, item in value.items()}
    if isinstance(value, list):
        return [_poison(item, key) for item in value]
    if not isinstance(value, str) or key in KEPT:
        return value
    return f"{value}?{URL_PAYLOAD}" if key in URLS else PAYLOAD
