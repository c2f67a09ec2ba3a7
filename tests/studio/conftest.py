"""What tests of the studio share: a real stack, a real browser, and an eye for trouble."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser, BrowserContext

from showcase.config import Settings
from tests.studio.visitor import Visitor
from tests.support.browser import browser
from tests.support.stack import run_both, with_port
from tests.support.turnstile import turnstile

__all__ = ["browser", "turnstile"]


@pytest.fixture
def own_settings(settings: Settings) -> Settings:
    return with_port(settings)


@pytest_asyncio.fixture
async def url(own_settings: Settings) -> AsyncIterator[str]:
    async with run_both(own_settings) as url:
        yield url


@pytest_asyncio.fixture
async def context(browser: Browser) -> AsyncIterator[BrowserContext]:
    """A browser of somebody who has never been here; motion is kept out of the way."""
    async with await browser.new_context(
        viewport={"width": 1280, "height": 900}, reduced_motion="reduce"
    ) as context:
        yield context


@pytest_asyncio.fixture
async def visitor(context: BrowserContext, url: str) -> AsyncIterator[Visitor]:
    """Somebody at the studio; whatever their browser complains of fails the test."""
    visitor = await Visitor.open(context, url)
    yield visitor
    assert visitor.trouble == []
