"""Addresses of portfolios: readable, unique, never a reserved word."""

import secrets

import sqlalchemy as sa
from slugify import slugify
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from showcase.errors import InvalidInput, SlugTaken
from showcase.models import Portfolio

MIN_LENGTH = 3
MAX_LENGTH = 60
RESERVED = frozenset(
    {"admin", "api", "app", "assets", "graphql", "help", "login", "me", "new", "null", "p"}
    | {"root", "settings", "showcase", "signin", "signup", "static", "support", "system", "www"}
)


def make_slug(wanted: str) -> str:
    """Return the form of a name that can stand in an address; empty if nothing is left of it."""
    return str(slugify(wanted, max_length=MAX_LENGTH, word_boundary=True))


async def claim_slug(session: AsyncSession, wanted: str) -> str:
    """Return a free address close to a name, for a portfolio added in the same transaction."""
    slug = make_slug(wanted)
    if len(slug) < MIN_LENGTH or slug in RESERVED:
        slug = f"portfolio-{slug}".rstrip("-")
    await _hold(session, slug)
    if await _is_free(session, slug):
        return slug
    return f"{slug[: MAX_LENGTH - 7]}-{secrets.token_hex(3)}"


async def choose_slug(session: AsyncSession, wanted: str, *, path: list[str]) -> str:
    """Return exactly the address a person chose, in its normal form.

    Raises:
        InvalidInput: Too short, or nothing in it can stand in an address.
        SlugTaken: In use or reserved.
    """
    slug = make_slug(wanted)
    if len(slug) < MIN_LENGTH:
        raise InvalidInput(f"An address needs at least {MIN_LENGTH} letters or digits.", path=path)
    await _hold(session, slug)
    if slug in RESERVED or not await _is_free(session, slug):
        raise SlugTaken(path=path)
    return slug


async def _hold(session: AsyncSession, slug: str) -> None:
    """Let nobody else look for this address until the transaction ends."""
    await session.execute(sa.select(sa.func.pg_advisory_xact_lock(sa.func.hashtext(slug))))


async def _is_free(session: AsyncSession, slug: str) -> bool:
    taken = sa.select(col(Portfolio.slug)).where(col(Portfolio.slug) == slug)
    return (await session.execute(taken)).first() is None
