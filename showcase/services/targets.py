"""Where a person can publish, and with which account: their own before the operator's."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from showcase.adapters.hosts.opening import ACCOUNTS, is_set_up, open_host
from showcase.adapters.hosts.site import Access, SiteHost
from showcase.adapters.sealing import Sealer, Unsealable
from showcase.adapters.storage import FileStore
from showcase.choices import DeployTarget
from showcase.config import Settings
from showcase.errors import ErrorCode, InvalidInput, ShowcaseError
from showcase.models import DeployConnection, Deployment, Portfolio

TITLES = {
    DeployTarget.LOCAL: "This server",
    DeployTarget.FOLDER: "Folder",
    DeployTarget.BUCKET: "Bucket",
    DeployTarget.VERCEL: "Vercel",
    DeployTarget.NETLIFY: "Netlify",
    DeployTarget.GITHUB_PAGES: "GitHub Pages",
}
"""What people call the targets."""


class TargetDisconnected(ShowcaseError):
    """The account that this site is in is not connected any more. Connect it again."""

    code = ErrorCode.INVALID_STATE


@dataclass(frozen=True)
class TargetState:
    """What a target is for a person: set up for everybody, and connected by themselves."""

    target: DeployTarget
    is_default: bool
    is_operators: bool
    connection: DeployConnection | None

    @property
    def is_ready(self) -> bool:
        """Whether the person can publish there now."""
        return self.is_operators or self.connection is not None


async def list_targets(
    session: AsyncSession, *, user_id: UUID, settings: Settings
) -> list[TargetState]:
    """Return what each target is for a person, the default first."""
    own = {connection.target: connection for connection in await _list_own(session, user_id)}
    states = [
        TargetState(
            target=target,
            is_default=target is settings.deploy_target,
            is_operators=is_set_up(target, settings=settings),
            connection=own.get(target),
        )
        for target in DeployTarget
    ]
    return sorted(states, key=lambda state: not state.is_default)


async def check_target(
    session: AsyncSession, target: DeployTarget, *, user_id: UUID, settings: Settings
) -> DeployTarget:
    """Return a target that the person can publish to.

    Raises:
        InvalidInput: It is neither set up here nor connected by them.
    """
    if is_set_up(target, settings=settings) or await find_connection(session, target, user_id):
        return target
    cure = "Connect your account there, or publish" if target in ACCOUNTS else "Publish"
    raise InvalidInput(
        f"{target.name} is not set up here. {cure} to LOCAL instead.", path=["input", "target"]
    )


async def find_connection(
    session: AsyncSession, target: str, user_id: UUID
) -> DeployConnection | None:
    """Return the account of theirs that a person has connected."""
    return next((own for own in await _list_own(session, user_id) if own.target == target), None)


async def open_for_deployment(
    session: AsyncSession, deployment: Deployment, *, settings: Settings, store: FileStore
) -> SiteHost:
    """Return the host that a deployment goes to, and keep in its row whose account that is.

    One that has reached a host before stays in the account where it is.

    Raises:
        TargetDisconnected: The account is not connected, or its token cannot be read any more.
    """
    if deployment.provider_reference is None:
        portfolio = await session.get_one(Portfolio, deployment.portfolio_id)
        own = await find_connection(session, deployment.target, portfolio.user_id)
        deployment.connection_id = own.connection_id if own else None
        target = DeployTarget(deployment.target)
        if own is None and not is_set_up(target, settings=settings):
            raise TargetDisconnected
    return await open_where_it_is(session, deployment, settings=settings, store=store)


async def open_where_it_is(
    session: AsyncSession, deployment: Deployment, *, settings: Settings, store: FileStore
) -> SiteHost:
    """Return the host of a deployment, opened with the account that it went to.

    Raises:
        TargetDisconnected: The account is not connected, or its token cannot be read any more.
    """
    access = None
    if deployment.connection_id is not None:
        connection = await session.get_one(DeployConnection, deployment.connection_id)
        access = _read_access(connection, settings)
    return open_host(deployment.target, settings=settings, store=store, access=access)


def _read_access(connection: DeployConnection, settings: Settings) -> Access:
    if connection.sealed_token is None:
        raise TargetDisconnected
    sealer = Sealer(settings.signing_keys)
    try:
        token = sealer.open(connection.sealed_token, owner=connection.connection_id)
    except Unsealable as error:
        raise TargetDisconnected from error
    return Access(token, connection.place)


async def _list_own(session: AsyncSession, user_id: UUID) -> Sequence[DeployConnection]:
    own = sa.select(DeployConnection).where(
        col(DeployConnection.user_id) == user_id, col(DeployConnection.sealed_token).is_not(None)
    )
    return (await session.scalars(own)).all()
