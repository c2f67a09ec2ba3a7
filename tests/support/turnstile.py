"""A turnstile in front of Tesseract: it counts the calls, and holds them back if a test says so.

Tesseract runs where it may write nothing that we could read. But it may read: so each call takes
a ticket, a byte, from a pipe, and waits there while none is left.
"""

import fcntl
import os
import shutil
import struct
import termios
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

PLENTY = 4096
"""More calls than a test makes, fewer bytes than a pipe of Linux holds."""


@dataclass
class Turnstile:
    """Who holds the tickets."""

    path: str
    """What `PATH` has to be for those who are to go through it."""
    _pipe: int
    _given: int = 0

    def admit(self, calls: int = PLENTY) -> None:
        """Let so many more calls through."""
        os.write(self._pipe, b"\n" * calls)
        self._given += calls

    def count(self) -> int:
        """Return how many calls have come through."""
        left = bytearray(struct.calcsize("i"))
        fcntl.ioctl(self._pipe, termios.FIONREAD, left)
        return int(self._given - struct.unpack("i", left)[0])


@contextmanager
def open_turnstile(folder: Path) -> Iterator[Turnstile]:
    """Put a turnstile into a new folder; nobody comes through before they are admitted."""
    folder.mkdir()
    tickets, program = folder / "tickets", folder / "tesseract"
    os.mkfifo(tickets)
    program.write_text(
        "#!/bin/sh\n"
        f"case $1 in --*) ;; *) read -r ticket <{tickets} ;; esac\n"
        f'exec {shutil.which("tesseract")} "$@"\n'
    )
    program.chmod(0o755)
    pipe = os.open(tickets, os.O_RDWR)
    try:
        yield Turnstile(f"{folder}:{os.environ['PATH']}", pipe)
    finally:
        os.close(pipe)


@pytest.fixture
def turnstile(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Turnstile]:
    """Stop whatever is started after it in the middle of a scan, until it is let through."""
    with open_turnstile(tmp_path / "programs") as turnstile:
        monkeypatch.setenv("PATH", turnstile.path)
        yield turnstile
