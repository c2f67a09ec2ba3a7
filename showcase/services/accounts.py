"""People and their sessions: sign up, sign in, refresh, sign out.

A session row is a family of refresh tokens. A refresh token is `<session id>.<secret>`; only the
hash of the newest secret is stored, so that an older one, presented again, ends the family.
"""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

import sqlalchemy as sa
from email_validator import EmailNotValidError, validate_email
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from showcase.adapters.passwords import Passwords
from showcase.adapters.tokens import AccessClaims, AccessTokens
from showcase.database import Database
from showcase.errors import (
    EmailTaken,
    InvalidCredentials,
    InvalidInput,
    InvalidRefreshToken,
    Unauthenticated,
    WeakPassword,
)
from showcase.models import Session, User

MIN_PASSWORD_LENGTH = 12
MAX_PASSWORD_LENGTH = 256
MIN_DISTINCT_CHARACTERS = 5
MAX_DISPLAY_NAME_LENGTH = 200
SECRET_BYTES = 32


@dataclass(frozen=True)
class Credentials:
    """What accounts are proved and sessions are made with."""

    passwords: Passwords
    tokens: AccessTokens
    session_lifetime: timedelta


@dataclass(frozen=True)
class SignedIn:
    """A session just opened or refreshed; the tokens are told once and never again."""

    user: User
    access_token: str
    access_token_expires_at: datetime
    refresh_token: str
    refresh_token_expires_at: datetime


async def sign_up(
    database: Database,
    credentials: Credentials,
    *,
    email: str,
    password: str,
    display_name: str | None,
) -> SignedIn:
    """Create an account and open its first session.

    Raises:
        InvalidInput: The e-mail address or the name breaks a rule.
        WeakPassword: Too short, too long or too simple.
        EmailTaken: The address has an account.
    """
    address = _normal_email(email)
    _check_password(password, email=address)
    name = _normal_name(display_name)
    password_hash = await credentials.passwords.hash(password)
    user = User(email=address, password_hash=password_hash, display_name=name)
    try:
        async with database.begin() as session:
            session.add(user)
            await session.flush()
            await session.refresh(user)
            return await _open_session(session, credentials, user=user)
    except IntegrityError as error:
        raise EmailTaken(path=["input", "email"]) from error


async def sign_in(
    database: Database, credentials: Credentials, *, email: str, password: str
) -> SignedIn:
    """Open a session.

    Raises:
        InvalidCredentials: Wrong address or password; which one it was is not told, nor shown by
            the time the answer takes.
    """
    async with database.begin() as session:
        user = await _find_by_email(session, email)
    known = user.password_hash if user else None
    fits = await credentials.passwords.verify(password[:MAX_PASSWORD_LENGTH], known)
    if user is None or not fits:
        raise InvalidCredentials
    if credentials.passwords.is_outdated(user.password_hash):
        user.password_hash = await credentials.passwords.hash(password)
    async with database.begin() as session:
        return await _open_session(session, credentials, user=await session.merge(user))


async def refresh_session(
    database: Database, credentials: Credentials, *, refresh_token: str
) -> SignedIn:
    """Trade a refresh token for new tokens; the old one stops working.

    Raises:
        InvalidRefreshToken: Unknown, ended, expired, or used before, which ends the family.
    """
    session_id, secret = _split(refresh_token)
    async with database.begin() as session:
        family = await _find_family(session, session_id)
        if family is not None and _fits(secret, family):
            user = await session.get_one(User, family.user_id)
            return await _renew(session, credentials, user=user, family=family)
        if family is not None:
            family.ended_at = datetime.now(UTC)
            session.add(family)
    raise InvalidRefreshToken(path=["input", "refreshToken"])


async def sign_out(session: AsyncSession, *, refresh_token: str, everywhere: bool) -> int:
    """End the token's session, or all of its owner's, and return how many ended.

    Raises:
        InvalidRefreshToken: Unknown, ended, expired or used before.
    """
    session_id, secret = _split(refresh_token)
    family = await _find_family(session, session_id)
    if family is None or not _fits(secret, family):
        raise InvalidRefreshToken(path=["input", "refreshToken"])
    chosen = (
        col(Session.user_id) == family.user_id
        if everywhere
        else col(Session.session_id) == family.session_id
    )
    ended = await session.execute(
        sa.update(Session)
        .where(chosen, col(Session.ended_at).is_(None))
        .values(ended_at=sa.func.now())
        .returning(col(Session.session_id))
    )
    return len(ended.all())


