"""Accounts over the API."""

import dataclasses
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import jwt
import pytest
import sqlalchemy as sa
from argon2 import PasswordHasher, extract_parameters
from pydantic import SecretStr

from showcase.adapters.hosts.local import site_key
from showcase.adapters.passwords import Passwords
from showcase.adapters.storage import FileMissing
from showcase.config import Settings
from showcase.errors import InvalidCredentials
from showcase.models import Deployment, Job, JobStatus, User
from showcase.services.accounts import sign_in
from tests.support.api import PASSWORD, SIGN_OUT, SIGN_UP, Api, Person, open_api
from tests.support.factories import make_job
from tests.support.settings import SECRET_KEY
from tests.support.vercel import TOKEN, FakeVercel, Site, run_vercel
from tests.support.world import ONE_WORLD, World, key_of, make_world

ME = "{ me { id email displayName createdAt } }"
SIGN_IN = """
mutation ($input: SignInInput!) {
  signIn(input: $input) { session { accessToken } user { email } errors { code message path } }
}
"""
DELETE = """
mutation ($password: String!) {
  deleteAccount(input: {password: $password}) { deletedUserId errors { code path } }
}
"""


async def test_signing_up_opens_a_session(api: Api) -> None:
    person = await api.join()

    me = (await api.run(ME, who=person)).data["me"]

    assert me["id"] == person.user_id
    assert me["email"] == person.email


async def test_nobody_is_me_without_a_token(api: Api) -> None:
    assert (await api.run(ME)).data == {"me": None}


@pytest.mark.parametrize(
    ("change", "code", "path"),
    [
        ({"email": "nobody"}, "INVALID_INPUT", ["input", "email"]),
        ({"password": "short"}, "WEAK_PASSWORD", ["input", "password"]),
        ({"password": "aaaaaaaaaaaaaaaa"}, "WEAK_PASSWORD", ["input", "password"]),
        ({"password": "x" * 300}, "WEAK_PASSWORD", ["input", "password"]),
        ({"password": "Ada@Example.com!"}, "WEAK_PASSWORD", ["input", "password"]),
        ({"displayName": "\u202eada"}, "INVALID_INPUT", ["input", "displayName"]),
    ],
)
async def test_a_bad_sign_up_says_what_is_wrong(
    api: Api, change: dict[str, str], code: str, path: list[str]
) -> None:
    given = {"email": "ada@example.com", "password": PASSWORD, **change}

    payload = (await api.run(SIGN_UP, input=given)).data["signUp"]

    assert payload["session"] is None
    (error,) = payload["errors"]
    assert (error["code"], error["path"]) == (code, path)


async def test_an_address_has_one_account_however_it_is_written(api: Api) -> None:
    await api.run(SIGN_UP, input={"email": "ada@example.com", "password": PASSWORD})

    second = {"email": "ADA@Example.COM ".strip(), "password": PASSWORD}
    payload = (await api.run(SIGN_UP, input=second)).data["signUp"]

    assert [error["code"] for error in payload["errors"]] == ["EMAIL_TAKEN"]


async def test_signing_in_takes_the_password_and_nothing_else(api: Api) -> None:
    person = await api.join()

    good = await api.run(SIGN_IN, input={"email": person.email.upper(), "password": PASSWORD})
    bad = await api.run(SIGN_IN, input={"email": person.email, "password": PASSWORD + "!"})
    nobody = await api.run(SIGN_IN, input={"email": "x@example.com", "password": PASSWORD})

    assert good.data["signIn"]["user"]["email"] == person.email
    assert bad.data["signIn"]["session"] is None
    assert bad.data["signIn"]["errors"] == nobody.data["signIn"]["errors"]
    assert bad.data["signIn"]["errors"][0]["code"] == "INVALID_CREDENTIALS"


async def test_guessing_passwords_is_stopped(api: Api) -> None:
    given = {"email": "ada@example.com", "password": PASSWORD}

    answers = [(await api.run(SIGN_IN, input=given)).data["signIn"] for _ in range(21)]

    assert answers[19]["errors"][0]["code"] == "INVALID_CREDENTIALS"
    assert answers[20]["errors"][0]["code"] == "RATE_LIMITED"


async def test_aliases_of_one_request_are_counted_one_by_one(api: Api) -> None:
    person = await api.join()
    tries = " ".join(
        f'a{number}: signIn(input: {{email: "{person.email}", password: "wrong {number}"}}) '
        "{ session { accessToken } errors { code } }"
        for number in range(20)
    )

    data = (await api.run(f"mutation {{ {tries} }}")).data
    good = await api.run(SIGN_IN, input={"email": person.email, "password": PASSWORD})

    codes = [answer["errors"][0]["code"] for answer in data.values()]
    assert codes == ["INVALID_CREDENTIALS"] * 19 + ["RATE_LIMITED"]  # the sign-up was the first
    assert good.data["signIn"]["errors"][0]["code"] == "RATE_LIMITED"


