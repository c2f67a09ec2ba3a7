"""The studio in a real browser, on the real stack, from the first visit to the account."""

import json
import re
import zipfile
from pathlib import Path

import httpx2
from playwright.async_api import BrowserContext, expect

from showcase.config import Settings
from tests.studio.visitor import Visitor
from tests.support import resumes
from tests.support.stack import run_web, run_worker
from tests.support.turnstile import Turnstile

PASSWORD = "correct horse battery"
TITLE = "For the bridge builders"


async def read_status(url: str) -> int:
    async with httpx2.AsyncClient(trust_env=False) as client:
        return (await client.get(url)).status_code


async def test_a_guest_makes_edits_publishes_and_then_signs_up(
    visitor: Visitor, tmp_path: Path
) -> None:
    page = visitor.page
    await expect(page.get_by_role("heading", level=1)).to_be_visible()
    await visitor.check()
    await visitor.make("ada.pdf", resumes.make_one_column())
    await expect(page.get_by_role("heading", level=1)).to_have_text(resumes.NAME)
    await expect(page.get_by_text("Private draft")).to_be_visible()
    await visitor.check()

    await visitor.edit_tagline("I keep machines honest.")
    await add_title_and_link(visitor)
    await undo_and_redo(visitor)
    await choose_theme(visitor)
    await choose_accent(visitor)
    url = await publish(visitor)
    assert await read_status(url) == 200
    await take_home(visitor, tmp_path)
    await sign_up(visitor)
    await take_down(visitor, url)
    await come_back(visitor)


async def add_title_and_link(visitor: Visitor) -> None:
    """Name the portfolio and add a link; what will not do is said where it is."""
    details = visitor.details
    await visitor.edit_title("  ")
    await expect(details.get_by_role("alert")).to_contain_text("1 to 200 characters")
    await expect(details.get_by_label("Title")).to_be_focused()
    await details.get_by_label("Title").fill(TITLE)
    await details.get_by_role("button", name="Add a link").click()
    link = details.get_by_role("group", name="Link 1")
    await expect(link.get_by_label("Text")).to_be_focused()
    await link.get_by_label("Text").fill("My notes")
    await link.get_by_label("Address").fill("notes.example")
    await details.get_by_role("button", name="Save").click()
    await expect(link.get_by_label("Address")).to_be_focused()
    await visitor.check()
    await link.get_by_label("Address").fill("https://notes.example/")
    await details.get_by_role("button", name="Save").click()
    await expect(visitor.page.get_by_role("heading", level=1)).to_have_text(TITLE)
    await expect(details.get_by_role("button", name="Edit")).to_be_focused()
    shown = visitor.site.get_by_role("link", name="My notes")
    await expect(shown).to_have_attribute("href", "https://notes.example/")
    await expect(visitor.site.get_by_role("heading", level=1)).to_have_text(resumes.NAME)
    await visitor.check()


async def undo_and_redo(visitor: Visitor) -> None:
    card = visitor.card("Introduction")
    await card.get_by_role("button", name="Undo").click()
    await expect(visitor.site).not_to_contain_text("I keep machines honest.")

    about = visitor.card("About me")
    await about.get_by_role("button", name="Rewrite").click()
    await about.get_by_label("Concise").check()
    await visitor.check()
    await about.get_by_role("button", name="Rewrite").click()
    await expect(about.locator("del").first).to_be_visible()
    await visitor.check()
    await about.get_by_role("button", name="Leave as it was").click()
    await expect(about.get_by_role("button", name="Undo")).to_have_count(0)
    await ask_for_changes(visitor)


async def ask_for_changes(visitor: Visitor) -> None:
    """Say what should be different, and take one of the changes that are proposed."""
    proposals = visitor.page.get_by_role("region", name="Proposals")
    await proposals.get_by_label("What should be different?").fill("shorter about, skills first")
    await proposals.get_by_role("button", name="Propose").click()
    await expect(proposals.get_by_role("button", name="Use it")).to_be_visible()
    await visitor.check()
    await proposals.get_by_label("About me", exact=True).uncheck()
    await proposals.get_by_role("button", name="Use it").click()
    await expect(visitor.page.get_by_role("article").nth(1)).to_contain_text("Skills")
    await expect(visitor.card("About me").get_by_role("button", name="Undo")).to_have_count(0)


