"""Private links, addresses that are taken, and releases that come back."""

import re

from playwright.async_api import Browser, expect

from tests.studio.visitor import Visitor
from tests.support import resumes

ENDED = "All private links to this site have ended."


async def test_a_private_link_shows_the_draft_to_whoever_has_it(
    browser: Browser, visitor: Visitor
) -> None:
    page = visitor.page
    await visitor.make("ada.pdf", resumes.make_one_column())
    await page.get_by_role("tab", name="Online").click()
    await expect(page.get_by_role("region", name="For everybody")).to_contain_text("Not public")
    await expect(page.get_by_role("region", name="Releases")).to_have_count(0)
    form = page.get_by_role("form", name="For a few")
    await form.get_by_label("A day").check()
    await form.get_by_role("button", name="Make a private link").click()
    link = form.get_by_role("link")
    await expect(link).to_have_text(re.compile("/preview/"))
    await expect(form).to_contain_text("It opens until")
    await visitor.check()

    async with await browser.new_context() as elsewhere:
        stranger = await elsewhere.new_page()
        given_away = str(await link.get_attribute("href"))
        await stranger.goto(given_away)
        await expect(stranger.get_by_role("heading", level=1)).to_have_text(resumes.NAME)

        await end_links(visitor)
        await stranger.goto(given_away)
        await expect(stranger.locator("body")).to_contain_text("This preview has ended")
        await form.get_by_role("button", name="Make a private link").click()
        await expect(link).to_be_visible()
        await stranger.goto(str(await link.get_attribute("href")))
        await expect(stranger.get_by_role("heading", level=1)).to_have_text(resumes.NAME)


async def end_links(visitor: Visitor) -> None:
    """End the private links, not without being asked."""
    form = visitor.page.get_by_role("form", name="For a few")
    await visitor.press("End all private links …")
    await visitor.check()
    await visitor.press("Keep them")
    await expect(form.get_by_role("link")).to_be_visible()
    await visitor.press("End all private links …")
    await visitor.press("End them")
    await expect(form).to_contain_text(ENDED)
    await expect(visitor.page.get_by_role("status").first).to_have_text(ENDED)
    await expect(form.get_by_role("link")).to_have_count(0)
    await expect(form.get_by_role("button", name="End all private links …")).to_be_focused()
    await visitor.check()


async def test_an_earlier_release_is_put_back(visitor: Visitor) -> None:
    page = visitor.page
    await visitor.make("ada.pdf", resumes.make_one_column())
    await visitor.edit_tagline("The first words.")
    url = await publish(visitor)
    await visitor.edit_tagline("Other words.")
    await publish(visitor)
    assert "Other words." in await read(visitor, url)

    await page.get_by_role("tab", name="Online").click()
    releases = page.get_by_role("region", name="Releases")
    lines = releases.get_by_role("listitem")
    await expect(lines).to_have_count(2)
    await expect(lines.first).to_contain_text("Online")
    await visitor.check()
    await releases.get_by_role("button", name="Put back").click()
    await expect(lines).to_have_count(3)
    await expect(lines.first).to_contain_text("Online")
    await expect(releases.get_by_role("heading")).to_be_focused()
    await expect(visitor.status).to_have_text("Online, with changes to publish")
    assert "The first words." in await read(visitor, url)
    await visitor.check()


async def publish(visitor: Visitor) -> str:
    """Publish under the address it has, and return it."""
    await visitor.page.get_by_role("button", name=re.compile("^Publish")).click()
    dialog = visitor.page.get_by_role("dialog")
    await dialog.get_by_role("button", name="Publish").click()
    link = dialog.get_by_role("link")
    await expect(link).to_be_focused()
    url = str(await link.get_attribute("href"))
    await dialog.get_by_role("button", name="Close").click()
    return url


async def read(visitor: Visitor, url: str) -> str:
    """Return a public page as it is now."""
    response = await visitor.page.context.request.get(url)
    return await response.text()