async def test_an_unknown_account_is_limited_as_a_known_one(api: Api) -> None:
    given = {"email": "nobody@example.com", "password": "x"}

    answers = [(await api.run(SIGN_IN, input=given)).data["signIn"] for _ in range(21)]

    assert answers[20]["errors"][0]["code"] == "RATE_LIMITED"


async def test_addresses_are_not_tried_for_accounts_by_signing_up(api: Api) -> None:
    async def try_(number: int) -> str:
        given = {"email": f"{number}@", "password": "x"}
        return str((await api.run(SIGN_UP, input=given)).data["signUp"]["errors"][0]["code"])

    codes = [await try_(number) for number in range(61)]

    assert codes[59:] == ["INVALID_INPUT", "RATE_LIMITED"]


async def test_a_password_hash_of_weaker_days_is_made_anew_at_sign_in(api: Api) -> None:
    person = await api.join()
    weak = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1).hash(PASSWORD)
    await set_hash(api, person, weak)

    given = {"email": person.email, "password": PASSWORD}
    answers = [await api.run(SIGN_IN, input=given) for _ in range(2)]

    assert [answer.data["signIn"]["errors"] for answer in answers] == [[], []]
    kept = await read_hash(api, person)
    assert extract_parameters(kept) == extract_parameters(PasswordHasher().hash(PASSWORD))


async def test_signing_in_does_not_undo_a_password_changed_meanwhile(api: Api) -> None:
    person = await api.join()
    credentials = api.app.state.credentials
    other = await credentials.passwords.hash("another long password")

    class Interrupted(Passwords):
        async def verify(self, password: str, password_hash: str | None) -> bool:
            fits = await super().verify(password, password_hash)
            await set_hash(api, person, other)
            return fits

    with pytest.raises(InvalidCredentials):
        await sign_in(
            dataclasses.replace(credentials, passwords=Interrupted()),
            email=person.email,
            password=PASSWORD,
        )
    assert await read_hash(api, person) == other


async def set_hash(api: Api, person: Person, password_hash: str) -> None:
    async with api.resources.database.begin() as session:
        user = await session.get_one(User, key_of(person.user_id))
        user.password_hash = password_hash
        session.add(user)


async def read_hash(api: Api, person: Person) -> str:
    async with api.resources.database.begin() as session:
        return (await session.get_one(User, key_of(person.user_id))).password_hash or ""


async def test_signing_out_refuses_the_access_token_too(api: Api) -> None:
    person, other = await api.join(), await api.join()

    payload = (await api.run(SIGN_OUT, token=person.refresh_token)).data["signOut"]

    assert payload == {"endedSessions": 1, "errors": []}
    assert (await api.run(ME, who=person)).code == "UNAUTHENTICATED"
    assert (await api.run(ME, who=other)).data["me"]


async def test_signing_out_everywhere_ends_every_session_of_the_person_only(api: Api) -> None:
    person, other = await api.join(), await api.join()
    await api.run(SIGN_IN, input={"email": person.email, "password": PASSWORD})

    payload = await api.run(SIGN_OUT, token=person.refresh_token, everywhere=True)

    assert payload.data["signOut"]["endedSessions"] == 2
    assert (await api.run(ME, who=other)).data["me"]


def forge(person: Person, **changes: Any) -> Person:
    """Return the person with an access token that was tampered with."""
    claims = jwt.decode(person.access_token, options={"verify_signature": False})
    key = changes.pop("key", SECRET_KEY)
    algorithm = changes.pop("algorithm", "HS256")
    claims |= changes
    token = jwt.encode(
        {name: value for name, value in claims.items() if value is not None}, key, algorithm
    )
    return Person(person.email, person.user_id, token, person.refresh_token)


@pytest.mark.parametrize(
    "changes",
    [
        {"key": "another key that is long enough too"},
        {"key": None, "algorithm": "none"},
        {"exp": 1},
        {"exp": None},
        {"aud": "somebody-else"},
        {"iss": "https://elsewhere.example"},
        {"sub": "nobody"},
        {"sid": "00000000-0000-0000-0000-000000000000"},
    ],
)
async def test_a_forged_access_token_is_refused(api: Api, changes: dict[str, Any]) -> None:
    person = await api.join()

    assert (await api.run(ME, who=forge(person, **changes))).code == "UNAUTHENTICATED"
    assert (await api.run(ME, who=forge(person))).data["me"]


async def test_a_token_of_one_person_does_not_speak_for_another(api: Api) -> None:
    person, other = await api.join(), await api.join()
    claims = jwt.decode(other.access_token, options={"verify_signature": False})

    assert (await api.run(ME, who=forge(person, sub=claims["sub"]))).code == "UNAUTHENTICATED"


