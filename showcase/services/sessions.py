"""Sessions: opened, renewed, ended, and looked up by access token.

A session row is a family of refresh tokens. A refresh token is `<session id>.<secret>`; only the
hash of the newest secret is stored, so that an older one, presented again, ends the family.
"""

import hashlib
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
    return await _renew(session, credentials, user=user, family=family)


async def refresh_session(credentials: Credentials, *, refresh_token: str) -> SignedIn:
    """Trade a refresh token for new tokens; the old one stops working.

    Raises:
        InvalidRefreshToken: Unknown, ended, expired, or used before, which ends the family.
    """
    session_id, secret = _split(refresh_token)
    async with credentials.database.begin() as session:
        family = await _find_family(session, session_id)
        if family is not None and _fits(secret, family):
            user = await session.get_one(User, family.user_id)
            return await _renew(session, credentials, user=user, family=family)
        if family is not None:
            family.ended_at = datetime.now(UTC)
            session.add(family)
    if family is not None:
        await credentials.revocations.announce(family.user_id)
    raise InvalidRefreshToken(path=["input", "refreshToken"])


async def sign_out(credentials: Credentials, *, refresh_token: str, everywhere: bool) -> int:
    """End the token's session, or all of its owner's, and return how many ended.

    Raises:
        InvalidRefreshToken: Unknown, ended, expired or used before.
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
    """Return the living session that a refresh token is the newest of, locked.

    Raises:
        InvalidRefreshToken: Unknown, ended, expired or used before.
    """
    session_id, secret = _split(refresh_token, path=path)
    family = await _find_family(session, session_id)
    if family is None or not _fits(secret, family):
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
    alive = sa.select(col(Session.session_id)).where(
        col(Session.session_id) == claims.session_id,
        col(Session.user_id) == claims.user_id,
        still_open(),
    )
    return (await session.execute(alive)).first() is not None


async def _renew(
    session: AsyncSession, credentials: Credentials, *, user: User, family: Session
) -> SignedIn:
    """Give the family a new secret and a new end."""
    secret = secrets.token_urlsafe(SECRET_BYTES)
    lifetime = credentials.guest_lifetime if user.is_guest else credentials.session_lifetime
    family.token_hash = digest(secret)
    family.expires_at = datetime.now(UTC) + lifetime
    session.add(family)
    await session.flush()
    token, expires_at = credentials.tokens.sign(user_id=user.user_id, session_id=family.session_id)
    return SignedIn(
        user=user,
        access_token=token,
        access_token_expires_at=expires_at,
        refresh_token=f"{family.session_id}.{secret}",
        refresh_token_expires_at=family.expires_at,
    )


async def _find_family(session: AsyncSession, session_id: UUID) -> Session | None:
    """Return a session that has neither ended nor expired, locked until the transaction ends."""
    alive = sa.select(Session).where(
        col(Session.session_id) == session_id,
        col(Session.ended_at).is_(None),
        col(Session.expires_at) > sa.func.now(),
    )
    return (await session.execute(alive.with_for_update())).scalar_one_or_none()


def _split(refresh_token: str, *, path: list[str] | None = None) -> tuple[UUID, str]:
    session_id, _, secret = refresh_token.partition(".")
    try:
        return UUID(session_id), secret
    except ValueError as error:
        raise InvalidRefreshToken(path=path or ["input", "refreshToken"]) from error


def _fits(secret: str, family: Session) -> bool:
    return secrets.compare_digest(digest(secret), family.token_hash)


def digest(secret: str) -> str:
    """Return what is kept of a secret with enough chance in it: no salt is needed."""
    return hashlib.sha256(secret.encode()).hexdigest()
