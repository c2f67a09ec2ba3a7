"""Embedded servers: real ones, started, killed and started again."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import asyncpg
import psutil
import pytest
from redis.asyncio import Redis

from showcase.adapters.embedded import EmbeddedServers, ServersFailed, run_servers

OWNER = """
import asyncio, sys
from pathlib import Path
from showcase.adapters.embedded import run_servers

async def own():
    async with run_servers(Path(sys.argv[1]), durable=False) as servers:
        print(servers.database_url, flush=True)
        await asyncio.get_running_loop().create_future()

asyncio.run(own())
"""


@pytest.fixture
def data_dir(short_dir: Path) -> Path:
    return short_dir / "data"


@asynccontextmanager
async def connect(servers: EmbeddedServers) -> AsyncIterator[asyncpg.Connection]:
    connection = await asyncpg.connect(servers.database_url.replace("+asyncpg", ""))
    try:
        yield connection
    finally:
        await connection.close()


def list_servers(directory: Path) -> list[psutil.Process]:
    """Return the servers that work below a directory."""
    found = []
    for process in psutil.process_iter(["name"]):
        try:
            if (
                process.name() in {"postgres", "redis-server"}
                and directory in Path(process.cwd()).parents
            ):
                found.append(process)
        except psutil.Error:
            continue
    return found


async def end_all(processes: list[psutil.Process]) -> list[psutil.Process]:
    """Wait for processes to end by themselves; return those that did not."""
    alive: list[psutil.Process]
    _, alive = await asyncio.to_thread(psutil.wait_procs, processes, 10)
    return alive


async def test_data_is_there_after_a_restart(data_dir: Path) -> None:
    async with run_servers(data_dir) as servers:
        async with connect(servers) as connection:
            await connection.execute("CREATE TABLE kept AS SELECT 42 AS answer")
        async with Redis.from_url(servers.redis_url) as redis:
            await redis.set("answer", 42)

    async with run_servers(data_dir) as servers:
        async with connect(servers) as connection:
            answer = await connection.fetchval("SELECT answer FROM kept")
        async with Redis.from_url(servers.redis_url) as redis:
            assert await redis.get("answer") == b"42"
    assert answer == 42


async def test_nothing_runs_after_the_block(data_dir: Path) -> None:
    async with run_servers(data_dir, durable=False):
        assert list_servers(data_dir)

    assert list_servers(data_dir) == []


async def test_two_instances_run_side_by_side(short_dir: Path) -> None:
    async with (
        run_servers(short_dir / "one", durable=False) as one,
        run_servers(short_dir / "two", durable=False) as two,
    ):
        async with connect(one) as connection:
            await connection.execute("CREATE TABLE only_in_one ()")
        async with connect(two) as connection:
            there = await connection.fetchval("SELECT to_regclass('only_in_one')")

    assert there is None


async def test_second_owner_of_a_directory_is_refused_and_told_why(data_dir: Path) -> None:
    async with run_servers(data_dir, durable=False) as servers:
        with pytest.raises(ServersFailed, match="Another Showcase is running"):
            async with run_servers(data_dir):
                pass
        async with connect(servers) as connection:
            assert await connection.fetchval("SELECT 1") == 1


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux signals orphans")
async def test_servers_end_when_their_owner_is_killed(data_dir: Path) -> None:
    owner = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", OWNER, str(data_dir)), stdout=asyncio.subprocess.PIPE
    )
    assert owner.stdout is not None
    await owner.stdout.readline()
    servers = list_servers(data_dir)

    owner.kill()
    await owner.communicate()

    assert servers
    assert await end_all(servers) == []


async def test_servers_that_outlived_their_owner_are_replaced(data_dir: Path) -> None:
    async with run_servers(data_dir, durable=False) as servers:
        async with connect(servers) as connection:
            await connection.execute("CREATE TABLE kept ()")
        leftovers = list_servers(data_dir)
        # As on a system that does not tell orphans: the lock is free, the servers run on.
        (data_dir / "servers.lock").unlink()

        async with run_servers(data_dir, durable=False) as new, connect(new) as connection:
            assert await connection.fetchval("SELECT to_regclass('kept')") is not None

        assert await end_all(leftovers) == []


async def test_stale_process_id_of_a_stranger_is_let_be(data_dir: Path) -> None:
    (data_dir / "redis").mkdir(parents=True)
    (data_dir / "redis" / "redis.pid").write_text(f"{os.getpid()}\n")

    async with (
        run_servers(data_dir, durable=False) as servers,
        Redis.from_url(servers.redis_url) as redis,
    ):
        assert await redis.ping()


@pytest.mark.parametrize("name", ["x" * 150, "with space, comma and ü"])
async def test_directory_whose_name_no_socket_can_have_works(short_dir: Path, name: str) -> None:
    async with run_servers(short_dir / name, durable=False) as servers:
        async with connect(servers) as connection:
            assert await connection.fetchval("SELECT 1") == 1
        async with Redis.from_url(servers.redis_url) as redis:
            assert await redis.ping()


async def test_broken_data_is_reported_with_the_end_of_the_log(data_dir: Path) -> None:
    async with run_servers(data_dir, durable=False):
        pass
    (data_dir / "postgres" / "PG_VERSION").write_text("9.6\n")

    with pytest.raises(ServersFailed, match=r"(?s)does not start.*incompatible with server"):
        async with run_servers(data_dir):
            pass


async def test_server_killed_hard_comes_back_with_its_rows(data_dir: Path) -> None:
    async with run_servers(data_dir) as servers:
        async with connect(servers) as connection:
            await connection.execute("CREATE TABLE kept AS SELECT 1 AS one")
        for process in list_servers(data_dir):
            process.send_signal(signal.SIGKILL)

    async with run_servers(data_dir) as servers, connect(servers) as connection:
        assert await connection.fetchval("SELECT one FROM kept") == 1
