"""What operators see of a web and a worker process that turn a resume into a site."""

import json
import re
import socket
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2
import pytest
import pytest_asyncio
from prometheus_client.parser import text_string_to_metric_families

from showcase.adapters.embedded import EmbeddedServers
from showcase.cli.migrate import migrate_database
from showcase.config import Settings
from tests.journey.person import sign_up
from tests.support import resumes
from tests.support.database import create_database
from tests.support.otlp import Collector, run_collector
from tests.support.settings import make_settings
from tests.support.stack import HOST, read_log, run_web, run_worker, with_port

TOKEN = "a token for scraping"
CANARIES = (
    *("Lindqvist", "lindqvist", "mail.example", "555 0142", "Nordlys", "Fjordbank", "Tidvatten"),
    *("tide calendar", "secret-file-name", "sesame", "example.com", "eyJ"),
)
"""Words of the resume, of the person's account and of what they asked; the start of any token."""
FOREIGN = re.compile(r"(\d+\.){3}\d+|[\w.]+@[\w.]+")
"""Addresses of any kind; our own is in no line but the one that names it."""


@dataclass(frozen=True)
class Seen:
    """What is left to look at when the processes have ended."""

    web_metrics: str
    worker_metrics: str
    health: dict[str, Any]
    web_log: list[dict[str, Any]]
    worker_log: list[dict[str, Any]]
    collector: Collector
    job_id: str
    settings: Settings


@pytest_asyncio.fixture(scope="module")
async def seen(
    servers: EmbeddedServers, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Seen]:
    """Run everything once, with all that can be observed switched on."""
    directory = tmp_path_factory.mktemp("operating")
    url = await create_database(servers)
    await migrate_database(url)
    settings = with_port(make_settings(directory, database_url=url, redis_url=servers.redis_url))
    with socket.create_server((HOST, 0)) as listener:
        worker_port = listener.getsockname()[1]
    async with run_collector() as collector:
        with pytest.MonkeyPatch.context() as environment:
            environment.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", collector.url)
            environment.setenv("SHOWCASE_WORKER_PORT", str(worker_port))
            environment.setenv("SHOWCASE_METRICS_TOKEN", TOKEN)
            yield await use_everything(settings, directory, worker_port, collector)


async def use_everything(
    settings: Settings, directory: Path, worker_port: int, collector: Collector
) -> Seen:
    path = directory / "secret-file-name.pdf"
    path.write_bytes(resumes.make_one_column())
    worker_url = f"http://{HOST}:{worker_port}"
    async with run_worker(settings), run_web(settings) as web:
        person = await sign_up(web.url)
        payload = await person.upload(path)
        job_id = str(payload["job"]["id"])
        await person.watch(job_id)
        job = await person.get_job(job_id)
        async with httpx2.AsyncClient(trust_env=False) as client:
            page = await client.get(job["portfolio"]["publicUrl"])
            assert "Nordlys" in page.text
            await client.get(f"{web.url}/open-sesame")
            await client.post(f"{web.url}/graphql", json={"query": "{ openSesame }"})
            shown = {"Authorization": f"Bearer {TOKEN}"}
            web_metrics = (await client.get(f"{web.url}/metrics", headers=shown)).text
            worker_metrics = (await client.get(f"{worker_url}/metrics", headers=shown)).text
            assert (await client.get(f"{worker_url}/metrics")).status_code == 401
            health = (await client.get(f"{worker_url}/readyz")).json()
    return Seen(
        web_metrics=web_metrics,
        worker_metrics=worker_metrics,
        health=health,
        web_log=read_lines(settings, "web"),
        worker_log=read_lines(settings, "worker"),
        collector=collector,
        job_id=job_id,
        settings=settings,
    )


def read_lines(settings: Settings, name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in read_log(settings, name).splitlines()]


