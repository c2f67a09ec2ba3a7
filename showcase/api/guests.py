"""Guests: try without an account, and keep what was made."""

from typing import Annotated

import strawberry

from showcase.api.attempts import GUESTS, count_by_address
from showcase.api.context import Info
from showcase.api.people import Session, User
from showcase.api.problems import ErrorsInPayload, Payload
from showcase.models import User as UserRow
from showcase.services import guests


@strawberry.input(description="For startGuestSession.")
class StartGuestSessionInput:
    display_name: str | None = strawberry.field(description="Shown name.", default=None)


@strawberry.input(description="For adoptGuest.")
class AdoptGuestInput:
    guest_refresh_token: str = strawberry.field(description="The guest session's refresh token.")


@strawberry.type(description="Of startGuestSession.")
class StartGuestSessionPayload(Payload):
    session: Session | None = strawberry.field(description="The guest's session.", default=None)
    user: User | None = strawberry.field(description="The guest.", default=None)


@strawberry.type(description="Of adoptGuest.")
class AdoptGuestPayload(Payload):
    user: User | None = strawberry.field(
        description="The account that now has what the guest made.", default=None
    )


@strawberry.type
class GuestMutation:
    @strawberry.mutation(
        description="Opens a session without an account. A guest may do what an account may, with "
        "fewer jobs a day. signUp makes the guest an account; signIn and adoptGuest hand what the "
        "guest made to an account. A guest who stays away is deleted.",
        extensions=[ErrorsInPayload(StartGuestSessionPayload)],
    )
    async def start_guest_session(
        self,
        info: Info,
        wanted: Annotated[
            StartGuestSessionInput, strawberry.argument(name="input", description="Who comes.")
        ],
    ) -> StartGuestSessionPayload | None:
        await count_by_address(info, GUESTS)
        signed_in = await guests.start_guest_session(
            info.context.credentials, display_name=wanted.display_name
        )
        session = Session.from_signed_in(signed_in)
        return StartGuestSessionPayload(session=session, user=User.from_row(signed_in.user))

    @strawberry.mutation(
        description="Hands all that a guest has made to the signed-in account; the guest is gone "
        "then. For accounts of a foreign issuer; others may do it while signing in.",
        extensions=[ErrorsInPayload(AdoptGuestPayload)],
    )
    async def adopt_guest(
        self,
        info: Info,
        wanted: Annotated[
            AdoptGuestInput, strawberry.argument(name="input", description="Which guest.")
        ],
    ) -> AdoptGuestPayload | None:
        user_id = info.context.user_id
        credentials = info.context.credentials
        async with info.context.resources.database.begin() as session:
            guest_id = await guests.adopt_guest(
                session, wanted.guest_refresh_token, user_id=user_id
            )
            row = await session.get_one(UserRow, user_id)
        await credentials.revocations.announce(guest_id)
        return AdoptGuestPayload(user=User.from_row(row))
