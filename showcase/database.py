"""PostgreSQL: the engine; `begin()` opens a transaction, `read()` does without one."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Any

import sqlalchemy as sa
from asyncpg.exceptions import (
    OperatorInterventionError,
    PostgresConnectionError,
    TooManyConnectionsError,
)
from sqlalchemy.exc import DBAPIError, InvalidatePoolError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import (
    AsyncConnection,
    AsyncEngine,
    AsyncSession,
    create_async_engine,
)

COMMAND_SECONDS = 60
"""How long a statement is waited for: the other end of a connection may be gone without a word."""
OUTAGES = (OperatorInterventionError, PostgresConnectionError, TooManyConnectionsError)
"""What PostgreSQL itself says when it stops, starts, or has no room."""


class DatabaseUnreachable(Exception):
    """PostgreSQL does not answer at the moment; what was asked of it may be asked again."""


class Database:
    """A pool of connections to PostgreSQL."""

    def __init__(self, url: str, *, pool_size: int = 20) -> None:
        self.engine: AsyncEngine = create_async_engine(
            url,
            pool_size=pool_size,
            max_overflow=0,  # such connections close when they come back: dear in a burst
            pool_timeout=10,
            connect_args={"command_timeout": COMMAND_SECONDS},
            hide_parameters=True,  # errors carry them into logs, and they are people's words
        )
        sa.event.listen(self.engine.sync_engine, "checkout", _refuse_closed)
        self._reading = self.engine.execution_options(isolation_level="AUTOCOMMIT")

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[AsyncSession]:
        """Open a session in a transaction that commits at the end, or rolls back on an error.

        Never hold it open while waiting on a model, a file, a host or a subscriber.

        Raises:
            DatabaseUnreachable: PostgreSQL went away; whether a commit arrived is not known.
        """
        with _outages():
            async with (
                AsyncSession(self.engine, expire_on_commit=False) as session,
                session.begin(),
            ):
                yield session

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncSession]:
        """Open a session for statements that only read, each seeing what is committed by then.

        A transaction would cost two round trips more, and for one statement gives nothing. What is
        changed in the session is not written.

        Raises:
            DatabaseUnreachable: PostgreSQL went away.
        """
        with _outages():
            async with AsyncSession(
                self._reading, autoflush=False, expire_on_commit=False
            ) as session:
                yield session

    @asynccontextmanager
    async def look(self) -> AsyncIterator[AsyncConnection]:
        """Open a bare connection for hot statements that only read: rows, and not objects, come.

        A session and its objects add two fifths to the CPU time of such a statement.

        Raises:
            DatabaseUnreachable: PostgreSQL went away.
        """
        with _outages():
            async with self._reading.connect() as connection:
                yield connection

    @asynccontextmanager
    async def connect(self) -> AsyncIterator[AsyncConnection]:
        """Open a bare connection in a transaction, for hot single statements.

        Raises:
            DatabaseUnreachable: PostgreSQL went away; whether a commit arrived is not known.
        """
        with _outages():
            async with self.engine.begin() as connection:
                yield connection

    @asynccontextmanager
    async def locking(self) -> AsyncIterator["Locks"]:
        """Open a connection that can hold advisory locks without a transaction, as long as it is.

        Raises:
            DatabaseUnreachable: PostgreSQL went away, and the locks with it.
        """
        with _outages():
            async with self.engine.connect() as connection:
                await connection.execution_options(isolation_level="AUTOCOMMIT")
                try:
                    yield Locks(connection)
                finally:
                    await connection.invalidate()  # the pool would keep it, and so the locks

    async def close(self) -> None:
        """Close all connections."""
        await self.engine.dispose()


class Locks:
    """Advisory locks by name, which one connection holds."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def take(self, name: str) -> bool:
        """Take a lock, or keep it, unless somebody else has it; tell which."""
        return await self._call(sa.func.pg_try_advisory_lock(lock_key(name)))

    async def release(self, name: str) -> None:
        """Give a lock back."""
        await self._call(sa.func.pg_advisory_unlock(lock_key(name)))

    async def _call(self, function: sa.Function[bool]) -> bool:
        return bool((await self._connection.execute(sa.select(function))).scalar_one())


def lock_key(name: str) -> sa.Function[int]:
    """Return PostgreSQL's key of the advisory lock with this name."""
    return sa.func.hashtextextended(name, 0)


def _refuse_closed(connection: Any, *_: object) -> None:  # noqa: ANN401 (SQLAlchemy's adapter)
    """Have the pool replace its connections once PostgreSQL has closed one.

    asyncpg hears of that by itself; the pool's own way to find out, a ping, is three round trips.
    """
    if connection.driver_connection.is_closed():
        raise InvalidatePoolError


@contextmanager
def _outages() -> Iterator[None]:
    """Tell an outage of PostgreSQL from a fault in a statement."""
    try:
        yield
    except (PoolTimeout, OSError) as error:
        raise DatabaseUnreachable from error
    except DBAPIError as error:
        cause = getattr(error.orig, "__cause__", None)
        if error.connection_invalidated or isinstance(cause, OUTAGES):
            raise DatabaseUnreachable from error
        raise
