"""Doing harm to the servers of a test: stop them, freeze them, start them again."""

import asyncio
import signal
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import (
    AbstractAsyncContextManager,
    AsyncExitStack,
    asynccontextmanager,
    contextmanager,
)
from dataclasses import dataclass, field

import psutil

from showcase.config import Settings


def find_server(settings: Settings, name: str) -> psutil.Process:
    """Return the server of this name that works on the data of this test."""
    for process in psutil.Process().children(recursive=True):
        if name in process.name() and str(settings.data_dir) in process.cwd():
            return process
    raise LookupError(name)


@contextmanager
def frozen(process: psutil.Process) -> Iterator[None]:
    """Keep a process and its children from doing anything while the block runs."""
    everyone = [process, *process.children(recursive=True)]
    for member in everyone:
        member.send_signal(signal.SIGSTOP)
    try:
        yield
    finally:
        for member in everyone:
            member.send_signal(signal.SIGCONT)


@dataclass
class Server:
    """PostgreSQL or Redis, in the hands of a test that stops it and starts it again."""

    run: Callable[[], AbstractAsyncContextManager[asyncio.subprocess.Process]]
    stack: AsyncExitStack = field(default_factory=AsyncExitStack)
    processes: list[asyncio.subprocess.Process] = field(default_factory=list)

    async def start(self) -> None:
        """Start it and wait until it answers."""
        self.processes.append(await self.stack.enter_async_context(self.run()))

    async def stop(self, how: signal.Signals = signal.SIGKILL) -> None:
        """Stop it by a signal and wait until it is gone."""
        self.processes[-1].send_signal(how)
        await self.processes[-1].wait()
        await self.stack.aclose()

    @asynccontextmanager
    async def away(self, how: signal.Signals = signal.SIGKILL) -> AsyncIterator[None]:
        """Have it stopped for the time of the block."""
        await self.stop(how)
        try:
            yield
        finally:
            await self.start()

    @contextmanager
    def frozen(self) -> Iterator[None]:
        """Keep it from answering, and from refusing, for the time of the block."""
        with frozen(psutil.Process(self.processes[-1].pid)):
            yield
