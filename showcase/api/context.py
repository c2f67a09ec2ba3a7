"""What a resolver can reach: the resources, who is asking, and the loaders of its operation."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

import strawberry
import structlog
from strawberry.extensions import SchemaExtension

from showcase.adapters.identity import IssuerUnreachable
from showcase.adapters.tokens import AccessClaims
from showcase.api.loaders import Loaders
from showcase.database import DatabaseUnreachable
from showcase.errors import Unauthenticated
from showcase.resources import Resources
from showcase.services.password_resets import PasswordResets
from showcase.services.sessions import Credentials, authenticate

BAD_TOKEN = "Your access token has expired or is no good."  # noqa: S105 (a sentence)

Identity = AccessClaims | Exception | None
"""Who asks; nobody; or why that cannot be said, which matters only to whoever wants to know."""


@dataclass(slots=True)
class Context:
    """One operation's surroundings. On a socket, each operation gets its own copy."""

    resources: Resources
    credentials: Credentials
    resets: PasswordResets
    request_id: str
    address: str
    access_token: str | None = None
    identity: Identity = None
    cost: int = 0
    _loaders: Loaders | None = field(default=None, init=False)

    async def for_operation(self) -> "Context":
        """Return a copy that knows who is asking now, and name them in the log."""
        identity = await self._identify()
        if isinstance(identity, AccessClaims):
            structlog.contextvars.bind_contextvars(user_id=str(identity.user_id))
        return replace(self, identity=identity)

    @property
    def viewer_id(self) -> UUID | None:
        """Who asks; None without a token.

        Raises:
            Unauthenticated: There is a token, but it is no good.
        """
        if isinstance(self.identity, Unauthenticated):
            raise Unauthenticated(BAD_TOKEN)
        if isinstance(self.identity, Exception):
            raise self.identity
        return self.identity.user_id if self.identity else None

    @property
    def user_id(self) -> UUID:
        """Who asks, where that must be known.

        Raises:
            Unauthenticated: Nobody has signed in.
        """
        if self.viewer_id is None:
            raise Unauthenticated
        return self.viewer_id

    @property
    def session_id(self) -> UUID | None:
        """The session that the caller's token is of; None for a token of a foreign issuer."""
        return self.identity.session_id if isinstance(self.identity, AccessClaims) else None

    @property
    def subject(self) -> str:
        """Whose budget is spent: the person's, or without one their address's."""
        user_id = self.identity.user_id if isinstance(self.identity, AccessClaims) else None
        return self.address if user_id is None else str(user_id)

    @property
    def loaders(self) -> Loaders:
        """What fetches rows for the caller, and remembers them."""
        if self._loaders is None:
            viewer_id = self.identity.user_id if isinstance(self.identity, AccessClaims) else None
            self._loaders = Loaders(self.resources.database, viewer_id=viewer_id)
        return self._loaders

    def forget_loaded(self) -> None:
        """Let rows be fetched again, because they may have changed."""
        self._loaders = None

    async def _identify(self) -> Identity:
        if self.access_token is None:
            return None
        try:
            return await authenticate(self.credentials, access_token=self.access_token)
        except (Unauthenticated, DatabaseUnreachable, IssuerUnreachable) as error:
            return error


Info = strawberry.Info[Context, Any]


class Identifying(SchemaExtension):
    """Finds out who asks before an operation runs.

    It does so while the document is validated, and not around the whole operation: a subscription
    would keep what it takes to the end.
    """

    async def on_validate(self) -> AsyncIterator[None]:
        """Give the operation surroundings of its own."""
        operation = self.execution_context
        operation.context = await operation.context.for_operation()
        yield
