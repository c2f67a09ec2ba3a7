"""Traces cost nothing where they are not wanted, and keep no words where they are."""

import asyncio
import subprocess
import sys

import pytest

from showcase import traces
from tests.support.otlp import run_collector

LIGHT = """
import sys
import showcase.app, showcase.worker
from showcase import traces
with traces.span("job", job_id="1"):
    assert traces.current_traceparent() is None
assert not [name for name in sys.modules if name.startswith("opentelemetry")]
"""


def test_nothing_is_imported_where_no_collector_is_configured() -> None:
    subprocess.run([sys.executable, "-c", LIGHT], check=True)


async def test_of_an_error_only_its_type_is_traced() -> None:
    async with run_collector() as collector:
        traces.configure_traces(collector.url, service="test")
        with pytest.raises(ValueError, match="Ada"), traces.span("job"):
            raise ValueError("what Ada wrote")
        await asyncio.to_thread(traces.stop_traces)

    [span] = collector.spans
    assert (span.name, span.error) == ("job", "ValueError")
    assert "Ada" not in str(span)


async def test_another_process_goes_on_with_a_trace() -> None:
    async with run_collector() as collector:
        traces.configure_traces(collector.url, service="test")
        with traces.span("request"):
            carried = traces.current_traceparent()
        with traces.span("job", parent=carried):
            pass
        await asyncio.to_thread(traces.stop_traces)

    request, job = collector.spans
    assert (job.trace_id, job.parent_id) == (request.trace_id, request.span_id)
    assert traces.current_traceparent() is None


async def test_a_parent_that_is_none_is_ignored() -> None:
    async with run_collector() as collector:
        traces.configure_traces(collector.url, service="test")
        with traces.span("request", parent="nonsense"):
            pass
        await asyncio.to_thread(traces.stop_traces)

    assert collector.spans[0].parent_id == ""
