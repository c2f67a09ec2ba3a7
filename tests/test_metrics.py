"""What is counted, where no whole process is needed to see it."""

from pathlib import Path
from uuid import uuid4

import pytest
from prometheus_client import REGISTRY

from showcase import metrics
from showcase.adapters.doorbell import Doorbell

README = Path(__file__).parents[1] / "README.md"
NO_REDIS = "redis://127.0.0.1:1"
HINTS = ("doorbell.ring_failed", "doorbell.publish_failed")


def read(name: str, **labels: str) -> float:
    return REGISTRY.get_sample_value(name, labels) or 0


def test_every_metric_is_explained_to_operators() -> None:
    ours = [name for name in collect_names() if name.startswith("showcase_")]
    readme = README.read_text(encoding="utf-8")

    assert [name for name in ours if name.removeprefix("showcase_") not in readme] == []
    assert len(ours) > 15


def collect_names() -> list[str]:
    """Return the names of all metrics as Prometheus sees them."""
    return [
        f"{family.name}_total" if family.type == "counter" else family.name
        for registry in (REGISTRY, metrics.QUEUE)
        for family in registry.collect()
    ]


def test_calls_of_models_are_counted_with_their_tokens_and_their_cost() -> None:
    labels = {"engine": "gemini", "model": "some-model"}
    spent = {"requests": 3, "input_tokens": 700, "output_tokens": 40, "thinking_tokens": 5}

    metrics.count_model_call(spent, **labels, cost_micro_usd=2_500_000)
    metrics.count_model_call(spent, **labels, cost_micro_usd=None)  # the price is not known

    assert read("showcase_model_requests_total", **labels) == 6
    assert read("showcase_model_tokens_total", kind="input", **labels) == 1400
    assert read("showcase_model_tokens_total", kind="thinking", **labels) == 10
    assert read("showcase_model_cost_usd_total", **labels) == 2.5


def test_what_breaks_is_timed_as_such() -> None:
    name, labels = "showcase_deploy_seconds_count", {"target": "nowhere", "outcome": "failed"}

    with (
        pytest.raises(ZeroDivisionError),
        metrics.timed(metrics.DEPLOY_SECONDS, "nowhere", ok="ok", failed="failed"),
    ):
        _ = 1 / 0

    assert read(name, **labels) == 1


async def test_a_bell_that_cannot_be_rung_is_counted() -> None:
    doorbell = Doorbell(NO_REDIS)
    before = [read("showcase_redis_failures_total", event=event) for event in HINTS]

    await doorbell.ring(uuid4(), 1)

    await doorbell.close()
    after = [read("showcase_redis_failures_total", event=event) for event in HINTS]
    assert [new - old for new, old in zip(after, before, strict=True)] == [1, 1]
