"""What the benchmarks of the running system share: its processes, an account, and tables."""

import os
import statistics
import sys
import tempfile
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from uuid import uuid4

import httpx2
from rich.console import Console
from rich.table import Table

from showcase.adapters.embedded import run_servers
from showcase.adapters.processes import Program, becomes_ready, run_process
from showcase.choices import Engine
from showcase.cli.migrate import migrate_database
from showcase.cli.stack import find_free_port, make_program
from showcase.config import Settings

FIRST_PORT = 18_000
SIGN_UP = """
mutation ($input: SignUpInput!) { signUp(input: $input) { session { accessToken } } }
"""
PREFLIGHT = {"GraphQL-Require-Preflight": "1"}


@dataclass(frozen=True)
class Stage:
    """PostgreSQL and Redis of our own, and the processes that were asked for."""

    settings: Settings
    stack: AsyncExitStack

    @property
    def url(self) -> str:
        """The address of the web process."""
        return f"http://{self.settings.host}:{self.settings.port}"

    async def start(self, name: str) -> int:
        """Start the web or the worker process; return its process id once it is ready."""
        process = await self.stack.enter_async_context(
            run_process(make_program(name, self.settings))
        )
        if name == "web":
            await becomes_ready(process, partial(ping, f"{self.url}/livez"), errors=NOT_READY)
        return process.pid

    async def start_bare(self, application: str) -> tuple[int, str]:
        """Start another ASGI application as we start ours; return its process id and address."""
        port = find_free_port(self.settings.host, self.settings.port + 1)
        program = Program(
            command=(sys.executable, "-m", "benchmarks.bare_servers", application, str(port)),
            directory=Path.cwd(),
            log=self.settings.data_dir / f"{application}.log",
            environment=make_program("web", self.settings).environment,
        )
        process = await self.stack.enter_async_context(run_process(program))
        url = f"http://{self.settings.host}:{port}"
        await becomes_ready(process, partial(ping, f"{url}/livez"), errors=NOT_READY)
        return process.pid, url

    async def sign_up(self) -> str:
        """Return the access token of a new account."""
        account = {"email": f"{uuid4().hex}@example.com", "password": uuid4().hex}
        async with httpx2.AsyncClient(trust_env=False) as client:
            answer = await client.post(
                f"{self.url}/graphql", json={"query": SIGN_UP, "variables": {"input": account}}
            )
        return str(answer.json()["data"]["signUp"]["session"]["accessToken"])


NOT_READY = (httpx2.HTTPError,)


async def ping(url: str) -> None:
    """Return if something answers well there."""
    async with httpx2.AsyncClient(trust_env=False) as client:
        (await client.get(url)).raise_for_status()


@asynccontextmanager
async def open_stage() -> AsyncIterator[Stage]:
    """Run servers in a directory of their own until the block ends; PostgreSQL waits for the disk.

    Everything is offline, whatever the environment says.
    """
    os.environ["SHOWCASE_ENGINE"] = Engine.OFFLINE
    with tempfile.TemporaryDirectory(prefix="showcase-benchmark-") as directory:
        data_dir = Path(directory) / "data"
        async with run_servers(data_dir) as servers, AsyncExitStack() as stack:
            await migrate_database(servers.database_url)
            settings = Settings(
                data_dir=data_dir,
                database_url=servers.database_url,
                redis_url=servers.redis_url,
                port=find_free_port("127.0.0.1", FIRST_PORT),
            )
            _ = settings.signing_key  # made once, before two processes make two
            yield Stage(settings, stack)


def find_percentile(values: Sequence[float], percent: int) -> float:
    """Return a percentile of values that are many enough for it."""
    return statistics.quantiles(values, n=100, method="inclusive")[percent - 1]


def print_table(title: str, head: Sequence[str], rows: Sequence[Sequence[str | float]]) -> None:
    """Print rows of figures under a title."""
    table = Table(*head, title=title)
    for row in rows:
        table.add_row(*(f"{cell:.2f}" if isinstance(cell, float) else cell for cell in row))
    for column in table.columns[1:]:
        column.justify = "right"
    Console(width=120).print(table)
