"""PostgreSQL: the engine, and `begin()`, the one way to open a transaction."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

from asyncpg.exceptions import (
    OperatorInterventionError,
    PostgresConnectionError,
    TooManyConnectionsError,
)
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import (
    AsyncConnection,
    AsyncEngine,
    AsyncSession,
    async_sessionmaker,
    create_async_engine,
)

OUTAGES = (OperatorInterventionError, PostgresConnectionError, TooManyConnectionsError)
"""What PostgreSQL itself says when it stops, starts, or has no room."""


class DatabaseUnreachable(Exception):
    """PostgreSQL does not answer at the moment; what was asked of it may be asked again."""


class Database:
    """A pool of connections to PostgreSQL."""

    def __init__(self, url: str, *, pool_size: int = 10) -> None:
        self.engine: AsyncEngine = create_async_engine(
            url,
            pool_size=pool_size,
            max_overflow=pool_size,
            pool_pre_ping=True,
            pool_timeout=10,
            hide_parameters=True,  # errors carry them into logs, and they are people's words
        )
        self._sessions = async_sessionmaker(self.engine, expire_on_commit=False)

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
    async def connect(self) -> AsyncIterator[AsyncConnection]:
        """Open a bare connection in a transaction, for hot single statements.

        Raises:
            DatabaseUnreachable: PostgreSQL went away; whether a commit arrived is not known.
        """
        with _outages():
            async with self.engine.begin() as connection:
                yield connection

    async def close(self) -> None:
        """Close all connections."""
        await self.engine.dispose()


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
