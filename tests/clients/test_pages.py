"""The pages for developers in docs/: what they show is run against a real server.

The blocks of a page in its language, put together, are a program. It makes a site of a resume, and
prints each event and at last the site's address.
"""

import os
import re
import sys
from pathlib import Path

import httpx
import pytest

from tests.support import resumes
from tests.support.node import PACKAGES, Ending, needs_node, run_node, run_program

DOCS = Path(__file__).parents[2] / "docs"
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@pytest.fixture
def resume(tmp_path: Path) -> Path:
    path = tmp_path / "ada.pdf"
    path.write_bytes(resumes.make_one_column())
    return path


def write_program(page: str, language: str, path: Path) -> Path:
    """Write what a page shows into a file."""
    blocks = BLOCK.findall((DOCS / page).read_text(encoding="utf-8"))
    path.write_text("\n".join(code for kind, code in blocks if kind == language), encoding="utf-8")
    return path


def make_environment(url: str) -> dict[str, str]:
    return {**os.environ, "SHOWCASE_URL": url}


async def check_story(ending: Ending, url: str) -> None:
    """Check that a program saw a job's events, each once and to the end, and a site came of it."""
    *events, address = ending.lines

    numbers = [int(event.split()[0]) for event in events]
    assert numbers == list(range(1, len(numbers) + 1))
    assert len(numbers) > 5
    assert events[-1].split()[1] == "COMPLETED"
    await check_site(address, url)


async def check_site(address: str, url: str) -> None:
    assert address.startswith(f"{url}/p/")
    async with httpx.AsyncClient(trust_env=False) as http:
        page = await http.get(address)
    assert page.status_code == 200
    assert resumes.NAME in page.text


@needs_node
@pytest.mark.parametrize("page", ["apollo.md", "urql.md", "graphql-ws.md", "graphql-sse.md"])
async def test_a_page_for_javascript_is_true(
    url: str, resume: Path, tmp_path: Path, page: str
) -> None:
    (tmp_path / "node_modules").symlink_to(PACKAGES)
    program = write_program(page, "js", tmp_path / "program.mjs")

    ending = await run_node(program, resume, environment=make_environment(url))

    await check_story(ending, url)


async def test_the_page_for_python_is_true(url: str, resume: Path, tmp_path: Path) -> None:
    program = write_program("python.md", "python", tmp_path / "program.py")

    ending = await run_program(sys.executable, program, resume, environment=make_environment(url))

    await check_story(ending, url)


async def test_the_page_for_curl_is_true(url: str, resume: Path, tmp_path: Path) -> None:
    program = write_program("curl.md", "sh", tmp_path / "program.sh")

    ending = await run_program("sh", program, resume, environment=make_environment(url))

    *stream, address = ending.lines
    kinds = [line.removeprefix("event: ") for line in stream if line.startswith("event: ")]
    numbers = [int(number) for number in re.findall(r'"sequence":(\d+)', ending.output)]
    assert set(kinds[:-1]) == {"next"}
    assert kinds[-1] == "complete"
    assert numbers == list(range(1, len(numbers) + 1))
    assert '"type":"COMPLETED"' in ending.output
    await check_site(address, url)
