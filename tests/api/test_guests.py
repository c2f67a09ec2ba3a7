"""Trying without an account, and keeping what was made."""

import dataclasses
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa
from sqlmodel import SQLModel, col

from showcase.adapters.hosts.local import site_key
from showcase.adapters.storage import FileMissing
from showcase.models import GUEST, Session, StepResult, User
from showcase.services.deletion import Places
from showcase.services.guests import delete_stale_guests
from showcase.services.jobs import GUEST_JOBS
from tests.support.api import PASSWORD, SIGN_UP, Api, Person
from tests.support.factories import make_job
from tests.support.resumes import make_one_column
from tests.support.world import World, key_of, make_world

START = """
mutation ($name: String) {
  startGuestSession(input: {displayName: $name}) {
    session { accessToken refreshToken refreshTokenExpiresAt }
    user { id email isGuest displayName }
    errors { code message path }
  }
}
"""
ME = "{ me { id email isGuest displayName } }"
SIGN_IN = """
mutation ($input: SignInInput!) {
  signIn(input: $input) {
    session { accessToken refreshToken }
    user { id isGuest }
    errors { code path }
  }
}
"""
ADOPT = """
mutation ($token: String!) {
  adoptGuest(input: {guestRefreshToken: $token}) { user { id } errors { code path } }
}
"""
UPLOAD = """
mutation ($file: Upload!) {
  uploadResume(input: {file: $file}) {
    job { id }
    errors { code message ... on QuotaExceededError { retryAt } }
  }
}
"""
PORTFOLIOS = "{ portfolios { nodes { id } } jobs { nodes { id } } }"
DELETE = 'mutation { deleteAccount(input: {password: ""}) { deletedUserId errors { code } } }'


async def come(api: Api, **variables: Any) -> Person:
    payload = (await api.run(START, **variables)).data["startGuestSession"]
    assert payload["errors"] == []
    session = payload["session"]
    return Person(
        email="",
        user_id=payload["user"]["id"],
        access_token=session["accessToken"],
        refresh_token=session["refreshToken"],
    )


async def list_own(api: Api, person: Person) -> tuple[set[str], set[str]]:
    """Return the ids of a person's portfolios and jobs."""
    data = (await api.run(PORTFOLIOS, who=person)).data
    return (
        {node["id"] for node in data["portfolios"]["nodes"]},
        {node["id"] for node in data["jobs"]["nodes"]},
    )


def all_of(*worlds: World) -> tuple[set[str], set[str]]:
    return (
        {world.portfolio for world in worlds},
        {job for world in worlds for job in (world.job, world.failed_job)},
    )


async def test_a_guest_is_somebody_without_an_address(api: Api) -> None:
    guest = await come(api, name="Ada")

    assert (await api.run(ME, who=guest)).data["me"] == {
        "id": guest.user_id,
        "email": "",
        "isGuest": True,
        "displayName": "Ada",
    }
    assert not (await api.run(ME, who=await api.join())).data["me"]["isGuest"]


async def test_a_guest_uploads_sees_and_edits_their_own(api: Api) -> None:
    guest = await come(api)
    world = await make_world(api, person=guest)

    uploaded = await api.send_file(UPLOAD, file=make_one_column(), who=guest)

    assert uploaded.data["uploadResume"]["errors"] == []
    assert world.portfolio in (await list_own(api, guest))[0]


async def test_a_guest_has_few_jobs_a_day_and_is_told_what_to_do(api: Api) -> None:
    guest = await come(api)
    async with api.resources.database.begin() as session:
        for _ in range(GUEST_JOBS):
            await make_job(session, user_id=key_of(guest.user_id))

    answer = await api.send_file(UPLOAD, file=make_one_column(), who=guest)

    (error,) = answer.data["uploadResume"]["errors"]
    assert error["code"] == "RATE_LIMITED"
    assert "Sign up" in error["message"]
    assert error["retryAt"]
    assert await api.resources.store.list_keys("resumes") == []


async def test_an_account_is_not_limited_as_a_guest_is(api: Api) -> None:
    person = await api.join()
    async with api.resources.database.begin() as session:
        for _ in range(GUEST_JOBS):
            await make_job(session, user_id=key_of(person.user_id))

    answer = await api.send_file(UPLOAD, file=make_one_column(), who=person)

    assert answer.data["uploadResume"]["errors"] == []


