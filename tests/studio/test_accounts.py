"""Coming, leaving and coming back in the studio."""

import asyncio
import re

from playwright.async_api import expect

from showcase.config import Settings
from tests.studio.visitor import EMAIL, Visitor
from tests.support.stack import read_log

FIRST, SECOND = "a first long password", "another long password"
LINK = re.compile(r"http://\S+#token=\S+")


async def test_a_forgotten_password_is_replaced_by_mail(
    visitor: Visitor, own_settings: Settings
) -> None:
    page = visitor.page
    await visitor.press("Sign in")
    await visitor.press("Create an account")
    await visitor.enter(FIRST, "Create the account")
    await visitor.leave()

    await visitor.press("Sign in")
    await visitor.press("Forgot your password?")
    await visitor.check()
    await page.get_by_role("dialog").get_by_label("E-mail").fill(EMAIL)
    await visitor.press("Send the link")
    await expect(page.get_by_role("dialog").get_by_role("status")).to_contain_text("on its way")
    await visitor.press("Close")

    await page.goto(await wait_for_link(own_settings))
    await expect(page.get_by_role("heading", level=1)).to_have_text("Choose a new password")
    assert "token" not in page.url
    await visitor.check()
    await page.get_by_label("New password").fill(SECOND)
    await visitor.press("Save and sign in")
    await visitor.enter(SECOND, "Sign in")


async def wait_for_link(settings: Settings) -> str:
    """Return the link in the mail, which in development goes to the web process's console."""
    async with asyncio.timeout(30):
        while not (found := LINK.search(read_log(settings, "web"))):  # noqa: ASYNC110 (a file has no event)
            await asyncio.sleep(0.02)
    return found[0]
