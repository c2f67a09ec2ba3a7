"""Addresses: readable, unique, never reserved."""

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from showcase.database import Database
from showcase.errors import InvalidInput, SlugTaken
from showcase.models import FormerSlug, Portfolio
from showcase.services.slugs import (
    MAX_LENGTH,
    QUARANTINE,
    choose_slug,
    claim_slug,
    find_moved,
    make_slug,
    release_slugs,
)
from tests.support.factories import make_portfolio

PATH = ["input", "slug"]


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
    async with database.begin() as session:
        await make_portfolio(session, slug="taken")
        own = await make_portfolio(session)

        assert await choose_slug(session, own, "Free One", path=PATH)
        assert own.slug == "free-one"
        for refused in ("taken", "graphql"):
            with pytest.raises(SlugTaken):
                await choose_slug(session, own, refused, path=PATH)
        with pytest.raises(InvalidInput):
            await choose_slug(session, own, "a", path=PATH)
        assert own.slug == "free-one"


async def test_choosing_the_present_address_changes_nothing(database: Database) -> None:
    async with database.begin() as session:
        own = await online(session, "ada")

        assert not await choose_slug(session, own, "Ada", path=PATH)
        assert await find_moved(session, slug="ada") is None


@pytest.mark.parametrize("wanted", ["taken", "graphql", "x" * MAX_LENGTH])
async def test_a_refusal_offers_addresses_that_are_free(database: Database, wanted: str) -> None:
    async with database.begin() as session:
        for slug in ("taken", "taken-work", "x" * MAX_LENGTH):
            await make_portfolio(session, slug=slug)
        own = await make_portfolio(session)
        with pytest.raises(SlugTaken) as refusal:
            await choose_slug(session, own, wanted, path=PATH)

        assert len(refusal.value.suggestions) == 3
        assert "taken-work" not in refusal.value.suggestions
        for suggestion in refusal.value.suggestions:
            assert suggestion[:5] == wanted[:5]
            assert await choose_slug(session, own, suggestion, path=PATH)


async def test_an_old_address_leads_to_the_new_one_and_is_nobody_elses(database: Database) -> None:
    async with database.begin() as session:
        own, other = await online(session, "ada"), await make_portfolio(session)
        await choose_slug(session, own, "ada-two", path=PATH)
        await choose_slug(session, own, "ada-three", path=PATH)

        assert await find_moved(session, slug="ada") == "ada-three"
        assert await find_moved(session, slug="ada-two") == "ada-three"
        assert await find_moved(session, slug="ada-three") is None
        with pytest.raises(SlugTaken):
            await choose_slug(session, other, "ada", path=PATH)
        assert await claim_slug(session, "Ada") != "ada"


async def test_its_owner_may_return_to_an_old_address(database: Database) -> None:
    async with database.begin() as session:
        own = await online(session, "ada")
        await choose_slug(session, own, "ada-two", path=PATH)
        await session.flush()

        assert await choose_slug(session, own, "ada", path=PATH)
        await session.flush()
        assert await find_moved(session, slug="ada") is None
        assert await find_moved(session, slug="ada-two") == "ada"


async def test_an_address_that_was_never_online_is_free_at_once(database: Database) -> None:
    async with database.begin() as session:
        draft, other = await make_portfolio(session, slug="ada"), await make_portfolio(session)
        await choose_slug(session, draft, "ada-two", path=PATH)
        await session.flush()

        assert await find_moved(session, slug="ada") is None
        assert await choose_slug(session, other, "ada", path=PATH)


async def test_nothing_leads_to_a_portfolio_that_is_offline(database: Database) -> None:
    async with database.begin() as session:
        own = await online(session, "ada")
        await choose_slug(session, own, "ada-two", path=PATH)
        own.published_version = None
        await session.flush()

        assert await find_moved(session, slug="ada") is None


async def test_the_address_of_a_deleted_portfolio_is_kept_free_for_a_while(
    database: Database,
) -> None:
    async with database.begin() as session:
        gone, other = await online(session, "ada"), await make_portfolio(session)
        await release_slugs(session, col(Portfolio.portfolio_id) == gone.portfolio_id)
        await session.delete(gone)
        await session.flush()

        with pytest.raises(SlugTaken):
            await choose_slug(session, other, "ada", path=PATH)
        await session.execute(sa.update(FormerSlug).values(released_at=sa.func.now() - QUARANTINE))
        assert await choose_slug(session, other, "ada", path=PATH)
        kept = await session.scalars(sa.select(FormerSlug))
        assert kept.all() == []


async def online(session: AsyncSession, slug: str) -> Portfolio:
    return await make_portfolio(session, slug=slug, published_version=1, was_published=True)
