"""A pool of child processes that open strangers' files, so that a bad file harms nothing else.

A child is warm: started once and used for many files. One that takes too long, takes too much or
crashes is killed together with all it has started; the next request finds a new one.
"""

import asyncio
import json
import os
import shutil
import signal
import sys
import tempfile
import time
from asyncio.subprocess import PIPE, Process
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import structlog

from showcase.adapters.cpu_time import within_cpu_time
from showcase.errors import JobFailureCode, StepFailed

MODULE = "showcase.adapters.child"
PASSED_ON = ("PATH", "TESSDATA_PREFIX", "LD_LIBRARY_PATH")
"""All that a child sees of the environment: how to find Tesseract and its data."""
PATIENCE = 6
"""So many seconds may go by for each of CPU time: on a busy machine a child seldom has a turn."""
MAX_ANSWER_BYTES = 8 * 1024 * 1024
"""Some forty times what twenty pages of words take; whoever reads it has other work, too."""
LEAST_REST = 0.25
"""The share of the time that a second try has at least: the first child may have been killed by
something else than the file."""
DEATHS = (TimeoutError, EOFError, ConnectionError, ValueError, TypeError, KeyError)
"""What comes of a child that is late, gone, or no longer itself."""

log = structlog.get_logger()


class ChildDied(Exception):
    """The file asked too much of a child: it took too long, or ended two children in a row."""


class ChildLost(Exception):
    """A child ended in the middle of its work; the file, or something else, may be to blame."""


class ChildPool:
    """Child processes for files; `async with` starts them and leaves none behind.

    A pool that is not `warm` starts each with the first file that needs it.
    """

    def __init__(self, size: int, *, memory_bytes: int, warm: bool = True) -> None:
        self.size = size
        self._memory_bytes = memory_bytes
        self._warm = warm
        self._children: list[Child] = []
        self._idle: asyncio.LifoQueue[Child] = asyncio.LifoQueue()
        self._folder = Path()

    async def __aenter__(self) -> Self:
        self._folder = Path(tempfile.mkdtemp(prefix="showcase-"))
        for number in range(self.size):
            child = Child(self._folder / str(number), memory_bytes=self._memory_bytes)
            self._children.append(child)
            self._idle.put_nowait(child)
            if self._warm:
                await child.start()
        return self

    async def __aexit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        for child in self._children:
            await child.stop()
        shutil.rmtree(self._folder, ignore_errors=True)

    async def run(self, task: str, data: bytes, *, seconds: float, **arguments: object) -> bytes:
        """Give what a task of `showcase.adapters.child` makes of a file: JSON pages, or a picture.

        `seconds` limits the CPU time of the child and all it starts, a second try included; on the
        clock it may be longer. Cancelling the caller kills the child.

        Raises:
            StepFailed: The file is at fault, with the code that says how.
            ChildDied: The file took too much, or ended two children in a row.
        """
        child = await self._idle.get()
        started = time.monotonic()
        try:
            return await child.ask(task, data, seconds=seconds, arguments=arguments)
        except ChildLost:
            rest = max(seconds - (time.monotonic() - started), seconds * LEAST_REST)
            return await child.ask(task, data, seconds=rest, arguments=arguments, last=True)
        finally:
            self._idle.put_nowait(child)


class Child:
    """One child process with a folder of its own for temporary files."""

    def __init__(self, folder: Path, *, memory_bytes: int) -> None:
        self._folder = folder
        self._memory_bytes = memory_bytes
        self._process: Process | None = None
        self._burials: set[asyncio.Task[tuple[bytes, bytes]]] = set()

    async def start(self) -> Process:
        """Give the running process, a new one if need be."""
        if self._process is None:
            self._folder.mkdir(exist_ok=True)
            known = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
            self._process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", MODULE, str(self._memory_bytes), str(self._folder)),
                stdin=PIPE,
                stdout=PIPE,
                start_new_session=True,
                # With several threads Tesseract is 7 times slower than with one.
                env={**known, "OMP_THREAD_LIMIT": "1"},
            )
        return self._process

    async def ask(
        self,
        task: str,
        data: bytes,
        *,
        seconds: float,
        arguments: dict[str, object],
        last: bool = False,
    ) -> bytes:
        """Give the answer to one request; the process is killed unless it answers in time.

        Raises:
            StepFailed: The file is at fault, with the code that says how.
            ChildDied: It took too much time, or the process ended at the `last` try.
            ChildLost: The process ended; another try may succeed.
        """
        process = await self.start()
        limits = {"cpu_seconds": seconds, "most_bytes": MAX_ANSWER_BYTES}
        request = {"task": task, "arguments": arguments, **limits}
        try:
            async with asyncio.timeout(seconds * PATIENCE):
                exchange = _exchange(process, request, data)
                header, body = await within_cpu_time(exchange, pid=process.pid, seconds=seconds)
                code, detail = header["code"], header["detail"] if header["code"] else ""
                code = JobFailureCode(code) if code else None
        except DEATHS as error:
            self.kill()
            log.warning("child.died", task=task, error=type(error).__name__)
            if last or isinstance(error, TimeoutError):
                raise ChildDied(task) from error
            raise ChildLost(task) from error
        except asyncio.CancelledError:
            self.kill()
            raise
        if code is not None:
            raise StepFailed(code, detail)
        return body

    def kill(self) -> None:
        """Kill the process, with all it has started; the next request starts another."""
        process, self._process = self._process, None
        if process is None:
            return
        with suppress(ProcessLookupError):  # it has ended by itself
            os.killpg(process.pid, signal.SIGKILL)
        shutil.rmtree(self._folder, ignore_errors=True)
        burial = asyncio.create_task(process.communicate())
        self._burials.add(burial)
        burial.add_done_callback(self._burials.discard)

    async def stop(self) -> None:
        """Kill the process and wait for its end."""
        self.kill()
        await asyncio.gather(*self._burials)


async def _exchange(
    process: Process, request: dict[str, Any], data: bytes
) -> tuple[dict[str, Any], bytes]:
    if process.stdin is None or process.stdout is None:  # never: both are pipes
        raise EOFError
    process.stdin.write(json.dumps({**request, "size": len(data)}).encode() + b"\n")
    process.stdin.write(data)
    await process.stdin.drain()
    line = await process.stdout.readline()
    if not line:
        raise EOFError
    header: dict[str, Any] = json.loads(line)
    if header["size"] > MAX_ANSWER_BYTES:
        raise ValueError(header["size"])
    return header, await process.stdout.readexactly(header["size"])
