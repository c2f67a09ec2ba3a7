"""How soon watchers see an event, and what a watcher costs, beside a bare websocket.

    python -m benchmarks.watching --watchers 1 100 1000 5000 --events 3000

Every watcher follows a job of its own. Events are committed to PostgreSQL, then published, 300 a
second; an event's time runs from its publishing until the watcher has it. The bare server hands the
same news to the same number of bare websockets. Watchers and publisher share one process, the
server has the other core.
"""

import argparse
import asyncio
import json
import os
import random
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from uuid import UUID

import psutil
import sqlalchemy as sa
from sqlmodel import col
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Subprotocol

from benchmarks.stage import Stage, find_percentile, open_stage, print_table
from showcase.adapters.doorbell import Doorbell
from showcase.api.nodes import global_id
from showcase.database import Database
from showcase.models import JobEventType, JobKind, JobStage, User
from showcase.pipeline.progress import publish
from showcase.services import jobs
from showcase.services.news import News, tell
from showcase.services.runs import Run, claim

RATE = 300
LEASE = timedelta(hours=1)
DELAY_SECONDS = 60
TOLD_BEFORE = 2
"""Events that a job has by the time it is watched: it was queued, and begun."""
AT_ONCE = 50
"""Sockets that are opened at the same time."""
FOLLOW = """
subscription ($id: ID!) { jobProgress(jobId: $id, after: 0) { sequence type stage percent } }
"""


@dataclass(frozen=True)
class Figures:
    """Milliseconds from publishing to watcher, and KiB of memory for each socket."""

    p50: float
    p99: float
    kib: float


class Board:
    """Notes when events were published and how long they took, until all were seen."""

    def __init__(self, expected: int) -> None:
        self.taken: list[float] = []
        self.complete = asyncio.Event()
        self._expected = expected
        self._published: dict[tuple[UUID, int], float] = {}

    def note_published(self, job_id: UUID, sequence: int) -> None:
        """Start the clock of an event."""
        self._published[job_id, sequence] = time.perf_counter()

    def note_seen(self, job_id: UUID, sequence: int) -> None:
        """Stop the clock of an event."""
        now = time.perf_counter()
        begun = self._published.pop((job_id, sequence), now)  # a poll may be first
        self.taken.append(1000 * (now - begun))
        if len(self.taken) == self._expected:
            self.complete.set()


async def make_runs(database: Database, *, count: int) -> list[Run]:
    """Return runs of so many jobs, all of the one account there is."""
    runs: list[Run] = []
    async with database.begin() as session:
        user_id = (await session.scalars(sa.select(col(User.user_id)))).one()
        for _ in range(count):
            job = await jobs.start_job(
                session, user_id=user_id, kind=JobKind.BUILD, arguments={"publish": True}
            )
            claimed = await claim(session, owner="benchmark", lease=LEASE, job_id=job.job_id)
            if claimed is not None:
                runs.append(claimed[0])
    return runs


@asynccontextmanager
async def watch_ours(url: str, token: str, run: Run) -> AsyncIterator[ClientConnection]:
    """Follow a job over graphql-transport-ws."""
    protocol = Subprotocol("graphql-transport-ws")
    address = url.replace("http", "ws", 1) + "/graphql"
    async with connect(address, subprotocols=[protocol], compression=None) as socket:
        init = {"type": "connection_init", "payload": {"Authorization": f"Bearer {token}"}}
        await socket.send(json.dumps(init))
        await socket.recv()
        variables = {"id": global_id("Job", run.job_id)}
        payload = {"query": FOLLOW, "variables": variables}
        await socket.send(json.dumps({"type": "subscribe", "id": "1", "payload": payload}))
        for _ in range(TOLD_BEFORE):  # with these, the watcher follows
            await socket.recv()
        yield socket


@asynccontextmanager
async def watch_bare(url: str, run: Run) -> AsyncIterator[ClientConnection]:
    """Follow a job over a bare websocket."""
    address = f"{url.replace('http', 'ws', 1)}/{run.job_id}"
    async with connect(address, compression=None) as socket:
        await socket.recv()
        yield socket


