"""People whose accounts are with a foreign issuer."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest_asyncio
import sqlalchemy as sa

from showcase.config import Settings
from showcase.models import EndedIdentity, User
from tests.api.test_guests import ADOPT, come
from tests.api.test_passwords import change
from tests.support.api import PASSWORD, SIGN_UP, Api, Person, open_api
from tests.support.oidc import AUDIENCE, FakeIssuer, run_issuer
from tests.support.world import make_world

ME = "{ me { id email isGuest } }"
DELETE = 'mutation { deleteAccount(input: {password: ""}) { deletedUserId errors { code } } }'


@dataclass
class Abroad:
    """An application that takes tokens of an issuer, and the issuer."""

    api: Api
    issuer: FakeIssuer

    def bearer(self, **claims: Any) -> Person:
        return Person("", "", self.issuer.sign(**claims), "")

    async def me(self, **claims: Any) -> Any:
        return (await self.api.run(ME, who=self.bearer(**claims))).data["me"]


@pytest_asyncio.fixture
async def abroad(settings: Settings) -> AsyncIterator[Abroad]:
    async with run_issuer() as issuer:
        configured = settings.model_copy(
            update={
                "oidc_issuer": issuer.url,
                "oidc_audience": AUDIENCE,
                "oidc_jwks_url": f"{issuer.url}/jwks",
            }
        )
        async with open_api(configured) as api:
            yield Abroad(api, issuer)


async def count_people(api: Api) -> int:
    async with api.resources.database.begin() as session:
        return await session.scalar(sa.select(sa.func.count()).select_from(User)) or 0


async def test_a_person_is_known_again_by_issuer_and_subject(abroad: Abroad) -> None:
    first = await abroad.me(sub="ada", email="Ada@Example.com", email_verified=True)
    again = await abroad.me(sub="ada")
    other = await abroad.me(sub="bob")

    assert first["email"] == "ada@example.com"
    assert not first["isGuest"]
    assert again == first
    assert other["id"] != first["id"]


async def test_a_person_who_comes_twice_at_once_is_one(abroad: Abroad) -> None:
    seen = await asyncio.gather(*(abroad.me(sub="ada") for _ in range(5)))

    assert len({me["id"] for me in seen}) == 1
    assert await count_people(abroad.api) == 1


async def test_an_address_joins_nobody_to_an_account_of_ours(abroad: Abroad) -> None:
    person = await abroad.api.join()

    me = await abroad.me(sub="ada", email=person.email, email_verified=True)

    assert (me["email"], me["id"] == person.user_id) == ("", False)
    assert (await abroad.api.run(ME, who=person)).data["me"]["email"] == person.email


async def test_an_address_that_is_not_verified_takes_it_from_nobody(abroad: Abroad) -> None:
    await abroad.me(sub="mallory", email="ada@example.com", email_verified=False)

    given = {"email": "ada@example.com", "password": PASSWORD}
    assert (await abroad.api.run(SIGN_UP, input=given)).data["signUp"]["errors"] == []


async def test_our_own_tokens_go_on_working(abroad: Abroad) -> None:
    person = await abroad.api.join()

    assert (await abroad.api.run(ME, who=person)).data["me"]["id"] == person.user_id


async def test_a_token_that_is_no_good_is_nobody_s(abroad: Abroad) -> None:
    answer = await abroad.api.run(ME, who=abroad.bearer(exp=1))

    assert answer.code == "UNAUTHENTICATED"
    assert await count_people(abroad.api) == 0


async def test_an_issuer_that_does_not_answer_is_told_from_a_bad_token(abroad: Abroad) -> None:
    abroad.issuer.status = 500

    assert (await abroad.api.run(ME, who=abroad.bearer())).code == "UNAVAILABLE"


async def test_without_an_issuer_its_tokens_are_no_good(api: Api) -> None:
    async with run_issuer() as issuer:
        stranger = Person("", "", issuer.sign(), "")

        assert (await api.run(ME, who=stranger)).code == "UNAUTHENTICATED"
        assert issuer.requests == []


async def test_a_deleted_account_is_not_brought_back_by_its_older_token(abroad: Abroad) -> None:
    token = abroad.bearer(sub="ada", email="ada@example.com", email_verified=True)
    me = (await abroad.api.run(ME, who=token)).data["me"]

    payload = (await abroad.api.run(DELETE, who=token)).data["deleteAccount"]
    after = await abroad.api.run(ME, who=token)

    assert payload["deletedUserId"] == me["id"]
    assert after.code == "UNAUTHENTICATED"
    assert await count_people(abroad.api) == 0


async def test_who_deleted_an_account_may_come_again(abroad: Abroad) -> None:
    await abroad.api.run(DELETE, who=abroad.bearer(sub="ada"))
    async with abroad.api.resources.database.begin() as session:
        earlier = sa.func.now() - timedelta(seconds=10)
        await session.execute(sa.update(EndedIdentity).values(ended_at=earlier))

    assert await abroad.me(sub="ada")


async def test_a_foreign_account_adopts_a_guest_and_has_no_password(abroad: Abroad) -> None:
    guest = await come(abroad.api)
    world = await make_world(abroad.api, person=guest)
    ada = abroad.bearer(sub="ada")

    adopted = await abroad.api.run(ADOPT, who=ada, token=guest.refresh_token)
    own = (await abroad.api.run("{ portfolios { nodes { id } } }", who=ada)).data["portfolios"]

    assert adopted.data["adoptGuest"]["errors"] == []
    assert own["nodes"] == [{"id": world.portfolio}]
    assert (await change(abroad.api, ada, ""))["errors"][0]["code"] == "INVALID_STATE"
