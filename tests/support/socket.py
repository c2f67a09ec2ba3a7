"""A websocket to the API, frame by frame."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from websockets import ClientConnection, Subprotocol, connect

PROTOCOL = Subprotocol("graphql-transport-ws")


@asynccontextmanager
async def dial(
    address: str, *, token: str | None = None, init: bool = True, **options: Any
) -> AsyncIterator[ClientConnection]:
    async with connect(socket_of(address), subprotocols=[PROTOCOL], **options) as socket:
        if init:
            payload = {"Authorization": f"Bearer {token}"} if token else {}
            await send(socket, {"type": "connection_init", "payload": payload})
            assert await receive(socket) == {"type": "connection_ack"}
        yield socket


def socket_of(address: str) -> str:
    """Return where sockets are opened at an address."""
    return address.replace("http://", "ws://") + "/graphql"


async def send(socket: ClientConnection, message: Any) -> None:
    await socket.send(message if isinstance(message, str | bytes) else json.dumps(message))


async def receive(socket: ClientConnection) -> Any:
    return json.loads(await asyncio.wait_for(socket.recv(), 10))


def subscribe(query: str = "{ __typename }", **variables: Any) -> dict[str, Any]:
    return {"id": "1", "type": "subscribe", "payload": {"query": query, "variables": variables}}
