"""What a job looks like in a terminal."""

import json
import time
from typing import Any, Self

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn

from showcase.studio import WORDS

STAGE_WORDS: dict[str, str] = json.loads(WORDS.read_text(encoding="utf-8"))["stages"]


class JobScreen:
    """Shows a job's events as they come: a line per stage and section, a bar at the bottom."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._progress = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            TaskProgressColumn(),
            console=console,
            transient=True,
            disable=not console.is_terminal,
        )
        self._bar = self._progress.add_task("Queued", total=100)
        self._entered = time.monotonic()

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._progress.stop()

    def show(self, event: dict[str, Any]) -> None:
        """Show one event."""
        words = STAGE_WORDS.get(event["stage"] or "", "Queued")
        self._progress.update(self._bar, completed=event["percent"], description=words)
        match event["type"]:
            case "STAGE_STARTED":
                self._entered = time.monotonic()
            case "STAGE_FINISHED":
                took = time.monotonic() - self._entered
                self._say(f"[green]✓[/] {words} [dim]{took:.2f} s[/]")
                self._entered = time.monotonic()
            case "PROGRESS":
                self._show_progress(event)

    def _show_progress(self, event: dict[str, Any]) -> None:
        if event["section"]:
            self._say(f"  [dim]·[/] {escape(event['section']['heading'])} is ready")
        elif event["message"]:
            self._say(f"  [dim]·[/] {escape(event['message'])}")

    def _say(self, line: str) -> None:
        self._progress.console.print(line, highlight=False)