async def authenticate(
    session: AsyncSession, tokens: AccessTokens, *, access_token: str
) -> AccessClaims:
    """Return who an access token speaks for.

    Raises:
        Unauthenticated: The token is no good, or its session has ended.
    """
    claims = tokens.read(access_token)
    alive = sa.select(col(Session.session_id)).where(
        col(Session.session_id) == claims.session_id,
        col(Session.user_id) == claims.user_id,
        col(Session.ended_at).is_(None),
        col(Session.expires_at) > sa.func.now(),
    )
    if (await session.execute(alive)).first() is None:
        raise Unauthenticated
    return claims


async def check_password(
    database: Database, passwords: Passwords, *, user_id: UUID, password: str
) -> None:
    """Return if this is the person's password.

    Raises:
        InvalidCredentials: It is not.
    """
    async with database.begin() as session:
        user = await session.get(User, user_id)
    known = user.password_hash if user else None
    if not await passwords.verify(password[:MAX_PASSWORD_LENGTH], known):
        raise InvalidCredentials("The password is wrong.", path=["input", "password"])


async def _open_session(session: AsyncSession, credentials: Credentials, *, user: User) -> SignedIn:
    family = Session(user_id=user.user_id, token_hash="")
    return await _renew(session, credentials, user=user, family=family)


async def _renew(
    session: AsyncSession, credentials: Credentials, *, user: User, family: Session
) -> SignedIn:
    """Give the family a new secret and a new end."""
    secret = secrets.token_urlsafe(SECRET_BYTES)
    family.token_hash = _digest(secret)
    family.expires_at = datetime.now(UTC) + credentials.session_lifetime
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


async def _find_by_email(session: AsyncSession, email: str) -> User | None:
    try:
        address = _normal_email(email)
    except InvalidInput:
        return None
    found = await session.execute(sa.select(User).where(col(User.email) == address))
    return found.scalar_one_or_none()


async def _find_family(session: AsyncSession, session_id: UUID) -> Session | None:
    """Return a session that has neither ended nor expired, locked until the transaction ends."""
    alive = sa.select(Session).where(
        col(Session.session_id) == session_id,
        col(Session.ended_at).is_(None),
        col(Session.expires_at) > sa.func.now(),
    )
    return (await session.execute(alive.with_for_update())).scalar_one_or_none()


def _split(refresh_token: str) -> tuple[UUID, str]:
    session_id, _, secret = refresh_token.partition(".")
    try:
        return UUID(session_id), secret
    except ValueError as error:
        raise InvalidRefreshToken(path=["input", "refreshToken"]) from error


def _fits(secret: str, family: Session) -> bool:
    return secrets.compare_digest(_digest(secret), family.token_hash)


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def _normal_email(email: str) -> str:
    """Return the one form of an address that is stored and looked for."""
    try:
        checked = validate_email(email, check_deliverability=False)
    except EmailNotValidError as error:
        raise InvalidInput("This is not an e-mail address.", path=["input", "email"]) from error
    return checked.normalized.lower()


def _check_password(password: str, *, email: str) -> None:
    path = ["input", "password"]
    if not MIN_PASSWORD_LENGTH <= len(password) <= MAX_PASSWORD_LENGTH:
        raise WeakPassword(
            f"A password has {MIN_PASSWORD_LENGTH} to {MAX_PASSWORD_LENGTH} characters.", path=path
        )
    if len(set(password)) < MIN_DISTINCT_CHARACTERS:
        raise WeakPassword("This password is too simple. Use more different characters.", path=path)
    if email in password.lower():
        raise WeakPassword("Your password must not contain your e-mail address.", path=path)


def _normal_name(display_name: str | None) -> str | None:
    name = (display_name or "").strip()
    if len(name) > MAX_DISPLAY_NAME_LENGTH or not name.isprintable():
        raise InvalidInput(
            f"A name has at most {MAX_DISPLAY_NAME_LENGTH} characters, all printable.",
            path=["input", "displayName"],
        )
    return name or None