async def test_guests_of_one_address_are_limited(api: Api) -> None:
    answers = [(await api.run(START)).data["startGuestSession"] for _ in range(31)]

    assert answers[29]["errors"] == []
    assert answers[30]["errors"][0]["code"] == "RATE_LIMITED"


async def test_signing_up_makes_the_guest_an_account_with_all_that_was_made(api: Api) -> None:
    guest = await come(api, name="Ada")
    world = await make_world(api, person=guest)

    given = {"email": "ada@example.com", "password": PASSWORD}
    payload = (await api.run(SIGN_UP, who=guest, input=given)).data["signUp"]

    person = Person(
        given["email"], payload["user"]["id"], payload["session"]["accessToken"], "unused"
    )
    assert person.user_id == guest.user_id
    assert (await api.run(ME, who=person)).data["me"]["displayName"] == "Ada"
    assert await list_own(api, person) == all_of(world)


async def test_whoever_knew_the_guest_s_tokens_is_not_in_the_account(api: Api) -> None:
    guest = await come(api)
    given = {"email": "ada@example.com", "password": PASSWORD}
    await api.run(SIGN_UP, who=guest, input=given)

    assert (await api.run(ME, who=guest)).code == "UNAUTHENTICATED"


async def test_a_guest_whose_token_is_over_does_not_lose_what_they_made(api: Api) -> None:
    guest = Person("", "", "over", "")
    given = {"email": "ada@example.com", "password": PASSWORD}

    assert (await api.run(SIGN_UP, who=guest, input=given)).code == "UNAUTHENTICATED"


async def test_an_account_that_signs_up_again_stays_what_it_is(api: Api) -> None:
    person = await api.join()

    given = {"email": "ada@example.com", "password": PASSWORD}
    payload = (await api.run(SIGN_UP, who=person, input=given)).data["signUp"]

    assert payload["user"]["id"] != person.user_id
    assert (await api.run(ME, who=person)).data["me"]["email"] == person.email


async def test_a_taken_address_leaves_the_guest_a_guest(api: Api) -> None:
    guest, other = await come(api), await api.join()

    given = {"email": other.email, "password": PASSWORD}
    payload = (await api.run(SIGN_UP, who=guest, input=given)).data["signUp"]

    assert payload["errors"][0]["code"] == "EMAIL_TAKEN"
    assert (await api.run(ME, who=guest)).data["me"]["isGuest"]


async def test_signing_in_takes_over_all_that_the_guest_made(api: Api) -> None:
    person, guest = await api.join(), await come(api)
    own, made = await make_world(api, person=person), await make_world(api, person=guest)
    before = await count_rows(api)

    given = {"email": person.email, "password": PASSWORD, "guestRefreshToken": guest.refresh_token}
    payload = (await api.run(SIGN_IN, input=given)).data["signIn"]

    assert payload["errors"] == []
    assert await list_own(api, person) == all_of(own, made)
    assert (await api.run(ME, who=guest)).code == "UNAUTHENTICATED"
    assert await list_owners(api) == {key_of(person.user_id)}
    assert await count_rows(api) == before | {"users": before["users"] - 1}
    assert (await api.http.get(f"/p/{made.slug}/")).status_code == 200


async def count_rows(api: Api) -> dict[str, int]:
    """Return the number of rows in each table but that of sessions."""
    async with api.resources.database.begin() as session:
        return {
            table.name: await session.scalar(sa.select(sa.func.count()).select_from(table)) or 0
            for table in SQLModel.metadata.sorted_tables
            if table.name != "sessions"
        }


async def list_owners(api: Api) -> set[UUID]:
    """Return everybody whom a row of any table belongs to."""
    owners: set[UUID] = set()
    async with api.resources.database.begin() as session:
        for table in SQLModel.metadata.sorted_tables:
            if "user_id" in table.columns:
                owners.update(await session.scalars(sa.select(table.c.user_id)))
    return owners


async def test_what_both_have_worked_out_is_kept_once(api: Api) -> None:
    person, guest = await api.join(), await come(api)
    async with api.resources.database.begin() as session:
        for somebody in (person, guest):
            owner = key_of(somebody.user_id)
            session.add(StepResult(user_id=owner, step="OCR", input_hash="same"))

    given = {"email": person.email, "password": PASSWORD, "guestRefreshToken": guest.refresh_token}
    payload = (await api.run(SIGN_IN, input=given)).data["signIn"]

    assert payload["errors"] == []
    assert (await count_rows(api))["step_results"] == 1


