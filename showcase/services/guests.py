"""Guests: people who try without an account, and what becomes of what they make.

A guest is reached by their session alone. When that has expired or ended, nobody can come back to
what they made, and it is deleted.
"""

from uuid import UUID

import sqlalchemy as sa
import structlog
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased
from sqlmodel import col

from showcase.database import Database
from showcase.errors import InvalidState, ShowcaseError
from showcase.models import (
    GUEST,
    IdempotencyKey,
    Job,
    Portfolio,
    Resume,
    Session,
    StepResult,
    User,
)
from showcase.services.account_rules import normal_name
from showcase.services.deletion import Places, delete_account
from showcase.services.sessions import Credentials, SignedIn, get_family, open_session

DELETED_AT_ONCE = 20

log = structlog.get_logger()


async def start_guest_session(credentials: Credentials, *, display_name: str | None) -> SignedIn:
    """Add a guest and open their session.

    Raises:
        InvalidInput: The name breaks a rule.
        InvalidState: No guests are let in here.
    """
    if not credentials.guest_lifetime:
        raise InvalidState("This server lets no guests in. Please sign up.")
    user = User(display_name=normal_name(display_name))
    async with credentials.database.begin() as session:
        session.add(user)
        await session.flush()
        await session.refresh(user)
        return await open_session(session, credentials, user=user)


async def adopt_guest(session: AsyncSession, refresh_token: str, *, user_id: UUID) -> UUID:
    """Give a person all that a guest has made; the guest is no more. Announce it afterwards.

    Jobs go on meanwhile: a step takes its owner from the job's row.

    Raises:
        InvalidRefreshToken: Unknown, ended, expired, or traded a while ago.
        InvalidState: It is not a guest's.
    """
    path = ["input", "guestRefreshToken"]
    family = await get_family(session, refresh_token, path=path)
    guest_id = family.user_id
    # Jobs first, as the steps of a job hold them: the other order could wait for ever.
    jobs = sa.select(col(Job.job_id)).where(col(Job.user_id) == guest_id).order_by(col(Job.job_id))
    await session.execute(jobs.with_for_update())
    guest = await session.get_one(User, guest_id, with_for_update=True)
    if not guest.is_guest or guest_id == user_id:
        raise InvalidState("This is not the session of another guest.", path=path)
    for owned in (Resume, Job, Portfolio):
        await session.execute(
            sa.update(owned).where(col(owned.user_id) == guest_id).values(user_id=user_id)
        )
    await _move_keyed(session, StepResult, ["step", "input_hash"], guest_id, user_id)
    await _move_keyed(session, IdempotencyKey, ["mutation", "key"], guest_id, user_id)
    await session.delete(guest)
    await session.flush()
    return guest_id


async def delete_stale_guests(places: Places) -> int:
    """Delete guests whom no session leads back to, with all they own; return how many.

    Safe to repeat; what cannot be deleted now is left to the next time.
    """
    deleted = 0
    for user_id in await list_stale_guests(places.database):
        try:
            await delete_account(places, user_id=user_id)
        except ShowcaseError as error:
            log.warning("guest.not_deleted", user_id=str(user_id), code=error.code)
            continue
        deleted += 1
    return deleted


async def list_stale_guests(database: Database) -> list[UUID]:
    """Return some of the guests whom no session leads back to."""
    alive = sa.select(col(Session.user_id)).where(
        col(Session.user_id) == col(User.user_id),
        col(Session.ended_at).is_(None),
        col(Session.expires_at) > sa.func.now(),
    )
    # In no order, so that one who cannot be deleted does not stand in the way of the others.
    stale = sa.select(col(User.user_id)).where(GUEST, ~alive.exists()).order_by(sa.func.random())
    async with database.read() as session:
        return list(await session.scalars(stale.limit(DELETED_AT_ONCE)))


async def _move_keyed(
    session: AsyncSession,
    table: type[StepResult | IdempotencyKey],
    key: list[str],
    guest_id: UUID,
    user_id: UUID,
) -> None:
    """Move rows whose key holds their owner; where the new owner has the same, theirs stays."""
    theirs = aliased(table)
    same = sa.select(sa.literal(1)).where(
        col(theirs.user_id) == user_id,
        *(getattr(theirs, name) == getattr(table, name) for name in key),
    )
    await session.execute(
        sa.update(table)
        .where(col(table.user_id) == guest_id, ~same.exists())
        .values(user_id=user_id)
        .execution_options(synchronize_session=False)
    )
