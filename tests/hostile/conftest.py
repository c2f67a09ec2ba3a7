"""What tests of hostile things share."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from showcase.adapters.embedded import EmbeddedServers
from tests.hostile.shop import Shop, open_shop
from tests.support.api import address, api
from tests.support.browser import browser
from tests.support.settings import make_settings

__all__ = ["address", "api", "browser"]


@pytest_asyncio.fixture(scope="module")
async def shop(
    tmp_path_factory: pytest.TempPathFactory, servers: EmbeddedServers, database_url: str
) -> AsyncIterator[Shop]:
    """A shop that all tests of a module send their files to."""
    settings = make_settings(
        tmp_path_factory.mktemp("shop"),
        database_url=database_url,
        redis_url=servers.redis_url,
        worker_jobs=2,
    )
    async with open_shop(settings) as shop:
        yield shop
