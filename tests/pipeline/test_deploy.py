import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa
from pydantic import SecretStr
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from showcase.adapters.hosts.local import LocalHost, site_key
from showcase.adapters.hosts.site import (
    Access,
    DeployedSite,
    DeployRefused,
    OnCreated,
    OnLine,
    Refusal,
    SiteHost,
)
from showcase.adapters.hosts.vercel import VercelHost
from showcase.adapters.storage import FileStore, open_store
from showcase.database import Database
from showcase.errors import InvalidState, JobCancelled, JobFailureCode, LeaseLost, StepFailed
from showcase.models import Deployment, DeploymentStatus, Job, JobStatus, Portfolio, Section
from showcase.models.content import SectionKind
from showcase.pipeline.clear import LEFT_ONLINE
from showcase.pipeline.deploy import Order, deploy
from showcase.services.deletion import Places
from showcase.services.deployments import request_rollback
from showcase.services.janitor import clean
from showcase.services.jobs import end_deployments
from showcase.services.releases import RELEASES_KEPT, list_kept
from showcase.services.runs import Run
from showcase.services.sites import find_live_site, list_live_deployments
from tests.support.factories import make_deployment, make_job, make_portfolio, make_section
from tests.support.settings import make_settings
from tests.support.vercel import TOKEN, FakeVercel, run_vercel

SITE_URL = "http://localhost:8000"
HERO = {"name": "Ada Example", "headline": "Engineer"}


async def no_line(line: str) -> None:
    """Nobody watches."""


@dataclass(frozen=True)
class Desk:
    """A portfolio, and the means to deploy it."""

    database: Database
    store: FileStore
    portfolio_id: UUID
    hosts: dict[str, SiteHost] = field(default_factory=dict)
    """Those that were deployed to, by their names."""

    @property
    def host(self) -> LocalHost:
        return LocalHost(self.store, site_url=SITE_URL)

    @property
    def places(self) -> Places:
        return Places(self.database, self.store, make_settings(Path()))

    async def start_run(self) -> Run:
        """A job of its own that is at work."""
        async with self.database.begin() as session:
            portfolio = await session.get_one(Portfolio, self.portfolio_id)
            job = await make_job(
                session, user_id=portfolio.user_id, status=JobStatus.RUNNING, attempt=1
            )
        return Run(job_id=job.job_id, attempt=1, user_id=portfolio.user_id)

    async def deploy(
        self,
        run: Run | None = None,
        *,
        host: SiteHost | None = None,
        deployment_id: UUID | None = None,
        on_line: OnLine = no_line,
    ) -> str:
        chosen = host or self.host
        self.hosts[chosen.name] = chosen

        async def open_host(session: AsyncSession, deployment: Deployment) -> SiteHost:
            return self.hosts[deployment.target]

        return await deploy(
            run or await self.start_run(),
            Order(self.portfolio_id, chosen.name, deployment_id),
            database=self.database,
            open_host=open_host,
            on_line=on_line,
        )

    async def change(self, model: type, where: sa.ColumnElement[bool], **values: Any) -> None:
        async with self.database.begin() as session:
            await session.execute(sa.update(model).where(where).values(**values))

    async def rename(self, name: str) -> None:
        """Edit the portfolio, as its owner does."""
        await self.change(
            Section, col(Section.kind) == SectionKind.HERO, content={**HERO, "name": name}
        )
        await self.change(Portfolio, sa.true(), version=col(Portfolio.version) + 1)

    async def cancel(self, run: Run) -> None:
        await self.change(Job, col(Job.job_id) == run.job_id, status=JobStatus.CANCELLING)

    async def list_deployments(self) -> list[Deployment]:
        async with self.database.begin() as session:
            rows = sa.select(Deployment).order_by(col(Deployment.created_at))
            return list((await session.scalars(rows)).all())

    async def list_statuses(self) -> list[DeploymentStatus]:
        return [row.status for row in await self.list_deployments()]

    async def read_live_page(self) -> str | None:
        """The page that the web process would serve."""
        async with self.database.begin() as session:
            live = await find_live_site(session, slug="ada-example")
        if live is None:
            return None
        return (await self.store.get(site_key(live.reference, "index.html"))).decode()


