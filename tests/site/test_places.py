"""Addresses: the town is for everyone, the door for nobody."""

import pytest

from showcase.site.places import split_address


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("12 Main Street, Springfield, IL 62704, USA", "Springfield, IL, USA"),
        ("221B Baker Street, London NW1 6XE, UK", "London, UK"),
        ("Rose Cottage, 4 Mill Lane, Oxford OX1 2AB", "Oxford"),
        ("100 King St W, Toronto, ON M5V 2T6", "Toronto, ON"),
        ("Musterstraße 12, 10115 Berlin", "Berlin"),
        ("Musterstr. 12 10115 Berlin, Germany", "Berlin, Germany"),
        ("10 rue de Rivoli, 75004 Paris", "Paris"),
        ("Calle Mayor 5, 3º B, 28013 Madrid, España", "Madrid, España"),
        ("Rua das Flores 5, 1000-001 Lisboa", "Lisboa"),
        ("Av. Paulista 1000, São Paulo, SP, 01310-100", "São Paulo, SP"),
        ("Keizersgracht 5, 1015 CN Amsterdam", "Amsterdam"),
        ("Storgatan 1, 111 22 Stockholm", "Stockholm"),
        ("Bengaluru - 560001, India", "Bengaluru, India"),
        ("Baker Street, London", "London"),
        ("123 Main St Springfield IL", None),
    ],
)
def test_street_and_postcode_are_private(address: str, public: str | None) -> None:
    place = split_address(address)

    assert place.public == public
    assert place.private[0] == address


@pytest.mark.parametrize(
    "place",
    ["Lisbon, Portugal", "San Francisco, CA", "St. Louis, MO", "Berlin / Hamburg", "Remote"],
)
def test_a_town_is_left_as_it_was_written(place: str) -> None:
    assert split_address(place).public == place
    assert split_address(place).private == ()


def test_no_address_is_no_place() -> None:
    assert split_address(" ").public is None
