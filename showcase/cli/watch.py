"""Does something with files, and again with each one that changes, until Ctrl-C."""

import asyncio
import signal
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path

from watchfiles import Change, awatch

SETTLE_MILLISECONDS = 100
"""How long files must be at rest; programs write them in several steps."""


async def repeat_on_change(
    files: Sequence[Path], build: Callable[[Sequence[Path]], Awaitable[None]]
) -> None:
    """Build all files, then those that change, until SIGINT or SIGTERM.

    Their folders are watched, not the files: most programs replace a file when they save it.
    """
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for signum in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(signum, stop.set)
    named = {str(file.parent.resolve() / file.name): file for file in files}
    changes = awatch(
        *{Path(name).parent for name in named},
        watch_filter=lambda change, name: change is not Change.deleted and name in named,
        step=SETTLE_MILLISECONDS,
        stop_event=stop,
        recursive=False,
    )
    building = asyncio.ensure_future(build(files))
    # Watched while it builds, so that no change in the meantime is missed.
    async for found in changes:
        await building
        changed = sorted({named[name] for _, name in found})
        building = asyncio.ensure_future(build(changed))
    building.cancel()
    await asyncio.gather(building, return_exceptions=True)
