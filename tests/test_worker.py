"""The worker on real parts: jobs run to their end, and give way when they must."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, aclosing, asynccontextmanager
from dataclasses import replace
from uuid import UUID

import pytest
import pytest_asyncio
import sqlalchemy as sa
from prometheus_client import REGISTRY
from sqlmodel import col

from showcase import traces
from showcase.adapters.storage import open_store
from showcase.attempt import STORE_AWAY
from showcase.config import Settings
from showcase.errors import JobFailureCode
from showcase.models import (
    TERMINAL_STATUSES,
    Deployment,
    Job,
    JobEvent,
    JobEventType,
    JobStage,
    JobStatus,
    Portfolio,
    StepResult,
)
from showcase.pipeline.upload import Preferences, Upload, accept_upload
from showcase.resources import Resources, open_resources
from showcase.services import jobs, runs
from showcase.site.themes import DEFAULT_THEME
from showcase.worker import Workshop, answer_bell, keep_busy, open_workshop
from tests.support.factories import make_user
from tests.support.otlp import run_collector
from tests.support.resumes import NAME, make_one_column, make_scan
from tests.support.turnstile import Turnstile, turnstile

__all__ = ["turnstile"]

Send = Callable[[bytes], Awaitable[UUID]]


@pytest_asyncio.fixture
async def resources(settings: Settings) -> AsyncIterator[Resources]:
    async with open_resources(settings) as resources:
        yield resources


@pytest_asyncio.fixture
async def workshop(resources: Resources) -> AsyncIterator[Workshop]:
    async with open_workshop(resources) as workshop:
        yield workshop


@pytest.fixture
def send(resources: Resources) -> Send:
    """Uploads a file as a new person."""

    async def pieces(data: bytes) -> AsyncIterator[bytes]:
        yield data

    async def send(data: bytes) -> UUID:
        async with resources.database.begin() as session:
            user = await make_user(session)
        job = await accept_upload(
            Upload(pieces(data), "resume.pdf", Preferences(theme=DEFAULT_THEME)),
            user_id=user.user_id,
            database=resources.database,
            store=resources.store,
            doorbell=resources.doorbell,
            settings=resources.settings,
        )
        return job.job_id

    return send


@asynccontextmanager
async def bell_answered(workshop: Workshop, resources: Resources) -> AsyncIterator[None]:
    task = asyncio.create_task(answer_bell(workshop, resources))
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def run(workshop: Workshop, job_id: UUID) -> None:
    task = await workshop.start(job_id)
    assert task is not None
    await task


async def read_job(resources: Resources, job_id: UUID) -> Job:
    async with resources.database.begin() as session:
        return await session.get_one(Job, job_id)


async def wait_for(resources: Resources, job_id: UUID, type_: JobEventType) -> JobEvent:
    async with aclosing(resources.hub.follow(job_id, after=0)) as events:
        async for event in events:
            if event.type == type_:
                return event
    pytest.fail(f"the job ended without {type_}")


async def test_a_resume_becomes_a_live_site(
    resources: Resources, workshop: Workshop, send: Send
) -> None:
    job_id = await send(make_one_column())

    await run(workshop, job_id)

    job = await read_job(resources, job_id)
    assert (job.status, job.percent, job.engine) == (JobStatus.COMPLETED, 100, "offline")
    async with resources.database.begin() as session:
        portfolio = await session.get_one(Portfolio, job.portfolio_id)
        deployment = (await session.scalars(sa.select(Deployment))).one()
    assert (portfolio.title, portfolio.user_id) == (NAME, job.user_id)
    assert deployment.url == f"{resources.settings.site_url}/p/ada-lindqvist/"


async def test_the_bell_starts_a_job_without_waiting_for_a_sweep(
    resources: Resources, workshop: Workshop, send: Send
) -> None:
    async with bell_answered(workshop, resources):
        job_id = await send(make_one_column())
        await wait_for(resources, job_id, JobEventType.COMPLETED)


async def test_a_job_nobody_rang_for_is_found_by_the_sweep(settings: Settings, send: Send) -> None:
    settings.redis_url = "redis://127.0.0.1:1"
    async with open_resources(settings) as resources, open_workshop(resources) as workshop:
        job_id = await send(make_one_column())
        late = sa.update(Job).values(available_at=sa.func.now() - runs.PICKED_UP_WITHIN)
        async with resources.database.begin() as session:
            await session.execute(late)

        await workshop.sweep()
        await wait_for(resources, job_id, JobEventType.COMPLETED)


async def test_a_retry_does_not_read_or_write_again(
    resources: Resources, workshop: Workshop, send: Send
) -> None:
    job_id = await send(make_one_column())
    await run(workshop, job_id)
    await fail_afterwards(resources, job_id)
    kept = await list_checkpoints(resources)

    await run(workshop, job_id)

    assert sorted(kept) == ["EXTRACTING", "GENERATING"]
    assert await list_checkpoints(resources) == kept
    async with resources.database.begin() as session:
        assert len((await session.scalars(sa.select(Portfolio))).all()) == 1
        assert len((await session.scalars(sa.select(Deployment))).all()) == 1


async def test_a_retry_from_an_earlier_stage_works_anew(
    resources: Resources, workshop: Workshop, send: Send
) -> None:
    job_id = await send(make_one_column())
    await run(workshop, job_id)
    await fail_afterwards(resources, job_id, from_stage=JobStage.GENERATING)
    kept = await list_checkpoints(resources)

    await run(workshop, job_id)

    anew = await list_checkpoints(resources)
    assert anew["EXTRACTING"] == kept["EXTRACTING"]
    assert anew["GENERATING"] > kept["GENERATING"]


@pytest.mark.usefixtures("turnstile")
async def test_a_cancelled_job_stops_soon(
    resources: Resources, workshop: Workshop, send: Send
) -> None:
    job_id = await send(make_scan())
    task = await workshop.start(job_id)
    assert task is not None
    await wait_for(resources, job_id, JobEventType.STAGE_FINISHED)

    job = await read_job(resources, job_id)
    async with resources.database.begin() as session:
        await jobs.cancel_job(session, user_id=job.user_id, job_id=job_id)
    await task

    assert (await read_job(resources, job_id)).status == JobStatus.CANCELLED


@pytest.mark.usefixtures("turnstile")
async def test_a_job_that_takes_too_long_fails_with_that_reason(
    settings: Settings, send: Send
) -> None:
    settings.job_seconds = 0.5
    async with open_resources(settings) as resources, open_workshop(resources) as workshop:
        job_id = await send(make_scan())

        await run(workshop, job_id)

        job = await read_job(resources, job_id)
    assert (job.status, job.failure_code) == (JobStatus.FAILED, JobFailureCode.TIMEOUT)
    assert jobs.can_retry(job)


async def test_a_stopping_worker_gives_its_job_back(
    turnstile: Turnstile, settings: Settings, send: Send, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("showcase.worker.GRACE_SECONDS", 0)
    async with open_resources(settings) as resources:
        async with AsyncExitStack() as stack:
            first = await stack.enter_async_context(open_workshop(resources))
            job_id = await send(make_scan())
            await first.start(job_id)
            await wait_for(resources, job_id, JobEventType.STAGE_FINISHED)
        given_back = await read_job(resources, job_id)
        turnstile.admit()
        async with open_workshop(resources) as second:
            await run(second, job_id)
        job = await read_job(resources, job_id)

    assert (given_back.status, given_back.lost_leases) == (JobStatus.QUEUED, 0)
    assert (job.status, job.attempt) == (JobStatus.COMPLETED, 2)


async def test_a_claim_under_way_when_the_worker_stops_is_given_back(
    settings: Settings, send: Send, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("showcase.worker.GRACE_SECONDS", 0)
    async with open_resources(settings) as resources:
        job_id = await send(make_scan())
        async with open_workshop(resources) as workshop:
            starting = asyncio.create_task(workshop.start(job_id))
            await asyncio.sleep(0)  # the claim is on its way to PostgreSQL
            starting.cancel()
        job = await read_job(resources, job_id)

    assert (job.status, job.attempt, job.lease_until) == (JobStatus.QUEUED, 1, None)


async def test_a_job_waits_while_its_file_cannot_be_read(
    resources: Resources, send: Send, monkeypatch: pytest.MonkeyPatch
) -> None:
    job_id = await send(make_one_column())
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "any")
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    away = replace(resources, store=open_store("s3://away"))
    tried_often = sa.update(Job).values(attempt=8)  # the more often, the longer it waits
    async with resources.database.begin() as session:
        await session.execute(tried_often)
    async with open_workshop(away) as workshop:
        await run(workshop, job_id)
        waiting = await read_job(resources, job_id)
        assert await workshop.start(job_id) is None  # not yet

    event = await wait_for(resources, job_id, JobEventType.RETRYING)
    assert (waiting.status, waiting.lost_leases) == (JobStatus.QUEUED, 0)
    assert event.message == STORE_AWAY


async def test_a_backlog_without_a_bell_is_worked_off_after_one_sweep(
    settings: Settings, send: Send
) -> None:
    settings.redis_url, settings.worker_jobs = "redis://127.0.0.1:1", 1
    async with open_resources(settings) as resources, open_workshop(resources) as workshop:
        job_ids = [await send(make_one_column()) for _ in range(3)]
        late = sa.update(Job).values(available_at=sa.func.now() - runs.PICKED_UP_WITHIN)
        async with resources.database.begin() as session:
            await session.execute(late)
        busy = asyncio.create_task(keep_busy(workshop))
        await workshop.sweep()
        for job_id in job_ids:
            await wait_for(resources, job_id, JobEventType.COMPLETED)
        busy.cancel()
        await asyncio.gather(busy, return_exceptions=True)


async def test_a_file_that_is_no_resume_fails_for_good_and_is_deleted(
    resources: Resources, workshop: Workshop, send: Send
) -> None:
    job_id = await send(b"%PDF-1.7\nnothing of a PDF follows")
    counted = count_failures(JobFailureCode.FILE_DAMAGED)

    await run(workshop, job_id)

    job = await read_job(resources, job_id)
    assert (job.status, job.failure_code) == (JobStatus.FAILED, JobFailureCode.FILE_DAMAGED)
    assert count_failures(JobFailureCode.FILE_DAMAGED) == counted + 1
    assert job.failure_stage == JobStage.EXTRACTING
    assert await resources.store.list_keys("resumes") == []


async def test_a_trace_shows_where_a_job_failed(
    resources: Resources, workshop: Workshop, send: Send
) -> None:
    async with run_collector() as collector:
        traces.configure_traces(collector.url, service="test")
        await run(workshop, await send(b"%PDF-1.7\nnothing of a PDF follows"))
        await asyncio.to_thread(traces.stop_traces)

    failed = {span.name: span.error for span in collector.spans if span.error}
    assert failed == {"stage.extracting": "StepFailed", "job.build": "StepFailed"}
    [stage] = collector.list_named("stage.extracting")
    [job] = collector.list_named("job.build")
    assert stage.parent_id == job.span_id


def count_failures(code: JobFailureCode) -> float:
    return REGISTRY.get_sample_value("showcase_jobs_failed_total", {"code": code}) or 0


async def test_many_jobs_at_once_all_end(
    resources: Resources, workshop: Workshop, send: Send
) -> None:
    async with bell_answered(workshop, resources):
        job_ids = await asyncio.gather(*(send(make_one_column()) for _ in range(10)))
        await asyncio.gather(
            *(wait_for(resources, job_id, JobEventType.COMPLETED) for job_id in job_ids)
        )

    async with resources.database.begin() as session:
        slugs = (await session.scalars(sa.select(col(Portfolio.slug)))).all()
    assert len(set(slugs)) == len(job_ids)


async def fail_afterwards(
    resources: Resources, job_id: UUID, *, from_stage: JobStage | None = None
) -> None:
    """Make a finished job look as if its deployment had failed, and have it tried again."""
    async with resources.database.begin() as session:
        job = await session.get_one(Job, job_id)
        assert job.status in TERMINAL_STATUSES
        job.status, job.failure_code = JobStatus.FAILED, JobFailureCode.DEPLOY_FAILED
        session.add(job)
        await session.flush()
        await jobs.retry_job(session, user_id=job.user_id, job_id=job_id, from_stage=from_stage)


async def list_checkpoints(resources: Resources) -> dict[str, int]:
    """Return the version of each checkpoint's row, which any write raises."""
    rows = sa.select(col(StepResult.step), sa.literal_column("xmin::text::bigint", sa.BigInteger))
    async with resources.database.begin() as session:
        return {row[0]: row[1] for row in await session.execute(rows)}
