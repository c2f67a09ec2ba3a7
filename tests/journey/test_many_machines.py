"""Web and worker processes share PostgreSQL, Redis and an object store, and nothing else."""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import httpx2
import pytest
import pytest_asyncio

from showcase.config import Settings
from tests.chaos.crowd import Crowd
from tests.journey.operations import JOB
from tests.journey.person import Person, sign_up
from tests.support.s3 import Bucket
from tests.support.settings import SECRET_KEY
from tests.support.stack import run_web, run_worker, with_port

WEBS, WORKERS, JOBS = 2, 3, 9


@pytest_asyncio.fixture
async def webs(
    settings: Settings, bucket: Bucket, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[list[str]]:
    """Addresses of two web processes; beside them run three workers, each with its own folder."""
    async with AsyncExitStack() as stack:
        places = [
            with_port(settings.model_copy(update={"data_dir": settings.data_dir / str(number)}))
            for number in range(WEBS + WORKERS)
        ]
        for name, value in {
            "SECRET_KEY": SECRET_KEY,
            "SHOWCASE_PUBLIC_URL": places[0].site_url,
            "SHOWCASE_STORAGE_URL": bucket.url,
            "SHOWCASE_WORKER_JOBS": "1",
        }.items():
            monkeypatch.setenv(name, value)
        for place in places[WEBS:]:
            await stack.enter_async_context(run_worker(place))
        yield [(await stack.enter_async_context(run_web(place))).url for place in places[:WEBS]]


async def test_any_web_serves_what_any_worker_made(
    webs: list[str], settings: Settings, tmp_path: Path
) -> None:
    at_first = await sign_up(webs[0])
    crowd = Crowd(at_first, tmp_path)
    await crowd.arrive(JOBS)
    job_ids = list(crowd.watching)
    at_second = Person(webs[1], at_first.headers)
    elsewhere = await asyncio.gather(
        *(at_second.watch_through_outages(job_id) for job_id in job_ids)
    )
    here = [story for _, story in await crowd.see_the_end()]
    jobs = [(await at_second.ask(JOB, id=job_id))["job"] for job_id in job_ids]
    async with httpx2.AsyncClient(trust_env=False) as client:
        addresses = [job["portfolio"]["publicUrl"].replace(webs[0], webs[1]) for job in jobs]
        pages = [await client.get(address) for address in addresses]

    assert [job["status"] for job in jobs] == ["COMPLETED"] * JOBS
    for one, other in zip(here, elsewhere, strict=True):
        sequences = [event["sequence"] for event in one]
        assert sequences == list(range(1, len(one) + 1))
        assert [event["sequence"] for event in other] == sequences
    assert {page.status_code for page in pages} == {200}
    assert len(list_busy_workers(settings)) == WORKERS
    assert not list(settings.data_dir.glob("*/objects/**/*"))


def list_busy_workers(settings: Settings) -> list[Path]:
    """List the logs of workers that brought a job to its end."""
    return [
        log
        for log in settings.data_dir.glob("*/worker.log")
        if re.search('"outcome": "completed"', log.read_text())
    ]
