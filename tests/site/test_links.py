import pytest

from showcase.models.content import Link
from showcase.site.links import (
    find_href,
    find_picture,
    mail_href,
    phone_href,
    shown_address,
    unique_links,
)


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "JavaScript:alert(1)",
        " javascript:alert(1)",
        "java\nscript:alert(1)",
        "data:text/html,x",
        "vbscript:x",
        "//evil.example",
        "/up",
        "",
        None,
    ],
)
def test_other_schemes_are_no_links(url: str | None) -> None:
    assert find_href(url) is None


@pytest.mark.parametrize("url", ["https://a.example", "HTTP://a.example", "mailto:a@b", "tel:+1"])
def test_web_mail_and_telephone_are_links(url: str) -> None:
    assert find_href(url) == url


def test_pictures_come_by_https_only() -> None:
    assert find_picture("http://a.example/me.png") is None
    assert find_picture("https://a.example/me.png") == "https://a.example/me.png"


@pytest.mark.parametrize(
    ("email", "href"),
    [
        ("ada@love.example", "mailto:ada@love.example"),
        ("ada?bcc=all@love.example", "mailto:ada%3Fbcc%3Dall@love.example"),
        ("not an address", None),
        ("@", None),
    ],
)
def test_mail_link_carries_an_address_and_nothing_else(email: str, href: str | None) -> None:
    assert mail_href(email) == href


@pytest.mark.parametrize(
    ("phone", "href"),
    [("+351 910 000-123", "tel:+351910000123"), ("(030) 12 34", "tel:0301234"), ("none", None)],
)
def test_phone_link_has_only_digits(phone: str, href: str | None) -> None:
    assert phone_href(phone) == href


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://www.ada.example/", "ada.example"),
        ("https://ada.example/work/", "ada.example/work"),
        ("mailto:ada@love.example", "ada@love.example"),
        ("https://[broken", "https://[broken"),
    ],
)
def test_address_is_shown_without_its_scheme(url: str, shown: str) -> None:
    assert shown_address(url) == shown


def test_first_link_to_an_address_stays() -> None:
    links = [
        Link(label="Home", url="https://Ada.example/"),
        Link(label="Again", url="https://ada.example"),
        Link(label="Mail", url="mailto:ada@love.example"),
    ]

    assert [link.label for link in unique_links(links)] == ["Home", "Mail"]