async def choose_theme(visitor: Visitor) -> None:
    await visitor.page.get_by_role("tab", name="Look").click()
    await visitor.page.get_by_label("Harbour").check()
    await expect(visitor.page.get_by_role("status").first).to_have_text("The site has changed.")
    await visitor.check()


async def choose_accent(visitor: Visitor) -> None:
    """Take a colour of one's own, too dark for a dark page: it shows in a lightness to be read."""
    page = visitor.page
    site = page.frame_locator("iframe")
    colour = "getComputedStyle(document.documentElement).getPropertyValue('--accent')"
    theirs = await site.locator("html").evaluate(f"() => {colour}")
    picker = page.get_by_label("Accent colour")
    await picker.fill("#000044")
    await expect(page.get_by_text("#000044")).to_be_visible()
    await visitor.check()
    ours = await site.locator("html").evaluate(f"() => {colour}")
    assert ours not in {theirs, "#000044"}
    await page.get_by_role("button", name="Take the theme's own").click()
    await expect(page.get_by_text("#000044")).to_be_hidden()
    await expect(picker).to_be_focused()


async def publish(visitor: Visitor) -> str:
    """Publish under a chosen address, after one that is taken, and return where the site is."""
    page = visitor.page
    await visitor.press("Publish")
    dialog = page.get_by_role("dialog")
    await visitor.check()
    await dialog.get_by_label("Address").fill("admin")
    await dialog.get_by_role("button", name="Publish").click()
    await expect(dialog.get_by_role("alert")).to_contain_text("in use, reserved")
    await visitor.check()
    await dialog.get_by_role("button", name="Take admin-work").click()
    await expect(dialog.get_by_label("Address")).to_have_value("admin-work")
    await expect(dialog.get_by_role("button", name="Publish")).to_be_focused()
    await dialog.get_by_label("Address").fill("ada in lights")
    await dialog.get_by_role("button", name="Publish").click()
    link = dialog.get_by_role("link")
    await expect(link).to_have_text(re.compile("/p/ada-in-lights/$"))
    await visitor.check()
    await dialog.get_by_role("button", name="Close").click()
    await expect(page.get_by_role("button", name="Publish again")).to_be_focused()
    await expect(visitor.status).to_have_text("Online")
    return str(await page.get_by_role("link", name="Visit").get_attribute("href"))


async def take_home(visitor: Visitor, folder: Path) -> None:
    site = await visitor.download("The site", folder)
    resume = await visitor.download("JSON Resume", folder)
    text = await visitor.download("Markdown", folder)

    assert "index.html" in zipfile.ZipFile(site).namelist()
    assert json.loads(resume.read_text())["basics"]["name"] == resumes.NAME
    assert text.read_text().startswith(f"# {resumes.NAME}")


async def sign_up(visitor: Visitor) -> None:
    page = visitor.page
    await visitor.press("Keep your work")
    dialog = page.get_by_role("dialog")
    await visitor.check()
    await dialog.get_by_label("E-mail").fill("ada@example.com")
    await dialog.get_by_label("Password").fill("short")
    await dialog.get_by_role("button", name="Create the account").click()
    await expect(dialog.get_by_role("alert")).to_contain_text("12 to 256 characters")
    await visitor.enter(PASSWORD, "Create the account")
    await expect(page.get_by_text("You are here as a guest")).to_have_count(0)


async def take_down(visitor: Visitor, url: str) -> None:
    await visitor.page.get_by_role("tab", name="Online").click()
    await visitor.press("Take down")
    await visitor.check()
    await visitor.press("Take it down")
    await expect(visitor.status).to_have_text("Taken down")
    place = visitor.page.get_by_role("region", name="For everybody")
    await expect(place.get_by_role("heading")).to_be_focused()
    assert await read_status(url) == 404


async def come_back(visitor: Visitor) -> None:
    """Sign out, sign in, find the portfolio, and delete it."""
    page = visitor.page
    await visitor.leave()
    await visitor.press("Sign in")
    await visitor.enter(PASSWORD, "Sign in")
    await page.get_by_role("link", name=TITLE).click()
    await visitor.wait_for_site()
    await page.get_by_role("tab", name="Online").click()
    await visitor.press("Delete this site …")
    await visitor.check()
    await visitor.press("Delete it")
    await expect(page.get_by_text("Drop your resume here")).to_be_visible()
    await expect(page.get_by_role("link", name=TITLE)).to_have_count(0)


