"""Errors at the border: what the user can put right goes into payloads, all else is masked.

Payload: every ShowcaseError that a mutation raises, as a `UserError` with its code and path.
Top level: Unauthenticated, from whatever must know who asks, if nobody has signed in or the token
is no good; any ShowcaseError of a query or subscription; errors of the document and its variables.
Each carries `extensions.code` and `extensions.requestId`; see masking.py.
Queries answer null for what is not there and for what is not the caller's.
"""

import dataclasses
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any

import strawberry
from strawberry.extensions import FieldExtension

from showcase.adapters.documents import ACCEPTED_TYPES
from showcase.api.context import Info
from showcase.api.enums import ErrorCode
from showcase.errors import (
    Conflict,
    FileRejected,
    RateLimited,
    ShowcaseError,
    SlugTaken,
    Unauthenticated,
)


@strawberry.interface(
    description="What a user did wrong or ran into, with a code that programs may rely on."
)
class UserError:
    code: ErrorCode = strawberry.field(description="Stable; new codes may be added.")
    message: str = strawberry.field(description="For people; may change.")
    path: list[str] | None = strawberry.field(
        description='Path into the mutation\'s arguments, such as ["input", "email"]; null when '
        "no one member is at fault."
    )


@strawberry.type(description="An error with nothing to add to its code.")
class SimpleError(UserError):
    pass


@strawberry.type(description="The file cannot be taken.")
class FileRejectedError(UserError):
    max_bytes: int = strawberry.field(description="Largest size taken.")
    accepted_types: list[str] = strawberry.field(description="Media types taken.")


@strawberry.type(description="A quota is used up.")
class QuotaExceededError(UserError):
    retry_at: datetime | None = strawberry.field(description="When to try again.")


@strawberry.type(description="The object changed since the caller read it.")
class ConflictError(UserError):
    current_version: int = strawberry.field(description="The version it has now.")


@strawberry.type(description="The address cannot be had.")
class SlugTakenError(UserError):
    suggestions: list[str] = strawberry.field(description="Addresses like it that are free now.")


@dataclasses.dataclass(kw_only=True)
class Payload:
    """What every mutation gives: what became of it is null, or there are no errors."""

    errors: list[UserError] = strawberry.field(  # noqa: RUF009 (it describes; nothing is shared)
        description="What went wrong.", default_factory=list
    )


class ErrorsInPayload(FieldExtension):
    """Turns a mutation's ShowcaseErrors into its payload; only Unauthenticated passes through."""

    def __init__(self, payload: type[Payload]) -> None:
        self._payload = payload

    async def resolve_async(
        self,
        next_: Callable[..., Awaitable[Any]],
        source: object,
        info: Info,
        **arguments: object,
    ) -> object:
        """Resolve the mutation, or answer with what went wrong."""
        try:
            return await next_(source, info, **arguments)
        except Unauthenticated:
            raise
        except ShowcaseError as error:
            return self._payload(errors=[_make_user_error(error, info)])


def code_of(error: ShowcaseError) -> ErrorCode:
    """Return the code that tells programs what went wrong."""
    return error.file_code if isinstance(error, FileRejected) else error.code


def _make_user_error(error: ShowcaseError, info: Info) -> UserError:
    plain: Any = {"code": code_of(error), "message": error.message, "path": error.path}
    if isinstance(error, FileRejected):
        limit = info.context.resources.settings.max_upload_bytes
        return FileRejectedError(**plain, max_bytes=limit, accepted_types=list(ACCEPTED_TYPES))
    if isinstance(error, RateLimited):
        return QuotaExceededError(**plain, retry_at=error.retry_at)
    if isinstance(error, Conflict):
        return ConflictError(**plain, current_version=error.current_version)
    if isinstance(error, SlugTaken):
        return SlugTakenError(**plain, suggestions=error.suggestions)
    return SimpleError(**plain)
