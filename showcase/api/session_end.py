"""How long a long-lived connection may go on for whoever opened it."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

from showcase.adapters.tokens import AccessClaims
from showcase.api.context import Context
from showcase.errors import Unauthenticated


class SessionGuard:
    """Ends a connection when its token expires, or soon after its session has been ended.

    It waits without a task of its own, because thousands of connections are open and nearly none of
    them ends so. Close it with the connection.
    """

    __slots__ = ("_claims", "_context", "_end", "_expiry", "_looks")

    def __init__(
        self, context: Context, claims: AccessClaims, *, end: Callable[[], Awaitable[None]]
    ) -> None:
        self._context = context
        self._claims = claims
        self._end = end
        self._looks: frozenset[asyncio.Task[None]] = frozenset()  # an empty one costs nothing
        left = (claims.expires_at - datetime.now(UTC)).total_seconds()
        self._expiry = asyncio.get_running_loop().call_later(left, self._begin, end)
        context.credentials.revocations.watch(claims, self._doubt)

    def close(self) -> None:
        """Stop guarding."""
        self._context.credentials.revocations.forget(self._claims, self._doubt)
        self._expiry.cancel()
        for look in self._looks:
            look.cancel()

    def _doubt(self) -> None:
        self._begin(self._look)

    def _begin(self, step: Callable[[], Awaitable[None]]) -> None:
        look = asyncio.ensure_future(step())
        self._looks |= {look}
        look.add_done_callback(self._forget)

    def _forget(self, look: asyncio.Task[None]) -> None:
        self._looks -= {look}

    async def _look(self) -> None:
        if isinstance((await self._context.for_operation()).identity, Unauthenticated):
            await self._end()
