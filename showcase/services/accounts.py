"""Accounts with a password: sign up, sign in, prove that it is you, choose a new password."""

from dataclasses import dataclass
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from showcase.errors import EmailTaken, InvalidCredentials, InvalidState
from showcase.models import GUEST, PasswordReset, User
from showcase.services.account_rules import (
    MAX_PASSWORD_LENGTH,
    check_password,
    find_email,
    normal_email,
    normal_name,
)
from showcase.services.guests import adopt_guest
from showcase.services.sessions import Credentials, SignedIn, end_sessions, open_session


@dataclass(frozen=True)
class NewAccount:
    """What somebody wants an account with."""

    email: str
    password: str
    display_name: str | None = None


async def sign_up(
    credentials: Credentials, wanted: NewAccount, *, viewer_id: UUID | None = None
) -> SignedIn:
    """Create an account and open its first session; a guest who asks becomes the account.

    Raises:
        InvalidInput: The e-mail address or the name breaks a rule.
        WeakPassword: Too short, too long or too simple.
        EmailTaken: The address has an account.
    """
    email = normal_email(wanted.email)
    check_password(wanted.password, email=email, path=["input", "password"])
    name = normal_name(wanted.display_name)
    password_hash = await credentials.passwords.hash(wanted.password)
    try:
        async with credentials.database.begin() as session:
            user = await _find_guest(session, viewer_id) or User()
            user.email, user.password_hash = email, password_hash
            user.display_name = name or user.display_name
            session.add(user)
            await session.flush()
            await session.refresh(user)
            # Whoever else knew the guest's tokens does not get into the account.
            ended = await end_sessions(session, user_id=user.user_id)
            signed_in = await open_session(session, credentials, user=user)
    except IntegrityError as error:
        raise EmailTaken(path=["input", "email"]) from error
    if ended:
        await credentials.revocations.announce(user.user_id)
    return signed_in


async def sign_in(
    credentials: Credentials, *, email: str, password: str, guest_token: str | None = None
) -> SignedIn:
    """Open a session, and take over what a guest has made, if their refresh token is given.

    Raises:
        InvalidCredentials: Wrong address or password; which one it was is not told, nor shown by
            the time the answer takes.
        InvalidRefreshToken, InvalidState: The guest's token is no good, or is not a guest's.
    """
    async with credentials.database.read() as session:
        user = await find_by_email(session, email)
    if not await _fits(credentials, password, user) or user is None:
        raise InvalidCredentials
    fresh = await _rehash(credentials, password, user)
    guest_id: UUID | None = None
    async with credentials.database.begin() as session:
        current = await _hold_unchanged(session, user)
        current.password_hash = fresh or current.password_hash
        session.add(current)
        if guest_token is not None:
            guest_id = await adopt_guest(session, guest_token, user_id=current.user_id)
        signed_in = await open_session(session, credentials, user=current)
    if guest_id is not None:
        await credentials.revocations.announce(guest_id)
    return signed_in


async def prove_ownership(
    credentials: Credentials, *, user_id: UUID, password: str, path: list[str]
) -> User:
    """Return the person if this is their password; who has none, proves enough by a session.

    Raises:
        InvalidCredentials: It is not.
    """
    async with credentials.database.read() as session:
        user = await session.get(User, user_id)
    if user is not None and user.password_hash is None:
        return user
    if not await _fits(credentials, password, user) or user is None:
        raise InvalidCredentials("The password is wrong.", path=path)
    return user


async def change_password(
    credentials: Credentials, user: User, *, password: str, kept_session: UUID | None
) -> int:
    """Give a person another password, end all sessions but one, and return how many ended.

    Raises:
        InvalidState: This account has no password, because it signs in elsewhere.
        WeakPassword: Too short, too long or too simple.
    """
    if user.password_hash is None:
        raise InvalidState("This account has no password: it is a guest's, or signs in elsewhere.")
    check_password(password, email=user.email, path=["input", "newPassword"])
    fresh = await credentials.passwords.hash(password)
    async with credentials.database.begin() as session:
        current = await _hold_unchanged(session, user)
        ended = await set_password(session, current, fresh, kept_session=kept_session)
    await credentials.revocations.announce(user.user_id)
    return ended


async def set_password(
    session: AsyncSession, user: User, password_hash: str, *, kept_session: UUID | None = None
) -> int:
    """Write a new password; links to choose one and other sessions end. Announce it afterwards."""
    user.password_hash = password_hash
    session.add(user)
    await session.execute(
        sa.delete(PasswordReset).where(col(PasswordReset.user_id) == user.user_id)
    )
    return await end_sessions(session, user_id=user.user_id, kept=kept_session)


async def find_by_email(session: AsyncSession, email: str) -> User | None:
    """Return the account with this address, however it is written."""
    found = await session.scalars(sa.select(User).where(col(User.email) == find_email(email)))
    return found.one_or_none()


async def _fits(credentials: Credentials, password: str, user: User | None) -> bool:
    """Tell whether this is the person's password; it takes as long for nobody as for somebody."""
    known = user.password_hash if user and len(password) <= MAX_PASSWORD_LENGTH else None
    return await credentials.passwords.verify(password[:MAX_PASSWORD_LENGTH], known)


async def _rehash(credentials: Credentials, password: str, user: User) -> str | None:
    """Return a new hash, if the kept one was made with weaker parameters than today's."""
    if user.password_hash is None or not credentials.passwords.is_outdated(user.password_hash):
        return None
    return await credentials.passwords.hash(password)


async def _hold_unchanged(session: AsyncSession, user: User) -> User:
    """Return the person as they are now, held.

    Raises:
        InvalidCredentials: The password that was just proved has been changed meanwhile.
    """
    proved = sa.select(User).where(
        col(User.user_id) == user.user_id, col(User.password_hash) == user.password_hash
    )
    found = await session.scalars(proved.with_for_update(key_share=True))
    current: User | None = found.one_or_none()
    if current is None:
        raise InvalidCredentials
    return current


async def _find_guest(session: AsyncSession, viewer_id: UUID | None) -> User | None:
    guest = sa.select(User).where(col(User.user_id) == viewer_id, GUEST)
    return (await session.scalars(guest.with_for_update())).one_or_none()
