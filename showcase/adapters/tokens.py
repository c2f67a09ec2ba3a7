"""Access tokens: short-lived JWTs that name a person and a session."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

import jwt

from showcase.errors import Unauthenticated

ALGORITHM = "HS256"
AUDIENCE = "showcase"
CLAIMS = ["exp", "iat", "iss", "aud", "sub", "sid"]


@dataclass(frozen=True)
class AccessClaims:
    """What a good access token says; whether the session still lives, only its row knows."""

    user_id: UUID
    session_id: UUID
    expires_at: datetime


class AccessTokens:
    """Signs and reads access tokens of one issuer."""

    def __init__(self, *, key: str, issuer: str, lifetime: timedelta) -> None:
        self._key = key
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
        return jwt.encode(claims, self._key, algorithm=ALGORITHM), expires_at

    def read(self, token: str) -> AccessClaims:
        """Return what a token says.

        Raises:
            Unauthenticated: Not ours, tampered with, or expired.
        """
        try:
            claims = jwt.decode(
                token,
                self._key,
                algorithms=[ALGORITHM],
                issuer=self._issuer,
                audience=AUDIENCE,
                options={"require": CLAIMS},
            )
            return AccessClaims(
                user_id=UUID(claims["sub"]),
                session_id=UUID(claims["sid"]),
                expires_at=datetime.fromtimestamp(claims["exp"], UTC),
            )
        except (jwt.InvalidTokenError, ValueError) as error:
            raise Unauthenticated from error
