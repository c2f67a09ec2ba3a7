"""Signing in and out."""

from typing import Annotated

import strawberry

from showcase.api.attempts import count_proof
from showcase.api.context import Info
from showcase.api.people import Session, User
from showcase.api.problems import ErrorsInPayload, Payload
from showcase.services import accounts, sessions


@strawberry.input(description="For signIn.")
class SignInInput:
    email: str = strawberry.field(description="Sign-in name.")
    password: str = strawberry.field(description="Password.")
    guest_refresh_token: str | None = strawberry.field(
        description="A guest session's refresh token: the account takes over what the guest made.",
        default=None,
    )


@strawberry.input(description="For refreshSession.")
class RefreshSessionInput:
    refresh_token: str = strawberry.field(description="From the last session.")


@strawberry.input(description="For signOut.")
class SignOutInput:
    refresh_token: str = strawberry.field(description="The session's refresh token.")
    everywhere: bool = strawberry.field(description="All sessions of the account.", default=False)


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


@strawberry.type
class SessionMutation:
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
        await count_proof(info, wanted.email)
        signed_in = await accounts.sign_in(
            info.context.credentials,
            email=wanted.email,
            password=wanted.password,
            guest_token=wanted.guest_refresh_token,
        )
        session = Session.from_signed_in(signed_in)
        return SignInPayload(session=session, user=User.from_row(signed_in.user))

    @strawberry.mutation(
        description="Trades a refresh token for a new session. For half a minute the same may be "
        "asked for again, in case the answer got lost, and gives the same refresh token. Later, or "
        "when that has been traded too, the old token ends the whole family.",
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
        signed_in = await sessions.refresh_session(
            info.context.credentials, refresh_token=wanted.refresh_token
        )
        return RefreshSessionPayload(session=Session.from_signed_in(signed_in))

    @strawberry.mutation(
        description="Ends a session, or all of them, and within moments what they have open. What "
        "a guest has made is lost when their session ends.",
        extensions=[ErrorsInPayload(SignOutPayload)],
    )
    async def sign_out(
        self,
        info: Info,
        wanted: Annotated[
            SignOutInput, strawberry.argument(name="input", description="Which sessions.")
        ],
    ) -> SignOutPayload | None:
        ended = await sessions.sign_out(
            info.context.credentials,
            refresh_token=wanted.refresh_token,
            everywhere=wanted.everywhere,
        )
        return SignOutPayload(ended_sessions=ended)
