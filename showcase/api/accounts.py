"""Accounts: created by signUp, deleted with everything that belongs to them."""

from typing import Annotated

import strawberry

from showcase.api.attempts import SIGN_UPS, count_by_address, count_proof
from showcase.api.context import Info
from showcase.api.nodes import global_id
from showcase.api.people import Session, User
from showcase.api.problems import ErrorsInPayload, Payload
from showcase.api.scalars import URL
from showcase.services import accounts
from showcase.services.deletion import Places, delete_account


@strawberry.input(description="For signUp.")
class SignUpInput:
    email: str = strawberry.field(description="Sign-in name.")
    password: str = strawberry.field(description="At least 12 characters.")
    display_name: str | None = strawberry.field(description="Shown name.", default=None)


@strawberry.input(description="For deleteAccount.")
class DeleteAccountInput:
    password: str = strawberry.field(
        description="The account's password; empty for a guest and for an account of a foreign "
        "issuer, which have none."
    )


@strawberry.type(description="Of signUp.")
class SignUpPayload(Payload):
    session: Session | None = strawberry.field(description="The new session.", default=None)
    user: User | None = strawberry.field(description="The new account.", default=None)


@strawberry.type(description="Of deleteAccount.")
class DeleteAccountPayload(Payload):
    deleted_user_id: strawberry.ID | None = strawberry.field(
        description="The account's id, once gone.", default=None
    )
    left_online: list[URL] | None = strawberry.field(
        description="Sites that stay in accounts of the owner's at other hosts, which are no "
        "longer connected or refuse our token: only the owner can delete them there.",
        default=None,
    )


@strawberry.type
class AccountMutation:
    @strawberry.mutation(
        description="Creates an account and signs it in. A signed-in guest becomes the account: "
        "what they made stays theirs, and their guest session ends.",
        extensions=[ErrorsInPayload(SignUpPayload)],
    )
    async def sign_up(
        self,
        info: Info,
        wanted: Annotated[
            SignUpInput, strawberry.argument(name="input", description="What to create.")
        ],
    ) -> SignUpPayload | None:
        viewer_id = info.context.viewer_id
        await count_proof(info, wanted.email)
        await count_by_address(info, SIGN_UPS)
        signed_in = await accounts.sign_up(
            info.context.credentials,
            accounts.NewAccount(wanted.email, wanted.password, wanted.display_name),
            viewer_id=viewer_id,
        )
        session = Session.from_signed_in(signed_in)
        return SignUpPayload(session=session, user=User.from_row(signed_in.user))

    @strawberry.mutation(
        description="Deletes the account and everything that belongs to it: files, portfolios, "
        "and the sites wherever they are online, but for `leftOnline`. exportAccount gives a copy "
        "before.",
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
        resources, credentials = info.context.resources, info.context.credentials
        await count_proof(info, str(user_id))
        await accounts.prove_ownership(
            credentials, user_id=user_id, password=wanted.password, path=["input", "password"]
        )
        places = Places(resources.database, resources.store, resources.settings)
        left = await delete_account(places, user_id=user_id)
        await credentials.revocations.announce(user_id)
        return DeleteAccountPayload(
            deleted_user_id=global_id("User", user_id), left_online=list(map(URL, left))
        )
