"""Runs the web process."""

import uvicorn

from showcase.app import create_app
from showcase.config import Settings
from showcase.logs import configure_logs

MAX_SOCKET_MESSAGE = 64 * 1024
"""Bytes in a websocket message; ours are operations, the largest of them a few kilobytes."""
GRACE_SECONDS = 10


def run_web(settings: Settings) -> None:
    """Serve until SIGTERM or SIGINT."""
    configure_logs()
    uvicorn.run(
        create_app(settings),
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
