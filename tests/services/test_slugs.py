"""Addresses: readable, unique, never reserved."""

import pytest

from showcase.database import Database
from showcase.errors import InvalidInput, SlugTaken
from showcase.services.slugs import choose_slug, claim_slug, make_slug
from tests.support.factories import make_portfolio


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Ada Lovelace", "ada-lovelace"),
        ("José Müller", "jose-muller"),
        ("王小明", "wang-xiao-ming"),
    ],
)
def test_names_of_any_script_give_readable_addresses(name: str, slug: str) -> None:
    assert make_slug(name) == slug


async def test_two_people_of_one_name_get_different_addresses(database: Database) -> None:
    async with database.begin() as session:
        first = await claim_slug(session, "Ada Example")
        await make_portfolio(session, slug=first)
        second = await claim_slug(session, "Ada Example")

    assert first == "ada-example"
    assert second.startswith("ada-example-")


@pytest.mark.parametrize("name", ["Admin", "!?", "x"])
async def test_reserved_and_empty_names_get_another_address(database: Database, name: str) -> None:
    async with database.begin() as session:
        assert (await claim_slug(session, name)).startswith("portfolio")


async def test_a_chosen_address_is_given_as_chosen_or_refused(database: Database) -> None:
    path = ["input", "slug"]
    async with database.begin() as session:
        await make_portfolio(session, slug="taken")

        assert await choose_slug(session, "Free One", path=path) == "free-one"
        for refused in ("taken", "graphql"):
            with pytest.raises(SlugTaken):
                await choose_slug(session, refused, path=path)
        with pytest.raises(InvalidInput):
            await choose_slug(session, "a", path=path)
