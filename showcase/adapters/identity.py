"""Tokens of a foreign issuer (OpenID Connect): Auth0, Clerk, Firebase, Keycloak and their like.

Only the configured JWKS address is ever fetched; what a token says about its keys (`jku`, `x5u`,
`jwk`) is not even looked at.
"""

import asyncio
import time
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import jwt
import structlog
from jwt import PyJWK, PyJWKClient

from showcase.config import Settings
from showcase.errors import ErrorCode, ShowcaseError, Unauthenticated

ALGORITHMS = ["RS256", "ES256"]
CLAIMS = ["exp", "iat", "iss", "aud", "sub"]
LEEWAY_SECONDS = 30
"""How far the issuer's clock may be from ours."""
FETCH_SECONDS = 3.0
KEPT_SECONDS = 300
"""How long keys are trusted without asking again; so long a withdrawn key goes on working."""
REST_SECONDS = 5.0
"""After a failed fetch nobody waits for another one before this time has passed."""
MAX_SUBJECT_LENGTH = 255
FAULTS = (jwt.PyJWTError, TimeoutError, ValueError, LookupError)
"""What comes of an address that gives no keys, or keys with parts missing."""

log = structlog.get_logger()


class IssuerUnreachable(ShowcaseError):
    """Your sign-in service does not answer at the moment. Please try again in a few minutes."""

    code = ErrorCode.UNAVAILABLE


@dataclass(frozen=True)
class ForeignClaims:
    """What a good token of the foreign issuer says; the address only if the issuer verified it."""

    issuer: str
    subject: str
    email: str | None
    issued_at: datetime
    expires_at: datetime


class ForeignIssuer:
    """Reads tokens of one issuer, for one audience."""

    def __init__(self, *, issuer: str, audience: str, jwks_url: str) -> None:
        self._issuer = issuer
        self._audience = audience
        self._client = PyJWKClient(jwks_url, timeout=FETCH_SECONDS, lifespan=KEPT_SECONDS)
        self._turn = asyncio.Lock()
        self._failed_at = -REST_SECONDS

    def claims_to_be_of(self, token: str) -> bool:
        """Tell whether a token says that this issuer made it; nothing is verified yet."""
        try:
            claims = jwt.decode(token, options={"verify_signature": False})
        except jwt.InvalidTokenError:
            return False
        return bool(claims.get("iss") == self._issuer)

    async def read(self, token: str) -> ForeignClaims:
        """Return what a token says.

        Raises:
            Unauthenticated: Not of this issuer, not for us, tampered with, or expired.
            IssuerUnreachable: Its keys cannot be fetched now.
        """
        try:
            key = await self._get_key(jwt.get_unverified_header(token))
            claims = jwt.decode(
                token,
                key,
                algorithms=ALGORITHMS,
                issuer=self._issuer,
                audience=self._audience,
                leeway=LEEWAY_SECONDS,
                options={"require": CLAIMS},
            )
            return _read_claims(claims)
        except (jwt.InvalidTokenError, ValueError, OverflowError) as error:
            raise Unauthenticated from error

    async def check(self) -> None:
        """Return if the issuer's keys can be had.

        Raises:
            IssuerUnreachable: They cannot.
        """
        with suppress(Unauthenticated):  # no key has this name, but there are keys
            await self._fetch("")

    async def _get_key(self, header: dict[str, Any]) -> PyJWK:
        """Return the key that a token names, if it is for the algorithm that the token names."""
        name, algorithm = header.get("kid"), header.get("alg")
        if not isinstance(name, str) or algorithm not in ALGORITHMS:
            raise Unauthenticated
        key = self._find_known(name) or await self._fetch(name)
        if key.algorithm_name != algorithm:
            raise Unauthenticated
        return key

    def _find_known(self, name: str) -> PyJWK | None:
        return self._client.match_kid(self._list_known(), name)

    def _list_known(self) -> list[PyJWK]:
        """Return the keys that were fetched not long ago."""
        known = self._client.jwk_set_cache.get() if self._client.jwk_set_cache else None
        return known.keys if known else []

    async def _fetch(self, name: str) -> PyJWK:
        """Return a key, asking the issuer at most once at a time, and not again just after."""
        async with self._turn:
            if time.monotonic() - self._failed_at < REST_SECONDS:
                raise IssuerUnreachable
            try:
                async with asyncio.timeout(FETCH_SECONDS):
                    return await asyncio.to_thread(self._client.get_signing_key, name)
            except FAULTS as error:
                if self._list_known():
                    raise Unauthenticated from error  # there are keys, and none has this name
                self._failed_at = time.monotonic()
                log.warning("identity.keys_not_fetched", error=type(error).__name__)
                raise IssuerUnreachable from error


def make_foreign_issuer(settings: Settings) -> ForeignIssuer | None:
    """Return the issuer whose tokens are accepted beside our own, if there is one."""
    if not settings.oidc_issuer:
        return None
    return ForeignIssuer(
        issuer=settings.oidc_issuer,
        audience=settings.oidc_audience,
        jwks_url=settings.oidc_jwks_url,
    )


def _read_claims(claims: dict[str, Any]) -> ForeignClaims:
    subject, email = claims["sub"], claims.get("email")
    if not 0 < len(subject) <= MAX_SUBJECT_LENGTH or not subject.isprintable():
        raise Unauthenticated
    verified = isinstance(email, str) and claims.get("email_verified") is True
    return ForeignClaims(
        issuer=claims["iss"],
        subject=subject,
        email=email if verified else None,
        issued_at=datetime.fromtimestamp(claims["iat"], UTC),
        expires_at=datetime.fromtimestamp(claims["exp"], UTC),
    )
