"""A collector of traces that speaks OTLP over HTTP with protobuf, and keeps what it gets."""

import gzip
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import (
    ExportTraceServiceRequest,
    ExportTraceServiceResponse,
)
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tests.support.loopback import serve


@dataclass(frozen=True)
class Span:
    """A span as it arrived."""

    service: str
    name: str
    trace_id: str
    span_id: str
    parent_id: str
    attributes: dict[str, str]
    error: str


@dataclass
class Collector:
    """Where spans arrive."""

    url: str = ""
    spans: list[Span] = field(default_factory=list)

    async def take(self, request: Request) -> Response:
        """Keep the spans of a request."""
        body = await request.body()
        if request.headers.get("content-encoding") == "gzip":
            body = gzip.decompress(body)
        self.spans += _read_spans(ExportTraceServiceRequest.FromString(body))
        answer = ExportTraceServiceResponse().SerializeToString()
        return Response(answer, media_type="application/x-protobuf")

    def list_named(self, name: str) -> list[Span]:
        """Return the spans of this name."""
        return [span for span in self.spans if span.name == name]


def _read_spans(request: ExportTraceServiceRequest) -> list[Span]:
    return [
        Span(
            service=_read_attributes(sent.resource.attributes)["service.name"],
            name=span.name,
            trace_id=span.trace_id.hex(),
            span_id=span.span_id.hex(),
            parent_id=span.parent_span_id.hex(),
            attributes=_read_attributes(span.attributes),
            error=span.status.message,
        )
        for sent in request.resource_spans
        for scope in sent.scope_spans
        for span in scope.spans
    ]


def _read_attributes(attributes: object) -> dict[str, str]:
    return {
        pair.key: pair.value.string_value or str(pair.value.int_value)
        for pair in attributes  # type: ignore[attr-defined]  # protobuf's lists have no Python type
    }


@asynccontextmanager
async def run_collector() -> AsyncIterator[Collector]:
    """Serve an empty collector."""
    collector = Collector()
    route = Route("/v1/traces", collector.take, methods=["POST"])
    async with serve(Starlette(routes=[route])) as url:
        collector.url = url
        yield collector
