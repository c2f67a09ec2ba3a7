"""Refresh tokens: each is traded once, and the answer may be asked for again for a while."""

import asyncio
import dataclasses
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa
from sqlmodel import col

from showcase.models import Session
from showcase.services.sessions import GRACE, digest
from tests.support.api import PASSWORD, SIGN_OUT, Api, Person

MOMENT = timedelta(seconds=1)
ME = "{ me { id } }"
REFRESH = """
mutation ($token: String!) {
  refreshSession(input: {refreshToken: $token}) {
    session { accessToken refreshToken refreshTokenExpiresAt }
    errors { code path }
  }
}
"""
SIGN_IN = """
mutation ($input: SignInInput!) {
  signIn(input: $input) { session { refreshToken } user { id } errors { code } }
}
"""
START = """
mutation {
  startGuestSession(input: {}) { session { accessToken refreshToken } user { id } }
}
"""
CHANGE_PASSWORD = """
mutation ($current: String!, $new: String!) {
  changePassword(input: {currentPassword: $current, newPassword: $new}) {
    endedSessions
    errors { code }
  }
}
"""
REFUSED = [{"code": "INVALID_REFRESH_TOKEN", "path": ["input", "refreshToken"]}]


async def refresh(api: Api, token: str) -> Any:
    return (await api.run(REFRESH, token=token)).data["refreshSession"]


async def trade(api: Api, token: str) -> str:
    """Return the refresh token that a refresh gives."""
    payload = await refresh(api, token)
    assert payload["errors"] == []
    return str(payload["session"]["refreshToken"])


async def let_pass(api: Api, token: str, time: timedelta) -> None:
    """Let a token's session have been refreshed so much longer ago."""
    family = col(Session.session_id) == UUID(token.partition(".")[0])
    earlier = sa.update(Session).where(family).values(rotated_at=col(Session.rotated_at) - time)
    async with api.resources.database.begin() as session:
        await session.execute(earlier)


async def is_open(api: Api, person: Person) -> bool:
    return "errors" not in (await api.run(ME, who=person)).body


async def test_a_refresh_gives_another_token_each_time(api: Api) -> None:
    person = await api.join()

    tokens = [person.refresh_token]
    for _ in range(3):
        tokens.append(await trade(api, tokens[-1]))

    assert len(set(tokens)) == 4


async def test_an_answer_that_got_lost_may_be_asked_for_again(api: Api) -> None:
    person = await api.join()

    lost = (await refresh(api, person.refresh_token))["session"]
    again = [(await refresh(api, person.refresh_token))["session"] for _ in range(3)]

    for session in again:
        assert session["refreshToken"] == lost["refreshToken"]
        assert session["refreshTokenExpiresAt"] == lost["refreshTokenExpiresAt"]
        fresh = dataclasses.replace(person, access_token=session["accessToken"])
        assert await is_open(api, fresh)
    assert await trade(api, lost["refreshToken"])


async def test_a_token_that_was_traded_a_while_ago_ends_its_family(api: Api) -> None:
    person = await api.join()
    newest = await trade(api, person.refresh_token)

    await let_pass(api, newest, GRACE + MOMENT)
    late = await refresh(api, person.refresh_token)

    assert late["errors"] == REFUSED
    assert (await refresh(api, newest))["errors"] == REFUSED
    assert not await is_open(api, person)


async def test_asking_again_does_not_prolong_the_time(api: Api) -> None:
    person = await api.join()
    newest = await trade(api, person.refresh_token)

    for _ in range(2):
        await let_pass(api, newest, GRACE / 2 - MOMENT)
        assert await trade(api, person.refresh_token) == newest
    await let_pass(api, newest, 3 * MOMENT)

    assert (await refresh(api, person.refresh_token))["errors"] == REFUSED


async def test_a_token_older_than_the_one_before_ends_its_family_at_once(api: Api) -> None:
    person = await api.join()
    newest = await trade(api, await trade(api, person.refresh_token))

    assert (await refresh(api, person.refresh_token))["errors"] == REFUSED
    assert (await refresh(api, newest))["errors"] == REFUSED
    assert not await is_open(api, person)


async def test_tabs_that_refresh_at_once_all_go_on(api: Api) -> None:
    person = await api.join()

    got = await asyncio.gather(*(trade(api, person.refresh_token) for _ in range(3)))
    await let_pass(api, person.refresh_token, GRACE + MOMENT)
    newest = await asyncio.gather(*(trade(api, token) for token in got))

    assert len(set(got)) == len(set(newest)) == 1
    assert await is_open(api, person)


