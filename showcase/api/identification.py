"""What every request gets: an id, a line in the log, and headers that keep browsers careful."""

import re
from time import monotonic
from uuid import uuid4

import structlog
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")
CAREFUL = {
    b"x-content-type-options": b"nosniff",
    b"x-frame-options": b"DENY",
    b"referrer-policy": b"no-referrer",
    b"cross-origin-opener-policy": b"same-origin",
    b"content-security-policy": b"default-src 'none'; frame-ancestors 'none'",
}
"""Sent with every answer that does not say otherwise."""
UNREMARKABLE = frozenset({"/livez", "/readyz", "/metrics"})
"""Asked all the time; only what goes wrong there is logged."""
NO_ROUTE = "unknown"

log = structlog.get_logger()


class Identification:
    """Names each request, in its logs and its answer; takes the name a proxy has given it."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in {"http", "websocket"}:
            await self._app(scope, receive, send)
            return
        given = Headers(scope=scope).get("x-request-id", "")
        request_id = given if REQUEST_ID.fullmatch(given) else uuid4().hex
        scope.setdefault("state", {})["request_id"] = request_id

        started, status = monotonic(), 0

        async def send_named(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                said = list(message.get("headers", ()))
                names = {name for name, _ in said}
                careful = [line for line in CAREFUL.items() if line[0] not in names]
                message["headers"] = [*said, *careful, (b"x-request-id", request_id.encode())]
            await send(message)

        structlog.contextvars.bind_contextvars(request_id=request_id)
        try:
            await self._app(scope, receive, send_named)
        finally:
            _log_end(scope, status=status, seconds=monotonic() - started)
            structlog.contextvars.unbind_contextvars("request_id", "user_id")


def _log_end(scope: Scope, *, status: int, seconds: float) -> None:
    """Log the end of a request (with status 0 it broke, or its client left first) or a socket."""
    duration = round(seconds, 4)
    if scope["type"] == "websocket":
        log.info("socket.closed", duration_s=duration)
    elif scope["path"] not in UNREMARKABLE:
        method, route = scope["method"], _name_route(scope)
        log.info("request.answered", method=method, route=route, status=status, duration_s=duration)


def _name_route(scope: Scope) -> str:
    """Return the path without what people chose of it: names, secrets, or all of it."""
    if "endpoint" not in scope:
        return NO_ROUTE
    route = str(scope["path"])
    for name, value in scope["path_params"].items():
        route = route.replace(f"/{value}", f"/{{{name}}}", 1) if value else route
    return route
