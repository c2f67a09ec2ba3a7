"""The CPU time that a process and all it has started have used."""

import asyncio
from collections.abc import Coroutine
from contextlib import suppress
from typing import Any, TypeVar

import psutil

LOOK_SECONDS = 0.25

Result = TypeVar("Result")


async def within_cpu_time(work: Coroutine[Any, Any, Result], *, pid: int, seconds: float) -> Result:
    """Return what the work gives, unless the process takes more CPU time for it.

    The kernel limits each process by itself; this counts what it starts as well.

    Raises:
        TimeoutError: It takes more.
    """
    limit = _measure(pid) + seconds
    task = asyncio.ensure_future(work)
    try:
        while not (await asyncio.wait({task}, timeout=LOOK_SECONDS))[0]:
            if _measure(pid, started=True) > limit:
                raise TimeoutError
        return task.result()
    finally:
        task.cancel()


def _measure(pid: int, *, started: bool = False) -> float:
    """Return the CPU seconds of a process and those it has waited for; 0 once it is gone.

    Looking for what it has `started` and what still runs takes longer.
    """
    seconds = 0.0
    with suppress(psutil.NoSuchProcess):
        process = psutil.Process(pid)
        times = process.cpu_times()
        seconds = times.user + times.system + times.children_user + times.children_system
        for child in process.children(recursive=True) if started else ():
            with suppress(psutil.NoSuchProcess):
                seconds += sum(child.cpu_times()[:2])
    return seconds
