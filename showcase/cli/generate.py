"""Turns resume files into portfolio files: no server, no database, many at once."""

import asyncio
import os
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson
import structlog
import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from showcase.adapters.children import ChildPool
from showcase.cli.choices import Look
from showcase.cli.watch import repeat_on_change
from showcase.config import Settings
from showcase.errors import ShowcaseError, StepFailed
from showcase.models.content import Tone
from showcase.models.document import Document
from showcase.models.draft import PortfolioDraft, SiteContent
from showcase.pipeline.extract import extract
from showcase.pipeline.think import write_portfolio
from showcase.pipeline.upload import Inspection
from showcase.pipeline.validate import validate_portfolio
from showcase.site.render import render_site

READ_BYTES = 1024 * 1024
UNEXPECTED = "something broke on our side; the log above says what"

log = structlog.get_logger()


@dataclass(frozen=True)
class Wishes:
    """Where the results go, and how they should look and sound."""

    out: Path
    tone: Tone
    settings: Settings
    look: Look


class FileFailed(Exception):
    """This file gives no portfolio; the message says why."""


async def generate_all(files: Sequence[Path], wishes: Wishes, *, watch: bool = False) -> int:
    """Write a folder per file below `out`; return the exit code: 0 only if all went well.

    With `watch`, write it again whenever its file changes, until Ctrl-C.
    """
    console = Console()
    folders = dict(zip(files, choose_folders(files, wishes.out), strict=True))
    failed: set[Path] = set()
    async with _open_pool(wishes.settings) as pool:

        async def build(changed: Sequence[Path]) -> None:
            failed.difference_update(changed)
            failed.update(await _build({file: folders[file] for file in changed}, wishes, pool))
            if watch:
                console.print("[dim]Watching; Ctrl-C ends.[/]")

        await (repeat_on_change(files, build) if watch else build(files))
    return 1 if failed else 0


async def print_document(file: Path, settings: Settings) -> int:
    """Print what can be seen in a file as JSON; return the exit code."""
    try:
        async with _open_pool(settings) as pool:
            document = await _read_document(file, settings, pool)
    except FileFailed as failure:
        typer.echo(f"{file}: {failure}", err=True)
        return 1
    typer.echo(document.model_dump_json(indent=2))
    return 0


def choose_folders(files: Sequence[Path], out: Path) -> list[Path]:
    """Return a folder of its own for each file, named by its stem, numbered where stems meet."""
    folders: list[Path] = []
    for file in files:
        folder, number = out / file.stem, 2
        while folder in folders:
            folder, number = out / f"{file.stem}-{number}", number + 1
        folders.append(folder)
    return folders


async def _build(folders: Mapping[Path, Path], wishes: Wishes, pool: ChildPool) -> list[Path]:
    """Make these files' portfolios, as many at once as there are processors; return what failed."""
    room = asyncio.Semaphore(os.cpu_count() or 1)
    failed = []
    with _make_progress(Console()) as progress:
        bar = progress.add_task("portfolios", total=len(folders))

        async def run(file: Path, folder: Path) -> None:
            async with room:
                line = await _report(file, folder, wishes, pool)
            if line.startswith("[red]"):
                failed.append(file)
            progress.console.print(line, highlight=False, soft_wrap=True)
            progress.advance(bar)

        await asyncio.gather(*(run(*pair) for pair in folders.items()))
    return failed


async def _report(file: Path, folder: Path, wishes: Wishes, pool: ChildPool) -> str:
    """Return the line that tells how a file went."""
    started = time.monotonic()
    try:
        await _generate(file, folder, wishes, pool)
    except FileFailed as failure:
        return f"[red]✗[/] {escape(str(file))}: {escape(str(failure))}"
    except Exception:  # the border of one file's run: the others go on
        log.exception("generate.broke")
        return f"[red]✗[/] {escape(str(file))}: {UNEXPECTED}"
    seconds = time.monotonic() - started
    return f"[green]✓[/] {escape(str(file))} → {escape(str(folder))} [dim]{seconds:.1f} s[/]"


async def _generate(file: Path, folder: Path, wishes: Wishes, pool: ChildPool) -> None:
    document = await _read_document(file, wishes.settings, pool)
    try:
        thought = await write_portfolio(
            document, tone=wishes.tone, settings=wishes.settings, on_section=_ignore
        )
        draft = validate_portfolio(thought.draft, document)
    except StepFailed as failure:
        raise FileFailed(failure.message) from failure
    content = _make_site_content(draft, wishes)
    site = await asyncio.to_thread(render_site, content, url="")
    files = {
        "resume.json": orjson.dumps(thought.resume, option=orjson.OPT_INDENT_2),
        "portfolio.json": draft.model_dump_json(indent=2, exclude={"reading"}).encode(),
        **{f"site/{path}": data for path, data in site.items()},
    }
    try:
        await asyncio.to_thread(_write_files, folder, files)
    except OSError as error:
        raise FileFailed(f"cannot write {error.filename}: {error.strerror}") from error


async def _read_document(file: Path, settings: Settings, pool: ChildPool) -> Document:
    """Check the file as an upload is checked, and extract it."""
    inspection = Inspection(settings=settings)
    try:
        data = b"".join([chunk async for chunk in inspection.passing(_read_chunks(file))])
        return await extract(data, media_type=inspection.media_type, pool=pool, settings=settings)
    except OSError as error:
        raise FileFailed(f"cannot be read: {error.strerror}") from error
    except (ShowcaseError, StepFailed) as failure:
        raise FileFailed(failure.message) from failure


async def _read_chunks(file: Path) -> AsyncIterator[bytes]:
    with await asyncio.to_thread(file.open, "rb") as opened:
        while chunk := await asyncio.to_thread(opened.read, READ_BYTES):
            yield chunk


def _make_site_content(draft: PortfolioDraft, wishes: Wishes) -> SiteContent:
    return SiteContent(
        language=draft.language,
        theme=wishes.look.theme,
        accent=wishes.look.accent,
        seo=draft.seo,
        sections=draft.sections,
    )


def _write_files(folder: Path, files: dict[str, bytes]) -> None:
    for path, data in files.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)


async def _ignore(_section: dict[str, Any]) -> None:
    """Take a section that has become ready; nobody watches here."""


@asynccontextmanager
async def _open_pool(settings: Settings) -> AsyncIterator[ChildPool]:
    processors = os.cpu_count() or 1
    async with ChildPool(processors, memory_bytes=settings.extract_memory_bytes) as pool:
        yield pool


def _make_progress(console: Console) -> Progress:
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=console,
        disable=not console.is_terminal,
    )
