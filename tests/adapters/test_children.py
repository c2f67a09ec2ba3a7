import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from pathlib import Path

import psutil
import pytest
from pydantic import TypeAdapter

from showcase.adapters.children import PATIENCE, ChildDied, ChildPool
from showcase.errors import JobFailureCode, StepFailed
from showcase.models.document import Page
from tests.support import bad_files, resumes

MEMORY = 1024**3
PAGES = TypeAdapter(list[Page])


@pytest.fixture
async def pool() -> AsyncIterator[ChildPool]:
    async with ChildPool(1, memory_bytes=MEMORY) as pool:
        yield pool


async def read(pool: ChildPool, data: bytes, *, seconds: float = 20) -> list[Page]:
    return PAGES.validate_json(await pool.run("read_pdf", data, seconds=seconds, max_pages=20))


def list_processes(word: str, parent: int | None = None) -> list[psutil.Process]:
    """Return the living descendants of a process with the word in their command line."""
    found = []
    for process in psutil.Process(parent).children(recursive=True):
        with suppress(psutil.NoSuchProcess):  # a zombie counts as ended
            if word in " ".join(process.cmdline()):
                found.append(process)
    return found


def list_children(parent: int | None = None) -> list[psutil.Process]:
    return list_processes("showcase.adapters.child", parent)


async def wait_for(condition: Callable[[], bool], *, seconds: float = 10) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen"
        await asyncio.sleep(0.02)


async def test_one_child_reads_many_files(pool: ChildPool) -> None:
    before = list_children()

    for _ in range(5):
        [page] = await read(pool, resumes.make_one_column())
        assert page.words[0].text == "Ada"

    assert [child.pid for child in list_children()] == [child.pid for child in before]


async def test_a_refusal_keeps_its_code_and_the_child(pool: ChildPool) -> None:
    before = list_children()

    with pytest.raises(StepFailed) as failure:
        await read(pool, bad_files.make_encrypted_pdf())

    assert failure.value.code is JobFailureCode.FILE_ENCRYPTED
    assert [child.pid for child in list_children()] == [child.pid for child in before]


@pytest.mark.parametrize(
    "make", [bad_files.make_operator_bomb, bad_files.make_flate_bomb], ids=["operators", "flate"]
)
async def test_a_bomb_kills_its_child_and_nothing_else(
    pool: ChildPool, make: Callable[[], bytes]
) -> None:
    bomb = make()

    with pytest.raises((ChildDied, StepFailed)) as failure:
        await read(pool, bomb, seconds=5)

    if isinstance(failure.value, StepFailed):
        assert failure.value.code is JobFailureCode.FILE_TOO_COMPLEX
    assert len(await read(pool, resumes.make_one_column())) == 1


async def test_a_child_that_takes_too_long_is_killed(pool: ChildPool) -> None:
    started = time.monotonic()

    with pytest.raises(ChildDied):
        await read(pool, bad_files.make_operator_bomb(), seconds=0.5)

    assert time.monotonic() - started < 0.5 * PATIENCE + 2
    await wait_for(lambda: list_children() == [])


async def test_a_child_that_something_else_ended_is_not_held_against_the_file(
    pool: ChildPool,
) -> None:
    await read(pool, resumes.make_one_column())
    [child] = list_children()
    child.suspend()
    reading = asyncio.create_task(read(pool, resumes.make_one_column()))
    await asyncio.sleep(0)
    child.kill()

    assert len(await reading) == 1


async def test_a_frozen_child_is_killed(pool: ChildPool) -> None:
    await read(pool, resumes.make_one_column())
    [child] = list_children()
    child.suspend()

    with pytest.raises(ChildDied):
        await read(pool, resumes.make_one_column(), seconds=0.5)

    assert len(await read(pool, resumes.make_one_column())) == 1


async def test_cancelling_kills_the_child_and_its_tesseract(pool: ChildPool) -> None:
    run = pool.run(
        "recognise_pdf_page", resumes.make_scan(), seconds=20, number=1, max_pixels=40_000_000
    )
    task = asyncio.create_task(run)
    await wait_for(lambda: list_processes("tesseract") != [])

    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task

    await wait_for(lambda: list_children() == [])
    await wait_for(lambda: list_processes("tesseract") == [])
    assert len(await read(pool, resumes.make_one_column())) == 1


async def test_a_child_sees_nothing_of_our_environment(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("GEMINI_API_KEY", "a secret")
    async with ChildPool(1, memory_bytes=MEMORY) as pool:
        await read(pool, resumes.make_one_column())
        [child] = list_children()

        assert set(child.environ()) <= {
            "PATH",
            "TESSDATA_PREFIX",
            "LD_LIBRARY_PATH",
            "OMP_THREAD_LIMIT",
            "LC_CTYPE",  # set by Python itself
        }


async def test_a_closed_pool_leaves_no_process_and_no_file() -> None:
    async with ChildPool(2, memory_bytes=MEMORY) as pool:
        await read(pool, resumes.make_one_column())
        folders = [Path(child.cmdline()[-1]) for child in list_children()]
        assert len(folders) == 2

    assert list_children() == []
    assert not any(folder.exists() for folder in folders)


PARENT = """
import asyncio
from showcase.adapters.children import ChildPool
async def main():
    async with ChildPool(2, memory_bytes=2**30) as pool:
        await pool.run("read_pdf", open({path!r}, "rb").read(), seconds=20, max_pages=5)
        print("ready", flush=True)
        await asyncio.Event().wait()  # until it is killed
asyncio.run(main())
"""


async def test_children_end_with_a_parent_that_is_killed(tmp_path: Path) -> None:
    path = tmp_path / "resume.pdf"
    path.write_bytes(resumes.make_one_column())
    parent = subprocess.Popen(  # noqa: ASYNC220 (it is killed on purpose)
        [sys.executable, "-c", PARENT.format(path=str(path))], stdout=subprocess.PIPE
    )
    assert parent.stdout is not None
    await asyncio.to_thread(parent.stdout.readline)
    children = list_children(parent.pid)
    assert len(children) == 2
    folder = Path(children[0].cmdline()[-1]).parent

    os.kill(parent.pid, signal.SIGKILL)
    await asyncio.to_thread(parent.wait)
    parent.stdout.close()

    await wait_for(lambda: not any(child.is_running() for child in children))
    assert not folder.exists()
