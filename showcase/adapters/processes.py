"""Child processes that live no longer than we do."""

import asyncio
import ctypes
import pwd
import signal
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import tenacity

START_SECONDS = 60
STOP_SECONDS = 20
ASK_AGAIN_SECONDS = 0.02
LINES_SHOWN = 8
PR_SET_PDEATHSIG = 1
"""From linux/prctl.h."""


@dataclass(frozen=True)
class Program:
    """What to run, and how: `account` is None for ourselves."""

    command: Sequence[str]
    directory: Path
    log: Path
    environment: Mapping[str, str]
    stop_signal: signal.Signals = signal.SIGTERM
    account: pwd.struct_passwd | None = None


@asynccontextmanager
async def run_process(program: Program) -> AsyncIterator[asyncio.subprocess.Process]:
    """Run a program until the block ends, away from the terminal's Ctrl-C.

    What it prints is added to its log. Linux signals it also when we are killed; call this from
    the main thread, because the kernel takes the thread that started a child as its parent.
    """
    account = program.account
    with program.log.open("ab") as log:
        process = await asyncio.create_subprocess_exec(
            *program.command,
            cwd=program.directory,
            env=program.environment,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            user=account and account.pw_uid,
            group=account and account.pw_gid,
            extra_groups=account and [],
            start_new_session=True,
            preexec_fn=_end_with_parent(program.stop_signal),
        )
    try:
        yield process
    finally:
        await _stop(process, program.stop_signal)


async def becomes_ready(
    process: asyncio.subprocess.Process,
    ping: Callable[[], Awaitable[None]],
    *,
    errors: tuple[type[Exception], ...],
) -> bool:
    """Ask a process until it answers; return False if it ended, or the time was up, before that.

    Args:
        process: A server that has just been started.
        ping: Asks it once; any of `errors` means "not yet".
        errors: What `ping` raises while nobody answers.
    """
    patient = tenacity.retry(
        retry=tenacity.retry_if_exception_type(errors), wait=tenacity.wait_fixed(ASK_AGAIN_SECONDS)
    )
    ready = asyncio.ensure_future(patient(ping)())
    ended = asyncio.ensure_future(process.wait())
    await asyncio.wait({ready, ended}, timeout=START_SECONDS, return_when=asyncio.FIRST_COMPLETED)
    answered = ready.done() and not ended.done()
    for task in (ready, ended):
        task.cancel()
    await asyncio.gather(ready, ended, return_exceptions=True)
    if answered:
        ready.result()
    return answered


def quote_end(log: Path) -> str:
    """Return a sentence with the last lines of a log: they name why a process did not start."""
    lines = log.read_text(errors="replace").splitlines()[-LINES_SHOWN:]
    return f"The end of {log}:\n" + "\n".join(lines)


async def _stop(process: asyncio.subprocess.Process, stop_signal: signal.Signals) -> None:
    """End a process in order; by force if that takes too long."""
    if process.returncode is not None:
        return
    process.send_signal(stop_signal)
    try:
        await asyncio.wait_for(process.wait(), STOP_SECONDS)
    except TimeoutError:
        process.kill()
        await process.wait()


def _end_with_parent(stop_signal: signal.Signals) -> Callable[[], None] | None:
    """Return what a new child must do to be signalled when we die; only Linux knows how."""
    if sys.platform != "linux":
        return None
    prctl = ctypes.CDLL(None).prctl

    def ask_kernel() -> None:
        prctl(PR_SET_PDEATHSIG, int(stop_signal))

    return ask_kernel