@pytest.fixture
async def desk(database: Database, tmp_path: Path) -> Desk:
    async with database.begin() as session:
        portfolio = await make_portfolio(session, slug="ada-example", version=3)
        owned = portfolio.portfolio_id
        await make_section(session, portfolio_id=owned, kind=SectionKind.HERO, content=HERO)
        about = {"text": "Builds bridges."}
        await make_section(session, portfolio_id=owned, position=1, content=about)
    return Desk(database, open_store(tmp_path.as_uri()), owned)


@pytest.fixture
async def vercel() -> AsyncIterator[FakeVercel]:
    async with run_vercel() as running:
        yield running


@pytest.fixture
def vercel_host(vercel: FakeVercel) -> VercelHost:
    access = Access(SecretStr(TOKEN))
    return VercelHost(access=access, base_url=vercel.url, time_limit=20, poll_seconds=0.01)


class Halted:
    """A host that does something else half way, between creating a site and having it online."""

    name = "local"

    def __init__(self, host: SiteHost, meanwhile: Callable[[], Awaitable[None]]) -> None:
        self._host = host
        self._meanwhile = meanwhile

    def address(self, slug: str) -> str:
        return self._host.address(slug)

    async def deploy(
        self, files: dict[str, bytes], *, slug: str, on_created: OnCreated, on_line: OnLine
    ) -> DeployedSite:
        site = await self._host.deploy(files, slug=slug, on_created=on_created, on_line=on_line)
        await self._meanwhile()
        return site

    async def remove(self, reference: str) -> None:
        await self._host.remove(reference)


class Refusing(Halted):
    """A host that refuses half way."""

    def __init__(self, host: SiteHost) -> None:
        super().__init__(host, self._refuse)

    async def _refuse(self) -> None:
        raise DeployRefused("no room", refusal=Refusal.BUSY)


async def test_site_is_live_at_its_address(desk: Desk) -> None:
    url = await desk.deploy()
    (row,) = await desk.list_deployments()
    async with desk.database.begin() as session:
        portfolio = await session.get_one(Portfolio, desk.portfolio_id)

    assert url == row.url == f"{SITE_URL}/p/ada-example/"
    assert (row.status, row.target, row.portfolio_version) == (DeploymentStatus.LIVE, "local", 3)
    assert row.finished_at is not None
    assert (portfolio.published_version, portfolio.was_published) == (3, True)
    page = await desk.read_live_page()
    assert page is not None
    assert "Ada Example" in page
    assert "Builds bridges." in page
    assert url in page


async def test_hidden_section_does_not_show(desk: Desk) -> None:
    await desk.change(Section, col(Section.kind) == SectionKind.ABOUT, visible=False)
    await desk.deploy()

    assert "Builds bridges." not in (await desk.read_live_page() or "Builds bridges.")


async def test_unpublished_site_is_not_served(desk: Desk) -> None:
    await desk.deploy()
    await desk.change(Portfolio, sa.true(), published_version=None)

    assert await desk.read_live_page() is None


async def test_repeated_run_changes_nothing(desk: Desk) -> None:
    run = await desk.start_run()
    first = await desk.deploy(run)
    await desk.rename("Ada Later")
    second = await desk.deploy(run)

    assert first == second
    assert await desk.list_statuses() == [DeploymentStatus.LIVE]
    assert "Ada Later" not in (await desk.read_live_page() or "Ada Later")


async def test_row_that_waits_is_used(desk: Desk) -> None:
    run = await desk.start_run()
    async with desk.database.begin() as session:
        row = await make_deployment(session, portfolio_id=desk.portfolio_id, job_id=run.job_id)
    await desk.deploy(run, deployment_id=row.deployment_id)
    (live,) = await desk.list_deployments()

    assert (live.deployment_id, live.status) == (row.deployment_id, DeploymentStatus.LIVE)


async def test_crashed_attempt_is_taken_up_by_the_next(desk: Desk) -> None:
    run = await desk.start_run()

    async def crash() -> None:
        raise RuntimeError("as if killed")

    with pytest.raises(RuntimeError):
        await desk.deploy(run, host=Halted(desk.host, crash))
    await desk.change(Job, col(Job.job_id) == run.job_id, attempt=2)
    await desk.deploy(replace(run, attempt=2))

    assert await desk.list_statuses() == [DeploymentStatus.LIVE]


