"""Runs the web process."""

import gc

import uvicorn

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
    uvicorn.run(
        app,
        host=settings.host,
        port=settings.port,
        ws_max_size=MAX_SOCKET_MESSAGE,
        # Deflate doubles the memory of a socket, and events are short.
        ws_per_message_deflate=False,
        server_header=False,
        access_log=False,
        log_config=None,
        timeout_graceful_shutdown=GRACE_SECONDS,
    )


def calm_garbage_collector() -> None:
    """Leave what was made at the start, the schema above all, out of all collections to come."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*GARBAGE_THRESHOLDS)
