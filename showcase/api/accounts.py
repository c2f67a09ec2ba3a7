"""Accounts and sessions."""

import hashlib
from datetime import datetime
from typing import Annotated, Self

import strawberry

from showcase import models
from showcase.adapters.budget import Allowance, spend
from showcase.api.context import Info
from showcase.api.nodes import Node, global_id
from showcase.api.problems import ErrorsInPayload, Payload
from showcase.services import accounts
from showcase.services.deletion import Places, delete_account

PER_ACCOUNT = Allowance("account-attempts", points=20, window_seconds=900)
PER_ADDRESS = Allowance("address-attempts", points=300, window_seconds=900)


@strawberry.type(description="An account.")
class User(Node):
    email: str = strawberry.field(description="Sign-in name.")
    display_name: str | None = strawberry.field(description="Shown name.")
    created_at: datetime = strawberry.field(description="When it was created.")

    @classmethod
    def from_row(cls, row: models.User) -> Self:
        """Return an account."""
        return cls(
            id=global_id("User", row.user_id),
            email=row.email,
            display_name=row.display_name,
            created_at=row.created_at,
        )


@strawberry.type(description="A pair of tokens.")
class Session:
    access_token: str = strawberry.field(
        description="Send as Authorization: Bearer, and in connection_init."
    )
    access_token_expires_at: datetime = strawberry.field(description="End of the access token.")
    refresh_token: str = strawberry.field(description="Good for one refreshSession.")
    refresh_token_expires_at: datetime = strawberry.field(description="End of the refresh token.")

    @classmethod
    def from_signed_in(cls, signed_in: accounts.SignedIn) -> Self:
        """Return the tokens of a session just opened or refreshed."""
        return cls(
            access_token=signed_in.access_token,
            access_token_expires_at=signed_in.access_token_expires_at,
            refresh_token=signed_in.refresh_token,
            refresh_token_expires_at=signed_in.refresh_token_expires_at,
        )


@strawberry.input(description="For signUp.")
class SignUpInput:
    email: str = strawberry.field(description="Sign-in name.")
    password: str = strawberry.field(description="At least 12 characters.")
    display_name: str | None = strawberry.field(description="Shown name.", default=None)


@strawberry.input(description="For signIn.")
class SignInInput:
    email: str = strawberry.field(description="Sign-in name.")
    password: str = strawberry.field(description="Password.")


@strawberry.input(description="For refreshSession.")
class RefreshSessionInput:
    refresh_token: str = strawberry.field(description="From the last session.")


@strawberry.input(description="For signOut.")
class SignOutInput:
    refresh_token: str = strawberry.field(description="The session's refresh token.")
    everywhere: bool = strawberry.field(description="All sessions of the account.", default=False)


@strawberry.input(description="For deleteAccount.")
class DeleteAccountInput:
    password: str = strawberry.field(description="The account's password.")


@strawberry.type(description="Of signUp.")
class SignUpPayload(Payload):
    session: Session | None = strawberry.field(description="The new session.", default=None)
    user: User | None = strawberry.field(description="The new account.", default=None)


@strawberry.type(description="Of signIn.")
class SignInPayload(Payload):
    session: Session | None = strawberry.field(description="The new session.", default=None)
    user: User | None = strawberry.field(description="The account.", default=None)


@strawberry.type(description="Of refreshSession.")
class RefreshSessionPayload(Payload):
    session: Session | None = strawberry.field(description="The new session.", default=None)


@strawberry.type(description="Of signOut.")
class SignOutPayload(Payload):
    ended_sessions: int = strawberry.field(description="Sessions ended.", default=0)


@strawberry.type(description="Of deleteAccount.")
class DeleteAccountPayload(Payload):
    deleted_user_id: strawberry.ID | None = strawberry.field(
        description="The account's id, once gone.", default=None
    )


@strawberry.type
class AccountQuery:
    @strawberry.field(description="The signed-in user, or null for an anonymous caller.")
    async def me(self, info: Info) -> User | None:
        user_id = info.context.viewer_id
        if user_id is None:
            return None
        async with info.context.resources.database.begin() as session:
            row = await session.get(models.User, user_id)
        return User.from_row(row) if row else None


