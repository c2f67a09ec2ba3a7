"""Top-level errors as clients see them: a code, a request id, and never an exception's text."""

import math
import traceback
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import structlog
from graphql import GraphQLError
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from strawberry.extensions import SchemaExtension
from strawberry.types.execution import StreamExecutionResult

from showcase.api.context import Context
from showcase.api.problems import code_of
from showcase.errors import ErrorCode, RateLimited, ShowcaseError

UNAVAILABLE = (OperationalError, InterfaceError, PoolTimeout, OSError)
"""What is raised when PostgreSQL cannot be reached."""
SENTENCES = {
    ErrorCode.INTERNAL: "Something broke on our side. Please try again.",
    ErrorCode.UNAVAILABLE: "A part of this service does not answer. Please try again later.",
}
INNER_FRAMES = 6

log = structlog.get_logger()


class Border(SchemaExtension):
    """Where an operation comes in, and its errors go out."""

    async def on_operation(self) -> AsyncIterator[None]:
        """Find out who asks, then let the operation run, then mask the errors of its result."""
        operation = self.execution_context
        operation.context = await operation.context.for_operation()
        yield
        self._mask(operation.result)

    async def on_stream_result(self, result: StreamExecutionResult) -> AsyncIterator[None]:
        """Mask the errors of one result of a stream before it leaves."""
        self._mask(result)
        yield

    def _mask(self, result: object) -> None:
        errors = getattr(result, "errors", None)
        if errors:
            context: Context = self.execution_context.context
            result.errors = [_mask(error, request_id=context.request_id) for error in errors]  # type: ignore[attr-defined]


def _mask(error: GraphQLError, *, request_id: str) -> GraphQLError:
    """Return an error that may leave: coded, named by the request, without foreign words."""
    if error.extensions and "requestId" in error.extensions:
        return error
    code, message = _translate(error)
    extensions: dict[str, object] = {"code": code, "requestId": request_id}
    cause = _find_cause(error)
    if isinstance(cause, RateLimited) and cause.retry_at:
        wait = cause.retry_at - datetime.now(UTC)
        extensions["retryAfter"] = max(1, math.ceil(wait.total_seconds()))
    return GraphQLError(
        message,
        nodes=error.nodes,
        source=error.source,
        positions=error.positions,
        path=error.path,
        extensions=extensions,
    )


def _translate(error: GraphQLError) -> tuple[ErrorCode, str]:
    """Return the code of an error, and what to say about it."""
    if error.extensions and "code" in error.extensions:
        return ErrorCode(error.extensions["code"]), error.message
    cause = _find_cause(error)
    if isinstance(cause, ShowcaseError):
        return code_of(cause), cause.message
    if cause is None and (error.path is None or error.message.startswith("Argument ")):
        return ErrorCode.BAD_USER_INPUT, error.message  # GraphQL's own words about a value
    code = ErrorCode.UNAVAILABLE if isinstance(cause, UNAVAILABLE) else ErrorCode.INTERNAL
    _report(cause or error, code)
    return code, SENTENCES[code]


def _find_cause(error: GraphQLError) -> BaseException | None:
    """Return the exception behind an error; None if GraphQL itself is at the bottom of it."""
    cause = error.original_error
    while isinstance(cause, GraphQLError):
        cause = cause.original_error
    return cause


def _report(cause: BaseException, code: ErrorCode) -> None:
    """Log where it broke. Not the exception's text: it may hold what people wrote."""
    frames = traceback.extract_tb(cause.__traceback__)
    ours = [f"{frame.name}:{frame.lineno}" for frame in frames if "showcase" in frame.filename]
    log.error("graphql.failed", code=code, error=type(cause).__name__, where=ours[-INNER_FRAMES:])
