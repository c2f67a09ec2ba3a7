"""Access tokens: short-lived JWTs that name a person and a session."""

import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import jwt

from showcase.errors import Unauthenticated

ALGORITHM = "HS256"
AUDIENCE = "showcase"
CLAIMS = ["exp", "iat", "iss", "aud", "sub", "sid"]
KEY_ID_LENGTH = 16


@dataclass(frozen=True, slots=True)
class AccessClaims:
    """What a good access token says; whether the session still lives, only its row knows.

    A token of a foreign issuer has no session here.
    """

    user_id: UUID
    session_id: UUID | None
    expires_at: datetime


class AccessTokens:
    """Signs and reads access tokens of one issuer.

    The first key signs; tokens of any of the keys are accepted, so that a key can be replaced
    without signing everybody out.
    """

    def __init__(self, *, keys: Sequence[str], issuer: str, lifetime: timedelta) -> None:
        self._keys = {_name_key(key): key for key in keys}
        self._newest = _name_key(keys[0])
        self._issuer = issuer
        self._lifetime = lifetime

    def sign(self, *, user_id: UUID, session_id: UUID) -> tuple[str, datetime]:
        """Return a new token and the time it ends."""
        issued_at = datetime.now(UTC).replace(microsecond=0)
        expires_at = issued_at + self._lifetime
        claims = {
            "sub": str(user_id),
            "sid": str(session_id),
            "iat": issued_at,
            "exp": expires_at,
            "iss": self._issuer,
            "aud": AUDIENCE,
        }
        key = self._keys[self._newest]
        headers = {"kid": self._newest}
        return jwt.encode(claims, key, algorithm=ALGORITHM, headers=headers), expires_at

    def read(self, token: str) -> AccessClaims:
        """Return what a token says.

        Raises:
            Unauthenticated: Not ours, tampered with, or expired.
        """
        try:
            claims = self._decode(token)
            return AccessClaims(
                user_id=UUID(claims["sub"]),
                session_id=UUID(claims["sid"]),
                expires_at=datetime.fromtimestamp(claims["exp"], UTC),
            )
        except (jwt.InvalidTokenError, ValueError) as error:
            raise Unauthenticated from error

    def _decode(self, token: str) -> dict[str, Any]:
        """Return the claims under the key that the token names; an old token names none."""
        name = jwt.get_unverified_header(token).get("kid")
        for known, key in self._keys.items():
            if name not in {None, known}:
                continue
            try:
                return self._verify(token, key)
            except jwt.InvalidSignatureError:
                continue
        raise Unauthenticated

    def _verify(self, token: str, key: str) -> dict[str, Any]:
        claims: dict[str, Any] = jwt.decode(
            token,
            key,
            algorithms=[ALGORITHM],
            issuer=self._issuer,
            audience=AUDIENCE,
            options={"require": CLAIMS},
        )
        return claims


def _name_key(key: str) -> str:
    """Return the name of a key, which tells nothing about it that a signature would not."""
    return hmac.new(key.encode(), b"showcase key id", hashlib.sha256).hexdigest()[:KEY_ID_LENGTH]
