"""Runs the web process."""

import gc
import socket
from contextlib import suppress

import uvicorn

from showcase.api.streams import Streams
from showcase.app import create_app
from showcase.config import Settings
from showcase.logs import configure_logs

MAX_SOCKET_MESSAGE = 64 * 1024
"""Bytes in a websocket message; ours are operations, the largest of them a few kilobytes."""
GRACE_SECONDS = 10
GARBAGE_THRESHOLDS = (50_000, 20, 100)
"""Full collections stop thousands of sockets for a tenth of a second; so they come seldom."""


def run_web(settings: Settings) -> None:
    """Serve until SIGTERM or SIGINT."""
    configure_logs()
    app = create_app(settings)
    calm_garbage_collector()
    config = uvicorn.Config(
        app,
        host=settings.host,
        port=settings.port,
        forwarded_allow_ips=settings.trusted_proxies,
        ws_max_size=MAX_SOCKET_MESSAGE,
        # Deflate doubles the memory of a socket, and events are short.
        ws_per_message_deflate=False,
        server_header=False,
        access_log=False,
        log_config=None,
        timeout_graceful_shutdown=GRACE_SECONDS,
    )
    with suppress(KeyboardInterrupt):
        Server(config, streams=app.state.streams).run()


class Server(uvicorn.Server):
    """A server that does not wait at its end for streams that would go on for ever."""

    def __init__(self, config: uvicorn.Config, *, streams: Streams) -> None:
        super().__init__(config)
        self._streams = streams

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """End what is open; clients come back, to another process or to the next one."""
        self._streams.end_all()
        await super().shutdown(sockets)


def calm_garbage_collector() -> None:
    """Leave what was made at the start, the schema above all, out of all collections to come."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*GARBAGE_THRESHOLDS)
