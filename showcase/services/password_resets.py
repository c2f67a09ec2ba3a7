"""Forgotten passwords: a link by mail, good once and for a short time.

Whoever asks learns nothing: the account is looked for, and the mail sent, after the answer.
"""

import asyncio
import secrets
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa
import structlog
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from showcase.adapters.mail import Mail, Mailer, MailNotSent
from showcase.config import Settings
from showcase.database import Database, DatabaseUnreachable
from showcase.errors import InvalidResetToken, InvalidState
from showcase.models import PasswordReset, User
from showcase.services.account_rules import check_password
from showcase.services.accounts import find_by_email, set_password
from showcase.services.sessions import SECRET_BYTES, Credentials, digest

LIFETIME = timedelta(minutes=30)
MAILS_AT_ONCE = 4
GRACE_SECONDS = 5.0
"""How long mails may take that are on their way when the process is asked to stop."""
SUBJECT = "Choose a new password"
TEXT = """\
Somebody, probably you, forgot the password of the account {email} at {site}.

Choose a new one within {minutes} minutes:

{link}

If it was not you, do nothing: your password stays what it is.
"""

log = structlog.get_logger()


@dataclass(frozen=True)
class Wording:
    """What a mail says beside the token: whose site it is, and which page takes the token."""

    site_url: str
    reset_url: str

    def write(self, email: str, token: str) -> Mail:
        """Return the mail; without a page for it the token itself is what the person needs."""
        link = f"{self.reset_url}#token={token}" if self.reset_url else f"Your code: {token}"
        minutes = int(LIFETIME.total_seconds() // 60)
        text = TEXT.format(email=email, site=self.site_url, minutes=minutes, link=link)
        return Mail(to=email, subject=SUBJECT, text=text)


class PasswordResets:
    """Mails links to people who forgot their password; what is asked is done a moment later."""

    def __init__(self, database: Database, mailer: Mailer | None, wording: Wording) -> None:
        self._database = database
        self._mailer = mailer
        self._wording = wording
        self._turns = asyncio.Semaphore(MAILS_AT_ONCE)
        self._tasks: set[asyncio.Task[None]] = set()

    def request(self, email: str) -> None:
        """Have a link mailed to the account with this address, if there is one.

        Raises:
            InvalidState: No mail is sent here.
        """
        if self._mailer is None:
            raise InvalidState("This server sends no mail. Please ask whoever runs it.")
        self._start(self._mail(self._mailer, email))

    async def close(self) -> None:
        """Wait a moment for the mails that are on their way."""
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=GRACE_SECONDS)
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _mail(self, mailer: Mailer, email: str) -> None:
        async with self._turns:
            try:
                mail = await self._prepare(email)
                if mail is not None:
                    await mailer.send(mail)
            except (MailNotSent, DatabaseUnreachable) as error:
                log.warning("password_reset.not_sent", error=type(error).__name__)

    async def _prepare(self, email: str) -> Mail | None:
        """Keep a new token's hash and return the mail; None where there is no password to reset."""
        token = secrets.token_urlsafe(SECRET_BYTES)
        async with self._database.begin() as session:
            await session.execute(sa.delete(PasswordReset).where(_is_over()))
            user = await find_by_email(session, email)
            if user is None or user.email is None or user.password_hash is None:
                return None
            row = sa.insert(PasswordReset).values(
                token_hash=digest(token),
                user_id=user.user_id,
                expires_at=sa.func.now() + LIFETIME,
            )
            await session.execute(row)
        return self._wording.write(user.email, token)


@asynccontextmanager
async def open_resets(
    settings: Settings, *, database: Database, mailer: Mailer | None
) -> AsyncIterator[PasswordResets]:
    """Take requests while the block runs."""
    wording = Wording(settings.site_url, settings.reset_page)
    resets = PasswordResets(database, mailer, wording)
    try:
        yield resets
    finally:
        await resets.close()


async def reset_password(credentials: Credentials, *, token: str, password: str) -> int:
    """Give the token's owner a new password, end all their sessions, and return how many ended.

    Raises:
        InvalidResetToken: Unknown, used or expired.
        WeakPassword: Too short, too long or too simple; the token is good for another try.
    """
    async with credentials.database.begin() as session:
        user = await _get_owner(session, token)
    check_password(password, email=user.email, path=["input", "newPassword"])
    fresh = await credentials.passwords.hash(password)
    async with credentials.database.begin() as session:
        await _use_up(session, token)
        current = await session.get_one(User, user.user_id)
        ended = await set_password(session, current, fresh)
    await credentials.revocations.announce(user.user_id)
    return ended


async def _get_owner(session: AsyncSession, token: str) -> User:
    owner = (
        sa.select(User)
        .join(PasswordReset, col(PasswordReset.user_id) == col(User.user_id))
        .where(col(PasswordReset.token_hash) == digest(token), ~_is_over())
    )
    user: User | None = (await session.scalars(owner)).one_or_none()
    if user is None:
        raise InvalidResetToken(path=["input", "token"])
    return user


async def _use_up(session: AsyncSession, token: str) -> UUID:
    """Take the token away; of two requests at once only one gets it."""
    taken = await session.execute(
        sa.delete(PasswordReset)
        .where(col(PasswordReset.token_hash) == digest(token), ~_is_over())
        .returning(col(PasswordReset.user_id))
    )
    user_id: UUID | None = taken.scalar_one_or_none()
    if user_id is None:
        raise InvalidResetToken(path=["input", "token"])
    return user_id


def _is_over() -> sa.ColumnElement[bool]:
    return col(PasswordReset.expires_at) <= sa.func.now()
