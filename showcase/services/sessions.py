"""Sessions: opened, renewed, ended, and looked up by access token.

A session row is a family of refresh tokens. A refresh token is `<session id>.<secret>`; only the
hash of the newest secret is stored, so that an older one, presented again, ends the family.

An answer may get lost after the commit, and two tabs may refresh at once. So a refresh may be asked
for again for half a minute, by the token it was asked for with, and as often as needed: the answer
has the same refresh token as the first, and changes nothing. For that a secret is made from the one
before it and a salt that the row keeps. What holds:

- Two tabs that refresh at once hold the same newest token afterwards, whichever answer comes last,
  and both go on.
- Half a minute after it was traded, or as soon as its successor has been traded too, a token ends
  the family.
- Whoever repeats a refresh may be a thief: nothing tells them from a second tab. They get the token
  that the owner has, too. Of the two, the one who trades it more than half a minute after the other
  ends the family; so a thief stays unseen only by trading together with the owner every time.
- Signing out and handing over what a guest made take a token as long as a refresh does.
- The row alone makes no token, nor does an older secret without the row.
"""

import base64
import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from showcase.adapters.identity import ForeignIssuer
from showcase.adapters.passwords import Passwords
from showcase.adapters.tokens import AccessClaims, AccessTokens
from showcase.database import Database
from showcase.errors import InvalidRefreshToken, Unauthenticated
from showcase.models import Session, User
from showcase.services.identities import find_or_add_person
from showcase.services.revocation import Revocations, still_open

SECRET_BYTES = 32
GRACE = timedelta(seconds=30)
"""How long a refresh may be asked for again, by the database's clock.

A browser whose network breaks has come back by then or says so; an access token, which a thief
would get, lasts far longer anyway. Okta allows as long by default, Amazon Cognito a minute at most.
"""

ALIVE = sa.select(col(Session.session_id)).where(
    col(Session.session_id) == sa.bindparam("session_id"),
    col(Session.user_id) == sa.bindparam("user_id"),
    still_open(),
)
"""The session that a token is of, while it is open; built once, for it goes before everything."""


@dataclass(frozen=True)
class Credentials:
    """What accounts are proved and sessions are made with."""

    database: Database
    passwords: Passwords
    tokens: AccessTokens
    foreign: ForeignIssuer | None
    revocations: Revocations
    session_lifetime: timedelta
    guest_lifetime: timedelta


@dataclass(frozen=True)
class SignedIn:
    """A session just opened or refreshed; the tokens are told once and never again."""

    user: User
    access_token: str
    access_token_expires_at: datetime
    refresh_token: str
    refresh_token_expires_at: datetime


async def open_session(session: AsyncSession, credentials: Credentials, *, user: User) -> SignedIn:
    """Open a session of a person."""
    family = Session(user_id=user.user_id, token_hash="")
    secret = secrets.token_urlsafe(SECRET_BYTES)
    return await _renew(session, credentials, user=user, family=family, secret=secret)


async def refresh_session(credentials: Credentials, *, refresh_token: str) -> SignedIn:
    """Trade a refresh token for new tokens, or give again what it was just traded for.

    Raises:
        InvalidRefreshToken: Unknown, ended, expired; or traded longer ago than `GRACE`, which ends
            the family.
    """
    path = ["input", "refreshToken"]
    session_id, secret = _split(refresh_token, path=path)
    async with credentials.database.begin() as session:
        family, now = await _hold_family(session, session_id, path=path)
        user = await session.get_one(User, family.user_id)
        if _fits(secret, family):
            family.token_salt, family.rotated_at = secrets.token_urlsafe(SECRET_BYTES), now
            successor = _derive(secret, family.token_salt)
            return await _renew(session, credentials, user=user, family=family, secret=successor)
        if repeated := _find_successor(secret, family, now):
            return _sign(credentials, user=user, family=family, secret=repeated)
        family.ended_at = now
        session.add(family)
    await credentials.revocations.announce(family.user_id)
    raise InvalidRefreshToken(path=path)


async def sign_out(credentials: Credentials, *, refresh_token: str, everywhere: bool) -> int:
    """End the token's session, or all of its owner's, and return how many ended.

    Raises:
        InvalidRefreshToken: Unknown, ended, expired, or traded longer ago than `GRACE`.
    """
    async with credentials.database.begin() as session:
        family = await get_family(session, refresh_token, path=["input", "refreshToken"])
        if everywhere:
            ended = await end_sessions(session, user_id=family.user_id)
        else:
            family.ended_at = datetime.now(UTC)
            session.add(family)
            ended = 1
    await credentials.revocations.announce(family.user_id)
    return ended


