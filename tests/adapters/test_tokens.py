"""Access tokens."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import jwt
import pytest

from showcase.adapters.tokens import AccessTokens
from showcase.errors import Unauthenticated

KEY = "a key that is long enough and only for tests"


NEWER_KEY = "a newer key that is long enough and only for tests"


def make_tokens(
    *, key: str = KEY, issuer: str = "https://us.example", seconds: int = 60
) -> AccessTokens:
    return AccessTokens(keys=[key], issuer=issuer, lifetime=timedelta(seconds=seconds))


def test_a_token_tells_who_and_until_when() -> None:
    user_id, session_id = uuid4(), uuid4()

    token, expires_at = make_tokens().sign(user_id=user_id, session_id=session_id)
    claims = make_tokens().read(token)

    assert (claims.user_id, claims.session_id) == (user_id, session_id)
    assert claims.expires_at == expires_at
    assert timedelta(seconds=58) < expires_at - datetime.now(UTC) <= timedelta(seconds=60)


@pytest.mark.parametrize(
    "others",
    [
        make_tokens(key="another key that is long enough too"),
        make_tokens(issuer="https://them.example"),
        make_tokens(seconds=-1),
    ],
)
def test_a_token_of_another_key_issuer_or_time_is_refused(others: AccessTokens) -> None:
    token, _ = others.sign(user_id=uuid4(), session_id=uuid4())

    with pytest.raises(Unauthenticated):
        make_tokens().read(token)


def make_rotated(*keys: str) -> AccessTokens:
    return AccessTokens(keys=keys, issuer="https://us.example", lifetime=timedelta(seconds=60))


def test_a_replaced_key_is_still_accepted_and_signs_no_more() -> None:
    user_id = uuid4()
    before, _ = make_rotated(KEY).sign(user_id=user_id, session_id=uuid4())
    after, _ = make_rotated(NEWER_KEY, KEY).sign(user_id=user_id, session_id=uuid4())

    for token in (before, after):
        assert make_rotated(NEWER_KEY, KEY).read(token).user_id == user_id
    with pytest.raises(Unauthenticated):
        make_rotated(KEY).read(after)
    with pytest.raises(Unauthenticated):
        make_rotated(NEWER_KEY).read(before)


def rename(token: str, name: str | None, *, key: str) -> str:
    """Return a token with the same claims whose header names another key, or none."""
    claims = jwt.decode(token, options={"verify_signature": False})
    return jwt.encode(claims, key, algorithm="HS256", headers={"kid": name} if name else None)


def test_a_token_from_before_keys_had_names_is_accepted_under_any_key() -> None:
    user_id = uuid4()
    token, _ = make_rotated(KEY).sign(user_id=user_id, session_id=uuid4())

    nameless = rename(token, None, key=KEY)

    assert make_rotated(NEWER_KEY, KEY).read(nameless).user_id == user_id


def test_a_token_must_be_signed_by_the_key_that_it_names() -> None:
    tokens = make_rotated(NEWER_KEY, KEY)
    token, _ = tokens.sign(user_id=uuid4(), session_id=uuid4())
    newest = jwt.get_unverified_header(token)["kid"]

    for name in (newest, "unknown"):
        with pytest.raises(Unauthenticated):
            tokens.read(rename(token, name, key=KEY))


def test_a_key_s_name_does_not_hold_the_key() -> None:
    token, _ = make_rotated(KEY).sign(user_id=uuid4(), session_id=uuid4())

    assert jwt.get_unverified_header(token)["kid"] not in KEY
