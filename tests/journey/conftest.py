"""What journeys share: a web and a worker process of their own."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from showcase.config import Settings
from tests.support.stack import run_both, with_port


@pytest.fixture
def own_settings(settings: Settings) -> Settings:
    return with_port(settings)


@pytest_asyncio.fixture
async def url(own_settings: Settings) -> AsyncIterator[str]:
    async with run_both(own_settings) as url:
        yield url
