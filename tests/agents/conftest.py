"""What the tests of the agents share."""

from collections.abc import AsyncIterator

import pytest_asyncio

from tests.support.gemini import FakeGemini, run_gemini


@pytest_asyncio.fixture
async def gemini() -> AsyncIterator[FakeGemini]:
    """A model on this machine."""
    async with run_gemini() as running:
        yield running
