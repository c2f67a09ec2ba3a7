"""Access tokens."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from showcase.adapters.tokens import AccessTokens
from showcase.errors import Unauthenticated

KEY = "a key that is long enough and only for tests"


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