async def test_an_expired_access_token_does_not_hinder_signing_in(api: Api) -> None:
    person = await api.join()

    given = {"email": person.email, "password": PASSWORD}
    answer = await api.run(SIGN_IN, who=forge(person, exp=1), input=given)

    assert answer.data["signIn"]["errors"] == []


async def test_deleting_an_account_wants_its_password(api: Api) -> None:
    person = await api.join()

    payload = (await api.run(DELETE, who=person, password="wrong")).data["deleteAccount"]

    assert payload == {
        "deletedUserId": None,
        "errors": [{"code": "INVALID_CREDENTIALS", "path": ["input", "password"]}],
    }
    assert (await api.run(ME, who=person)).data["me"]


async def test_deleting_an_account_leaves_nothing_of_it(api: Api) -> None:
    world, other = await make_world(api), await make_world(api)

    payload = await api.run(DELETE, who=world.person, password=PASSWORD)

    assert payload.data["deleteAccount"]["deletedUserId"] == world.person.user_id
    assert (await api.run(ME, who=world.person)).code == "UNAUTHENTICATED"
    for key in (world.storage_key, site_key(world.reference, "index.html")):
        with pytest.raises(FileMissing):
            await api.resources.store.get(key)
    assert await api.resources.store.get(other.storage_key)
    assert await count_rows(api) == ONE_WORLD | {"former_slugs": 1}


@asynccontextmanager
async def online_at_vercel(settings: Settings) -> AsyncIterator[tuple[Api, World, FakeVercel]]:
    """Give somebody whose site is at another host."""
    async with run_vercel() as vercel:
        token = SecretStr(TOKEN)
        change = {"vercel_base_url": vercel.url, "vercel_token": token}
        async with open_api(settings.model_copy(update=change)) as api:
            world = await make_world(api)
            vercel.sites["dpl_1"] = Site("dpl_1", "ada", (), deque(["READY"]))
            async with api.resources.database.begin() as session:
                at_vercel = {"target": "vercel", "provider_reference": "dpl_1"}
                await session.execute(sa.update(Deployment).values(**at_vercel))
            yield api, world, vercel


async def test_deleting_an_account_takes_its_sites_off_other_hosts(settings: Settings) -> None:
    async with online_at_vercel(settings) as (api, world, vercel):
        payload = (await api.run(DELETE, who=world.person, password=PASSWORD)).data

        assert payload["deleteAccount"]["errors"] == []
        assert vercel.sites == {}


async def test_an_account_whose_site_cannot_be_taken_down_is_not_said_to_be_deleted(
    settings: Settings,
) -> None:
    async with online_at_vercel(settings) as (api, world, vercel):
        vercel.refuse("DELETE deployments", status=403, code="forbidden")

        refused = (await api.run(DELETE, who=world.person, password=PASSWORD)).data
        still = (await api.run(ME, who=world.person)).data["me"]
        again = (await api.run(DELETE, who=world.person, password=PASSWORD)).data

        assert refused["deleteAccount"]["errors"][0]["code"] == "UNAVAILABLE"
        assert still["id"] == world.person.user_id
        assert again["deleteAccount"]["errors"] == []
        assert vercel.sites == {}


async def test_an_account_whose_job_does_not_stop_is_not_said_to_be_deleted(
    api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("showcase.services.deletion.STOP_SECONDS", 0.2)
    person = await api.join()
    async with api.resources.database.begin() as session:
        job = await make_job(session, user_id=key_of(person.user_id), status=JobStatus.RUNNING)

    refused = (await api.run(DELETE, who=person, password=PASSWORD)).data["deleteAccount"]
    async with api.resources.database.begin() as session:
        stopping = await session.get_one(Job, job.job_id)
        stopping.status = JobStatus.CANCELLED
        session.add(stopping)
    again = (await api.run(DELETE, who=person, password=PASSWORD)).data["deleteAccount"]

    assert refused["errors"][0]["code"] == "INVALID_STATE"
    assert again["errors"] == []


async def test_a_new_key_signs_nobody_out(settings: Settings) -> None:
    newer = "a newer key that is long enough and only for tests"
    async with open_api(settings) as api:
        person = await api.join()
    change = {
        "secret_key": SecretStr(newer),
        "previous_secret_keys": settings.secret_key,
    }
    async with open_api(settings.model_copy(update=change)) as api:
        assert (await api.run(ME, who=person)).data["me"]["id"] == person.user_id


async def count_rows(api: Api) -> dict[str, int]:
    """Return the number of rows in each table."""
    async with api.resources.database.begin() as session:
        return {
            table.name: await session.scalar(sa.select(sa.func.count()).select_from(table)) or 0
            for table in User.metadata.sorted_tables
        }
