"""Requests that are refused before GraphQL sees them, answered in GraphQL's form."""

from dataclasses import dataclass, field

import orjson
from cross_web import HTTPException
from starlette.responses import Response

from showcase.errors import ErrorCode


@dataclass
class Refused(HTTPException):
    """A request that cannot be served: the status, the code and a sentence for its sender."""

    status_code: int
    reason: str
    code: ErrorCode = ErrorCode.BAD_USER_INPUT
    headers: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        super().__init__(self.status_code, self.reason)


def make_response(refusal: HTTPException, *, request_id: str) -> Response:
    """Return the answer to a refused request."""
    code = refusal.code if isinstance(refusal, Refused) else ErrorCode.BAD_USER_INPUT
    headers = refusal.headers if isinstance(refusal, Refused) else {}
    extensions = {"code": code, "requestId": request_id}
    body = {"errors": [{"message": refusal.reason, "extensions": extensions}]}
    return Response(
        orjson.dumps(body),
        status_code=refusal.status_code,
        media_type="application/json",
        headers=headers,
    )
