"""Top-level errors as clients see them: a code, a request id, and never an exception's text."""

import asyncio
import math
from datetime import UTC, datetime
from typing import Any

import strawberry
import structlog
from graphql import ExecutionResult, GraphQLError
from strawberry.exceptions import MissingQueryError
from strawberry.schema.exceptions import CannotGetOperationTypeError, InvalidOperationTypeError
from strawberry.types import ExecutionContext

from showcase.api.context import Context
from showcase.api.problems import code_of
from showcase.database import DatabaseUnreachable
from showcase.errors import ErrorCode, RateLimited, ShowcaseError
from showcase.logs import describe_error

SENTENCES = {
    ErrorCode.INTERNAL: "Something broke on our side. Please try again.",
    ErrorCode.UNAVAILABLE: "A part of this service does not answer. Please try again later.",
}
NO_SUCH_OPERATION = "There is no operation of this name in the document."
MISSING_QUERY = "There is no `query` in this request."
WRONG_METHOD = "Use POST for mutations."
ODD_REQUESTS: dict[object, str] = {
    CannotGetOperationTypeError: NO_SUCH_OPERATION,
    InvalidOperationTypeError: WRONG_METHOD,
    MissingQueryError: MISSING_QUERY,
}
"""What to say of requests for which there is nothing to run."""

TOO_LATE = "This took too long and was called off. Look whether it was done before trying again."

log = structlog.get_logger()


class MaskedSchema(strawberry.Schema):
    """A schema whose results hold no error that may not leave.

    GraphQL's own log lines are left out: they hold clients' documents.
    """

    operation_seconds: float | None = None
    """How long a query or mutation may take; a subscription goes on for ever."""

    async def _execute_operation(
        self,
        execution_context: ExecutionContext,
        *rest: Any,  # noqa: ANN401 (as its parent)
    ) -> Any:  # noqa: ANN401 (same)
        """Run a query or mutation, and call it off when it takes too long."""
        try:
            async with asyncio.timeout(self.operation_seconds):
                return await super()._execute_operation(execution_context, *rest)
        except TimeoutError:
            errors = [GraphQLError(TOO_LATE, extensions={"code": ErrorCode.TIMED_OUT})]
            self.process_errors(errors, execution_context)
            return ExecutionResult(None, errors)

    def process_errors(
        self, errors: list[GraphQLError], execution_context: ExecutionContext | None = None
    ) -> None:
        """Mask the errors of a result in place; every result passes here, however it came about."""
        context: Context | None = execution_context.context if execution_context else None
        request_id = context.request_id if context else "none"
        errors[:] = [_mask(error, request_id=request_id) for error in errors]


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
    if type(cause) in ODD_REQUESTS:
        return ErrorCode.BAD_USER_INPUT, ODD_REQUESTS[type(cause)]
    code = ErrorCode.UNAVAILABLE if isinstance(cause, DatabaseUnreachable) else ErrorCode.INTERNAL
    _report(cause or error, code)
    return code, SENTENCES[code]


def _find_cause(error: GraphQLError) -> BaseException | None:
    """Return the exception behind an error; None if GraphQL itself is at the bottom of it."""
    cause = error.original_error
    while isinstance(cause, GraphQLError):
        cause = cause.original_error
    return cause


def _report(cause: BaseException, code: ErrorCode) -> None:
    """Log where it broke."""
    log.error("graphql.failed", code=code, **describe_error(cause))
