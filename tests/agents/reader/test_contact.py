import pytest

from agents.facts import Facts
from agents.reader import read_facts
from tests.agents.reader.typesetting import Sheet, bind


def read(
    *contact: str, text: str = "Nurse with ten years on surgical wards of two hospitals."
) -> Facts:
    sheet = Sheet()
    sheet.put("Maren Oliveira", size=20, bold=True)
    for line in contact:
        sheet.put(line, leap=1.3)
    sheet.skip(14)
    sheet.put("Profile", size=13, bold=True)
    sheet.put(text)
    return read_facts(bind(sheet))


@pytest.mark.parametrize(
    ("contact", "city", "region", "country"),
    [
        (("Lonau, VD, CH",), "Lonau", "VD", "CH"),
        (("Lonau, VD (CH)",), "Lonau", "VD", "CH"),
        (("Gdynia, PL",), "Gdynia", None, "PL"),
        (("Dayton, OH 45402",), "Dayton", "OH", None),
        (("12 Elm Street, Millbrook, 12345,", "CA, US"), "Millbrook", "CA", "US"),
        (("Address: 9 Quay Road, B3H 1A1", "Halifax"), "Halifax", None, None),
        (("mail@example.org", "Aveleda, Minho"), "Aveleda", "Minho", None),
    ],
)
def test_address_is_told_apart(
    contact: tuple[str, ...], city: str, region: str | None, country: str | None
) -> None:
    location = read(*contact).location
    assert location is not None
    assert location.city is not None
    assert location.city.value == city
    assert (location.region.value if location.region else None) == region
    assert (location.country.value if location.country else None) == country


def test_labelled_place_wins_over_an_address_before_it() -> None:
    location = read("Post: Box, Street, 00000 County", "Location: Ridgeway, CA").location
    assert location is not None
    assert location.city is not None
    assert location.city.value == "Ridgeway"


def test_mail_address_broken_at_its_hyphen_is_whole() -> None:
    facts = read("E-Mail: maren-", "oliveira@post.example.org")
    assert facts.email is not None
    assert facts.email.value == "maren-oliveira@post.example.org"
    assert len(facts.email.sources) == 2


def test_postcode_is_no_telephone_number() -> None:
    facts = read(
        "Avenida da Praia 3, 3000-213 Coimbra",
        "239 555 867",
        text="Enfermeira com dez anos de experiência em hospitais e na formação de colegas.",
    )
    assert facts.phone is not None
    assert facts.phone.value == "239 555 867"
