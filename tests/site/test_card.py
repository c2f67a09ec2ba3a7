"""The picture that is shown where a link to a site is shared."""

import io
from collections import Counter

import pytest
from PIL import Image, ImageColor

from showcase.models.content import HeroContent
from showcase.models.draft import SiteContent
from showcase.site.card import BAND, HEIGHT, WIDTH, draw_card
from showcase.site.page import Page, make_page
from showcase.site.render import render_site
from showcase.site.themes import get_theme
from tests.support.engineer import make_engineer
from tests.support.people import PEOPLE, make_right_to_left, make_student

URL = "https://people.example/p/mina/"
PALETTE = get_theme("folio").light


def page_of(content: SiteContent) -> Page:
    return make_page(content, url=URL)


def named(name: str) -> Page:
    content = make_student()
    content.sections[0].content = HeroContent(name=name)
    return page_of(content)


def open_card(page: Page) -> Image.Image:
    data = draw_card(page, PALETTE)
    assert data
    return Image.open(io.BytesIO(data)).convert("RGB")


def ink_of(picture: Image.Image) -> tuple[int, int, int, int] | None:
    """Return the box of all that is drawn in the colour of text."""
    ink = ImageColor.getrgb(PALETTE.ink)
    lines = picture.crop((0, 0, WIDTH, HEIGHT - BAND))
    mask = Image.new("1", lines.size)
    mask.putdata([pixel == ink for pixel in lines.get_flattened_data()])
    return mask.getbbox()


@pytest.mark.parametrize("person", PEOPLE)
def test_card_has_the_size_that_networks_ask_for_and_the_colours_of_the_theme(person: str) -> None:
    picture = open_card(page_of(PEOPLE[person]()))
    colours = Counter(picture.get_flattened_data())

    assert picture.size == (1200, 630)
    assert colours.most_common(1)[0][0] == ImageColor.getrgb(PALETTE.surface)
    for colour in (PALETTE.ink, PALETTE.accent, PALETTE.on_accent):
        assert colours[ImageColor.getrgb(colour)] > 500


def test_same_person_gives_same_bytes() -> None:
    page = page_of(make_engineer())

    assert draw_card(page, PALETTE) == draw_card(page, PALETTE)


@pytest.mark.parametrize(
    "name",
    ["Bo", "Dr.-Ing. Friederike-Wilhelmine von Hohenstein-Wasserburg zu Oberstaufen", "M" * 22],
)
def test_name_stays_inside_the_picture(name: str) -> None:
    box = ink_of(open_card(named(name)))

    assert box is not None
    assert min(box[0], box[1], WIDTH - box[2]) > 30
    assert box[3] < HEIGHT - BAND


def test_names_from_right_to_left_stand_on_the_right() -> None:
    box = ink_of(open_card(page_of(make_right_to_left())))

    assert box is not None
    assert WIDTH - box[2] < box[0]


@pytest.mark.parametrize("name", ["王小明", "word " * 90])
def test_a_name_that_cannot_be_drawn_gets_no_card(name: str) -> None:
    assert draw_card(named(name), PALETTE) is None


@pytest.mark.parametrize("sign", ["\x00", "\u2029", "\x85", "\u200f", "\u202e", "\ud7ff"])
def test_signs_that_print_nothing_break_no_card(sign: str) -> None:
    assert draw_card(named(f"Mina{sign} Okafor"), PALETTE)


def test_page_names_its_card_by_a_full_address() -> None:
    files = render_site(make_student(), url=URL)
    html = files["index.html"].decode()

    assert f'<meta property="og:image" content="{URL}card.png">' in html
    assert '<meta name="twitter:card" content="summary_large_image">' in html
    assert files["card.png"].startswith(b"\x89PNG")


def test_page_without_a_card_shares_the_persons_own_picture() -> None:
    content = make_student()
    picture = "https://pictures.example/me.jpg"
    content.sections[0].content = HeroContent(name="王小明", picture_url=picture)
    files = render_site(content, url=URL)
    html = files["index.html"].decode()

    assert f'<meta property="og:image" content="{picture}">' in html
    assert '<meta name="twitter:card" content="summary">' in html
    assert "card.png" not in files
