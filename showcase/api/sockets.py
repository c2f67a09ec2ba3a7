"""GraphQL over a websocket: the graphql-transport-ws protocol, frame by frame.

A socket lives as long as its token: it ends with 4403, which clients answer by connecting again
with a new one. A bad frame ends its socket with 4400; a bad operation ends only itself.
"""

from collections.abc import Mapping
from typing import Any, cast

from graphql import GraphQLError
from strawberry.asgi import ASGIWebSocketAdapter
from strawberry.subscriptions.protocols.graphql_transport_ws.handlers import (
    BaseGraphQLTransportWSHandler,
)
from strawberry.subscriptions.protocols.graphql_transport_ws.types import (
    ConnectionInitMessage,
    Message,
)

from showcase.adapters.tokens import AccessClaims
from showcase.api.context import Context
from showcase.api.session_end import SessionGuard
from showcase.errors import Unauthenticated

FORBIDDEN = 4403
BAD_FRAME = 4400
MAX_ID_LENGTH = 128


class Socket(ASGIWebSocketAdapter):
    """A socket that sends text frames, as clients expect."""

    async def send_json(self, message: Mapping[str, object]) -> None:
        """Send a message."""
        text = self.view.encode_json(message)
        await self.ws.send_text(text.decode() if isinstance(text, bytes) else text)


class SocketHandler(BaseGraphQLTransportWSHandler[Context, None]):
    """Serves one socket."""

    _guard: SessionGuard | None = None

    async def handle_message(self, message: Message) -> None:
        """Handle a frame, if it is one."""
        reason = _find_fault(message)
        if reason is None:
            await super().handle_message(message)
        else:
            await self.handle_invalid_message(reason)

    async def handle_connection_init(self, message: ConnectionInitMessage) -> None:
        """Take the token, if there is one; refuse the socket if it is no good."""
        params = message.get("payload") or {}
        if not self.connection_init_received and isinstance(params, dict):
            self.context.access_token = _find_token(params) or self.context.access_token
            self.context = await self.context.for_operation()
            if isinstance(self.context.identity, Unauthenticated):
                await self._forbid()
                return
        await super().handle_connection_init(
            cast("ConnectionInitMessage", {**message, "payload": params})
        )
        self.connection_init_timeout_task = None  # it is over; kept, it would hold its traceback
        if isinstance(self.context.identity, AccessClaims) and self._guard is None:
            self._guard = SessionGuard(self.context, self.context.identity, end=self._forbid)

    async def shutdown(self) -> None:
        """End what the socket started."""
        if self._guard is not None:
            self._guard.close()
        await super().shutdown()

    @staticmethod
    def _get_pre_execution_close_reason(error: GraphQLError) -> str | None:  # noqa: ARG004 (the parent's signature)
        """Let a bad document end its own operation only, not the socket's other ones."""
        return None

    async def _forbid(self) -> None:
        await self.websocket.close(code=FORBIDDEN, reason="Forbidden")


def _find_token(params: dict[str, Any]) -> str | None:
    """Return the bearer token in the parameters of a connection, in any letter case."""
    for name, value in params.items():
        if name.lower() == "authorization" and isinstance(value, str):
            scheme, _, token = value.partition(" ")
            return token.strip() if scheme.lower() == "bearer" else value
    return None


def _find_fault(message: object) -> str | None:
    """Return what is wrong with a frame, if anything is."""
    if not isinstance(message, dict) or not isinstance(message.get("type"), str):
        return "A message is a JSON object with a type"
    if message["type"] in {"subscribe", "complete"}:
        operation_id = message.get("id")
        if not isinstance(operation_id, str) or not 0 < len(operation_id) <= MAX_ID_LENGTH:
            return "An id is a string that is not empty"
    return _find_payload_fault(message) if message["type"] == "subscribe" else None


def _find_payload_fault(message: dict[str, Any]) -> str | None:
    payload = message.get("payload")
    if not isinstance(payload, dict) or not isinstance(payload.get("query"), str):
        return "A subscription has a payload with a query"
    if not isinstance(payload.get("variables"), dict | None):
        return "Variables are an object"
    if not isinstance(payload.get("operationName"), str | None):
        return "An operation's name is a string"
    return None
