"""A real Chromium, one for all tests of a kind."""

import shutil
from collections.abc import AsyncIterator

import pytest_asyncio
from playwright.async_api import Browser, async_playwright

ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]


def find_chromium() -> str:
    """Return where the system's Chromium is."""
    program = shutil.which("chromium")
    assert program, "These tests need Chromium; scripts/test installs it."
    return program


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        running = await playwright.chromium.launch(executable_path=find_chromium(), args=ARGUMENTS)
        yield running
        await running.close()
