"""What was accepted is finished, whatever dies or freezes on the way."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from gql.transport.exceptions import TransportConnectionFailed
from websockets import CloseCode, ConnectionClosedError

from showcase.adapters.embedded import run_servers
from showcase.cli.migrate import migrate_database
from showcase.config import Settings
from tests.journey.person import Person, sign_up
from tests.support import resumes
from tests.support.outages import find_server, frozen
from tests.support.settings import make_settings
from tests.support.stack import run_both, run_web, run_worker, with_port
from tests.support.turnstile import Turnstile

LEASE_SECONDS = 2


@pytest.fixture
def short_lease(monkeypatch: pytest.MonkeyPatch) -> None:
    """Give the processes of this test a lease that runs out soon."""
    monkeypatch.setenv("SHOWCASE_LEASE_SECONDS", str(LEASE_SECONDS))


@pytest_asyncio.fixture
async def own_servers(short_dir: Path) -> AsyncIterator[Settings]:
    """PostgreSQL and Redis that this test may harm."""
    async with run_servers(short_dir / "data", durable=False) as servers:
        await migrate_database(servers.database_url)
        yield with_port(
            make_settings(
                short_dir / "data",
                database_url=servers.database_url,
                redis_url=servers.redis_url,
            )
        )


async def upload(person: Person, directory: Path, data: bytes) -> str:
    path = directory / "resume.pdf"
    path.write_bytes(data)
    payload = await person.upload(path)
    assert payload["errors"] == []
    return str(payload["job"]["id"])


def check_whole(events: list[dict[str, Any]]) -> None:
    """Each event came once, in order, and the last one says that the job is done."""
    assert [event["sequence"] for event in events] == list(range(1, len(events) + 1))
    assert events[-1]["type"] == "COMPLETED", events[-1]
    assert [event["type"] for event in events].count("COMPLETED") == 1


@pytest.mark.usefixtures("short_lease")
async def test_a_job_of_a_killed_worker_is_finished_by_another(
    turnstile: Turnstile, settings: Settings, tmp_path: Path
) -> None:
    settings = with_port(settings)
    async with run_web(settings) as web:
        person = await sign_up(web.url)
        async with run_worker(settings) as first:
            job_id = await upload(person, tmp_path, resumes.make_scan())
            await person.see_stage(job_id, "OCR")
            first.kill()
            await first.wait()
        turnstile.admit()
        async with run_worker(settings):
            events = await person.watch(job_id)
        job = await person.get_job(job_id)

    check_whole(events)
    assert "RETRYING" in [event["type"] for event in events]
    assert job["portfolio"] is not None


async def test_jobs_are_accepted_and_finished_while_redis_is_frozen(
    own_servers: Settings, tmp_path: Path
) -> None:
    async with run_both(own_servers) as url:
        person = await sign_up(url)
        with frozen(find_server(own_servers, "redis")):
            job_id = await upload(person, tmp_path, resumes.make_one_column())
            events = await person.watch(job_id)

    check_whole(events)


async def test_jobs_are_accepted_and_finished_when_redis_is_gone(
    own_servers: Settings, tmp_path: Path
) -> None:
    async with run_both(own_servers) as url:
        person = await sign_up(url)
        redis = find_server(own_servers, "redis")
        redis.kill()
        redis.wait()
        jobs = [
            await upload(person, tmp_path, resumes.make_one_column()),
            await upload(person, tmp_path, resumes.make_two_column()),
        ]
        stories = await asyncio.gather(*(person.watch(job_id) for job_id in jobs))

    for events in stories:
        check_whole(events)


@pytest.mark.usefixtures("short_lease")
async def test_a_job_goes_on_after_postgresql_was_frozen_beyond_the_lease(
    turnstile: Turnstile, own_servers: Settings, tmp_path: Path
) -> None:
    async with run_both(own_servers) as url:
        person = await sign_up(url)
        job_id = await upload(person, tmp_path, resumes.make_scan())
        await person.see_stage(job_id, "OCR")
        watching = asyncio.create_task(person.watch(job_id))
        with frozen(find_server(own_servers, "postgres")):
            turnstile.admit()
            ended, _ = await asyncio.wait({watching}, timeout=2 * LEASE_SECONDS)
            assert not ended
        events = await watching

    check_whole(events)


@pytest.mark.usefixtures("short_lease")
async def test_a_job_and_its_watcher_outlive_a_restart_of_both_servers(
    turnstile: Turnstile, short_dir: Path, tmp_path: Path
) -> None:
    data_dir = short_dir / "data"
    async with AsyncExitStack() as processes:
        async with run_servers(data_dir, durable=False) as servers:
            await migrate_database(servers.database_url)
            settings = with_port(
                make_settings(
                    data_dir, database_url=servers.database_url, redis_url=servers.redis_url
                )
            )
            person = await sign_up(await processes.enter_async_context(run_both(settings)))
            job_id = await upload(person, tmp_path, resumes.make_scan())
            await person.see_stage(job_id, "OCR")
            watching = asyncio.create_task(person.watch_through_outages(job_id))
        turnstile.admit()
        async with run_servers(data_dir, durable=False):
            events = await watching
            await processes.aclose()

    check_whole(events)


async def test_a_web_process_that_stops_tells_its_watchers_to_come_back(
    settings: Settings, tmp_path: Path
) -> None:
    settings = with_port(settings)
    async with run_web(settings) as web:
        person = await sign_up(web.url)
        job_id = await upload(person, tmp_path, resumes.make_one_column())
        async with person.watching(job_id) as events:
            await anext(events)
            web.process.terminate()
            with pytest.raises(TransportConnectionFailed) as ended:
                await anext(events)
        await web.process.wait()
    async with run_both(settings):
        rest = await person.watch(job_id, after=1)

    assert isinstance(ended.value.__cause__, ConnectionClosedError)
    assert ended.value.__cause__.rcvd is not None
    assert ended.value.__cause__.rcvd.code == CloseCode.SERVICE_RESTART
    assert [event["sequence"] for event in rest] == list(range(2, len(rest) + 2))
