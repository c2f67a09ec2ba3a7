"""Traces by OpenTelemetry, sent where `configure_traces` says.

Until it is called nothing of OpenTelemetry is imported, and a span costs one comparison. Attributes
are ids and kinds. Of an error only its type is kept: its text may hold what people wrote.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from opentelemetry.sdk.trace import TracerProvider

HEADER = "traceparent"
"""Carries a span over a border, in the form of W3C Trace Context."""
PATH = "/v1/traces"
STOP_SECONDS = 2.0

_provider: "TracerProvider | None" = None  # one for a process, as OpenTelemetry itself has it


def configure_traces(endpoint: str, *, service: str) -> None:
    """Send the spans of this process to a collector over OTLP/HTTP; without an address to nobody.

    OpenTelemetry's own variables, such as OTEL_EXPORTER_OTLP_HEADERS, OTEL_TRACES_SAMPLER and
    OTEL_SERVICE_NAME, are taken into account.
    """
    global _provider  # noqa: PLW0603 (see above)
    if not endpoint:
        return
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
    from opentelemetry.sdk.resources import OTELResourceDetector, Resource
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import BatchSpanProcessor

    named = Resource({"service.name": service}).merge(OTELResourceDetector().detect())
    _provider = TracerProvider(resource=named, shutdown_on_exit=False)
    exporter = OTLPSpanExporter(endpoint=endpoint.rstrip("/") + PATH)
    _provider.add_span_processor(BatchSpanProcessor(exporter))


def stop_traces() -> None:
    """Send what is left, and stop; a collector that does not answer is not waited for."""
    global _provider  # noqa: PLW0603 (see above)
    if _provider is None:
        return
    stopping = Thread(target=_provider.shutdown, daemon=True)
    stopping.start()
    stopping.join(STOP_SECONDS)
    _provider = None


@contextmanager
def span(name: str, *, parent: str | None = None, **attributes: str | int) -> Iterator[None]:
    """Trace the block, under the span around it or under one from elsewhere.

    Args:
        name: What is done; static.
        parent: Another process's span, as `current_traceparent` gave it.
        attributes: Ids and kinds.
    """
    if _provider is None:
        yield
        return
    from opentelemetry.trace import Status, StatusCode
    from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

    around = TraceContextTextMapPropagator().extract({HEADER: parent}) if parent else None
    with _provider.get_tracer("showcase").start_as_current_span(
        name,
        context=around,
        attributes={f"showcase.{key}": value for key, value in attributes.items()},
        record_exception=False,
        set_status_on_exception=False,
    ) as opened:
        try:
            yield
        except BaseException as error:
            opened.set_status(Status(StatusCode.ERROR, type(error).__name__))
            raise


def current_traceparent() -> str | None:
    """Return the present span in a form that another process can go on from."""
    if _provider is None:
        return None
    from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

    carrier: dict[str, str] = {}
    TraceContextTextMapPropagator().inject(carrier)
    return carrier.get(HEADER)
