"""A server whose address is in what people send us. Whoever calls it has been fooled."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass


@dataclass
class Canary:
    """The server, and how often anybody has connected to it."""

    url: str = ""
    visits: int = 0

    async def note(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Count a visit and hang up."""
        self.visits += 1
        writer.close()


@asynccontextmanager
async def run_canary() -> AsyncIterator[Canary]:
    """Run the server on this machine while the block runs."""
    canary = Canary()
    async with await asyncio.start_server(canary.note, "127.0.0.1", 0) as server:
        host, port = server.sockets[0].getsockname()
        canary.url = f"http://{host}:{port}/canary"
        yield canary
