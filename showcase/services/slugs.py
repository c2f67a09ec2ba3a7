"""Addresses of portfolios: readable, unique, never a reserved word, never a trap.

Whoever follows an old link must not end at a stranger's site: an address under which a portfolio
was online leads on to where it moved, and is given to nobody else for the time of `QUARANTINE`.
"""

import hashlib
import secrets
from collections.abc import Iterable
from datetime import timedelta
from uuid import UUID

import sqlalchemy as sa
from slugify import slugify
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from showcase.errors import InvalidInput, SlugTaken
from showcase.models import FormerSlug, Portfolio

MIN_LENGTH = 3
MAX_LENGTH = 60
RESERVED = frozenset(
    {"admin", "api", "app", "assets", "graphql", "help", "login", "me", "new", "null", "p"}
    | {"preview", "root", "settings", "showcase", "signin", "signup", "static", "studio"}
    | {"support", "system", "www"}
)
QUARANTINE = timedelta(days=90)
ENDINGS = ("portfolio", "work", "2", "3", "4", "5")
SUGGESTIONS = 3


def make_slug(wanted: str) -> str:
    """Return the form of a name that can stand in an address; empty if nothing is left of it."""
    return str(slugify(wanted, max_length=MAX_LENGTH, word_boundary=True))


async def claim_slug(session: AsyncSession, wanted: str) -> str:
    """Return a free address close to a name, for a portfolio added in the same transaction."""
    slug = make_slug(wanted)
    if len(slug) < MIN_LENGTH or slug in RESERVED:
        slug = f"portfolio-{slug}".rstrip("-")
    await _hold(session, slug)
    if not await _list_free(session, [slug]):
        return _end(slug, secrets.token_hex(3))
    await _forget(session, slug)
    return slug


async def choose_slug(
    session: AsyncSession, portfolio: Portfolio, wanted: str, *, path: list[str]
) -> bool:
    """Move a held portfolio to exactly the address its owner chose, in its normal form.

    Returns:
        Whether that is another address than before.

    Raises:
        InvalidInput: Too short, or nothing in it can stand in an address.
        SlugTaken: In use, reserved, or left by somebody else not long ago.
    """
    slug = make_slug(wanted)
    if slug == portfolio.slug:
        return False
    if len(slug) < MIN_LENGTH:
        raise InvalidInput(f"An address needs at least {MIN_LENGTH} letters or digits.", path=path)
    await _hold(session, slug)
    if not await _list_free(session, [slug], for_portfolio=portfolio.portfolio_id):
        raise SlugTaken(suggestions=await _suggest(session, slug), path=path)
    if portfolio.was_published:
        own = col(Portfolio.portfolio_id) == portfolio.portfolio_id
        await release_slugs(session, own)
    await _forget(session, slug)
    portfolio.slug = slug
    return True


async def release_slugs(session: AsyncSession, of: sa.ColumnElement[bool]) -> None:
    """Remember that portfolios leave the addresses under which they were online."""
    left = sa.select(col(Portfolio.slug), col(Portfolio.portfolio_id)).where(
        of, col(Portfolio.was_published)
    )
    rows = [
        {"slug_hash": _hash(slug), "portfolio_id": portfolio_id}
        for slug, portfolio_id in await session.execute(left)
    ]
    if rows:
        kept = insert(FormerSlug).values(rows)
        again = {"portfolio_id": kept.excluded.portfolio_id, "released_at": sa.func.now()}
        await session.execute(kept.on_conflict_do_update(index_elements=["slug_hash"], set_=again))


async def find_moved(session: AsyncSession, *, slug: str) -> str | None:
    """Return the present address of the portfolio that was online under another one, if it is."""
    present = (
        sa.select(col(Portfolio.slug))
        .join(FormerSlug, col(FormerSlug.portfolio_id) == col(Portfolio.portfolio_id))
        .where(_is_hash_of([slug]), col(Portfolio.published_version).is_not(None))
    )
    return (await session.scalars(present)).one_or_none()


async def _forget(session: AsyncSession, slug: str) -> None:
    """Let an address lead nowhere else any more: it has a portfolio again."""
    await session.execute(sa.delete(FormerSlug).where(_is_hash_of([slug])))


async def _suggest(session: AsyncSession, slug: str) -> list[str]:
    """Return some addresses like one that is not to be had, all free now."""
    return (await _list_free(session, [_end(slug, ending) for ending in ENDINGS]))[:SUGGESTIONS]


async def _hold(session: AsyncSession, slug: str) -> None:
    """Let nobody else look for this address until the transaction ends."""
    await session.execute(sa.select(sa.func.pg_advisory_xact_lock(sa.func.hashtext(slug))))


async def _list_free(
    session: AsyncSession, slugs: list[str], *, for_portfolio: UUID | None = None
) -> list[str]:
    """Return those of some addresses that are to be had; a portfolio may return to its own."""
    used = sa.select(col(Portfolio.slug)).where(col(Portfolio.slug).in_(slugs))
    left = sa.select(col(FormerSlug.slug_hash)).where(
        _is_hash_of(slugs),
        col(FormerSlug.portfolio_id).is_distinct_from(for_portfolio)
        if for_portfolio
        else sa.true(),
        col(FormerSlug.released_at) > sa.func.now() - QUARANTINE,
    )
    taken = {*RESERVED, *await session.scalars(used)}
    quarantined = set(await session.scalars(left))
    return [slug for slug in slugs if slug not in taken and _hash(slug) not in quarantined]


def _end(slug: str, ending: str) -> str:
    return f"{slug[: MAX_LENGTH - len(ending) - 1].rstrip('-')}-{ending}"


def _is_hash_of(slugs: Iterable[str]) -> sa.ColumnElement[bool]:
    return col(FormerSlug.slug_hash).in_([_hash(slug) for slug in slugs])


def _hash(slug: str) -> str:
    return hashlib.sha256(slug.encode()).hexdigest()