def read_ours(message: str) -> int:
    """Return the sequence number in a frame of ours."""
    return int(json.loads(message)["payload"]["data"]["jobProgress"]["sequence"])


def read_bare(message: str) -> int:
    """Return the sequence number in a bare frame."""
    return int(json.loads(message)["sequence"])


async def listen(
    socket: ClientConnection, run: Run, board: Board, read: Callable[[str], int]
) -> None:
    """Note everything that a watcher sees."""
    async for message in socket:
        board.note_seen(run.job_id, read(str(message)))


async def send_events(runs: list[Run], board: Board, *, stage: Stage, count: int) -> None:
    """Tell events of random jobs at an even rate, and wait until all were seen."""
    database, doorbell = Database(stage.settings.database_url), Doorbell(stage.settings.redis_url)
    begun = time.perf_counter()
    for number in range(count):
        await asyncio.sleep(max(0.0, begun + number / RATE - time.perf_counter()))
        run = random.choice(runs)
        async with database.begin() as session:
            news = News(JobEventType.PROGRESS, JobStage.OCR, 30)
            events = await tell(session, run, [news])
        board.note_published(run.job_id, events[0].sequence)
        await publish(events, doorbell=doorbell)
    async with asyncio.timeout(DELAY_SECONDS):
        await board.complete.wait()
    await doorbell.close()
    await database.close()


@dataclass(frozen=True)
class Server:
    """A server to watch jobs at: its process, how to connect, and how to read what it sends."""

    name: str
    pid: int
    watch: Callable[[Run], AbstractAsyncContextManager[ClientConnection]]
    read: Callable[[str], int]


async def measure(stage: Stage, server: Server, runs: list[Run], *, events: int) -> Figures:
    """Open a socket for each run, send events, close everything."""
    process, board = psutil.Process(server.pid), Board(events)
    before = process.memory_info().rss
    async with AsyncExitStack() as stack:
        room = asyncio.Semaphore(AT_ONCE)

        async def come(run: Run) -> asyncio.Task[None]:
            async with room:
                socket = await stack.enter_async_context(server.watch(run))
            return asyncio.create_task(listen(socket, run, board, server.read))

        listening = await asyncio.gather(*(come(run) for run in runs))
        kib = (process.memory_info().rss - before) / 1024 / len(runs)
        await send_events(runs, board, stage=stage, count=events)
        for task in listening:
            task.cancel()
        await asyncio.gather(*listening, return_exceptions=True)
    return Figures(find_percentile(board.taken, 50), find_percentile(board.taken, 99), kib)


async def compare(watchers: Sequence[int], *, events: int) -> list[list[str | float]]:
    """Return a row for each number of watchers and each server."""
    rows: list[list[str | float]] = []
    os.environ["SHOWCASE_MAX_SOCKETS_PER_ADDRESS"] = str(max(watchers))  # all come from this one
    for count in watchers:
        async with open_stage() as stage:
            pid = await stage.start("web")
            token = await stage.sign_up()
            bare_pid, url = await stage.start_bare("sockets")
            servers = (
                Server("bare socket", bare_pid, partial(watch_bare, url), read_bare),
                Server("jobProgress", pid, partial(watch_ours, stage.url, token), read_ours),
            )
            database = Database(stage.settings.database_url)
            for server in servers:
                runs = await make_runs(database, count=count)
                figures = await measure(stage, server, runs, events=events)
                rows.append([server.name, f"{count:,}", *vars(figures).values()])
            await database.close()
    return rows


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--watchers", type=int, nargs="+", default=[1, 100, 1000, 5000])
    parser.add_argument("--events", type=int, default=3000)
    chosen = parser.parse_args()
    rows = asyncio.run(compare(chosen.watchers, events=chosen.events))
    head = ("server", "watchers", "p50 ms", "p99 ms", "KiB per socket")
    print_table(f"event → watcher at {RATE} events a second", head, rows)


if __name__ == "__main__":
    main()
