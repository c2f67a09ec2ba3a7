"""The real thing: web and worker as processes of their own, on the test servers."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx2

from showcase.adapters.processes import becomes_ready, run_process
from showcase.cli.stack import make_program
from showcase.config import Settings

HOST = "127.0.0.1"


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

    async def ping() -> None:
        async with httpx2.AsyncClient(trust_env=False) as client:
            (await client.get(f"{url}/readyz")).raise_for_status()

    async with run_process(program) as process:
        ready = await becomes_ready(process, ping, errors=(httpx2.HTTPError,))
        assert ready, read_log(settings, "web")
        yield Web(url, process)


@asynccontextmanager
async def run_worker(settings: Settings) -> AsyncIterator[asyncio.subprocess.Process]:
    """Run a worker process until the block ends."""
    async with run_process(make_program("worker", settings)) as process:
        yield process


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
