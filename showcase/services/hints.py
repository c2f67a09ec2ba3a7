"""Heed Redis's hints of what has happened, and find out by oneself what they did not bring."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress

import structlog

from showcase.adapters.doorbell import News
from showcase.database import DatabaseUnreachable

log = structlog.get_logger()


@asynccontextmanager
async def heeding(
    hints: AsyncIterator[News],
    *,
    take: Callable[[dict[str, object]], None],
    make_up: Callable[[], Awaitable[None]],
    every: float,
) -> AsyncIterator[None]:
    """Take hints while the block runs.

    Args:
        hints: None among them says that some may have been lost.
        take: Called with each hint. What it raises is logged, and the hint counts as lost.
        make_up: Called whenever hints may have been lost, and after so many seconds anyway: reads
            from PostgreSQL what they did not bring.
        every: Seconds.

    Neither hints nor callbacks end this, whatever they hold or raise: nobody waits for these tasks,
    and what ended them would not be seen.
    """
    doubtful = asyncio.Event()
    loops = (_take_all(hints, take, doubtful), _make_up_for_lost(make_up, doubtful, every))
    tasks = [asyncio.create_task(loop) for loop in loops]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _take_all(
    hints: AsyncIterator[News], take: Callable[[dict[str, object]], None], doubtful: asyncio.Event
) -> None:
    try:
        async for hint in hints:
            if hint is None or not _is_taken(hint, take):
                doubtful.set()
    except Exception:
        log.exception("hints.ended", of=take.__qualname__)
    finally:
        doubtful.set()


def _is_taken(hint: dict[str, object], take: Callable[[dict[str, object]], None]) -> bool:
    """Take a hint, and tell whether that went well: whoever reaches Redis may publish anything."""
    try:
        take(hint)
    except Exception as error:  # noqa: BLE001 (its text could quote the hint)
        log.warning("hints.not_taken", of=take.__qualname__, error=type(error).__name__)
        return False
    return True


async def _make_up_for_lost(
    make_up: Callable[[], Awaitable[None]], doubtful: asyncio.Event, every: float
) -> None:
    while True:
        with suppress(TimeoutError):
            async with asyncio.timeout(every):
                await doubtful.wait()
        doubtful.clear()
        try:
            await make_up()
        except DatabaseUnreachable as error:  # the next time comes
            log.warning("hints.not_made_up", of=make_up.__qualname__, error=type(error).__name__)
        except Exception:
            log.exception("hints.make_up_broke", of=make_up.__qualname__)
