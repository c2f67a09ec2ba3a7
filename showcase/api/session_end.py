"""How long a long-lived connection may go on for whoever opened it."""

import asyncio
from contextlib import suppress
from datetime import UTC, datetime

from showcase.adapters.tokens import AccessClaims
from showcase.api.context import Context
from showcase.errors import Unauthenticated

RECHECK_SECONDS = 30.0
"""How long a connection may outlive its session when the news of its end is lost."""


async def wait_for_end(context: Context, claims: AccessClaims) -> None:
    """Return when the caller's token expires, or soon after their session has been ended."""
    with context.credentials.revocations.watch(claims.user_id) as news:
        while (left := (claims.expires_at - datetime.now(UTC)).total_seconds()) > 0:
            with suppress(TimeoutError):
                async with asyncio.timeout(min(left, RECHECK_SECONDS)):
                    await news.wait()
            news.clear()
            if isinstance((await context.for_operation()).identity, Unauthenticated):
                return
