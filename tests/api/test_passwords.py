"""Another password, and a new one for one that was forgotten."""

import dataclasses
import re
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
import sqlalchemy as sa
from pydantic import SecretStr

from showcase.config import Settings
from showcase.models import PasswordReset
from tests.support.api import PASSWORD, Api, Person, open_api
from tests.support.smtp import FakeSmtp, run_smtp
from tests.support.world import key_of

OTHER = "another long passphrase"
ME = "{ me { id } }"
CHANGE = """
mutation ($current: String!, $new: String!) {
  changePassword(input: {currentPassword: $current, newPassword: $new}) {
    endedSessions
    errors { code path }
  }
}
"""
REQUEST = """
mutation ($email: String!) {
  requestPasswordReset(input: {email: $email}) { accepted errors { code message } }
}
"""
RESET = """
mutation ($token: String!, $new: String!) {
  resetPassword(input: {token: $token, newPassword: $new}) {
    endedSessions
    errors { code path }
  }
}
"""
SIGN_IN = """
mutation ($email: String!, $password: String!) {
  signIn(input: {email: $email, password: $password}) {
    session { accessToken refreshToken }
    errors { code }
  }
}
"""
START = "mutation { startGuestSession(input: {}) { session { accessToken } user { id } } }"


async def sign_in(api: Api, email: str, password: str = PASSWORD) -> str:
    """Return the code of the refusal, or the access token."""
    answer = (await api.run(SIGN_IN, email=email, password=password)).data["signIn"]
    return str(
        answer["errors"][0]["code"] if answer["errors"] else answer["session"]["accessToken"]
    )


async def change(api: Api, person: Person, current: str = PASSWORD, new: str = OTHER) -> Any:
    answer = await api.run(CHANGE, who=person, current=current, new=new)
    return answer.data["changePassword"]


async def test_a_changed_password_ends_all_other_sessions(api: Api) -> None:
    person = await api.join()
    elsewhere = dataclasses.replace(person, access_token=await sign_in(api, person.email))

    payload = await change(api, person)

    assert payload == {"endedSessions": 1, "errors": []}
    assert (await api.run(ME, who=person)).data["me"]
    assert (await api.run(ME, who=elsewhere)).code == "UNAUTHENTICATED"
    assert await sign_in(api, person.email) == "INVALID_CREDENTIALS"
    assert "." in await sign_in(api, person.email, OTHER)


@pytest.mark.parametrize(
    ("current", "new", "code", "path"),
    [
        ("wrong", OTHER, "INVALID_CREDENTIALS", "currentPassword"),
        (PASSWORD, "short", "WEAK_PASSWORD", "newPassword"),
    ],
)
async def test_a_password_is_not_changed_by_a_bad_request(
    api: Api, current: str, new: str, code: str, path: str
) -> None:
    person = await api.join()

    payload = await change(api, person, current, new)

    assert payload["errors"] == [{"code": code, "path": ["input", path]}]
    assert "." in await sign_in(api, person.email)


async def test_guessing_the_current_password_is_stopped(api: Api) -> None:
    person = await api.join()

    answers = [await change(api, person, "wrong") for _ in range(21)]

    assert answers[19]["errors"][0]["code"] == "INVALID_CREDENTIALS"
    assert answers[20]["errors"][0]["code"] == "RATE_LIMITED"


async def test_a_guest_has_no_password_to_change(api: Api) -> None:
    payload = (await api.run(START)).data["startGuestSession"]
    guest = Person("", payload["user"]["id"], payload["session"]["accessToken"], "")

    assert (await change(api, guest, ""))["errors"][0]["code"] == "INVALID_STATE"


@dataclasses.dataclass
class Post:
    """An application that sends mail, and the server that takes it."""

    api: Api
    smtp: FakeSmtp

    async def request(self, email: str) -> Any:
        return (await self.api.run(REQUEST, email=email)).data["requestPasswordReset"]

    async def receive_token(self) -> str:
        text = (await self.smtp.receive()).get_content()
        found = re.search(r"https://app\.example/reset#token=(\S+)", text)
        assert found, text
        return found[1]

    async def reset(self, token: str, new: str = OTHER) -> Any:
        return (await self.api.run(RESET, token=token, new=new)).data["resetPassword"]


