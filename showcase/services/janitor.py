"""Removes what belongs to nobody: what broken-off uploads left, and what has had its time.

All of it is safe to repeat and to do beside uploads, jobs and deletions. A file without a row may
be one whose row is about to be committed: an upload gives up long before its file is `GRACE` old.
A site's files are deleted under a lock that a deployment of the same files waits for.
Events need no care: they go with their job.
"""

import asyncio
from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import sqlalchemy as sa
import structlog
from sqlmodel import SQLModel, col

from showcase import metrics
from showcase.adapters.hosts.local import SITES
from showcase.adapters.storage import StoreUnavailable
from showcase.database import DatabaseUnreachable, Locks
from showcase.models import (
    Deployment,
    FormerSlug,
    IdempotencyKey,
    PasswordReset,
    Resume,
    Session,
    StepResult,
)
from showcase.models.resume import PICTURES, RESUMES
from showcase.services.connections import reseal
from showcase.services.deletion import Places
from showcase.services.guests import delete_stale_guests, list_stale_guests
from showcase.services.idempotency import KEY_LIFETIME
from showcase.services.sites import site_lock
from showcase.services.slugs import QUARANTINE

GRACE = timedelta(hours=1)
"""How old a file must be, by the store's clock, before it can be said to belong to nobody."""
CHECKPOINTS_KEPT = timedelta(days=30)
SESSIONS_KEPT = timedelta(days=1)
"""How long a session that has ended is kept, for whoever looks into what happened."""
BEAT_SECONDS = 600.0
BATCH = 1_000
"""Rows that one statement deletes."""
LEADER = "janitor"

log = structlog.get_logger()


@dataclass(frozen=True)
class Stale:
    """Rows that have had their time."""

    kind: str
    model: type[SQLModel]
    condition: sa.ColumnElement[bool]


STALE = (
    Stale("checkpoints", StepResult, col(StepResult.created_at) < sa.func.now() - CHECKPOINTS_KEPT),
    Stale(
        "idempotency_keys",
        IdempotencyKey,
        col(IdempotencyKey.created_at) < sa.func.now() - KEY_LIFETIME,
    ),
    Stale(
        "sessions",
        Session,
        sa.func.least(col(Session.ended_at), col(Session.expires_at))
        < sa.func.now() - SESSIONS_KEPT,
    ),
    Stale(
        "former_slugs",
        FormerSlug,
        sa.and_(
            col(FormerSlug.portfolio_id).is_(None),
            col(FormerSlug.released_at) < sa.func.now() - QUARANTINE,
        ),
    ),
    Stale("password_resets", PasswordReset, col(PasswordReset.expires_at) < sa.func.now()),
)


async def tend(places: Places) -> None:
    """Clean up now and then, for ever; of all processes that tend, one does it at a time."""
    while True:
        try:
            async with places.database.locking() as locks:
                while await locks.take(LEADER):
                    await clean(places)
                    await reseal(places.database, settings=places.settings)
                    await asyncio.sleep(BEAT_SECONDS)
        except (DatabaseUnreachable, StoreUnavailable) as error:
            log.warning("janitor.interrupted", error=type(error).__name__)
        except Exception:
            # Nobody waits for this task: what it meets must not end it unseen.
            log.exception("janitor.broke")
        await asyncio.sleep(BEAT_SECONDS)


async def clean(places: Places, *, grace: timedelta = GRACE, dry_run: bool = False) -> Counter[str]:
    """Remove everything that belongs to nobody now, and return how much of each kind.

    Args:
        places: Where files lie, and where it says whose they are.
        grace: How old a file must be; see `GRACE`.
        dry_run: Remove nothing, only count.

    Raises:
        DatabaseUnreachable, StoreUnavailable: The rest is left to the next time.
    """
    cleaning = _Cleaning(places, await places.store.read_clock() - grace, dry_run=dry_run)
    # Guests first: their files are deleted with them.
    removed = Counter({"guests": await cleaning.remove_guests()})
    removed["files"] = await cleaning.remove_files()
    removed["pictures"] = await cleaning.remove_pictures()
    removed["parts"] = await cleaning.remove_parts()
    removed["sites"] = await cleaning.remove_sites()
    for stale in STALE:
        removed[stale.kind] = await cleaning.remove_rows(stale)
    if not dry_run:
        log.info("janitor.cleaned", **removed)
        for kind, count in removed.items():
            metrics.LEFTOVERS_REMOVED.labels(kind).inc(count)
    return removed