@strawberry.type
class AccountMutation:
    @strawberry.mutation(
        description="Creates an account and signs it in.",
        extensions=[ErrorsInPayload(SignUpPayload)],
    )
    async def sign_up(
        self,
        info: Info,
        wanted: Annotated[
            SignUpInput, strawberry.argument(name="input", description="What to create.")
        ],
    ) -> SignUpPayload | None:
        await _count_attempt(info, wanted.email)
        signed_in = await accounts.sign_up(
            info.context.resources.database,
            info.context.credentials,
            email=wanted.email,
            password=wanted.password,
            display_name=wanted.display_name,
        )
        session = Session.from_signed_in(signed_in)
        return SignUpPayload(session=session, user=User.from_row(signed_in.user))

    @strawberry.mutation(
        description="Opens a session.", extensions=[ErrorsInPayload(SignInPayload)]
    )
    async def sign_in(
        self,
        info: Info,
        wanted: Annotated[
            SignInInput, strawberry.argument(name="input", description="Credentials.")
        ],
    ) -> SignInPayload | None:
        await _count_attempt(info, wanted.email)
        signed_in = await accounts.sign_in(
            info.context.resources.database,
            info.context.credentials,
            email=wanted.email,
            password=wanted.password,
        )
        session = Session.from_signed_in(signed_in)
        return SignInPayload(session=session, user=User.from_row(signed_in.user))

    @strawberry.mutation(
        description="Trades a refresh token for a new session. The old refresh token stops "
        "working; its reuse ends the whole family.",
        extensions=[ErrorsInPayload(RefreshSessionPayload)],
    )
    async def refresh_session(
        self,
        info: Info,
        wanted: Annotated[
            RefreshSessionInput,
            strawberry.argument(name="input", description="The refresh token."),
        ],
    ) -> RefreshSessionPayload | None:
        signed_in = await accounts.refresh_session(
            info.context.resources.database,
            info.context.credentials,
            refresh_token=wanted.refresh_token,
        )
        return RefreshSessionPayload(session=Session.from_signed_in(signed_in))

    @strawberry.mutation(
        description="Ends a session, or all of them.",
        extensions=[ErrorsInPayload(SignOutPayload)],
    )
    async def sign_out(
        self,
        info: Info,
        wanted: Annotated[
            SignOutInput, strawberry.argument(name="input", description="Which sessions.")
        ],
    ) -> SignOutPayload | None:
        async with info.context.resources.database.begin() as session:
            ended = await accounts.sign_out(
                session, refresh_token=wanted.refresh_token, everywhere=wanted.everywhere
            )
        return SignOutPayload(ended_sessions=ended)

    @strawberry.mutation(
        description="Deletes the account and everything that belongs to it.",
        extensions=[ErrorsInPayload(DeleteAccountPayload)],
    )
    async def delete_account(
        self,
        info: Info,
        wanted: Annotated[
            DeleteAccountInput,
            strawberry.argument(name="input", description="Proof that it is meant."),
        ],
    ) -> DeleteAccountPayload | None:
        user_id = info.context.user_id
        resources = info.context.resources
        await accounts.check_password(
            resources.database,
            info.context.credentials.passwords,
            user_id=user_id,
            password=wanted.password,
        )
        places = Places(resources.database, resources.store, resources.settings)
        await delete_account(places, user_id=user_id)
        return DeleteAccountPayload(deleted_user_id=global_id("User", user_id))


async def _count_attempt(info: Info, email: str) -> None:
    """Let nobody guess passwords for ever: neither of one account, nor from one address.

    Raises:
        RateLimited: Too many attempts.
    """
    redis = info.context.resources.doorbell.redis
    account = hashlib.sha256(email.strip().lower().encode()).hexdigest()
    await spend(redis, PER_ACCOUNT, subject=account)
    await spend(redis, PER_ADDRESS, subject=info.context.address)
