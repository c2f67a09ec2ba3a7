"""People and their sessions, as the API shows them."""

from datetime import datetime
from typing import Self

import strawberry

from showcase import models
from showcase.api.context import Info
from showcase.api.nodes import Node, global_id
from showcase.services.sessions import SignedIn


@strawberry.type(description="An account, or a guest.")
class User(Node):
    email: str = strawberry.field(
        description="Sign-in name; empty for a guest, and where a foreign issuer gave none."
    )
    display_name: str | None = strawberry.field(description="Shown name.")
    is_guest: bool = strawberry.field(
        description="Whether this is a guest, whom only a session leads back to; signUp makes the "
        "guest an account."
    )
    created_at: datetime = strawberry.field(description="When it was created.")

    @classmethod
    def from_row(cls, row: models.User) -> Self:
        """Return an account."""
        return cls(
            id=global_id("User", row.user_id),
            email=row.email or "",
            display_name=row.display_name,
            is_guest=row.is_guest,
            created_at=row.created_at,
        )


@strawberry.type(description="A pair of tokens.")
class Session:
    access_token: str = strawberry.field(
        description="Send as Authorization: Bearer, and in connection_init."
    )
    access_token_expires_at: datetime = strawberry.field(description="End of the access token.")
    refresh_token: str = strawberry.field(
        description="Good for one refreshSession, which may be repeated for half a minute."
    )
    refresh_token_expires_at: datetime = strawberry.field(description="End of the refresh token.")

    @classmethod
    def from_signed_in(cls, signed_in: SignedIn) -> Self:
        """Return the tokens of a session just opened or refreshed."""
        return cls(
            access_token=signed_in.access_token,
            access_token_expires_at=signed_in.access_token_expires_at,
            refresh_token=signed_in.refresh_token,
            refresh_token_expires_at=signed_in.refresh_token_expires_at,
        )


@strawberry.type
class PersonQuery:
    @strawberry.field(description="The signed-in user, or null for an anonymous caller.")
    async def me(self, info: Info) -> User | None:
        user_id = info.context.viewer_id
        if user_id is None:
            return None
        async with info.context.resources.database.read() as session:
            row = await session.get(models.User, user_id)
        return User.from_row(row) if row else None