async def test_new_version_takes_the_place_of_the_old_one_and_of_its_files(desk: Desk) -> None:
    await desk.deploy()
    old_files = await desk.store.list_keys("sites")
    await desk.rename("Ada Later")
    await desk.deploy()
    old, new = await desk.list_deployments()

    assert (old.status, new.status) == (DeploymentStatus.SUPERSEDED, DeploymentStatus.LIVE)
    assert (old.portfolio_version, new.portfolio_version) == (3, 4)
    assert "Ada Later" in (await desk.read_live_page() or "")
    assert not set(old_files) & set(await desk.store.list_keys("sites"))
    async with desk.database.begin() as session:
        online = await list_live_deployments(session, portfolio_id=desk.portfolio_id)
    assert [row.deployment_id for row in online] == [new.deployment_id]


async def test_same_version_again_stays_online(desk: Desk) -> None:
    await desk.deploy()
    await desk.deploy()

    assert await desk.list_statuses() == [DeploymentStatus.SUPERSEDED, DeploymentStatus.LIVE]
    assert "Ada Example" in (await desk.read_live_page() or "")


async def test_an_earlier_release_comes_back_as_it_was(desk: Desk) -> None:
    await desk.deploy()
    (first,) = await desk.list_deployments()
    await desk.rename("Ada Later")
    await desk.deploy()
    async with desk.database.begin() as session:
        back = await make_deployment(
            session,
            portfolio_id=desk.portfolio_id,
            portfolio_version=first.portfolio_version,
            rolled_back_to=first.deployment_id,
        )
    await desk.deploy(deployment_id=back.deployment_id)
    async with desk.database.begin() as session:
        portfolio = await session.get_one(Portfolio, desk.portfolio_id)

    page = await desk.read_live_page() or ""
    assert "Ada Example" in page
    assert "Ada Later" not in page
    assert (portfolio.version, portfolio.published_version) == (4, 3)


async def test_refusal_keeps_the_old_version_online_and_leaves_no_files(desk: Desk) -> None:
    await desk.deploy()
    files = await desk.store.list_keys("sites")
    await desk.rename("Ada Later")
    with pytest.raises(StepFailed) as failed:
        await desk.deploy(host=Refusing(desk.host))

    assert failed.value.code is JobFailureCode.DEPLOY_BUSY
    assert await desk.list_statuses() == [DeploymentStatus.LIVE, DeploymentStatus.FAILED]
    assert "Ada Example" in (await desk.read_live_page() or "")
    assert await desk.store.list_keys("sites") == files


async def test_refused_copy_of_what_is_online_does_not_take_it_down(desk: Desk) -> None:
    await desk.deploy()
    with pytest.raises(StepFailed):
        await desk.deploy(host=Refusing(desk.host))

    assert "Ada Example" in (await desk.read_live_page() or "")


async def test_refused_run_can_be_tried_again(desk: Desk) -> None:
    run = await desk.start_run()
    with pytest.raises(StepFailed):
        await desk.deploy(run, host=Refusing(desk.host))
    await desk.deploy(run)

    assert await desk.list_statuses() == [DeploymentStatus.LIVE]


async def test_ghost_changes_nothing(desk: Desk) -> None:
    await desk.deploy()
    run = await desk.start_run()
    await desk.rename("Ada Later")

    async def lose_lease() -> None:
        await desk.change(Job, col(Job.job_id) == run.job_id, attempt=2)

    with pytest.raises(LeaseLost):
        await desk.deploy(run, host=Halted(desk.host, lose_lease))

    assert await desk.list_statuses() == [DeploymentStatus.LIVE, DeploymentStatus.BUILDING]
    assert "Ada Example" in (await desk.read_live_page() or "")