@dataclass(frozen=True)
class _Cleaning:
    """One round; what the store got after `before` is left alone."""

    places: Places
    before: datetime
    dry_run: bool

    async def remove_guests(self) -> int:
        """Remove guests whom no session leads back to, some at once."""
        if self.dry_run:
            return len(await list_stale_guests(self.places.database))
        return await delete_stale_guests(self.places)

    async def remove_files(self) -> int:
        """Remove uploaded files without a row, or whose row says that they are removed."""
        count = 0
        async for files in self.places.store.list_files(RESUMES):
            old = {file.key for file in files if file.stored_at < self.before}
            lost = sorted(old - await self._list_owned(old))
            count += len(lost)
            if lost and not self.dry_run:
                await self.places.store.delete_many(lost)
        return count

    async def remove_pictures(self) -> int:
        """Remove pictures of pages of a file that is no more."""
        count = 0
        async for files in self.places.store.list_files(PICTURES):
            old = {file.key: _read_id(file.key) for file in files if file.stored_at < self.before}
            shown = await self._list_kept({resume_id for resume_id in old.values() if resume_id})
            lost = sorted(key for key, resume_id in old.items() if resume_id not in shown)
            count += len(lost)
            if lost and not self.dry_run:
                await self.places.store.delete_many(lost)
        return count

    async def remove_parts(self) -> int:
        """Remove what uploads left that were cut off half way."""
        parts = await self.places.store.list_parts(before=self.before)
        if not self.dry_run:
            await self.places.store.delete_parts(parts)
        return len(parts)

    async def remove_sites(self) -> int:
        """Remove the files of sites that no deployment knows."""
        lost: set[str] = set()
        async for files in self.places.store.list_files(SITES):
            old = {file.key.split("/")[1] for file in files if file.stored_at < self.before}
            lost |= old - await self._list_deployed(old)
        if self.dry_run:
            return len(lost)
        async with self.places.database.locking() as locks:
            return sum([await self._remove_site(reference, locks) for reference in sorted(lost)])

    async def remove_rows(self, stale: Stale) -> int:
        """Remove rows, some at once."""
        chosen = sa.select(sa.func.count()).select_from(stale.model).where(stale.condition)
        if self.dry_run:
            async with self.places.database.begin() as session:
                return (await session.execute(chosen)).scalar_one()
        count = 0
        while removed := await self._remove_some(stale):
            count += removed
        return count

    async def _remove_site(self, reference: str, locks: Locks) -> bool:
        """Remove a site's files unless a deployment of the same files has just begun."""
        if not await locks.take(site_lock(reference)):
            return False
        try:
            if await self._list_deployed({reference}):
                return False
            await self.places.store.delete_prefix(f"{SITES}/{reference}")
        finally:
            await locks.release(site_lock(reference))
        return True

    async def _remove_some(self, stale: Stale) -> int:
        key = sa.tuple_(*sa.inspect(stale.model).primary_key)
        some = sa.select(*sa.inspect(stale.model).primary_key).where(stale.condition).limit(BATCH)
        gone = sa.delete(stale.model).where(key.in_(some), stale.condition)
        async with self.places.database.begin() as session:
            return len((await session.execute(gone.returning(sa.literal(1)))).all())

    async def _list_owned(self, keys: set[str]) -> set[str]:
        owned = sa.select(col(Resume.storage_key)).where(
            col(Resume.storage_key).in_(keys), col(Resume.removed_at).is_(None)
        )
        async with self.places.database.begin() as session:
            return set((await session.scalars(owned)).all())

    async def _list_kept(self, resume_ids: set[UUID]) -> set[UUID | None]:
        kept = sa.select(col(Resume.resume_id)).where(
            col(Resume.resume_id).in_(resume_ids), col(Resume.removed_at).is_(None)
        )
        async with self.places.database.begin() as session:
            return set((await session.scalars(kept)).all())

    async def _list_deployed(self, references: set[str]) -> set[str]:
        known = sa.select(col(Deployment.provider_reference)).where(
            col(Deployment.provider_reference).in_(references)
        )
        async with self.places.database.begin() as session:
            return {reference for reference in await session.scalars(known) if reference}


def _read_id(key: str) -> UUID | None:
    """Return the resume that a picture is of."""
    try:
        return UUID(key.split("/")[1])
    except (IndexError, ValueError):
        return None
