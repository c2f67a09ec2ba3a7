"""The real thing: web and worker as processes of their own, on the test servers."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import httpx2
import pytest
import pytest_asyncio

from showcase.adapters.processes import becomes_ready, run_process
from showcase.cli.stack import make_program
from showcase.config import Settings

HOST = "127.0.0.1"


NOT_READY = (httpx2.HTTPError,)
"""What `ping` raises while a web process starts."""


@dataclass(frozen=True)
class Web:
    """A running web process."""

    url: str
    process: asyncio.subprocess.Process


@asynccontextmanager
async def run_web(settings: Settings) -> AsyncIterator[Web]:
    """Run a web process until the block ends, and give it once it is ready."""
    program = make_program("web", settings)
    url = f"http://{HOST}:{settings.port}"

    async with run_process(program) as process:
        ready = await becomes_ready(process, partial(ping, url), errors=NOT_READY)
        assert ready, read_log(settings, "web")
        yield Web(url, process)


async def ping(url: str) -> None:
    """Return if the web process at this address answers; Redis may be away."""
    async with httpx2.AsyncClient(trust_env=False) as client:
        (await client.get(f"{url}/livez")).raise_for_status()


@asynccontextmanager
async def run_worker(settings: Settings) -> AsyncIterator[asyncio.subprocess.Process]:
    """Run a worker process until the block ends, and give it once it works."""
    program = make_program("worker", settings)
    async with run_process(program) as process:
        await wait_until_working(process, program.log)
        yield process


async def wait_until_working(process: asyncio.subprocess.Process, log: Path) -> None:
    """Return when a worker process says in its log that it works, or has ended."""

    async def look() -> None:
        if "worker.started" not in await asyncio.to_thread(log.read_text):
            raise LookupError

    await becomes_ready(process, look, errors=(LookupError,))


@asynccontextmanager
async def run_both(settings: Settings) -> AsyncIterator[str]:
    """Run a web and a worker process until the block ends, and give the address."""
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(run_worker(settings))
        yield (await stack.enter_async_context(run_web(settings))).url


def with_port(settings: Settings) -> Settings:
    """Return the settings with a port that the system hands out to us alone."""
    with socket.create_server((HOST, 0)) as server:
        return settings.model_copy(update={"port": server.getsockname()[1]})


def read_log(settings: Settings, name: str) -> str:
    """Return what a process has logged, for the message of a failed test."""
    log: Path = settings.data_dir / f"{name}.log"
    return log.read_text() if log.exists() else "no log"


@pytest.fixture
def own_settings(settings: Settings) -> Settings:
    """Settings for processes of one test alone."""
    return with_port(settings)


@pytest_asyncio.fixture
async def url(own_settings: Settings) -> AsyncIterator[str]:
    """The address of a web process, with a worker beside it."""
    async with run_both(own_settings) as url:
        yield url
