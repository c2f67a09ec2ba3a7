"""Every metric that our processes count, for Prometheus to scrape.

Labels hold kinds and codes, never ids and nothing of people. What is true of the whole
installation, such as the length of the queue, is read from PostgreSQL at each scrape and is the
same in every process; all else counts what its own process did.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from time import monotonic

from prometheus_client import (
    REGISTRY,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    disable_created_metrics,
)
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest

# They are a second series for each, with the time of its first count.
disable_created_metrics()  # type: ignore[no-untyped-call]

MEDIA_TYPE = CONTENT_TYPE_LATEST
FAST = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
"""Bounds in seconds for what a person waits for at a screen."""
SLOW = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600)
"""Bounds in seconds for the work of jobs."""
SIZES = tuple(2**power * 1024 for power in range(4, 15, 2))
"""Bounds in bytes, from 16 KiB to 16 MiB."""

QUEUE = CollectorRegistry()
"""What is read from PostgreSQL; left out of a scrape when that does not answer."""
JOBS_QUEUED = Gauge(
    "showcase_jobs_queued", "Jobs of the installation that wait for a worker.", registry=QUEUE
)
JOBS_RUNNING = Gauge(
    "showcase_jobs_running", "Jobs of the installation that a worker holds.", registry=QUEUE
)
OLDEST_QUEUED = Gauge(
    "showcase_oldest_queued_job_seconds",
    "How long the job that has waited longest could have been run; 0 when none waits.",
    registry=QUEUE,
)

ATTEMPT_SECONDS = Histogram(
    "showcase_job_attempt_seconds",
    "Attempts at jobs, by how they ended: completed, failed, cancelled, lease_lost (another worker "
    "owns the job), interrupted (a store went away) or released (this worker stopped).",
    ["outcome"],
    buckets=SLOW,
)
JOBS_FAILED = Counter("showcase_jobs_failed", "Jobs that failed, by their failure code.", ["code"])
JOBS_RESCUED = Counter(
    "showcase_jobs_rescued",
    "Jobs of workers that fell silent, by what became of them: the type of the event.",
    ["outcome"],
)
STAGE_SECONDS = Histogram(
    "showcase_stage_seconds", "Stages of jobs that ended well.", ["stage"], buckets=SLOW
)
DEPLOY_SECONDS = Histogram(
    "showcase_deploy_seconds",
    "Sites put online, by host and outcome: ok or failed.",
    ["target", "outcome"],
    buckets=SLOW,
)

MODEL_FAILURES = Counter(
    "showcase_model_failures",
    "Runs of jobs in which a model could not be had, by what came of it: fell_back (rules worded "
    "the texts) or failed.",
    ["engine", "model", "outcome"],
)
MODEL_REQUESTS = Counter(
    "showcase_model_requests",
    "Calls of a model, whether they went well or not.",
    ["engine", "model"],
)
MODEL_TOKENS = Counter(
    "showcase_model_tokens",
    "Tokens that a model took in, gave out, and thought with.",
    ["engine", "model", "kind"],
)
MODEL_COST = Counter(
    "showcase_model_cost_usd", "What calls of models of known price cost.", ["engine", "model"]
)

UPLOAD_SECONDS = Histogram(
    "showcase_upload_seconds",
    "Uploads from the whole request to the committed job, by outcome: accepted or refused.",
    ["outcome"],
    buckets=FAST,
)
UPLOAD_BYTES = Histogram("showcase_upload_bytes", "Sizes of accepted files.", buckets=SIZES)
OPERATION_SECONDS = Histogram(
    "showcase_operation_seconds",
    "GraphQL operations by kind and by the code of their first top-level error, or OK; of a "
    "subscription, its life.",
    ["kind", "code"],
    buckets=FAST,
)

WATCHERS = Gauge("showcase_watchers", "Subscriptions to jobs that are open now.")
EVENTS_DELIVERED = Counter("showcase_events_delivered", "Events of jobs given to watchers.")
HUB_RESYNCS = Counter(
    "showcase_hub_resyncs",
    "Connections that hear news from Redis, the first included; each makes watchers look for what "
    "they missed.",
)
REDIS_FAILURES = Counter(
    "showcase_redis_failures",
    "Hints that Redis did not take or give; they cost time, never a job.",
    ["event"],
)
LEFTOVERS_REMOVED = Counter(
    "showcase_leftovers_removed",
    "What the janitor removed: it belonged to nobody.",
    ["kind"],
)


def render(*, with_queue: bool) -> bytes:
    """Return all metrics of this process in Prometheus's text format."""
    queue = generate_latest(QUEUE) if with_queue else b""
    return generate_latest(REGISTRY) + queue


def count_model_call(
    spent: Mapping[str, float], *, engine: str, model: str, cost_micro_usd: int | None
) -> None:
    """Count what a call of a model took: `requests`, and tokens by kind; the price if known."""
    MODEL_REQUESTS.labels(engine, model).inc(spent["requests"])
    for kind in ("input", "output", "thinking"):
        MODEL_TOKENS.labels(engine, model, kind).inc(spent[f"{kind}_tokens"])
    MODEL_COST.labels(engine, model).inc((cost_micro_usd or 0) / 1_000_000)


@contextmanager
def timed(histogram: Histogram, *labels: str, ok: str, failed: str) -> Iterator[None]:
    """Observe how long the block takes; the last label says whether it raised."""
    started = monotonic()
    outcome = failed
    try:
        yield
        outcome = ok
    finally:
        histogram.labels(*labels, outcome).observe(monotonic() - started)
