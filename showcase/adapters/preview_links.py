"""Links to a site that is not public: signed, for one portfolio, and good for a while only."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

import jwt

ALGORITHM = "HS256"
AUDIENCE = "showcase-preview"
"""Not that of access tokens: neither can ever stand for the other."""
CLAIMS = ["exp", "iss", "aud", "sub"]
FIRST_GENERATION = 0
"""Of tokens that were signed before generations were counted."""


@dataclass(frozen=True)
class Grant:
    """What a token opens: a portfolio, as long as its links of this generation are not ended."""

    portfolio_id: UUID
    generation: int


class PreviewLinks:
    """Signs and reads the part of a preview's address that opens it.

    The first key signs; any of the keys is accepted, so that a key can be replaced.
    """

    def __init__(self, *, keys: Sequence[str], issuer: str) -> None:
        self._keys = keys
        self._issuer = issuer

    def sign(self, grant: Grant, *, lifetime: timedelta) -> tuple[str, datetime]:
        """Return a new token and the time it ends."""
        expires_at = datetime.now(UTC).replace(microsecond=0) + lifetime
        claims = {
            "sub": str(grant.portfolio_id),
            "generation": grant.generation,
            "exp": expires_at,
            "iss": self._issuer,
            "aud": AUDIENCE,
        }
        return jwt.encode(claims, self._keys[0], algorithm=ALGORITHM), expires_at

    def find_grant(self, token: str) -> Grant | None:
        """Return what a token opens; None if it is not ours or has expired."""
        for key in self._keys:
            try:
                claims = jwt.decode(
                    token,
                    key,
                    algorithms=[ALGORITHM],
                    issuer=self._issuer,
                    audience=AUDIENCE,
                    options={"require": CLAIMS},
                )
                generation = claims.get("generation", FIRST_GENERATION)
                return Grant(UUID(claims["sub"]), generation)
            except (jwt.InvalidTokenError, ValueError):
                continue
        return None
