"""A real worker with real children, people who send it files, and what comes of them."""

import json
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from showcase.adapters.hosts.local import SITES
from showcase.config import Settings
from showcase.errors import FileRejected
from showcase.models import Job, Portfolio, Section
from showcase.pipeline.upload import Preferences, Upload, accept_upload
from showcase.resources import Resources, open_resources
from showcase.services.sites import find_live_site
from showcase.site.themes import DEFAULT_THEME
from showcase.worker import Workshop, open_workshop
from tests.support.factories import make_user
from tests.support.resumes import make_one_column

PIECE = 64 * 1024


@dataclass
class Shop:
    """A worker, a stranger, and somebody who only wants a portfolio."""

    workshop: Workshop
    resources: Resources
    stranger: UUID
    person: UUID
    good: int = 0

    async def join(self) -> UUID:
        """Return a new person, whose files nobody has read before."""
        async with self.resources.database.begin() as session:
            return (await make_user(session)).user_id

    async def build(
        self, data: bytes, *, user_id: UUID | None = None, publish: bool = False, name: str = "cv"
    ) -> Job:
        """Build a portfolio from a file, the stranger's unless told otherwise; return the job."""
        job = await accept_upload(
            Upload(_cut(data), name, Preferences(theme=DEFAULT_THEME), publish=publish),
            user_id=user_id or self.stranger,
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
        data = make_one_column(project=f"Tide {self.good}")
        return await self.build(data, user_id=self.person)

    async def end(self, data: bytes) -> str:
        """Return how a stranger's file ends: the job's status, why it failed, or a refusal."""
        try:
            job = await self.build(data)
        except FileRejected as refused:
            return refused.file_code
        return job.failure_code or job.status

    async def read_portfolio(self, job: Job) -> Portfolio:
        """Return the portfolio that a job has made."""
        async with self.resources.database.begin() as session:
            return await session.get_one(Portfolio, job.portfolio_id)

    async def read_sections(self, job: Job) -> dict[str, dict[str, Any]]:
        """Return the contents of a portfolio's sections by kind."""
        own = sa.select(Section).where(col(Section.portfolio_id) == job.portfolio_id)
        async with self.resources.database.begin() as session:
            return {part.kind: part.content for part in await session.scalars(own)}

    async def read_site(self, job: Job) -> dict[str, bytes]:
        """Return the files of the site that a job has put online, by key."""
        store = self.resources.store
        portfolio = await self.read_portfolio(job)
        async with self.resources.database.begin() as session:
            site = await find_live_site(session, slug=portfolio.slug)
        assert site is not None
        keys = await store.list_keys(f"{SITES}/{site.reference}")
        return {key: await store.get(key) for key in keys}

    async def read_all(self, job: Job) -> str:
        """Return everything that a portfolio says anywhere, online or not."""
        portfolio = (await self.read_portfolio(job)).model_dump(exclude={"notices"})
        sections = await self.read_sections(job)
        site = await self.read_site(job)
        rows = json.dumps([portfolio, sections], default=str, ensure_ascii=False)
        return "\n".join([rows, *(data.decode(errors="replace") for data in site.values())])


@asynccontextmanager
async def open_shop(settings: Settings) -> AsyncIterator[Shop]:
    """Open a shop, its worker included, until the block ends."""
    async with AsyncExitStack() as stack:
        resources = await stack.enter_async_context(open_resources(settings))
        workshop = await stack.enter_async_context(open_workshop(resources))
        async with resources.database.begin() as session:
            stranger, person = await make_user(session), await make_user(session)
        yield Shop(workshop, resources, stranger.user_id, person.user_id)


async def _cut(data: bytes) -> AsyncIterator[bytes]:
    for start in range(0, len(data), PIECE):
        yield data[start : start + PIECE]
