"""Connecting people's own accounts at providers, and letting go of them.

A token is tried before it is kept, kept only sealed, and gone when its account is disconnected.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

import sqlalchemy as sa
import structlog
from pydantic import SecretStr
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from showcase.adapters.hosts.opening import ACCOUNTS, open_account
from showcase.adapters.hosts.site import Access, DeployRefused, HostAccount, PlaceUnknown, Refusal
from showcase.adapters.sealing import Sealer, Unsealable
from showcase.choices import DeployTarget
from showcase.config import Settings
from showcase.database import Database
from showcase.errors import Forbidden, InvalidInput, InvalidState, Unauthenticated
from showcase.models import DeployConnection, Deployment, User
from showcase.services.deployments import HostUnavailable, list_addresses
from showcase.services.targets import TITLES, find_connection

TOKEN = re.compile(r"[\x21-\x7e]{8,500}")
"""What stands in a header as it is."""
PLACE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,99}")
"""What stands in an address as it is."""
GUESTS = "Please sign up first: we keep tokens for accounts only."
RESEALED_AT_ONCE = 100

log = structlog.get_logger()


@dataclass(frozen=True)
class Provider:
    """What people need to know to connect an account."""

    token_page: str
    """Where the provider makes tokens."""
    place_title: str | None = None
    """What the provider calls a place that sites can go to instead of the account itself."""


PROVIDERS = {
    DeployTarget.VERCEL: Provider("https://vercel.com/account/settings/tokens", "Team ID"),
    DeployTarget.NETLIFY: Provider("https://app.netlify.com/user/applications"),
    DeployTarget.GITHUB_PAGES: Provider("https://github.com/settings/tokens", "Organization"),
}


@dataclass(frozen=True)
class ConnectRequest:
    """An account to connect."""

    target: DeployTarget
    token: SecretStr
    place: str = ""


async def connect(
    database: Database, wanted: ConnectRequest, *, user_id: UUID, settings: Settings
) -> None:
    """Try a token and keep it, in the place of an older one for the same account.

    Raises:
        InvalidInput: The target has no accounts, or the token or the place is no good.
        Forbidden: A guest asks.
        InvalidState: Another account is connected there.
        HostUnavailable: The provider does not answer.
    """
    _check(wanted)
    async with database.read() as session:
        user = await session.get(User, user_id)
    if user is None:
        raise Unauthenticated
    if user.is_guest:
        raise Forbidden(GUESTS)
    account = await _identify(wanted, settings)
    async with database.begin() as session:
        await _keep(session, wanted, account, user_id=user_id, settings=settings)
    log.info("connection.made", target=wanted.target)


async def disconnect(session: AsyncSession, target: DeployTarget, *, user_id: UUID) -> list[str]:
    """Delete a person's token; return the addresses of the sites that stay online in the account.

    Done twice it does nothing more.
    """
    connection = await find_connection(session, target, user_id)
    if connection is None:
        return []
    connection.sealed_token = connection.sealed_by = None
    session.add(connection)
    left = sa.select(Deployment).where(
        col(Deployment.connection_id) == connection.connection_id,
        col(Deployment.provider_reference).is_not(None),
    )
    return list_addresses((await session.scalars(left)).all())


async def reseal(database: Database, *, settings: Settings) -> int:
    """Seal with the newest key what was sealed with a previous one; return how many tokens.

    What no key opens is left as it is: its person is told when they publish, and the key may come
    back.
    """
    sealer = Sealer(settings.signing_keys)
    resealed, after = 0, UUID(int=0)
    while True:
        async with database.begin() as session:
            some = await _list_sealed_before(session, sealer.key_name, after=after)
            resealed += sum(_reseal(connection, sealer) for connection in some)
            session.add_all(some)
        if not some:
            break
        after = some[-1].connection_id
    if resealed:
        log.info("connections.resealed", count=resealed)
    return resealed


def _check(wanted: ConnectRequest) -> None:
    if wanted.target not in ACCOUNTS:
        names = ", ".join(sorted(target.name for target in ACCOUNTS))
        raise InvalidInput(f"Accounts can be connected at {names}.", path=["input", "target"])
    if not TOKEN.fullmatch(wanted.token.get_secret_value()):
        raise InvalidInput(
            "This is no token: it has 8 to 500 letters, digits and signs, without spaces.",
            path=["input", "token"],
        )
    if wanted.place and PROVIDERS[wanted.target].place_title is None:
        raise InvalidInput(
            f"{TITLES[wanted.target]} takes no place. Leave it out.", path=["input", "place"]
        )
    if wanted.place and not PLACE.fullmatch(wanted.place):
        raise InvalidInput("This is no name of a team or organization.", path=["input", "place"])


async def _identify(wanted: ConnectRequest, settings: Settings) -> HostAccount:
    """Ask the provider whose token it is."""
    title, provider = TITLES[wanted.target], PROVIDERS[wanted.target]
    access = Access(wanted.token, wanted.place)
    try:
        return await open_account(wanted.target, access, settings=settings).identify()
    except PlaceUnknown as error:
        raise InvalidInput(
            f"This token opens no such place at {title}. Look for a typing error, or make a token "
            "that may use it.",
            path=["input", "place"],
        ) from error
    except DeployRefused as error:
        log.warning("connection.refused", target=wanted.target, detail=error.detail)
        if error.refusal is not Refusal.UNAUTHORIZED:
            raise HostUnavailable(
                f"{title} does not answer at the moment. Please try again in a few minutes."
            ) from error
        raise InvalidInput(
            f"{title} does not accept this token. Make a new one at {provider.token_page}.",
            path=["input", "token"],
        ) from error


async def _keep(
    session: AsyncSession,
    wanted: ConnectRequest,
    account: HostAccount,
    *,
    user_id: UUID,
    settings: Settings,
) -> None:
    """Keep a token that was tried."""
    # Two at once wait for each other here, and whoever is deleted meanwhile gets no row any more.
    if await session.get(User, user_id, with_for_update=True) is None:
        raise Unauthenticated
    known = await _find_known(session, wanted.target, account, user_id)
    present = await find_connection(session, wanted.target, user_id)
    if present is not None and present is not known:
        raise InvalidState(
            f"Another account at {TITLES[wanted.target]} is connected. Disconnect it first.",
            path=["input", "target"],
        )
    connection = known or DeployConnection(
        user_id=user_id,
        target=wanted.target,
        account_id=account.account_id,
        account_name="",
        place=account.place,
    )
    sealer = Sealer(settings.signing_keys)
    connection.account_name = account.name
    connection.sealed_token = sealer.seal(wanted.token, owner=connection.connection_id)
    connection.sealed_by = sealer.key_name
    connection.connected_at = datetime.now(UTC)
    session.add(connection)


async def _find_known(
    session: AsyncSession, target: DeployTarget, account: HostAccount, user_id: UUID
) -> DeployConnection | None:
    same = sa.select(DeployConnection).where(
        col(DeployConnection.user_id) == user_id,
        col(DeployConnection.target) == target,
        col(DeployConnection.account_id) == account.account_id,
        col(DeployConnection.place) == account.place,
    )
    return (await session.scalars(same)).one_or_none()


async def _list_sealed_before(
    session: AsyncSession, key_name: str, *, after: UUID
) -> Sequence[DeployConnection]:
    """Return and hold the next tokens that are sealed with another key."""
    older = sa.select(DeployConnection).where(
        col(DeployConnection.sealed_token).is_not(None),
        col(DeployConnection.sealed_by) != key_name,
        col(DeployConnection.connection_id) > after,
    )
    some = older.order_by(col(DeployConnection.connection_id)).limit(RESEALED_AT_ONCE)
    return (await session.scalars(some.with_for_update())).all()


def _reseal(connection: DeployConnection, sealer: Sealer) -> bool:
    """Seal a token with the newest key; tell whether that was possible."""
    owner = connection.connection_id
    try:
        token = sealer.open(connection.sealed_token or "", owner=owner)
    except Unsealable:
        return False
    connection.sealed_token = sealer.seal(token, owner=owner)
    connection.sealed_by = sealer.key_name
    return True
