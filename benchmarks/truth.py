"""Whether portfolios say what resumes do not: every published fact and word against the pages.

    uv run python -m benchmarks.truth DOCS [--engines offline gemini] [--show]

DOCS holds PDF files and pictures. `offline` writes each of them in all six tones. `gemini` is a
server on this machine that lies, swaps, truncates, fences, refuses, breaks and stalls in turns, and
what gets past the critic counts. The judge is benchmarks/witness.py, which shares no code with what
reads, writes and checks. Exit code 1 if anything is unsupported or without a source.
"""

import argparse
import asyncio
import logging
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from agents.integration import AgentError, EngineSettings, generate_portfolio
from agents.sections import TONES
from benchmarks.witness import Verdict, examine
from showcase.adapters.children import ChildPool
from showcase.adapters.documents import sniff_media_type
from showcase.config import Settings
from showcase.pipeline.extract import extract
from tests.support.gemini import API_KEY, OPENINGS, run_gemini
from tests.support.liar import LyingGemini

ENGINES = ("offline", "gemini")
TIMEOUT_S = 4
"""For all calls of one portfolio; the server stalls now and then."""

Json = dict[str, Any]


async def read_all(files: Sequence[Path]) -> dict[str, Json]:
    """Return what can be seen in each file."""
    settings = Settings(_env_file=None)
    documents: dict[str, Json] = {}
    async with ChildPool(1, memory_bytes=settings.extract_memory_bytes) as pool:
        for file in files:
            data = await asyncio.to_thread(file.read_bytes)
            media_type = sniff_media_type(data) or ""
            document = await extract(data, media_type=media_type, pool=pool, settings=settings)
            documents[file.name] = document.model_dump(mode="json")
    return documents


async def ignore(_section: Json) -> None:
    """Take a section that is ready."""


async def write(document: Json, tone: str, engine: EngineSettings) -> Json | None:
    """Return the portfolio of a document; None if it is no resume."""
    try:
        made = await generate_portfolio(document, tone=tone, engine=engine, on_section=ignore)
    except AgentError as error:
        print(f"left out: {error}")
        return None
    return made.draft


async def judge_offline(documents: dict[str, Json]) -> Verdict:
    """Return the verdict on all portfolios in all tones."""
    engine, verdict = EngineSettings(name="offline"), Verdict()
    for name, document in documents.items():
        for tone in TONES:
            if draft := await write(document, tone, engine):
                verdict.add(examine(document, draft).of(name))
    return verdict


async def judge_lies(documents: dict[str, Json]) -> tuple[Verdict, int]:
    """Return the verdict on what a lying model has got past the critic, and how often it lied."""
    verdict = Verdict()
    logging.getLogger("uvicorn.error").disabled = True  # connections that break off on purpose
    async with run_gemini(LyingGemini()) as gemini:
        assert isinstance(gemini, LyingGemini)
        engine = EngineSettings(
            name="gemini",
            api_key=API_KEY,
            model="made-up",
            base_url=gemini.url,
            timeout_seconds=TIMEOUT_S,
        )
        for number, (name, document) in enumerate(documents.items()):
            if draft := await write(document, TONES[number % len(TONES)], engine):
                verdict.add(examine(document, draft).of(name))
    honest = {word for opening in OPENINGS.values() for word in opening.split()}
    verdict.foreign = [word for word in verdict.foreign if word.split()[-1] not in honest]
    return verdict, gemini.told


def add_row(table: Table, name: str, verdict: Verdict) -> None:
    """Add the figures of an engine."""
    sourced = 1 - len(verdict.unsourced) / max(1, verdict.facts)
    wrong = (len(verdict.unsupported), len(verdict.foreign))
    table.add_row(name, *map(str, (verdict.facts, verdict.texts, *wrong)), f"{sourced:.2%}")


async def run(files: Sequence[Path], engines: Sequence[str], *, show: bool) -> int:
    """Judge all and print; return the exit code."""
    documents = await read_all(files)
    table = Table("engine", "facts", "texts", "unsupported", "foreign words", "with a source")
    verdicts: list[Verdict] = []
    if "offline" in engines:
        verdicts.append(await judge_offline(documents))
        add_row(table, "offline, six tones", verdicts[-1])
    if "gemini" in engines:
        verdict, told = await judge_lies(documents)
        verdicts.append(verdict)
        add_row(table, f"model that told {told} lies", verdict)
    Console().print(table)
    for verdict in verdicts if show else ():
        for line in sorted({*verdict.unsupported, *verdict.foreign, *verdict.unsourced}):
            print(line)
    return int(any(v.unsupported or v.foreign or v.unsourced for v in verdicts))


def main() -> int:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else "")
    parser.add_argument("documents", type=Path)
    parser.add_argument("--engines", nargs="+", choices=ENGINES, default=ENGINES)
    parser.add_argument("--show", action="store_true", help="print what was wrong, line by line")
    wanted = parser.parse_args()
    files = sorted(path for path in wanted.documents.iterdir() if path.is_file())
    return asyncio.run(run(files, wanted.engines, show=wanted.show))


if __name__ == "__main__":
    sys.exit(main())
