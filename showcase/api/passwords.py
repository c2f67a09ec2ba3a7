"""Passwords: another one, or a new one for one that was forgotten."""

from typing import Annotated

import strawberry

from showcase.api.attempts import (
    PER_ADDRESS,
    RESETS_BY_ADDRESS,
    RESETS_OF_ACCOUNT,
    count_by_address,
    count_for,
    count_proof,
)
from showcase.api.context import Info
from showcase.api.problems import ErrorsInPayload, Payload
from showcase.services import accounts, password_resets


@strawberry.input(description="For changePassword.")
class ChangePasswordInput:
    current_password: str = strawberry.field(description="The password as it is.")
    new_password: str = strawberry.field(description="At least 12 characters.")


@strawberry.input(description="For requestPasswordReset.")
class RequestPasswordResetInput:
    email: str = strawberry.field(description="The account's sign-in name.")


@strawberry.input(description="For resetPassword.")
class ResetPasswordInput:
    token: str = strawberry.field(description="From the mail; good once.")
    new_password: str = strawberry.field(description="At least 12 characters.")


@strawberry.type(description="Of changePassword.")
class ChangePasswordPayload(Payload):
    ended_sessions: int = strawberry.field(
        description="Sessions ended: all but the one that asked.", default=0
    )


@strawberry.type(description="Of requestPasswordReset.")
class RequestPasswordResetPayload(Payload):
    accepted: bool = strawberry.field(
        description="Whether a mail is sent, if there is such an account; the answer is the same "
        "if there is none.",
        default=False,
    )


@strawberry.type(description="Of resetPassword.")
class ResetPasswordPayload(Payload):
    ended_sessions: int = strawberry.field(
        description="Sessions ended: all of the account. Sign in with the new password.", default=0
    )


@strawberry.type
class PasswordMutation:
    @strawberry.mutation(
        description="Gives the account another password and ends its other sessions.",
        extensions=[ErrorsInPayload(ChangePasswordPayload)],
    )
    async def change_password(
        self,
        info: Info,
        wanted: Annotated[
            ChangePasswordInput, strawberry.argument(name="input", description="Both passwords.")
        ],
    ) -> ChangePasswordPayload | None:
        user_id = info.context.user_id
        credentials = info.context.credentials
        await count_proof(info, str(user_id))
        user = await accounts.prove_ownership(
            credentials,
            user_id=user_id,
            password=wanted.current_password,
            path=["input", "currentPassword"],
        )
        ended = await accounts.change_password(
            credentials,
            user,
            password=wanted.new_password,
            kept_session=info.context.session_id,
        )
        return ChangePasswordPayload(ended_sessions=ended)

    @strawberry.mutation(
        description="Mails a link to choose a new password to whoever forgot theirs. It answers "
        "at once, and the same whether or not there is such an account.",
        extensions=[ErrorsInPayload(RequestPasswordResetPayload)],
    )
    async def request_password_reset(
        self,
        info: Info,
        wanted: Annotated[
            RequestPasswordResetInput, strawberry.argument(name="input", description="Whose.")
        ],
    ) -> RequestPasswordResetPayload | None:
        await count_for(info, RESETS_OF_ACCOUNT, wanted.email)
        await count_by_address(info, RESETS_BY_ADDRESS)
        info.context.resets.request(wanted.email)
        return RequestPasswordResetPayload(accepted=True)

    @strawberry.mutation(
        description="Gives an account a new password by the token from the mail, and ends all its "
        "sessions.",
        extensions=[ErrorsInPayload(ResetPasswordPayload)],
    )
    async def reset_password(
        self,
        info: Info,
        wanted: Annotated[
            ResetPasswordInput,
            strawberry.argument(name="input", description="Token and password."),
        ],
    ) -> ResetPasswordPayload | None:
        await count_by_address(info, PER_ADDRESS)
        ended = await password_resets.reset_password(
            info.context.credentials, token=wanted.token, password=wanted.new_password
        )
        return ResetPasswordPayload(ended_sessions=ended)
