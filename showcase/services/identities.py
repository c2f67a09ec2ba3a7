"""People of a foreign issuer: known by issuer and subject, added when they are first seen.

A foreign account is never joined to one of ours by its e-mail address: that would hand an account
to whoever controls the address at the issuer.
"""

import hashlib
from datetime import timedelta
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from showcase.adapters.identity import ForeignClaims
from showcase.errors import Unauthenticated
from showcase.models import EndedIdentity, User
from showcase.services.account_rules import find_email

REMEMBERED = timedelta(days=30)
"""How long a deleted account's older tokens are refused; no issuer's live so long."""


async def find_or_add_person(session: AsyncSession, claims: ForeignClaims) -> UUID:
    """Return who a foreign token speaks for.

    Raises:
        Unauthenticated: The account was deleted after this token was made.
    """
    known = await _find(session, claims)
    if known is not None:
        return known
    await _refuse_deleted(session, claims)
    # The address is left out where another account has it, and an equal request may come first.
    for email in (find_email(claims.email or ""), None):
        identity = {"issuer": claims.issuer, "subject": claims.subject}
        row = insert(User).values(user_id=uuid4(), email=email, **identity)
        await session.execute(row.on_conflict_do_nothing())
        added = await _find(session, claims)
        if added is not None:
            return added
    raise LookupError(claims.issuer)


async def forget_identity(session: AsyncSession, user: User) -> None:
    """Note that a foreign account is being deleted; forget those of long ago."""
    await session.execute(
        sa.delete(EndedIdentity).where(col(EndedIdentity.ended_at) < sa.func.now() - REMEMBERED)
    )
    if user.issuer is not None and user.subject is not None:
        name = _hash(user.issuer, user.subject)
        row = insert(EndedIdentity).values(identity_hash=name)
        again = row.on_conflict_do_update(
            index_elements=["identity_hash"], set_={"ended_at": sa.func.now()}
        )
        await session.execute(again)


async def _find(session: AsyncSession, claims: ForeignClaims) -> UUID | None:
    known = sa.select(col(User.user_id)).where(
        col(User.issuer) == claims.issuer, col(User.subject) == claims.subject
    )
    return (await session.scalars(known)).one_or_none()


async def _refuse_deleted(session: AsyncSession, claims: ForeignClaims) -> None:
    ended = await session.get(EndedIdentity, _hash(claims.issuer, claims.subject))
    if ended is not None and claims.issued_at <= ended.ended_at:
        raise Unauthenticated


def _hash(issuer: str, subject: str) -> str:
    return hashlib.sha256(f"{issuer}\n{subject}".encode()).hexdigest()
