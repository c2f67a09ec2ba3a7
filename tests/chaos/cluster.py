"""A whole Showcase on this machine that may be harmed: servers, web and worker processes."""

import asyncio
import signal
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import count
from pathlib import Path

from showcase.adapters.embedded import open_place, run_postgres, run_redis
from showcase.adapters.processes import becomes_ready, run_process
from showcase.cli.migrate import migrate_database
from showcase.cli.stack import make_program
from showcase.config import Settings
from tests.support.outages import Server
from tests.support.settings import SECRET_KEY, make_settings
from tests.support.stack import NOT_READY, ping, wait_until_working, with_port

LEASE_SECONDS = 3.0
ENVIRONMENT = {
    "SECRET_KEY": SECRET_KEY,
    "SHOWCASE_LEASE_SECONDS": str(LEASE_SECONDS),
    "SHOWCASE_WORKER_JOBS": "2",
    # What is tried here is whether jobs outlive their workers, not when they are given up.
    "SHOWCASE_MAX_ATTEMPTS": "100",
}

_migrating = asyncio.Lock()
"""Of several clusters in one process: Alembic keeps what it works with in a module."""


@dataclass(eq=False)
class Member:
    """A process of the cluster; `is_doomed` once its end is our doing."""

    name: str
    process: asyncio.subprocess.Process
    log: Path
    url: str = ""
    is_doomed: bool = False

    @property
    def has_ended_by_itself(self) -> bool:
        """Whether it is gone without anybody having asked for that."""
        return self.process.returncode is not None and not self.is_doomed

    async def end(self, how: signal.Signals = signal.SIGKILL) -> None:
        """End the process and wait until it is gone."""
        self.is_doomed = True
        with suppress(ProcessLookupError):  # it has ended already
            self.process.send_signal(how)
        await self.process.wait()


@dataclass
class Cluster:
    """What runs, and the settings it runs with."""

    settings: Settings
    folder: Path
    """For files of the people."""
    stack: AsyncExitStack
    postgresql: Server
    redis: Server
    environment: dict[str, str] = field(default_factory=dict)
    members: list[Member] = field(default_factory=list)
    numbers: Iterator[int] = field(default_factory=count)

    @property
    def workers(self) -> list[Member]:
        """The worker processes that run."""
        return [m for m in self.members if m.name == "worker" and m.process.returncode is None]

    async def add_worker(self, *, fault: str = "", **environment: str) -> Member:
        """Start a worker and wait until it works; with a fault it is to die there."""
        member = await self._add("worker", self.settings, fault, environment)
        await wait_until_working(member.process, member.log)
        return member

    async def add_web(self, *, settings: Settings | None = None, fault: str = "") -> Member:
        """Start a web process, at the address of the cluster or of other settings."""
        settings = settings or self.settings
        member = await self._add("web", settings, fault, {})
        member.url = f"http://{settings.host}:{settings.port}"
        ready = await becomes_ready(member.process, partial(ping, member.url), errors=NOT_READY)
        assert ready, "the web process does not start"
        return member

    async def _add(
        self, name: str, settings: Settings, fault: str, environment: dict[str, str]
    ) -> Member:
        program = make_program(name, settings)
        wanted = {**program.environment, **ENVIRONMENT, **self.environment, **environment}
        log = program.log.with_stem(f"{name}-{next(self.numbers)}")
        program = replace(program, log=log, environment={**wanted, "SHOWCASE_FAULT": fault})
        process = await self.stack.enter_async_context(run_process(program))
        member = Member(name, process, log, is_doomed=bool(fault))
        self.members.append(member)
        return member


@asynccontextmanager
async def open_cluster() -> AsyncIterator[Cluster]:
    """Run PostgreSQL and Redis of our own; the members that are added end with the block."""
    with tempfile.TemporaryDirectory(prefix="showcase-chaos-") as directory:
        data_dir = Path(directory) / "data"
        with open_place(data_dir) as place:
            postgresql = Server(partial(run_postgres, place, durable=False))
            redis = Server(partial(run_redis, place))
            async with AsyncExitStack() as stack:
                for server in (postgresql, redis):
                    await server.start()
                    stack.push_async_callback(server.stop)
                addresses = place.addresses
                async with _migrating:
                    await migrate_database(addresses.database_url)
                settings = with_port(make_settings(data_dir, **vars(addresses)))
                cluster = Cluster(settings, Path(directory), stack, postgresql, redis)
                cluster.environment |= {"SHOWCASE_PUBLIC_URL": settings.site_url}
                yield cluster
