"""Real servers, started once per test process and only when a test asks for them."""

import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio
from redis.asyncio import Redis

from showcase.adapters.embedded import EmbeddedServers, run_servers


@pytest_asyncio.fixture(scope="session")
async def servers() -> AsyncIterator[EmbeddedServers]:
    """PostgreSQL and Redis of this test process; with several processes each has its own."""
    # Not pytest's own directory: it takes away other accounts' way into it, and PostgreSQL's
    # account is another one when the tests run as root.
    with tempfile.TemporaryDirectory(prefix="showcase-test-") as directory:
        async with run_servers(Path(directory), durable=False) as running:
            yield running


@pytest_asyncio.fixture
async def redis_url(servers: EmbeddedServers) -> str:
    """An empty Redis."""
    async with Redis.from_url(servers.redis_url) as redis:
        await redis.flushall()
    return servers.redis_url


@pytest.fixture
def short_dir() -> Iterator[Path]:
    """A temporary directory with a short path that other accounts can walk through."""
    with tempfile.TemporaryDirectory(prefix="showcase-test-") as directory:
        yield Path(directory)
