"""Runs all of Showcase on this machine: servers, web process, worker process."""

import asyncio
import os
import socket
import sys
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import httpx2

from showcase.adapters.embedded import EmbeddedServers, ServersFailed, run_servers
from showcase.adapters.processes import Program, becomes_ready, quote_end, run_process
from showcase.cli.migrate import migrate_database
from showcase.config import Settings

PORTS_TRIED = 100
READY_SECONDS = 5

Result = TypeVar("Result")


@dataclass(frozen=True)
class Stack:
    """What runs, and the settings it runs with."""

    settings: Settings
    web: asyncio.subprocess.Process
    worker: asyncio.subprocess.Process

    @property
    def url(self) -> str:
        """The address of the web process from this machine."""
        host = "127.0.0.1" if self.settings.host == "0.0.0.0" else self.settings.host  # noqa: S104 (compared, not bound)
        return f"http://{host}:{self.settings.port}"

    async def run_until_one_ends(self, work: Coroutine[None, None, Result]) -> Result:
        """Return what `work` gives, unless one of our processes ends before that.

        Raises:
            ServersFailed: One has ended; the message names it and its log.
        """
        working = asyncio.create_task(work)
        ends = {
            asyncio.create_task(process.wait()): name
            for name, process in (("web", self.web), ("worker", self.worker))
        }
        try:
            await asyncio.wait({working, *ends}, return_when=asyncio.FIRST_COMPLETED)
            for task, name in ends.items():
                if task.done():
                    log = self.settings.data_dir / f"{name}.log"
                    raise ServersFailed(f"The {name} process has ended. Its log: {log}")
            return await working
        finally:
            working.cancel()
            for end in ends:
                end.cancel()
            await asyncio.gather(working, *ends, return_exceptions=True)


@asynccontextmanager
async def run_stack(settings: Settings) -> AsyncIterator[Stack]:
    """Run everything until the block ends; it stops in the opposite order.

    Raises:
        ServersFailed: Something does not start; the message says what and why.
    """
    async with _find_servers(settings) as servers:
        settings = settings.model_copy(
            update={
                "database_url": servers.database_url,
                "redis_url": servers.redis_url,
                "data_dir": settings.data_dir.expanduser().absolute(),
                "port": find_free_port(settings.host, settings.port),
            }
        )
        # Made here, once: two processes that start at the same time would make two.
        _ = settings.signing_key
        await migrate_database(settings.database_url)
        worker, web = make_program("worker", settings), make_program("web", settings)
        async with run_process(worker) as worker_process, run_process(web) as web_process:
            stack = Stack(settings=settings, web=web_process, worker=worker_process)
            await _wait_until_ready(stack, log=web.log)
            yield stack


def find_free_port(host: str, wanted: int) -> int:
    """Return the wanted port, or the next one that nobody listens on.

    Raises:
        ServersFailed: None of the next hundred is free.
    """
    for port in range(wanted, wanted + PORTS_TRIED):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
            except OSError:
                continue
            return port
    raise ServersFailed(f"No port from {wanted} on is free. Choose another by SHOWCASE_PORT.")


def make_program(name: str, settings: Settings) -> Program:
    """Describe one of our own processes, configured by its environment."""
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    return Program(
        command=(sys.executable, "-m", "showcase", name),
        directory=Path.cwd(),
        log=settings.data_dir / f"{name}.log",
        environment={
            **os.environ,
            "DATABASE_URL": settings.database_url,
            "REDIS_URL": settings.redis_url,
            "SHOWCASE_PORT": str(settings.port),
            "SHOWCASE_DATA_DIR": str(settings.data_dir),
        },
    )


@asynccontextmanager
async def _find_servers(settings: Settings) -> AsyncIterator[EmbeddedServers]:
    """Use the servers that are configured, or run our own in place of those that are not."""
    if settings.database_url and settings.redis_url:
        yield EmbeddedServers(database_url=settings.database_url, redis_url=settings.redis_url)
        return
    async with run_servers(settings.data_dir) as own:
        yield EmbeddedServers(
            database_url=settings.database_url or own.database_url,
            redis_url=settings.redis_url or own.redis_url,
        )


async def _wait_until_ready(stack: Stack, *, log: Path) -> None:
    async with httpx2.AsyncClient(trust_env=False, timeout=READY_SECONDS) as client:

        async def ping() -> None:
            (await client.get(f"{stack.url}/readyz")).raise_for_status()

        ready = await becomes_ready(stack.web, ping, errors=(httpx2.HTTPError,))
    if not ready:
        raise ServersFailed(f"The web process does not get ready. {quote_end(log)}")
