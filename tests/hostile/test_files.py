"""Every hostile file through a real job: a documented end, in bounds, and no harm to others."""

import asyncio
import sys
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from uuid import UUID

import pytest
import pytest_asyncio

from showcase.adapters.embedded import EmbeddedServers
from showcase.errors import ErrorCode, FileRejected
from showcase.models import Job, JobStatus
from showcase.pipeline.upload import Preferences, Upload, accept_upload
from showcase.resources import Resources, open_resources
from showcase.site.themes import DEFAULT_THEME
from showcase.worker import Workshop, open_workshop
from tests.hostile.catalogue import FILES, Hostile
from tests.hostile.watch import Watch
from tests.support.factories import make_user
from tests.support.resumes import make_one_column
from tests.support.settings import make_settings

MEMORY = 512 * 1024**2
SECONDS = 10.0
"""Of CPU time, for what is done in a child and for what is done with it in the worker."""
GRACE = 1.5
"""The kernel counts whole seconds, and the parent looks now and then."""
PIECE = 64 * 1024

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="Only Linux limits memory.")


@dataclass
class Shop:
    """A worker, and two people who send it files."""

    workshop: Workshop
    resources: Resources
    stranger: UUID
    person: UUID
    good: int = 0

    async def build(self, data: bytes, user_id: UUID) -> Job:
        """Build a portfolio from a file and return the ended job."""
        job = await accept_upload(
            Upload(_cut(data), "resume.pdf", Preferences(theme=DEFAULT_THEME), publish=False),
            user_id=user_id,
            database=self.resources.database,
            store=self.resources.store,
            doorbell=self.resources.doorbell,
            settings=self.resources.settings,
        )
        task = await self.workshop.start(job.job_id)
        assert task is not None
        await task
        async with self.resources.database.begin() as session:
            return await session.get_one(Job, job.job_id)

    async def build_ordinary(self) -> Job:
        """Build a portfolio that nobody has built before."""
        self.good += 1
        return await self.build(make_one_column(project=f"Tide {self.good}"), self.person)

    async def end(self, data: bytes) -> str:
        """Return how a stranger's file ends: the job's status, why it failed, or a refusal."""
        try:
            job = await self.build(data, self.stranger)
        except FileRejected as refused:
            return refused.file_code
        return job.failure_code or job.status


@pytest_asyncio.fixture(scope="module")
async def shop(
    tmp_path_factory: pytest.TempPathFactory, servers: EmbeddedServers, database_url: str
) -> AsyncIterator[Shop]:
    settings = make_settings(
        tmp_path_factory.mktemp("hostile"),
        database_url=database_url,
        redis_url=servers.redis_url,
        worker_jobs=2,
    )
    async with AsyncExitStack() as stack:
        resources = await stack.enter_async_context(open_resources(settings))
        workshop = await stack.enter_async_context(open_workshop(resources))
        async with resources.database.begin() as session:
            stranger, person = await make_user(session), await make_user(session)
        yield Shop(workshop, resources, stranger.user_id, person.user_id)


@pytest.mark.parametrize("hostile", FILES, ids=lambda hostile: hostile.name)
async def test_a_hostile_file_ends_as_documented_and_harms_nobody(
    shop: Shop, hostile: Hostile
) -> None:
    data = hostile.make()
    started = time.process_time()
    with Watch() as watch:
        end, ordinary = await asyncio.gather(shop.end(data), shop.build_ordinary())
    worker_seconds = time.process_time() - started

    assert end in hostile.ends
    assert ordinary.status == JobStatus.COMPLETED
    assert watch.peak_bytes < MEMORY
    assert watch.cpu_seconds < SECONDS + GRACE
    assert worker_seconds < SECONDS


def test_the_catalogue_covers_every_refusal_and_failure_that_a_file_can_cause() -> None:
    ends = {end for hostile in FILES for end in hostile.ends}

    assert {code for code in ErrorCode if code.startswith("FILE_")} - ends == {
        ErrorCode.FILE_UNREADABLE  # a file that a client promised and did not send
    }
    assert len({hostile.name for hostile in FILES}) == len(FILES)


async def _cut(data: bytes) -> AsyncIterator[bytes]:
    for start in range(0, len(data), PIECE):
        yield data[start : start + PIECE]
