"""`showcase up`: everything at once, as a person runs it."""

import asyncio
import json
import os
import re
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx2
import psutil

READY = re.compile(r"is live: (http://\S+)")
PATIENCE_SECONDS = 90


@asynccontextmanager
async def run_up(data_dir: Path, *arguments: str) -> AsyncIterator[asyncio.subprocess.Process]:
    """Run the command in a fresh environment; whatever happens, it is ended."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "showcase", "up", *arguments),
        env={
            "PATH": os.environ["PATH"],
            "SHOWCASE_DATA_DIR": str(data_dir),
            "SHOWCASE_PORT": "18700",
            "COLUMNS": "200",
        },
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()


async def read_until(process: asyncio.subprocess.Process, text: str) -> str:
    """Return what was printed up to and with a line that holds `text`."""
    printed = ""
    assert process.stdout is not None
    async with asyncio.timeout(PATIENCE_SECONDS):
        while line := (await process.stdout.readline()).decode():
            printed += line
            if text in line:
                return printed
    raise AssertionError(printed)


def list_descendants(pid: int) -> list[psutil.Process]:
    descendants: list[psutil.Process] = psutil.Process(pid).children(recursive=True)
    return descendants


async def test_sample_becomes_a_live_site_and_the_program_ends_well(short_dir: Path) -> None:
    async with run_up(short_dir, "--once") as process:
        printed = (await process.communicate())[0].decode()

        assert process.returncode == 0, printed
    assert "✓ Writing the portfolio" in printed
    assert READY.search(printed)


async def test_site_is_served_until_sigint_and_then_nothing_is_left(short_dir: Path) -> None:
    async with run_up(short_dir, "--theme", "console", "--tone", "friendly") as process:
        printed = await read_until(process, "Ctrl-C")
        live = READY.search(printed)
        assert live is not None, printed
        async with httpx2.AsyncClient(trust_env=False) as client:
            page = await client.get(live[1])
        descendants = list_descendants(process.pid)

        process.send_signal(signal.SIGINT)
        await process.communicate()

        assert process.returncode == 0
        _, alive = await asyncio.to_thread(psutil.wait_procs, descendants, 10)
    assert "Maren Solveig" in page.text
    assert 'class="console"' in page.text
    assert alive == []


async def test_account_survives_a_restart(short_dir: Path) -> None:
    async with run_up(short_dir, "--once") as process:
        await process.communicate()
    account = json.loads((short_dir / "account.json").read_text())

    async with run_up(short_dir, "--once") as process:
        printed = (await process.communicate())[0].decode()

        assert process.returncode == 0, printed
    assert json.loads((short_dir / "account.json").read_text()) == account


async def test_killing_the_program_leaves_nothing_running(short_dir: Path) -> None:
    async with run_up(short_dir) as process:
        await read_until(process, "Ctrl-C")
        descendants = list_descendants(process.pid)

        process.kill()
        await process.communicate()

        _, alive = await asyncio.to_thread(psutil.wait_procs, descendants, 20)
    assert descendants
    assert alive == []


async def test_unreadable_resume_ends_with_its_reason_and_exit_code_one(short_dir: Path) -> None:
    letter = short_dir / "letter.pdf"
    letter.write_text("Dear Sir or Madam")

    async with run_up(short_dir / "data", str(letter), "--once") as process:
        printed = (await process.communicate())[0].decode()

        assert process.returncode == 1
    assert "This file is not a PDF or a picture" in printed


async def test_missing_resume_is_told_before_anything_starts(short_dir: Path) -> None:
    async with run_up(short_dir / "data", "nowhere.pdf") as process:
        printed = (await process.communicate())[0].decode()

        assert process.returncode == 1
    assert "There is no file nowhere.pdf" in printed
    assert not (short_dir / "data").exists()
