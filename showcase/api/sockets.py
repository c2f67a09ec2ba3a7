"""GraphQL over a websocket: the graphql-transport-ws protocol, frame by frame.

A socket lives as long as its token: it ends with 4403, which clients answer by connecting again
with a new one. A bad frame ends its socket with 4400; a bad operation ends only itself.
"""

from collections.abc import Mapping
from typing import Any, cast

import structlog
from graphql import GraphQLError
from starlette.websockets import WebSocketDisconnect, WebSocketState
from strawberry.asgi import ASGIWebSocketAdapter
from strawberry.http.exceptions import WebSocketDisconnected
from strawberry.subscriptions.protocols.graphql_transport_ws.handlers import (
    BaseGraphQLTransportWSHandler,
)
from strawberry.subscriptions.protocols.graphql_transport_ws.types import (
    ConnectionInitMessage,
    Message,
    SubscribeMessage,
)

from showcase.adapters.tokens import AccessClaims
from showcase.api.context import Context
from showcase.api.refusals import Refused
from showcase.api.session_end import SessionGuard
from showcase.api.trusted import TrustedDocuments, read_id
from showcase.errors import ErrorCode, Unauthenticated
from showcase.logs import describe_error

FORBIDDEN = 4403
MAX_ID_LENGTH = 128
MAX_REASON_BYTES = 123
"""Of a close frame (RFC 6455, 5.5)."""
TOO_MANY = "{} operations run on this socket already. Wait until one of them is complete."
WITH_PAYLOAD = frozenset({"connection_init", "ping", "pong"})
WITH_ID = frozenset({"subscribe", "complete"})

log = structlog.get_logger()


class Socket(ASGIWebSocketAdapter):
    """A socket that sends text frames, as clients expect."""

    async def send_json(self, message: Mapping[str, object]) -> None:
        """Send a message."""
        text = self.view.encode_json(message)
        try:
            await self.ws.send_text(text.decode() if isinstance(text, bytes) else text)
        except WebSocketDisconnect as error:
            raise WebSocketDisconnected from error

    async def close(self, code: int, reason: str) -> None:
        """Close the socket, if it is still open."""
        if self.ws.application_state is not WebSocketState.DISCONNECTED:
            await self.ws.close(code, reason.encode()[:MAX_REASON_BYTES].decode(errors="ignore"))


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
        if not self.connection_init_received:
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

    async def handle_subscribe(self, message: SubscribeMessage) -> None:
        """Start an operation, unless it is refused."""
        if self.connection_acknowledged:
            try:
                self._admit(message)
            except Refused as refusal:
                await self._refuse(message["id"], refusal)
                return
        await super().handle_subscribe(message)

    async def handle_task_exception(self, error: Exception) -> None:
        """Log what broke an operation, unless its client has left."""
        if not isinstance(error, WebSocketDisconnected):
            log.error("socket.operation_failed", **describe_error(error))

    async def shutdown(self) -> None:
        """End what the socket started."""
        if self._guard is not None:
            self._guard.close()
        await super().shutdown()

    @staticmethod
    def _get_pre_execution_close_reason(error: GraphQLError) -> str | None:  # noqa: ARG004 (the parent's signature)
        """Let a bad document end its own operation only, not the socket's other ones."""
        return None

    def _admit(self, message: SubscribeMessage) -> None:
        """Find the document of an operation that the socket has room for, or refuse it."""
        trusted: TrustedDocuments = self.view.trusted  # type: ignore[attr-defined] # it is our Endpoint
        message["payload"]["query"] = trusted.find_query(message["payload"])
        room = self.max_subscriptions_per_connection
        if message["id"] not in self.operations and len(self.operations) == room:
            raise Refused(429, TOO_MANY.format(room), ErrorCode.RATE_LIMITED)

    async def _refuse(self, operation_id: str, refusal: Refused) -> None:
        extensions = {"code": refusal.code, "requestId": self.context.request_id}
        error = GraphQLError(refusal.reason, extensions=extensions)
        await self.send_message({"id": operation_id, "type": "error", "payload": [error.formatted]})

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
    if message["type"] in WITH_PAYLOAD and not isinstance(message.get("payload"), dict | None):
        return "A payload is an object"
    if message["type"] in WITH_ID:
        operation_id = message.get("id")
        if not isinstance(operation_id, str) or not 0 < len(operation_id) <= MAX_ID_LENGTH:
            return f"An id is a string of 1 to {MAX_ID_LENGTH} characters"
    return _find_payload_fault(message) if message["type"] == "subscribe" else None


def _find_payload_fault(message: dict[str, Any]) -> str | None:
    payload = message.get("payload")
    if not isinstance(payload, dict) or not isinstance(payload.get("query"), str | None):
        return "A subscription has a payload with a query"
    if payload.get("query") is None and read_id(payload) is None:
        return "A subscription has a payload with a query, or the id of one"
    if not isinstance(payload.get("variables"), dict | None):
        return "Variables are an object"
    if not isinstance(payload.get("extensions"), dict | None):
        return "Extensions are an object"
    if not isinstance(payload.get("operationName"), str | None):
        return "An operation's name is a string"
    return None