async def test_a_tab_closed_in_the_middle_is_taken_up_by_the_next(
    context: BrowserContext, turnstile: Turnstile, url: str
) -> None:
    visitor = await Visitor.open(context, url)
    await visitor.choose("scan.pdf", resumes.make_scan())
    await expect(visitor.page.locator(".steps .active")).to_contain_text("scanned pages")
    await visitor.check()
    address = visitor.page.url
    await visitor.page.close()

    again = await Visitor.open(context, url)
    await expect(again.page.get_by_role("link", name="A site in the making")).to_be_visible()
    await again.page.goto(address)
    await expect(again.page.locator(".steps .done").first).to_contain_text("Taking the file")
    turnstile.admit()
    await again.wait_for_site()
    assert visitor.trouble == again.trouble == []


async def test_a_server_restarted_in_the_middle_costs_a_moment(
    context: BrowserContext, turnstile: Turnstile, own_settings: Settings
) -> None:
    async with run_worker(own_settings):
        async with run_web(own_settings) as web:
            visitor = await Visitor.open(context, web.url)
            await visitor.choose("scan.pdf", resumes.make_scan())
            await expect(visitor.page.locator(".steps .active")).to_contain_text("scanned pages")
            visitor.outage = True  # the browser itself notes each refused connection
            web.process.kill()
            steps = visitor.page.get_by_role("region", name="Steps")
            await expect(steps.get_by_text("The connection is lost.")).to_be_visible()
            await web.process.wait()
        async with run_web(own_settings):
            turnstile.admit()
            await visitor.wait_for_site()
            visitor.outage = False
            await visitor.page.reload()
            await visitor.wait_for_site()

    assert visitor.trouble == []


async def test_a_change_from_elsewhere_is_not_lost(
    context: BrowserContext, visitor: Visitor
) -> None:
    await visitor.make("ada.pdf", resumes.make_one_column())
    other = await Visitor.open(context, visitor.page.url)
    await other.wait_for_site()
    await other.edit_tagline("Written in the other tab.")

    card = visitor.card("Introduction")
    await card.get_by_role("button", name="Edit").click()
    await card.get_by_label("Tagline").fill("Written here.")
    await card.get_by_role("button", name="Save", exact=True).click()
    await expect(card.get_by_role("alert")).to_contain_text("changed in the meantime")
    await visitor.check()
    await card.get_by_role("button", name="Take the newer one").click()
    await expect(visitor.site).to_contain_text("Written in the other tab.")

    await other.edit_title("Their title")
    await expect(other.page.get_by_role("heading", level=1)).to_have_text("Their title")
    await visitor.edit_title("My title")
    await expect(visitor.details.get_by_role("alert")).to_contain_text("changed in the meantime")
    await visitor.details.get_by_role("button", name="Save mine over it").click()
    await expect(visitor.page.get_by_role("heading", level=1)).to_have_text("My title")


async def test_the_keyboard_is_enough(visitor: Visitor) -> None:
    page = visitor.page
    await expect(page.get_by_role("heading", level=1)).to_be_visible()
    await page.keyboard.press("Tab")
    await expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    await page.keyboard.press("Enter")
    await tab_to(visitor, "try it with a sample")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("button", name="Make my site")).to_be_focused()
    await page.keyboard.press("Enter")
    await visitor.wait_for_site()
    await expect(page.get_by_role("heading", level=1)).to_be_focused()

    await tab_to(visitor, "Publish")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("dialog").get_by_label("Address")).to_be_focused()
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("button", name="Publish")).to_be_focused()
    await tab_to(visitor, "Text")
    await page.keyboard.press("ArrowRight")
    await expect(page.get_by_role("tab", name="Sources")).to_be_focused()
    await page.keyboard.press("Home")
    await tab_to(visitor, "Edit")
    await page.keyboard.press("Enter")
    await page.keyboard.press("Control+A")
    await page.keyboard.type("Hello")
    await page.keyboard.press("Enter")
    await expect(visitor.card("Hello")).to_be_visible()
    await expect(visitor.card("Hello").get_by_role("button", name="Edit")).to_be_focused()


async def tab_to(visitor: Visitor, text: str) -> None:
    """Press Tab until the focus is on what says this."""
    focused = "document.activeElement.textContent.trim()"
    for _ in range(60):
        await visitor.page.keyboard.press("Tab")
        if await visitor.page.evaluate(focused) == text:
            return
    raise AssertionError(f"Tab does not lead to {text}.")
