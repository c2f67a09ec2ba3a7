"""Faults between client and server: replies that get lost, and clients that do not read."""

import asyncio
import json
import socket
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from itertools import count
from typing import Any

from websockets.asyncio.client import ClientConnection, connect

from showcase.config import Settings
from tests.chaos.cluster import Cluster
from tests.chaos.crowd import Crowd, Story, gather_crowd
from tests.chaos.experiments import start
from tests.journey.operations import FOLLOW
from tests.journey.person import Person

CHUNK_BYTES = 64 * 1024
SMALL_BUFFER_BYTES = 4096
PER_SOCKET = 10
"""Subscriptions of a slow client on one socket."""


async def lose_replies(cluster: Cluster, jobs: int) -> Crowd:
    """Cut off the reply to every other upload; the client sends the same upload again."""
    await start(cluster)
    async with open_lossy_proxy(cluster.settings) as url:
        crowd = await gather_crowd(url, cluster.folder)
        await crowd.arrive(jobs)
        await crowd.see_the_end()
    return crowd


async def watch_slowly(cluster: Cluster, jobs: int) -> Crowd:
    """Subscribe to a job very often, and read nothing until it has long ended."""
    crowd = await start(cluster)
    job_id = await crowd.upload(scan=True)
    async with AsyncExitStack() as stack:
        sockets = [
            await stack.enter_async_context(open_narrow(crowd.person))
            for _ in range(-(-jobs // PER_SOCKET))
        ]
        for one in sockets:
            await subscribe(one, job_id)
        await crowd.watching[job_id]
        for one in sockets:
            crowd.others.extend((job_id, story) for story in await read_stories(one))
    return crowd


@asynccontextmanager
async def open_lossy_proxy(settings: Settings) -> AsyncIterator[str]:
    """Give the address of a proxy to the web process that throws away replies to uploads."""
    uploads = count()
    serving: set[asyncio.Task[None] | None] = set()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        serving.add(asyncio.current_task())
        head = await reader.read(CHUNK_BYTES)
        loses = b"multipart/form-data" in head and next(uploads) % 2 == 0
        near, far = await asyncio.open_connection(settings.host, settings.port)
        far.write(head)
        sending = asyncio.create_task(_pump(reader, far))
        try:
            if loses:
                await near.read(1)  # it is committed, and the server says so
                writer.transport.abort()
            else:
                await _pump(near, writer)
        finally:
            sending.cancel()
            await asyncio.gather(sending, return_exceptions=True)
            far.close()
            writer.close()

    async with await asyncio.start_server(serve, settings.host, 0) as server:
        yield f"http://{settings.host}:{server.sockets[0].getsockname()[1]}"
        ended = [task for task in serving if task is not None and task.cancel()]
        await asyncio.gather(*ended, return_exceptions=True)


async def _pump(source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
    try:
        while data := await source.read(CHUNK_BYTES):
            target.write(data)
            await target.drain()
        target.close()
    except ConnectionError:
        target.close()


@asynccontextmanager
async def open_narrow(person: Person) -> AsyncIterator[ClientConnection]:
    """Open a websocket that takes next to nothing before it is read."""
    host, _, port = person.url.removeprefix("http://").partition(":")
    narrow = socket.socket()
    narrow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, SMALL_BUFFER_BYTES)
    narrow.connect((host, int(port)))
    narrow.settimeout(0)
    async with connect(
        f"ws://{host}:{port}/graphql",
        sock=narrow,
        subprotocols=["graphql-transport-ws"],  # type: ignore[list-item]  # a NewType of str
        compression=None,
        ping_interval=None,
        max_queue=1,
    ) as one:
        await one.send(json.dumps({"type": "connection_init", "payload": person.headers}))
        assert json.loads(await one.recv())["type"] == "connection_ack"
        yield one


async def subscribe(one: ClientConnection, job_id: str) -> None:
    """Follow a job many times on one socket."""
    payload = {"query": FOLLOW, "variables": {"jobId": job_id, "after": 0}}
    for number in range(PER_SOCKET):
        await one.send(json.dumps({"id": str(number), "type": "subscribe", "payload": payload}))


async def read_stories(one: ClientConnection) -> list[Story]:
    """Read on until every subscription of a socket is complete."""
    stories: dict[str, list[dict[str, Any]]] = {str(number): [] for number in range(PER_SOCKET)}
    left = set(stories)
    while left:
        message = json.loads(await one.recv())
        if message["type"] == "next":
            stories[message["id"]].append(message["payload"]["data"]["jobProgress"])
        elif message["type"] == "complete":
            left.discard(message["id"])
    return list(stories.values())