def read_samples(text: str) -> dict[str, float]:
    """Return samples by their name and the values of their labels, in the order of label names."""
    return {
        " ".join(
            [sample.name, *(sample.labels[name] for name in sorted(sample.labels))]
        ): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def test_the_web_process_counts_what_people_do(seen: Seen) -> None:
    samples = read_samples(seen.web_metrics)

    assert samples["showcase_upload_seconds_count accepted"] == 1
    assert samples["showcase_upload_bytes_sum"] == len(resumes.make_one_column())
    assert samples["showcase_operation_seconds_count OK mutation"] == 2
    assert samples["showcase_operation_seconds_count OK subscription"] == 1
    assert samples["showcase_operation_seconds_count GRAPHQL_VALIDATION_FAILED query"] == 1
    assert samples["showcase_watchers"] == 0
    assert samples["showcase_events_delivered_total"] > 10
    assert samples["showcase_hub_resyncs_total"] == 1
    assert samples["showcase_jobs_queued"] == samples["showcase_jobs_running"] == 0
    assert samples["showcase_oldest_queued_job_seconds"] == 0


def test_the_worker_counts_what_it_does(seen: Seen) -> None:
    samples = read_samples(seen.worker_metrics)

    assert samples["showcase_job_attempt_seconds_count completed"] == 1
    assert samples["showcase_stage_seconds_count EXTRACTING"] == 1
    assert samples["showcase_stage_seconds_count GENERATING"] == 1
    assert samples["showcase_deploy_seconds_count ok local"] == 1
    assert samples["showcase_jobs_queued"] == 0
    assert samples["process_resident_memory_bytes"] > 0


@pytest.mark.parametrize("process", ["web", "worker"])
def test_metrics_follow_the_conventions_and_name_nobody(seen: Seen, process: str) -> None:
    text = seen.web_metrics if process == "web" else seen.worker_metrics
    ours = [
        family
        for family in text_string_to_metric_families(text)
        if family.name.startswith("showcase_")
    ]
    labels = {
        value
        for family in ours
        for sample in family.samples
        for name, value in sample.labels.items()
        if name != "le"
    }

    assert len(ours) > 15
    assert all(family.documentation for family in ours)
    assert max(map(len, labels)) < 40
    assert not [word for word in (*CANARIES, seen.job_id) if word in text]


def test_a_worker_says_how_it_is(seen: Seen) -> None:
    assert seen.health == {
        "status": "ok",
        "checks": {"postgresql": "ok", "migrations": "ok", "redis": "ok", "store": "ok"},
        "problems": [],
    }


def test_one_trace_leads_from_the_upload_to_the_live_site(seen: Seen) -> None:
    spans = seen.collector.spans
    [job] = seen.collector.list_named("job.build")
    by_id = {span.span_id: span for span in spans}
    trace = Counter(span.name for span in spans if span.trace_id == job.trace_id)

    assert job.service == "showcase-worker"
    assert by_id[job.parent_id].name == "graphql.mutation"
    assert by_id[by_id[job.parent_id].parent_id].name == "http.request"
    assert by_id[job.parent_id].service == "showcase-web"
    stages = ("received", "extracting", "generating", "validating", "persisting", "deploying")
    assert trace == Counter(
        ["http.request", "graphql.mutation", "job.build", "think", "deploy"]
        + [f"stage.{stage}" for stage in stages]
    )
    [think], [deploy] = seen.collector.list_named("think"), seen.collector.list_named("deploy")
    assert by_id[think.parent_id].name == "stage.generating"
    assert by_id[deploy.parent_id].name == "stage.deploying"
    assert [span.name for span in spans if span.error] == []


def test_traces_hold_ids_and_kinds_only(seen: Seen) -> None:
    attributes = {name for span in seen.collector.spans for name in span.attributes}

    assert attributes == {
        f"showcase.{name}"
        for name in (
            *("request_id", "job_id", "user_id", "portfolio_id"),
            *("attempt", "engine", "model", "target"),
        )
    }
    assert not [word for word in CANARIES if word in str(seen.collector.spans)]


def test_logs_lead_from_a_request_to_its_job_and_person(seen: Seen) -> None:
    [accepted] = [line for line in seen.web_log if line["event"] == "upload.accepted"]
    [ended] = [line for line in seen.worker_log if line["event"] == "job.attempt_ended"]
    answers = [line for line in seen.web_log if line["event"] == "request.answered"]
    [answered] = [line for line in answers if line["request_id"] == accepted["request_id"]]

    assert accepted["job_id"] == ended["job_id"]
    assert accepted["user_id"] == ended["user_id"] == answered["user_id"]
    assert (answered["route"], answered["status"]) == ("/graphql", 200)
    assert {"/p/{slug}/", "unknown"} <= {line["route"] for line in answers}
    [closed] = [line for line in seen.web_log if line["event"] == "socket.closed"]
    assert closed["user_id"] == accepted["user_id"]
    [rung] = [line for line in seen.web_log if line["event"] == "doorbell.rung"]
    assert (rung["request_id"], rung["job_id"]) == (accepted["request_id"], accepted["job_id"])
    assert "/readyz" not in {line["route"] for line in answers}


def test_logs_hold_no_word_of_people(seen: Seen) -> None:
    lines = [*seen.web_log, *seen.worker_log]
    text = "\n".join(map(json.dumps, lines))
    named = [line for line in lines if FOREIGN.search(json.dumps(line))]

    assert {"web.started", "web.stopped", "worker.started", "worker.stopped"} <= {
        line["event"] for line in lines
    }
    assert not [word for word in CANARIES if word in text]
    assert [line["event"] for line in named] == ["web.started"]
