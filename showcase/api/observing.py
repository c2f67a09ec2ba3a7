"""Counts and traces each operation."""

from collections.abc import Iterator
from time import monotonic

from strawberry.extensions import SchemaExtension

from showcase import metrics, traces
from showcase.api.context import Context

NO_ERROR = "OK"
UNREADABLE = "unknown"
"""The kind of an operation whose document names none."""


class Observing(SchemaExtension):
    """Watches an operation from outside of what others do for it; so it comes first."""

    def on_operation(self) -> Iterator[None]:
        """Count the operation once it has ended, however that came about."""
        started = monotonic()
        try:
            yield
        finally:
            seconds = monotonic() - started
            metrics.OPERATION_SECONDS.labels(self._find_kind(), self._find_code()).observe(seconds)

    def on_execute(self) -> Iterator[None]:
        """Trace what the resolvers do; of a subscription, only how it begins."""
        context: Context = self.execution_context.context
        with traces.span(f"graphql.{self._find_kind()}", request_id=context.request_id):
            yield

    def _find_kind(self) -> str:
        try:
            return self.execution_context.operation_type.value
        except RuntimeError:
            return UNREADABLE

    def _find_code(self) -> str:
        errors = self.execution_context.pre_execution_errors or []
        codes = [str(error.extensions["code"]) for error in errors if error.extensions]
        return codes[0] if codes else NO_ERROR