async def test_a_signed_in_account_adopts_a_guest(api: Api) -> None:
    person, guest = await api.join(), await come(api)
    made = await make_world(api, person=guest)

    payload = (await api.run(ADOPT, who=person, token=guest.refresh_token)).data["adoptGuest"]
    again = (await api.run(ADOPT, who=person, token=guest.refresh_token)).data["adoptGuest"]

    assert payload == {"user": {"id": person.user_id}, "errors": []}
    assert again["errors"][0]["code"] == "INVALID_REFRESH_TOKEN"
    assert await list_own(api, person) == all_of(made)


async def test_only_guests_are_adopted(api: Api) -> None:
    person, other, guest = await api.join(), await api.join(), await come(api)
    world = await make_world(api, person=other)

    for taker, token, code in [
        (person, other.refresh_token, "INVALID_STATE"),
        (guest, guest.refresh_token, "INVALID_STATE"),
        (person, f"{guest.refresh_token}x", "INVALID_REFRESH_TOKEN"),
        (person, "nonsense", "INVALID_REFRESH_TOKEN"),
    ]:
        payload = (await api.run(ADOPT, who=taker, token=token)).data["adoptGuest"]
        assert payload["errors"] == [{"code": code, "path": ["input", "guestRefreshToken"]}]

    assert await list_own(api, other) == all_of(world)
    assert (await api.run(ME, who=guest)).data["me"]


async def test_a_wrong_password_adopts_nobody(api: Api) -> None:
    person, guest = await api.join(), await come(api)

    given = {"email": person.email, "password": "wrong", "guestRefreshToken": guest.refresh_token}
    payload = (await api.run(SIGN_IN, input=given)).data["signIn"]

    assert payload["errors"][0]["code"] == "INVALID_CREDENTIALS"
    assert (await api.run(ME, who=guest)).data["me"]


async def test_a_guest_deletes_themselves_without_a_password(api: Api) -> None:
    guest = await come(api)
    await make_world(api, person=guest)

    payload = (await api.run(DELETE, who=guest)).data["deleteAccount"]

    assert payload == {"deletedUserId": guest.user_id, "errors": []}
    assert await list_owners(api) == set()


async def test_an_account_is_not_deleted_without_its_password(api: Api) -> None:
    payload = (await api.run(DELETE, who=await api.join())).data["deleteAccount"]

    assert payload["errors"][0]["code"] == "INVALID_CREDENTIALS"


async def expire(api: Api, person: Person) -> None:
    """Let a person's sessions be over."""
    async with api.resources.database.begin() as session:
        await session.execute(
            sa.update(Session)
            .where(col(Session.user_id) == key_of(person.user_id))
            .values(expires_at=sa.func.now())
        )


async def test_guests_who_stay_away_are_deleted_with_all_they_own(api: Api) -> None:
    stale, fresh, account = await come(api), await come(api), await api.join()
    world = await make_world(api, person=stale)
    for person in (stale, account):
        await expire(api, person)
    resources = api.resources
    places = Places(resources.database, resources.store, resources.settings)

    deleted = await delete_stale_guests(places)

    assert deleted == 1
    assert await list_owners(api) == {key_of(fresh.user_id), key_of(account.user_id)}
    for key in (world.storage_key, site_key(world.reference, "index.html")):
        with pytest.raises(FileMissing):
            await resources.store.get(key)
    assert await delete_stale_guests(places) == 0


async def test_a_server_may_let_no_guests_in(api: Api) -> None:
    credentials = api.app.state.credentials
    api.app.state.credentials = dataclasses.replace(credentials, guest_lifetime=timedelta())

    payload = (await api.run(START)).data["startGuestSession"]

    assert payload["errors"][0]["code"] == "INVALID_STATE"


async def test_the_table_of_people_knows_guests_as_the_row_does(api: Api) -> None:
    await come(api)
    await api.join()
    async with api.resources.database.begin() as session:
        people = (await session.execute(sa.select(User, GUEST))).all()

    assert sorted(row[0].is_guest for row in people) == [False, True]
    assert [row[1] for row in people] == [row[0].is_guest for row in people]