@pytest.mark.parametrize("first", ["thief", "owner"])
async def test_a_thief_is_found_out_whoever_comes_first(api: Api, first: str) -> None:
    """The thief has come in time, and holds what the owner holds. Now one of them goes on."""
    person = await api.join()
    held = {
        "owner": await trade(api, person.refresh_token),
        "thief": await trade(api, person.refresh_token),
    }

    newest = await trade(api, held.pop(first))
    await let_pass(api, newest, GRACE + MOMENT)
    (late,) = held.values()

    assert (await refresh(api, late))["errors"] == REFUSED
    assert (await refresh(api, newest))["errors"] == REFUSED
    assert not await is_open(api, person)


async def test_a_stolen_token_that_is_traded_first_is_found_out_by_its_owner(api: Api) -> None:
    person = await api.join()
    thief = await trade(api, person.refresh_token)

    await let_pass(api, thief, GRACE + MOMENT)

    assert (await refresh(api, person.refresh_token))["errors"] == REFUSED
    assert (await refresh(api, thief))["errors"] == REFUSED


async def test_an_old_token_does_not_tell_the_next_one(api: Api) -> None:
    """Whoever has stolen one cannot work out those that follow on it."""
    person = await api.join()
    session_id, _, secret = person.refresh_token.partition(".")
    family = sa.update(Session).where(col(Session.session_id) == UUID(session_id))

    first = await trade(api, person.refresh_token)
    async with api.resources.database.begin() as session:
        await session.execute(family.values(token_hash=digest(secret)))

    assert await trade(api, person.refresh_token) != first


async def test_what_an_older_process_has_traded_is_not_given_again(api: Api) -> None:
    """It knows neither salt nor time, and leaves them as they were."""
    person = await api.join()
    await trade(api, person.refresh_token)
    family = col(Session.session_id) == UUID(person.refresh_token.partition(".")[0])
    async with api.resources.database.begin() as session:
        by_older = sa.update(Session).where(family).values(token_hash=digest("of an older process"))
        await session.execute(by_older)

    assert (await refresh(api, person.refresh_token))["errors"] == REFUSED
    assert not await is_open(api, person)


@pytest.mark.parametrize("token", ["", "x", "x.y", "00000000-0000-0000-0000-000000000000.x"])
async def test_a_made_up_refresh_token_is_refused(api: Api, token: str) -> None:
    assert (await refresh(api, token))["errors"] == REFUSED


async def test_a_made_up_secret_ends_its_family(api: Api) -> None:
    person = await api.join()
    await trade(api, person.refresh_token)

    assert (await refresh(api, f"{person.refresh_token}x"))["errors"] == REFUSED
    assert not await is_open(api, person)


@pytest.mark.parametrize("ended", [1, 2], ids=["here", "everywhere"])
async def test_whoever_lost_an_answer_can_sign_out(api: Api, ended: int) -> None:
    person = await api.join()
    await api.run(SIGN_IN, input={"email": person.email, "password": PASSWORD})
    newest = await trade(api, person.refresh_token)

    answer = await api.run(SIGN_OUT, token=person.refresh_token, everywhere=ended == 2)

    assert answer.data["signOut"] == {"endedSessions": ended, "errors": []}
    assert (await refresh(api, newest))["errors"] == REFUSED
    assert (await refresh(api, person.refresh_token))["errors"] == REFUSED


async def test_a_token_that_was_traded_a_while_ago_signs_nobody_out(api: Api) -> None:
    person = await api.join()
    newest = await trade(api, person.refresh_token)
    await let_pass(api, newest, GRACE + MOMENT)

    payload = (await api.run(SIGN_OUT, token=person.refresh_token)).data["signOut"]

    assert [error["code"] for error in payload["errors"]] == ["INVALID_REFRESH_TOKEN"]
    assert await is_open(api, person)


async def test_a_guest_who_lost_an_answer_is_handed_over(api: Api) -> None:
    person = await api.join()
    guest = (await api.run(START)).data["startGuestSession"]["session"]
    await trade(api, guest["refreshToken"])

    given = {
        "email": person.email,
        "password": PASSWORD,
        "guestRefreshToken": guest["refreshToken"],
    }
    payload = (await api.run(SIGN_IN, input=given)).data["signIn"]

    assert payload["errors"] == []
    assert payload["user"]["id"] == person.user_id


async def test_another_password_leaves_the_time_to_the_session_that_stays_alone(api: Api) -> None:
    """An answer may get lost just then; of the sessions that end, nothing is good any more."""
    person = await api.join()
    given = {"email": person.email, "password": PASSWORD}
    other = (await api.run(SIGN_IN, input=given)).data["signIn"]["session"]["refreshToken"]
    newest, newest_of_other = await trade(api, person.refresh_token), await trade(api, other)

    answer = await api.run(
        CHANGE_PASSWORD, who=person, current=PASSWORD, new="another long passphrase"
    )

    assert answer.data["changePassword"] == {"endedSessions": 1, "errors": []}
    assert await trade(api, person.refresh_token) == newest
    for token in (other, newest_of_other):
        assert (await refresh(api, token))["errors"] == REFUSED