async def test_ghost_does_not_take_down_what_the_next_attempt_works_on(desk: Desk) -> None:
    run = await desk.start_run()

    async def lose_lease_and_refuse() -> None:
        await desk.change(Job, col(Job.job_id) == run.job_id, attempt=2)
        await desk.deploy(replace(run, attempt=2))
        raise DeployRefused("too late", refusal=Refusal.SLOW)

    with pytest.raises(LeaseLost):
        await desk.deploy(run, host=Halted(desk.host, lose_lease_and_refuse))

    assert await desk.list_statuses() == [DeploymentStatus.LIVE]
    assert "Ada Example" in (await desk.read_live_page() or "")


async def test_job_that_its_owner_stopped_leaves_nothing_online(desk: Desk) -> None:
    run = await desk.start_run()

    async def stop() -> None:
        await desk.cancel(run)

    with pytest.raises(JobCancelled):
        await desk.deploy(run, host=Halted(desk.host, stop))

    assert await desk.list_statuses() == [DeploymentStatus.FAILED]
    assert await desk.store.list_keys("sites") == []


async def test_portfolio_taken_down_meanwhile_stays_down(desk: Desk) -> None:
    async def take_down() -> None:
        await desk.change(Deployment, sa.true(), status=DeploymentStatus.REMOVED)

    with pytest.raises(StepFailed):
        await desk.deploy(host=Halted(desk.host, take_down))

    assert await desk.list_statuses() == [DeploymentStatus.REMOVED]
    assert await desk.read_live_page() is None
    assert await desk.store.list_keys("sites") == []


async def test_deleted_portfolio_fails_the_job(desk: Desk) -> None:
    run = await desk.start_run()
    async with desk.database.begin() as session:
        await session.delete(await session.get_one(Portfolio, desk.portfolio_id))

    with pytest.raises(StepFailed) as failed:
        await desk.deploy(run)
    assert failed.value.code is JobFailureCode.DEPLOY_FAILED


async def test_deployment_of_a_job_that_died_is_ended_and_cleared_by_the_next(desk: Desk) -> None:
    run = await desk.start_run()

    async def crash() -> None:
        raise RuntimeError("as if killed")

    with pytest.raises(RuntimeError):
        await desk.deploy(run, host=Halted(desk.host, crash))
    abandoned = await desk.store.list_keys("sites")
    await desk.change(Job, col(Job.job_id) == run.job_id, status=JobStatus.FAILED)
    async with desk.database.begin() as session:
        await end_deployments(session, job_ids=[run.job_id])
    await desk.rename("Ada Later")
    await desk.deploy()

    assert await desk.list_statuses() == [DeploymentStatus.FAILED, DeploymentStatus.LIVE]
    assert not set(abandoned) & set(await desk.store.list_keys("sites"))


async def test_the_newest_releases_are_kept_and_the_one_that_is_online(desk: Desk) -> None:
    for number in range(RELEASES_KEPT + 3):
        await desk.rename(f"Ada {number}")
        await desk.deploy()
    rows = await desk.list_deployments()
    kept = await list_releases(desk, rows)

    asked = await put_back(desk, rows[2])
    with pytest.raises(InvalidState, match="not kept"):
        await put_back(desk, rows[1])
    await desk.deploy(deployment_id=asked.deployment_id)
    shown = await desk.read_live_page() or ""
    for number in range(RELEASES_KEPT + 1):
        await desk.rename(f"Grace {number}")
        await desk.deploy()

    assert kept == [row.deployment_id for row in rows[2:]]
    assert "Ada 2" in shown
    assert await list_releases(desk, rows) == []


async def test_a_failed_deployment_keeps_no_release(desk: Desk) -> None:
    with pytest.raises(StepFailed):
        await desk.deploy(host=Refusing(desk.host))
    await desk.deploy()

    failed, live = await desk.list_deployments()

    assert await list_releases(desk, [failed, live]) == [live.deployment_id]


async def put_back(desk: Desk, earlier: Deployment) -> Deployment:
    """Ask for an earlier deployment, as the API does; what it showed must be kept."""
    async with desk.database.begin() as session:
        portfolio = await session.get_one(Portfolio, desk.portfolio_id)
        job = await request_rollback(
            session,
            user_id=portfolio.user_id,
            deployment_id=earlier.deployment_id,
            settings=desk.places.settings,
        )
        asked = sa.select(Deployment).where(col(Deployment.job_id) == job.job_id)
        return (await session.scalars(asked)).one()


