"""GraphQL over server-sent events, at an address of its own: the graphql-sse protocol.

Each request is one operation, its answer one stream ("distinct connections mode"). What is wrong
with a document stands on the stream too, because an EventSource shows nobody the body of a refusal.
A stream ends without `complete` when its session has ended or the process stops: clients ask again,
with a new token.
"""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import replace

from cross_web import AsyncHTTPRequestAdapter
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.types import Receive, Scope, Send
from starlette.websockets import WebSocket
from strawberry.http import GraphQLRequestData
from strawberry.http.streaming import SSETransport
from strawberry.subscriptions import GRAPHQL_SSE_PROTOCOL

from showcase.adapters.tokens import AccessClaims
from showcase.api.bodies import is_form
from showcase.api.context import BAD_TOKEN, Context
from showcase.api.endpoint import MAX_SUBSCRIPTIONS, METHODS, Endpoint
from showcase.api.negotiation import find_weight
from showcase.api.refusals import Refused
from showcase.api.session_end import SessionGuard
from showcase.errors import ErrorCode, Unauthenticated

EVENTS = "text/event-stream"
KEEP_ALIVE_SECONDS = 15.0
"""How often a comment keeps proxies from ending a stream on which nothing happens."""
RETRY_SECONDS = 10
CHALLENGE = {"WWW-Authenticate": "Bearer"}
LAST_CHUNK = {"type": "http.response.body", "body": b"", "more_body": False}


class Streams:
    """The streams that are open in this process; each caller has as many as a socket may have."""

    def __init__(self) -> None:
        self._open: dict[str, set[asyncio.Timeout]] = defaultdict(set)

    def check_room(self, caller: str) -> None:
        """Return if somebody may open another stream.

        Raises:
            Refused: They have as many as they may.
        """
        if len(self._open.get(caller, ())) >= MAX_SUBSCRIPTIONS:
            raise Refused(
                429,
                f"You have {MAX_SUBSCRIPTIONS} streams open already. Close one first.",
                ErrorCode.RATE_LIMITED,
                headers={"Retry-After": str(RETRY_SECONDS)},
            )

    @asynccontextmanager
    async def opening(self, caller: str) -> AsyncIterator[asyncio.Timeout]:
        """Count a stream while the block runs; `end` ends the block."""
        life = asyncio.timeout(None)
        self._open[caller].add(life)
        try:
            async with life:
                yield life
        except TimeoutError:
            if not life.expired():
                raise
        finally:
            self._open[caller].discard(life)
            if not self._open[caller]:
                del self._open[caller]

    def end_all(self) -> None:
        """End every stream, because the process stops."""
        for lives in self._open.values():
            for life in lives:
                end(life)


def end(life: asyncio.Timeout) -> None:
    """End a stream, now."""
    if not life.expired():
        life.reschedule(0)


class KeptAlive(SSETransport):
    """The form of events."""

    def __init__(self) -> None:
        super().__init__(KEEP_ALIVE_SECONDS)


class EventStream(StreamingResponse):
    """A stream of events, as long as the session of whoever asked for it."""

    def __init__(
        self, events: AsyncIterator[str], *, headers: Mapping[str, str], context: Context
    ) -> None:
        super().__init__(events, headers=headers)
        self._context = context

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        state, context = scope["app"].state, self._context
        async with state.streams.opening(context.subject) as life:
            with state.places.taking(context.address), self._guarded(life):
                await super().__call__(scope, receive, send)
        if life.expired():
            await send(LAST_CHUNK)

    @contextmanager
    def _guarded(self, life: asyncio.Timeout) -> Iterator[None]:
        claims = self._context.identity
        if not isinstance(claims, AccessClaims):
            yield
            return

        async def end_soon() -> None:
            end(life)

        guard = SessionGuard(self._context, claims, end=end_soon)
        try:
            yield
        finally:
            guard.close()


class StreamEndpoint(Endpoint):
    """The ASGI application at /graphql/stream."""

    speaks = (GRAPHQL_SSE_PROTOCOL,)
    stream_transport_classes_by_protocol = {GRAPHQL_SSE_PROTOCOL: KeptAlive}  # noqa: RUF012 (as its parent)

    async def get_sub_response(self, request: Request | WebSocket) -> Response:
        """Refuse whoever does not take events."""
        if request.scope["method"] not in METHODS:
            raise Refused(405, "Use GET or POST.", headers={"Allow": "GET, POST"})
        if not find_weight(request.headers.get("accept"), EVENTS, "text/*", "*/*"):
            raise Refused(406, f"Answers come as {EVENTS} here, and as JSON at /graphql.")
        return Response()

    async def get_context(
        self, request: Request | WebSocket, response: Response | WebSocket
    ) -> Context:
        """Return what resolvers can reach, once it is clear who asks and that they may."""
        context = await (await super().get_context(request, response)).for_operation()
        if isinstance(context.identity, Unauthenticated):
            raise Refused(401, BAD_TOKEN, ErrorCode.UNAUTHENTICATED, CHALLENGE)
        request.app.state.places.check_room(context.address)
        request.app.state.streams.check_room(context.subject)
        request.state.context = context
        return context

    def should_render_graphql_ide(self, request: object) -> bool:
        """Tell that there is no page here."""
        return False

    async def parse_http_body(self, request: AsyncHTTPRequestAdapter) -> GraphQLRequestData:
        """Return the operation that a request asks for."""
        if is_form(request.headers):
            raise Refused(415, "Send application/json in UTF-8; upload files to /graphql.")
        return replace(await super().parse_http_body(request), protocol="sse")

    async def create_streaming_response(
        self,
        request: Request | WebSocket,
        stream: Callable[[], AsyncIterator[str]],
        sub_response: Response,
        headers: Mapping[str, str],
    ) -> Response:
        """Return the answer, whose events come as they happen."""
        return EventStream(stream(), headers=headers, context=request.state.context)
