"""Programs of other people, from npm: clients of the API and checkers of its schema."""

import asyncio
import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

CLIENTS = Path(__file__).parents[1] / "clients"
PACKAGES = CLIENTS / "node_modules"
PATIENCE_SECONDS = 60
NODE = shutil.which("node")

needs_node = pytest.mark.skipif(
    NODE is None or not (PACKAGES / "lock").exists(), reason="scripts/clients has not been run"
)


@dataclass(frozen=True)
class Ending:
    """How a program ended."""

    code: int | None
    output: str
    complaints: str

    @property
    def lines(self) -> list[str]:
        """What it printed, if all went well."""
        assert self.code == 0, f"{self.complaints}\n{self.output}"
        return self.output.splitlines()


async def run_program(
    *command: str | Path, environment: dict[str, str] | None = None, directory: Path = CLIENTS
) -> Ending:
    """Run a program to its end."""
    process = await asyncio.create_subprocess_exec(
        *command,
        cwd=directory,
        env=environment,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    ending = asyncio.create_task(process.communicate())
    _, running = await asyncio.wait({ending}, timeout=PATIENCE_SECONDS)
    if running:
        process.kill()
    output, complaints = await ending
    return Ending(process.returncode, output.decode(), complaints.decode())


async def run_node(
    program: Path, *arguments: str | Path, environment: dict[str, str] | None = None
) -> Ending:
    """Run a program of Node.js to its end."""
    assert NODE is not None
    return await run_program(NODE, program, *arguments, environment=environment)