async def end_sessions(session: AsyncSession, *, user_id: UUID, kept: UUID | None = None) -> int:
    """End all sessions of a person but one, and return how many ended; announce it afterwards."""
    ended = await session.execute(
        sa.update(Session)
        .where(
            col(Session.user_id) == user_id,
            col(Session.ended_at).is_(None),
            col(Session.expires_at) > sa.func.now(),
            sa.true() if kept is None else col(Session.session_id) != kept,
        )
        .values(ended_at=sa.func.now())
        .returning(col(Session.session_id))
    )
    return len(ended.all())


async def get_family(session: AsyncSession, refresh_token: str, *, path: list[str]) -> Session:
    """Return the living session that a refresh token is good for, locked.

    Raises:
        InvalidRefreshToken: Unknown, ended, expired, or traded longer ago than `GRACE`.
    """
    session_id, secret = _split(refresh_token, path=path)
    family, now = await _hold_family(session, session_id, path=path)
    if not _fits(secret, family) and _find_successor(secret, family, now) is None:
        raise InvalidRefreshToken(path=path)
    return family


async def authenticate(credentials: Credentials, *, access_token: str) -> AccessClaims:
    """Return who an access token speaks for; foreign people are added when first seen.

    Raises:
        Unauthenticated: The token is no good, or its session has ended.
        IssuerUnreachable: The foreign issuer's keys cannot be had now.
    """
    foreign = credentials.foreign
    if foreign is not None and foreign.claims_to_be_of(access_token):
        claims = await foreign.read(access_token)
        async with credentials.database.begin() as session:
            user_id = await find_or_add_person(session, claims)
        return AccessClaims(user_id=user_id, session_id=None, expires_at=claims.expires_at)
    own = credentials.tokens.read(access_token)
    async with credentials.database.read() as session:
        if not await _is_alive(session, own):
            raise Unauthenticated
    return own


async def _is_alive(session: AsyncSession, claims: AccessClaims) -> bool:
    named = {"session_id": claims.session_id, "user_id": claims.user_id}
    return (await session.execute(ALIVE, named)).first() is not None


async def _renew(
    session: AsyncSession, credentials: Credentials, *, user: User, family: Session, secret: str
) -> SignedIn:
    """Give the family this secret and a new end."""
    lifetime = credentials.guest_lifetime if user.is_guest else credentials.session_lifetime
    family.token_hash = digest(secret)
    family.expires_at = datetime.now(UTC) + lifetime
    session.add(family)
    await session.flush()
    return _sign(credentials, user=user, family=family, secret=secret)


def _sign(credentials: Credentials, *, user: User, family: Session, secret: str) -> SignedIn:
    """Return the family's newest refresh token, whose secret this is, with a new access token."""
    token, expires_at = credentials.tokens.sign(user_id=user.user_id, session_id=family.session_id)
    return SignedIn(
        user=user,
        access_token=token,
        access_token_expires_at=expires_at,
        refresh_token=f"{family.session_id}.{secret}",
        refresh_token_expires_at=family.expires_at,
    )


async def _hold_family(
    session: AsyncSession, session_id: UUID, *, path: list[str]
) -> sa.Row[Session, datetime]:
    """Return a session that is still open, locked until the transaction ends, and the time."""
    alive = sa.select(Session, sa.func.now()).where(
        col(Session.session_id) == session_id, still_open()
    )
    found = (await session.execute(alive.with_for_update())).one_or_none()
    if found is None:
        raise InvalidRefreshToken(path=path)
    return found


def _split(refresh_token: str, *, path: list[str]) -> tuple[UUID, str]:
    session_id, _, secret = refresh_token.partition(".")
    try:
        return UUID(session_id), secret
    except ValueError as error:
        raise InvalidRefreshToken(path=path) from error


def _fits(secret: str, family: Session) -> bool:
    return secrets.compare_digest(digest(secret), family.token_hash)


def _find_successor(secret: str, family: Session, now: datetime) -> str | None:
    """Return what this secret has been traded for just now, if it is the one before the newest."""
    if family.rotated_at is None or now - family.rotated_at > GRACE:
        return None
    successor = _derive(secret, family.token_salt)
    return successor if _fits(successor, family) else None


def _derive(secret: str, salt: str) -> str:
    """Return the secret that follows on this one."""
    made = hmac.digest(secret.encode(), salt.encode(), "sha256")
    return base64.urlsafe_b64encode(made).decode().rstrip("=")


def digest(secret: str) -> str:
    """Return what is kept of a secret with enough chance in it: no salt is needed."""
    return hashlib.sha256(secret.encode()).hexdigest()
