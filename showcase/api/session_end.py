"""How long a long-lived connection may go on for whoever opened it."""

import asyncio
from contextlib import suppress
from datetime import UTC, datetime

from showcase.adapters.tokens import AccessClaims
from showcase.api.context import Context
from showcase.errors import Unauthenticated


async def wait_for_end(context: Context, claims: AccessClaims) -> None:
    """Return when the caller's token expires, or soon after their session has been ended."""
    with context.credentials.revocations.watch(claims) as news:
        while (left := (claims.expires_at - datetime.now(UTC)).total_seconds()) > 0:
            with suppress(TimeoutError):
                async with asyncio.timeout(left):
                    await news.wait()
            news.clear()
            if isinstance((await context.for_operation()).identity, Unauthenticated):
                return