@pytest_asyncio.fixture
async def post(settings: Settings) -> AsyncIterator[Post]:
    async with run_smtp() as smtp:
        mailing = settings.model_copy(
            update={
                "smtp_url": SecretStr(smtp.url),
                "mail_from": "showcase@us.example",
                "reset_url": "https://app.example/reset",
            }
        )
        async with open_api(mailing) as api:
            yield Post(api, smtp)


async def test_whoever_forgot_their_password_gets_a_link_and_chooses_another(post: Post) -> None:
    person = await post.api.join()

    answer = await post.request(person.email.upper())
    payload = await post.reset(await post.receive_token())

    assert answer == {"accepted": True, "errors": []}
    assert payload == {"endedSessions": 1, "errors": []}
    assert (await post.api.run(ME, who=person)).code == "UNAUTHENTICATED"
    assert await sign_in(post.api, person.email) == "INVALID_CREDENTIALS"
    assert "." in await sign_in(post.api, person.email, OTHER)


async def test_a_link_works_once_and_takes_the_others_with_it(post: Post) -> None:
    person = await post.api.join()
    for _ in range(2):
        await post.request(person.email)
    tokens = [await post.receive_token() for _ in range(2)]

    await post.reset(tokens[0])

    for token in (*tokens, "nonsense"):
        payload = await post.reset(token)
        assert payload["errors"] == [{"code": "INVALID_RESET_TOKEN", "path": ["input", "token"]}]


async def test_a_weak_password_does_not_use_up_the_link(post: Post) -> None:
    person = await post.api.join()
    await post.request(person.email)
    token = await post.receive_token()

    weak = await post.reset(token, "short")
    good = await post.reset(token)

    assert weak["errors"] == [{"code": "WEAK_PASSWORD", "path": ["input", "newPassword"]}]
    assert good["errors"] == []


async def test_a_link_is_good_for_a_short_time_and_kept_as_a_hash(post: Post) -> None:
    person = await post.api.join()
    await post.request(person.email)
    token = await post.receive_token()
    database = post.api.resources.database
    async with database.begin() as session:
        (row,) = (await session.scalars(sa.select(PasswordReset))).all()
        await session.execute(sa.update(PasswordReset).values(expires_at=sa.func.now()))

    payload = await post.reset(token)

    assert row.user_id == key_of(person.user_id)
    assert token not in repr(row)
    assert payload["errors"][0]["code"] == "INVALID_RESET_TOKEN"


async def test_a_changed_password_takes_links_away(post: Post) -> None:
    person = await post.api.join()
    await post.request(person.email)
    token = await post.receive_token()

    await change(post.api, person)

    assert (await post.reset(token))["errors"][0]["code"] == "INVALID_RESET_TOKEN"


async def test_the_answer_does_not_tell_whether_there_is_an_account(post: Post) -> None:
    person = await post.api.join()
    guest = await post.api.run(START)
    assert guest.data

    answers = [await post.request(email) for email in ("nobody@example.com", "", person.email)]
    await post.receive_token()

    assert answers[0] == answers[1] == answers[2]
    assert post.smtp.mails.empty()


async def test_the_answer_does_not_wait_for_the_mail(post: Post) -> None:
    person = await post.api.join()
    post.smtp.speaks.clear()

    answer = await post.request(person.email)
    post.smtp.speaks.set()

    assert answer["accepted"]
    assert await post.receive_token()


async def test_links_are_not_guessed_for_ever(post: Post) -> None:
    reset = 'resetPassword(input: {token: "guess", newPassword: "x"}) { errors { code } }'
    guesses = " ".join(f"guess{number}: {reset}" for number in range(15))

    answers = [(await post.api.run(f"mutation {{ {guesses} }}")).data for _ in range(21)]

    codes = [answer["errors"][0]["code"] for data in answers for answer in data.values()]
    assert codes == ["INVALID_RESET_TOKEN"] * 300 + ["RATE_LIMITED"] * 15


async def test_asking_is_limited_for_each_account(post: Post) -> None:
    answers = [await post.request("nobody@example.com") for _ in range(6)]

    assert answers[4]["errors"] == []
    assert answers[5]["errors"][0]["code"] == "RATE_LIMITED"


async def test_a_server_without_mail_says_so_to_everyone(api: Api) -> None:
    person = await api.join()
    api.app.state.resets._mailer = None

    answers = [
        (await api.run(REQUEST, email=email)).data["requestPasswordReset"]
        for email in (person.email, "nobody@example.com")
    ]

    assert answers[0] == answers[1]
    assert answers[0]["errors"][0]["code"] == "INVALID_STATE"
