"""GraphQL over HTTP and websockets, at one address."""

from collections.abc import Coroutine, Mapping
from datetime import timedelta
from functools import lru_cache
from typing import Any, ClassVar

import orjson
import strawberry
from cross_web import AsyncHTTPRequestAdapter, HTTPException
from starlette.requests import ClientDisconnect, HTTPConnection, Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send
from starlette.websockets import WebSocket
from strawberry.asgi import GraphQL
from strawberry.exceptions import MissingQueryError
from strawberry.http import GraphQLHTTPResponse, GraphQLRequestData
from strawberry.http.parse_content_type import parse_content_type
from strawberry.schema.exceptions import CannotGetOperationTypeError, InvalidOperationTypeError
from strawberry.subscriptions import GRAPHQL_TRANSPORT_WS_PROTOCOL
from strawberry.types import ExecutionResult
from strawberry.types.graphql import OperationType

from showcase import traces
from showcase.api.bodies import check_preflight, limit_body, read_form
from showcase.api.context import Context
from showcase.api.graphiql import render_page
from showcase.api.masking import MISSING_QUERY, NO_SUCH_OPERATION, WRONG_METHOD
from showcase.api.negotiation import RESPONSE_JSON, choose_media_type
from showcase.api.refusals import Refused, make_response
from showcase.api.sockets import Socket, SocketHandler
from showcase.api.trusted import TrustedDocuments
from showcase.config import Settings
from showcase.errors import ErrorCode

MAX_SUBSCRIPTIONS = 20
INIT_WITHIN = timedelta(seconds=10)
METHODS = {
    "GET": {OperationType.QUERY},
    "POST": {OperationType.QUERY, OperationType.MUTATION},
}
MEMBERS = {"query": str, "operationName": str, "variables": dict, "extensions": dict}
ASKING = frozenset({"query", "documentId", "extensions"})
"""Parameters of a GET that is for an answer, and not for a page."""
BEARER = "bearer "

_read_content_type = lru_cache(maxsize=64)(parse_content_type)
"""Clients send few kinds, and each costs as much as a statement to read."""
SUBSCRIBE_ELSEWHERE = (
    "Subscribe over a websocket (graphql-transport-ws) here, or by server-sent events "
    "(graphql-sse) at /graphql/stream."
)


