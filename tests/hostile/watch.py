"""What the processes take in which files are opened: the kernel's own account of each."""

import os
import threading
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self

import psutil

from showcase.adapters.children import MODULE

LOOK_SECONDS = 0.02
TICKS = os.sysconf("SC_CLK_TCK")


class Watch:
    """Looks at the children of this process, and all they start, while the block runs."""

    def __init__(self) -> None:
        self.peak_bytes = 0
        """The most memory that one process held at once."""
        self._seconds: dict[tuple[int, int], float] = {}
        self._before: dict[tuple[int, int], float] = {}
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._look_on)

    @property
    def cpu_seconds(self) -> float:
        """The most CPU time that one child took, with all it has started."""
        spent: dict[int, float] = {}
        for (child, pid), seconds in self._seconds.items():
            taken = seconds - self._before.get((child, pid), 0.0)
            spent[child] = spent.get(child, 0.0) + taken
        return max(spent.values(), default=0.0)

    def __enter__(self) -> Self:
        self._look()
        self._before = dict(self._seconds)
        self.peak_bytes = 0
        self._thread.start()
        return self

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._look()
        self._ended.set()
        self._thread.join()

    def _look_on(self) -> None:
        while not self._ended.is_set():
            with suppress(psutil.NoSuchProcess):
                self._look()
            self._ended.wait(LOOK_SECONDS)

    def _look(self) -> None:
        for child in psutil.Process().children():
            with suppress(psutil.NoSuchProcess, OSError, IndexError, ValueError):
                if MODULE in child.cmdline():
                    for process in [child, *child.children(recursive=True)]:
                        self._note(child.pid, process.pid)

    def _note(self, child: int, pid: int) -> None:
        """Read the account of a process; one that ends meanwhile has none."""
        folder = Path(f"/proc/{pid}")
        fields = (folder / "stat").read_text().rpartition(")")[2].split()
        self._seconds[child, pid] = (int(fields[11]) + int(fields[12])) / TICKS
        for line in (folder / "status").read_text().splitlines():
            if line.startswith("VmHWM:"):
                self.peak_bytes = max(self.peak_bytes, int(line.split()[1]) * 1024)
