"""Where sites can be put online, and people's own accounts there."""

from datetime import datetime
from typing import Annotated, Self

import strawberry
from pydantic import SecretStr

from showcase import models
from showcase.api.attempts import CONNECTIONS, count_for
from showcase.api.context import Info
from showcase.api.enums import DeployTarget
from showcase.api.problems import ErrorsInPayload, Payload
from showcase.api.scalars import URL
from showcase.services import connections, targets


@strawberry.type(description="An account of the caller's at a host of sites.")
class DeployAccount:
    account_name: str = strawberry.field(description="What the host calls the account.")
    place: str | None = strawberry.field(
        description="The team or organization that sites go to; null for the account itself."
    )
    connected_at: datetime = strawberry.field(description="When its token was last given.")

    @classmethod
    def from_row(cls, row: models.DeployConnection) -> Self:
        """Return an account, without its token."""
        return cls(
            account_name=row.account_name,
            place=row.place or None,
            connected_at=row.connected_at,
        )


@strawberry.type(description="A place where sites can be put online, as it is for the caller.")
class DeployTargetState:
    target: DeployTarget = strawberry.field(description="Which one.")
    title: str = strawberry.field(description="What people call it.")
    is_ready: bool = strawberry.field(description="Whether the caller can publish there now.")
    is_default: bool = strawberry.field(
        description="Whether sites go there when no target is named."
    )
    is_operators: bool = strawberry.field(
        description="Whether this server's operator has set it up for everybody."
    )
    is_connectable: bool = strawberry.field(
        description="Whether connectDeployTarget takes accounts there."
    )
    token_page: URL | None = strawberry.field(
        description="Where people get a token to connect their account with."
    )
    place_title: str | None = strawberry.field(
        description="What the host calls the `place` of connectDeployTarget; null where none is "
        "taken."
    )
    connection: DeployAccount | None = strawberry.field(
        description="The caller's own account there, if connected; it goes before the operator's."
    )

    @classmethod
    def from_state(cls, state: targets.TargetState) -> Self:
        """Return a target."""
        provider, own = connections.PROVIDERS.get(state.target), state.connection
        return cls(
            target=state.target,
            title=targets.TITLES[state.target],
            is_ready=state.is_ready,
            is_default=state.is_default,
            is_operators=state.is_operators,
            is_connectable=provider is not None,
            token_page=URL(provider.token_page) if provider else None,
            place_title=provider.place_title if provider else None,
            connection=DeployAccount.from_row(own) if own else None,
        )


@strawberry.input(description="For connectDeployTarget.")
class ConnectDeployTargetInput:
    target: DeployTarget = strawberry.field(
        description="Where the account is: VERCEL, NETLIFY or GITHUB_PAGES."
    )
    token: str = strawberry.field(
        description="An access token from its `tokenPage`. It is tried at once, kept encrypted, "
        "and never shown again."
    )
    place: str | None = strawberry.field(
        description="The ID of a team at VERCEL, or an organization at GITHUB_PAGES, that sites "
        "shall go to; left out, the token's own account.",
        default=None,
    )


@strawberry.input(description="For disconnectDeployTarget.")
class DisconnectDeployTargetInput:
    target: DeployTarget = strawberry.field(description="Where the account is.")


@strawberry.type(description="Of connectDeployTarget.")
class ConnectDeployTargetPayload(Payload):
    deploy_target: DeployTargetState | None = strawberry.field(
        description="As it is now.", default=None
    )


@strawberry.type(description="Of disconnectDeployTarget.")
class DisconnectDeployTargetPayload(Payload):
    deploy_target: DeployTargetState | None = strawberry.field(
        description="As it is now.", default=None
    )
    left_online: list[URL] | None = strawberry.field(
        description="Sites that stay online in the account. To take them down, connect it again, "
        "or delete them there.",
        default=None,
    )


@strawberry.type
class TargetQuery:
    @strawberry.field(
        description="Every place where sites can be put online, the default first, and whether "
        "the caller can publish there."
    )
    async def deploy_targets(self, info: Info) -> list[DeployTargetState]:
        return [DeployTargetState.from_state(state) for state in await _list_states(info)]


@strawberry.type
class TargetMutation:
    @strawberry.mutation(
        description="Connects the caller's own account at a host: their sites go there from then "
        "on when its target is named or is the default. A new token for the same account takes "
        "the old one's place. Guests sign up first.",
        extensions=[ErrorsInPayload(ConnectDeployTargetPayload)],
    )
    async def connect_deploy_target(
        self,
        info: Info,
        wanted: Annotated[
            ConnectDeployTargetInput,
            strawberry.argument(name="input", description="Where, and the token."),
        ],
    ) -> ConnectDeployTargetPayload | None:
        user_id, resources = info.context.user_id, info.context.resources
        await count_for(info, CONNECTIONS, str(user_id))
        request = connections.ConnectRequest(
            wanted.target, SecretStr(wanted.token), wanted.place or ""
        )
        await connections.connect(
            resources.database, request, user_id=user_id, settings=resources.settings
        )
        return ConnectDeployTargetPayload(deploy_target=await _show(info, wanted.target))

    @strawberry.mutation(
        description="Deletes the token of the caller's account at a host. Sites there stay "
        "online. Done twice it does nothing more.",
        extensions=[ErrorsInPayload(DisconnectDeployTargetPayload)],
    )
    async def disconnect_deploy_target(
        self,
        info: Info,
        wanted: Annotated[
            DisconnectDeployTargetInput, strawberry.argument(name="input", description="Where.")
        ],
    ) -> DisconnectDeployTargetPayload | None:
        user_id = info.context.user_id
        async with info.context.resources.database.begin() as session:
            left = await connections.disconnect(session, wanted.target, user_id=user_id)
        return DisconnectDeployTargetPayload(
            deploy_target=await _show(info, wanted.target), left_online=list(map(URL, left))
        )


async def _show(info: Info, target: DeployTarget) -> DeployTargetState:
    """Return what a target is for the caller now."""
    states = {state.target: state for state in await _list_states(info)}
    return DeployTargetState.from_state(states[target])


async def _list_states(info: Info) -> list[targets.TargetState]:
    user_id, resources = info.context.user_id, info.context.resources
    async with resources.database.read() as session:
        return await targets.list_targets(session, user_id=user_id, settings=resources.settings)