class Endpoint(GraphQL[Context, None]):
    """The ASGI application at /graphql. Resources and credentials come from the request's state."""

    graphql_transport_ws_handler_class = SocketHandler
    websocket_adapter_class = Socket
    speaks: ClassVar[tuple[str, ...]] = (GRAPHQL_TRANSPORT_WS_PROTOCOL,)
    """The protocols of streams."""

    def __init__(
        self, schema: strawberry.Schema, *, settings: Settings, trusted: TrustedDocuments
    ) -> None:
        super().__init__(
            schema,
            graphql_ide="graphiql" if settings.graphiql else None,
            subscription_protocols=self.speaks,
            connection_init_wait_timeout=INIT_WITHIN,
            multipart_uploads_enabled=True,
            max_subscriptions_per_connection=MAX_SUBSCRIPTIONS,
            allowed_origins=settings.origins,
        )
        self._settings = settings
        self.trusted = trusted

    def __call__(self, scope: Scope, receive: Receive, send: Send) -> Coroutine[Any, Any, None]:
        # Handed on, not awaited: thousands of sockets would each keep a frame for it.
        if scope["type"] == "websocket":
            return self._serve_socket(WebSocket(scope, receive, send))
        return self._serve_request(scope, receive, send)

    async def _serve_request(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        parent, request_id = request.headers.get(traces.HEADER), request.state.request_id
        with traces.span("http.request", parent=parent, request_id=request_id):
            response = await self._answer(request)
            if response is not None:
                await response(scope, receive, send)

    async def _serve_socket(self, socket: WebSocket) -> None:
        """Serve a websocket to its end, if there is a place for it."""
        places, address = socket.app.state.places, find_address(socket)
        try:
            places.check_room(address)
        except Refused as refusal:
            request_id = socket.state.request_id
            await socket.send_denial_response(make_response(refusal, request_id=request_id))
            return
        with places.taking(address):
            await self.run(socket)

    async def _answer(self, request: Request) -> Response | None:
        """Return the answer to a request; None if its client left before it was all there."""
        scope, receive, limit = request.scope, request.receive, self._settings.max_upload_bytes
        try:
            request = Request(scope, limit_body(request, receive, max_upload_bytes=limit))
            response: Response = await self.run(request)
        except HTTPException as refusal:
            return make_response(refusal, request_id=request.state.request_id)
        except ClientDisconnect:
            return None
        finally:
            await request.close()
        return response

    async def get_context(
        self, request: Request | WebSocket, response: Response | WebSocket
    ) -> Context:
        """Return what resolvers can reach; for a socket, before it has shown a token."""
        return Context(
            resources=request.app.state.resources,
            credentials=request.app.state.credentials,
            resets=request.app.state.resets,
            request_id=request.state.request_id,
            address=find_address(request),
            access_token=read_bearer(request.headers),
        )

    async def get_sub_response(self, request: Request | WebSocket) -> Response:
        """Settle the media type of the answer before anything is done for it."""
        if isinstance(request, Request) and request.method not in METHODS:
            raise Refused(405, "Use GET or POST.", headers={"Allow": "GET, POST"})
        response: Response = await super().get_sub_response(request)
        if not self._wants_page(request):
            response.media_type = choose_media_type(request.headers.get("accept"))
        return response

    def should_render_graphql_ide(self, request: Any) -> bool:  # noqa: ANN401 (an adapter)
        """Tell whether a person's browser asks, and not a program."""
        return bool(self.graphql_ide) and self._wants_page(request)

    async def render_graphql_ide(self, request: Request) -> Response:
        """Return the page to try the API with."""
        return render_page()

    def decode_json(self, data: str | bytes) -> object:
        """Read JSON, strictly."""
        return orjson.loads(data)

    def encode_json(self, data: object) -> str | bytes:
        """Write JSON."""
        return orjson.dumps(data)

    def parse_json(self, data: str | bytes) -> Any:  # noqa: ANN401 (any JSON value)
        """Read JSON that a client sent."""
        try:
            return self.decode_json(data)
        except ValueError as error:
            raise Refused(400, "This is not JSON.") from error

    async def parse_http_body(self, request: AsyncHTTPRequestAdapter) -> GraphQLRequestData:
        """Return the operation that a request asks for."""
        if request.method == "GET":
            data = self.parse_query_params(request.query_params)
        else:
            data = await self._read_body(request)
        return self._read_operation(data)

    async def execute_single(
        self,
        request: Request,
        request_adapter: AsyncHTTPRequestAdapter,
        sub_response: Response,
        context: Context,
        root_value: None,
        request_data: GraphQLRequestData,
    ) -> ExecutionResult:
        """Run an operation of a kind that its method allows."""
        try:
            return await self.schema.execute(
                request_data.query,
                variable_values=request_data.variables,
                context_value=context,
                operation_name=request_data.operation_name,
                allowed_operation_types=METHODS[request.method],
                operation_extensions=request_data.extensions,
            )
        except MissingQueryError as error:
            raise Refused(400, MISSING_QUERY) from error
        except CannotGetOperationTypeError as error:
            raise Refused(400, NO_SUCH_OPERATION) from error
        except InvalidOperationTypeError as error:
            raise _refuse_kind(error.operation_type) from error

    async def process_result(
        self, request: Request, result: ExecutionResult
    ) -> GraphQLHTTPResponse:
        """Leave `data` out where nothing was executed."""
        answer = await super().process_result(request, result)
        if result.data is None and all(error.path is None for error in result.errors or ()):
            answer.pop("data", None)
        return answer

    def create_response(
        self,
        response_data: GraphQLHTTPResponse | list[GraphQLHTTPResponse],
        sub_response: Response,
    ) -> Response:
        """Return the answer in the media type and with the status that were agreed on."""
        status, headers = _rate(response_data)
        if sub_response.media_type == RESPONSE_JSON and "data" not in response_data:
            status = max(status, 400)
        return Response(
            self.encode_json(response_data),
            status_code=status,
            media_type=sub_response.media_type,
            headers=headers,
        )

    async def _read_body(self, request: AsyncHTTPRequestAdapter) -> Any:  # noqa: ANN401 (JSON)
        content_type, parameters = _read_content_type(request.content_type or "")
        if content_type == "multipart/form-data":
            check_preflight(request.headers)
            return await read_form(request._request)  # type: ignore[attr-defined] # noqa: SLF001 (not on the adapter)
        charset = parameters.get("charset", "utf-8").lower()
        if content_type != "application/json" or charset not in {"utf-8", "utf8"}:
            raise Refused(415, "Send application/json in UTF-8, or multipart/form-data.")
        return self.parse_json(await request.get_body())

    def _read_operation(self, data: object) -> GraphQLRequestData:
        if isinstance(data, list):
            raise Refused(400, "Send one operation in a request; batches are not taken.")
        if not isinstance(data, dict):
            raise Refused(400, "Send a JSON object with `query`.")
        for name, kind in MEMBERS.items():
            if not isinstance(data.get(name), kind | None):
                wanted = "a string" if kind is str else "an object"
                raise Refused(400, f"`{name}` must be {wanted}.")
        return GraphQLRequestData(
            query=self.trusted.find_query(data),
            variables=data.get("variables"),
            operation_name=data.get("operationName"),
            extensions=data.get("extensions"),
        )

    def _wants_page(self, request: Any) -> bool:  # noqa: ANN401 (a request or an adapter)
        return (
            request.method == "GET"
            and ASKING.isdisjoint(request.query_params)
            and "text/html" in request.headers.get("accept", "")
        )


def find_address(connection: HTTPConnection) -> str:
    """Return the network address that a request comes from."""
    return connection.client.host if connection.client else "unknown"


def read_bearer(headers: Mapping[str, str]) -> str | None:
    """Return the token in an Authorization header, if there is one."""
    value = headers.get("authorization", "")
    return value[len(BEARER) :].strip() if value.lower().startswith(BEARER) else None


def _refuse_kind(kind: OperationType) -> Refused:
    if kind is OperationType.SUBSCRIPTION:
        return Refused(400, SUBSCRIBE_ELSEWHERE)
    return Refused(405, WRONG_METHOD, headers={"Allow": "POST"})


def _rate(answer: Any) -> tuple[int, dict[str, str]]:  # noqa: ANN401 (an answer)
    """Return status and headers for an answer: 429 for one refused for lack of points."""
    for error in answer.get("errors", ()) if "data" not in answer else ():
        if error.get("extensions", {}).get("code") == ErrorCode.RATE_LIMITED:
            return 429, {"Retry-After": str(error["extensions"].get("retryAfter", 1))}
    return 200, {}