async def list_releases(desk: Desk, rows: list[Deployment]) -> list[UUID]:
    """Return which of the deployments have their release, in their order."""
    ids = [row.deployment_id for row in rows]
    async with desk.database.begin() as session:
        kept = await list_kept(session, ids)
    return [deployment_id for deployment_id in ids if deployment_id in kept]


async def test_no_transaction_is_open_while_the_host_works(desk: Desk) -> None:
    open_transactions: list[int] = []

    async def count() -> None:
        idle = sa.text(
            "SELECT count(*) FROM pg_stat_activity"
            " WHERE datname = current_database() AND state = 'idle in transaction'"
        )
        async with desk.database.connect() as connection:
            open_transactions.append((await connection.execute(idle)).scalar_one())

    await desk.deploy(host=Halted(desk.host, count))

    assert open_transactions == [0]


async def test_janitor_waits_for_a_site_that_is_about_to_be_deployed_again(desk: Desk) -> None:
    """Files that nobody wanted are wanted from the moment when a deployment's row names them."""
    await forget_site(desk)

    async def clean_now(_: str) -> None:
        await clean(desk.places, grace=-timedelta(minutes=1))

    await desk.deploy(on_line=clean_now)

    assert "Ada Example" in (await desk.read_live_page() or "")


async def test_a_deployment_waits_until_the_janitor_has_deleted_the_same_files(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    await forget_site(desk)
    deleting, go_on = asyncio.Event(), asyncio.Event()
    real_delete = desk.store.delete_prefix

    async def delete_slowly(prefix: str) -> None:
        deleting.set()
        await go_on.wait()
        await real_delete(prefix)

    monkeypatch.setattr(desk.store, "delete_prefix", delete_slowly)
    cleaning = asyncio.create_task(clean(desk.places, grace=-timedelta(minutes=1)))
    await deleting.wait()
    deploying = asyncio.create_task(desk.deploy())
    await wait_for_lock(desk.database)
    go_on.set()
    await asyncio.gather(cleaning, deploying)

    assert (await cleaning)["sites"] == 1
    assert "Ada Example" in (await desk.read_live_page() or "")


async def forget_site(desk: Desk) -> None:
    """Put the site online, then lose every row that knows of it."""
    await desk.deploy()
    async with desk.database.begin() as session:
        await session.execute(sa.delete(Deployment))


async def wait_for_lock(database: Database) -> None:
    """Return once somebody waits for an advisory lock."""
    waiting = sa.text("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")
    async with asyncio.timeout(10), database.connect() as connection:
        while not (await connection.execute(waiting)).scalar_one():  # noqa: ASYNC110 (PostgreSQL has no event for it)
            await asyncio.sleep(0.01)


async def test_owner_hears_how_it_goes(desk: Desk, vercel_host: VercelHost) -> None:
    lines: list[str] = []

    async def hear(line: str) -> None:
        lines.append(line)

    await desk.deploy(host=vercel_host, on_line=hear)

    assert len(lines) > 1
    assert TOKEN not in "".join(lines)


async def test_pages_on_vercel_say_where_they_really_are(
    desk: Desk, vercel: FakeVercel, vercel_host: VercelHost
) -> None:
    vercel.domain = "{name}-7.vercel.app"
    url = await desk.deploy(host=vercel_host)
    page = vercel.fetch(url, "index.html")

    assert url == "https://showcase-ada-example-7.vercel.app/"
    assert page is not None
    assert url in page.decode()
    assert len(vercel.sites) == 1


async def test_new_version_on_vercel_replaces_the_old_one(
    desk: Desk, vercel: FakeVercel, vercel_host: VercelHost
) -> None:
    await desk.deploy(host=vercel_host)
    await desk.rename("Ada Later")
    url = await desk.deploy(host=vercel_host)

    assert "Ada Later" in (vercel.fetch(url, "index.html") or b"").decode()
    assert len(vercel.sites) == 1


async def test_broken_build_on_vercel_is_removed(
    desk: Desk, vercel: FakeVercel, vercel_host: VercelHost
) -> None:
    vercel.states = ("BUILDING", "ERROR")
    with pytest.raises(StepFailed):
        await desk.deploy(host=vercel_host)

    assert vercel.sites == {}
    (row,) = await desk.list_deployments()
    assert (row.status, row.provider_reference) == (DeploymentStatus.FAILED, None)


async def test_what_cannot_be_removed_now_is_remembered_and_removed_later(
    desk: Desk, vercel: FakeVercel, vercel_host: VercelHost
) -> None:
    vercel.states = ("ERROR",)
    vercel.refuse("DELETE deployments", status=403)
    with pytest.raises(StepFailed):
        await desk.deploy(host=vercel_host)
    async with desk.database.begin() as session:
        (left,) = await list_live_deployments(session, portfolio_id=desk.portfolio_id)
    assert left.provider_reference in vercel.sites

    vercel.states = ("READY",)
    await desk.rename("Ada Later")
    await desk.deploy(host=vercel_host)

    assert left.provider_reference not in vercel.sites
    assert len(vercel.sites) == 1


async def test_a_site_that_moves_is_taken_down_where_it_was(
    desk: Desk, vercel: FakeVercel, vercel_host: VercelHost
) -> None:
    await desk.deploy()
    away = await desk.deploy(host=vercel_host)
    assert vercel.fetch(away, "index.html")
    assert await desk.store.list_keys("sites") == []

    await desk.deploy()
    assert vercel.sites == {}
    assert "Ada Example" in (await desk.read_live_page() or "")
    live = DeploymentStatus.LIVE
    gone = DeploymentStatus.SUPERSEDED
    assert await desk.list_statuses() == [gone, gone, live]


async def test_a_site_that_fails_to_move_stays_where_it_is(
    desk: Desk, vercel: FakeVercel, vercel_host: VercelHost
) -> None:
    await desk.deploy()
    vercel.states = ("BUILDING", "ERROR")
    with pytest.raises(StepFailed):
        await desk.deploy(host=vercel_host)

    assert "Ada Example" in (await desk.read_live_page() or "")


async def test_a_host_that_keeps_the_earlier_site_is_told_of_and_asked_again(
    desk: Desk, vercel: FakeVercel, vercel_host: VercelHost
) -> None:
    lines: list[str] = []

    async def listen(line: str) -> None:
        lines.append(line)

    await desk.deploy(host=vercel_host)
    vercel.refuse("DELETE deployments", status=403)
    await desk.deploy(on_line=listen)
    assert LEFT_ONLINE.format("Vercel") in lines
    assert len(vercel.sites) == 1

    lines.clear()
    await desk.deploy(on_line=listen)
    assert vercel.sites == {}
    assert LEFT_ONLINE.format("Vercel") not in lines


async def stop_while_building(
    desk: Desk, run: Run, *, host: SiteHost, vercel: FakeVercel
) -> asyncio.Task[str]:
    """Deploy until Vercel builds, and return the task that waits for it."""
    building = asyncio.Event()
    vercel.states = ("QUEUED", "BUILDING")
    vercel.on_state = lambda state: building.set() if state == "BUILDING" else None
    task = asyncio.create_task(desk.deploy(run, host=host))
    await building.wait()
    return task


@pytest.mark.parametrize("stopped_by_owner", [True, False])
async def test_build_is_removed_only_if_its_owner_stopped_it(
    desk: Desk, vercel: FakeVercel, vercel_host: VercelHost, *, stopped_by_owner: bool
) -> None:
    """A worker that shuts down leaves the build to the next attempt."""
    run = await desk.start_run()
    task = await stop_while_building(desk, run, host=vercel_host, vercel=vercel)
    if stopped_by_owner:
        await desk.cancel(run)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task

    assert len(vercel.sites) == (0 if stopped_by_owner else 1)


async def test_next_attempt_takes_up_the_build_that_is_under_way(
    desk: Desk, vercel: FakeVercel, vercel_host: VercelHost
) -> None:
    run = await desk.start_run()
    task = await stop_while_building(desk, run, host=vercel_host, vercel=vercel)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    (site,) = vercel.sites.values()
    site.states.append("READY")
    url = await desk.deploy(run, host=vercel_host)

    assert list(vercel.sites) == [site.reference]
    assert vercel.fetch(url, "index.html")
