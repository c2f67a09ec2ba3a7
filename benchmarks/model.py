"""How many answers of a model a job waits for one after the other, and what share of it that is.

    uv run python -m benchmarks.model showcase/studio/page/sample.pdf --wait 1.5 --lies 1

The model is a server on this machine that answers truthfully, after `--wait` seconds each; `--lies`
of its first answers say what the resume does not, and are sent back. Reading and writing alone are
measured, without database and site. The offline engine on the same file in the same run is the
baseline.
"""

import argparse
import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table
from starlette.requests import Request
from starlette.responses import Response

from agents.integration import EngineSettings, generate_portfolio
from showcase.adapters.children import ChildPool
from showcase.adapters.documents import sniff_media_type
from showcase.config import Settings
from showcase.pipeline.extract import extract
from tests.support.gemini import API_KEY, FakeGemini, lie, run_gemini

OFFLINE = EngineSettings(name="offline")
Wait = tuple[float, float]


@dataclass
class SlowGemini(FakeGemini):
    """Takes its time, and notes when somebody waited for it."""

    wait: float = 1.0
    waits: list[Wait] = field(default_factory=list)

    async def generate(self, request: Request) -> Response:
        """Answer after a while."""
        began = time.perf_counter()
        await asyncio.sleep(self.wait)
        self.waits.append((began, time.perf_counter()))
        return await super().generate(request)


def count_in_a_row(waits: list[Wait]) -> int:
    """Return how many waits there are of which each began after the last one had ended."""
    count, end = 0, 0.0
    for began, ended in sorted(waits, key=lambda wait: wait[1]):
        if began >= end:
            count, end = count + 1, ended
    return count


def measure_waiting(waits: list[Wait]) -> float:
    """Return the seconds in which at least one answer was waited for."""
    total, end = 0.0, 0.0
    for began, ended in sorted(waits):
        total += max(0.0, ended - max(began, end))
        end = max(end, ended)
    return total


async def take_time(work: Callable[[], Awaitable[object]]) -> float:
    """Return the seconds that a piece of work takes."""
    started = time.perf_counter()
    await work()
    return time.perf_counter() - started


async def read(file: Path) -> dict[str, Any]:
    """Return what can be seen in a resume."""
    settings = Settings(_env_file=None)
    data = await asyncio.to_thread(file.read_bytes)
    media_type = sniff_media_type(data) or ""
    async with ChildPool(1, memory_bytes=settings.extract_memory_bytes) as pool:
        document = await extract(data, media_type=media_type, pool=pool, settings=settings)
    return document.model_dump(mode="json")


async def ignore(_section: dict[str, Any]) -> None:
    """Take a section that is ready."""


async def run(file: Path, *, wait: float, lies: int) -> None:
    """Measure one file and print the table."""
    document = await read(file)

    def write(engine: EngineSettings) -> Callable[[], Awaitable[object]]:
        return lambda: generate_portfolio(
            document, tone="PROFESSIONAL", engine=engine, on_section=ignore
        )

    async with run_gemini(SlowGemini(wait=wait)) as gemini:
        assert isinstance(gemini, SlowGemini)
        engine = replace(
            OFFLINE, name="gemini", api_key=API_KEY, model="made-up", base_url=gemini.url
        )
        for warm_up in (OFFLINE, engine):
            await write(warm_up)()
        offline = await take_time(write(OFFLINE))
        gemini.waits.clear()
        gemini.play(*[lie] * lies)
        total = await take_time(write(engine))
    waiting = measure_waiting(gemini.waits)
    table = Table("", "", box=None, show_header=False)
    table.add_row("requests", str(len(gemini.waits)))
    table.add_row("round trips one after the other", str(count_in_a_row(gemini.waits)))
    table.add_row("reading and writing with the model", f"{total:.2f} s")
    table.add_row("of that waiting for the model", f"{waiting / total:.0%}")
    table.add_row("all else, ÷ offline in the same run", f"{(total - waiting) / offline:.1f}")
    Console().print(table)


def main() -> None:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else "")
    parser.add_argument("file", type=Path)
    parser.add_argument("--wait", type=float, default=1.0, help="seconds for each answer")
    parser.add_argument("--lies", type=int, default=0, help="answers that are sent back")
    wanted = parser.parse_args()
    asyncio.run(run(wanted.file, wait=wanted.wait, lies=wanted.lies))


if __name__ == "__main__":
    main()
