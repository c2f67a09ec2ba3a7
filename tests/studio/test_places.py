"""Publishing to an account of one's own."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import BrowserContext, expect

from showcase.config import Settings
from tests.studio.visitor import Visitor
from tests.support import resumes
from tests.support.netlify import FakeNetlify
from tests.support.provider import run_provider
from tests.support.stack import run_both

PASSWORD = "correct horse battery"


@pytest_asyncio.fixture
async def netlify(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[FakeNetlify]:
    """A Netlify that finishes each site at the first question."""
    async with run_provider(FakeNetlify(states=("ready",))) as netlify:
        monkeypatch.setenv("SHOWCASE_NETLIFY_BASE_URL", netlify.url)
        yield netlify


async def test_an_own_account_is_connected_used_and_let_go(
    netlify: FakeNetlify, context: BrowserContext, own_settings: Settings
) -> None:
    async with run_both(own_settings) as url:
        visitor = await Visitor.open(context, url)
        page = visitor.page
        await visitor.make("ada.pdf", resumes.make_one_column())
        accounts = page.get_by_role("region", name="Your accounts elsewhere")
        await page.get_by_role("tab", name="Online").click()
        await expect(accounts).to_have_count(0)  # a guest's token would not be kept

        await visitor.press("Keep your work")
        await visitor.enter(PASSWORD, "Create the account")
        await page.get_by_role("tab", name="Online").click()
        await expect(accounts.get_by_role("listitem")).to_have_count(3)
        await visitor.check()
        await connect(visitor)
        await publish(visitor, netlify)

        await accounts.get_by_role("button", name="Disconnect Netlify").click()
        await visitor.check()
        await visitor.press("Disconnect it")
        again = accounts.get_by_role("button", name="Connect Netlify", exact=True)
        await expect(again).to_be_visible()
        await expect(accounts.get_by_role("heading")).to_be_focused()

    assert visitor.trouble == []


async def connect(visitor: Visitor) -> None:
    """Connect an account, with a wrong token first."""
    page = visitor.page
    await page.get_by_role("button", name="Connect Netlify").click()
    dialog = page.get_by_role("dialog")
    token = dialog.get_by_label("Access token")
    await expect(token).to_be_focused()
    await expect(token).to_have_attribute("type", "password")
    await expect(token).to_have_attribute("autocomplete", "off")
    await token.fill("somebody-elses-token")
    await dialog.get_by_role("button", name="Connect", exact=True).click()
    await expect(dialog.get_by_role("alert")).to_be_visible()
    await expect(token).to_be_focused()
    await visitor.check()
    await token.fill(FakeNetlify.TOKEN)
    await dialog.get_by_role("button", name="Connect", exact=True).click()
    await expect(page.get_by_role("heading", name="Your accounts elsewhere")).to_be_focused()


async def publish(visitor: Visitor, netlify: FakeNetlify) -> None:
    """Publish there, and see the site where its host serves it."""
    page = visitor.page
    await visitor.press("Publish")
    dialog = page.get_by_role("dialog")
    await dialog.get_by_label("Netlify").check()
    await visitor.check()
    await dialog.get_by_role("button", name="Publish").click()
    link = dialog.get_by_role("link")
    await expect(link).to_contain_text(".netlify.app")
    page_there = netlify.fetch(str(await link.get_attribute("href")), "index.html")
    assert page_there
    assert resumes.NAME in page_there.decode()
    await dialog.get_by_role("button", name="Close").click()
    releases = page.get_by_role("region", name="Releases")
    await expect(releases.get_by_role("listitem").first).to_contain_text("Netlify")
