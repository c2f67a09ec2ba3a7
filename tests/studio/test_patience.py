"""People who are quick, leave in the middle, come back, or have two tabs."""

import asyncio

import orjson
import pytest
from playwright.async_api import BrowserContext, Dialog, Request, Route, expect

from showcase.config import Settings
from tests.studio.visitor import Visitor
from tests.support import resumes
from tests.support.stack import run_both

NO_LOCKS = "Object.defineProperty(Navigator.prototype, 'locks', { value: undefined })"
"""As in a page that came over plain http from another machine."""


async def test_a_proposal_waits_for_its_answer_through_a_reload(visitor: Visitor) -> None:
    page = visitor.page
    await visitor.make("ada.pdf", resumes.make_one_column())
    proposals = page.get_by_role("region", name="Proposals")
    await proposals.get_by_label("What should be different?").fill("dark theme, skills first")
    await proposals.get_by_role("button", name="Propose").click()
    await expect(proposals.get_by_role("button", name="Use it")).to_be_visible()
    await page.reload()
    await visitor.wait_for_site()
    await proposals.get_by_role("button", name="Use it").click()

    await expect(page.get_by_role("article").nth(1)).to_contain_text("Skills")
    await page.get_by_role("tab", name="Look").click()
    await expect(page.get_by_label("Console")).to_be_checked()


async def test_whoever_saves_twice_saves_once(visitor: Visitor) -> None:
    await visitor.make("ada.pdf", resumes.make_one_column())
    card = visitor.card("Introduction")
    await card.get_by_role("button", name="Edit").click()
    await card.get_by_label("Tagline").fill("Once.")
    await card.get_by_role("button", name="Save", exact=True).dblclick()

    await expect(visitor.site).to_contain_text("Once.")
    await expect(card.get_by_role("alert")).to_have_count(0)
    await card.get_by_role("button", name="Hide").click()
    await expect(visitor.page.get_by_role("button", name="Show Introduction")).to_be_focused()


async def test_who_has_left_is_not_called_back(visitor: Visitor) -> None:
    """A slow answer to a page that nobody looks at any more does not show over the next one."""
    page = visitor.page
    await visitor.make("ada.pdf", resumes.make_one_column())
    address = page.url
    await page.get_by_role("link", name="Showcase").click()
    drop = page.get_by_text("Drop your resume here")
    await expect(drop).to_be_visible()
    asked, released = asyncio.Event(), asyncio.Event()

    async def hold(route: Route) -> None:
        if "query Portfolio(" in (route.request.post_data or ""):
            asked.set()
            await released.wait()
        await route.continue_()

    await page.route("**/graphql", hold)
    await page.evaluate("address => { location.href = address }", address)
    await asked.wait()
    await page.get_by_role("link", name="Showcase").click()
    async with page.expect_response("**/graphql"):
        released.set()
    await expect(page.get_by_role("link", name=resumes.NAME)).to_be_visible()

    await expect(drop).to_be_visible()
    await expect(page.get_by_role("tab", name="Text")).to_have_count(0)


async def test_unsaved_words_are_not_left_by_accident(visitor: Visitor) -> None:
    page = visitor.page
    await visitor.make("ada.pdf", resumes.make_one_column())
    asked: list[str] = []

    async def stay(dialog: Dialog) -> None:
        asked.append(dialog.message)
        await dialog.dismiss()

    page.on("dialog", stay)
    card = visitor.card("Introduction")
    await card.get_by_role("button", name="Edit").click()
    await card.get_by_label("Tagline").fill("Not saved.")
    await page.get_by_role("link", name="Showcase").click()
    await expect(card.get_by_label("Tagline")).to_have_value("Not saved.")
    assert len(asked) == 1

    await card.get_by_role("button", name="Cancel").click()
    await page.get_by_role("link", name="Showcase").click()
    await expect(page.get_by_text("Drop your resume here")).to_be_visible()
    assert len(asked) == 1


def note_traded(context: BrowserContext) -> list[str]:
    """Return a list that gets every refresh token which a page of this browser trades."""
    traded: list[str] = []

    def note(request: Request) -> None:
        if is_refresh(request):
            sent = orjson.loads(request.post_data_buffer or b"")
            traded.append(sent["variables"]["input"]["refreshToken"])

    context.on("request", note)
    return traded


def is_refresh(request: Request) -> bool:
    return b"mutation Refresh(" in (request.post_data_buffer or b"")


async def test_a_token_is_traded_once_where_pages_have_no_locks(
    context: BrowserContext, own_settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every request renews a token so short."""
    monkeypatch.setenv("SHOWCASE_ACCESS_TOKEN_SECONDS", "2")
    await context.add_init_script(NO_LOCKS)
    traded = note_traded(context)
    async with run_both(own_settings) as url:
        visitor = await Visitor.open(context, url)
        await visitor.make("ada.pdf", resumes.make_one_column())
        await visitor.page.reload()
        await visitor.wait_for_site()

    assert visitor.trouble == []
    assert traded
    assert len(set(traded)) == len(traded)


async def test_a_new_token_that_gets_lost_on_its_way_is_asked_for_again(
    context: BrowserContext, own_settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SHOWCASE_ACCESS_TOKEN_SECONDS", "2")
    traded = note_traded(context)
    lost: list[str] = []

    async def lose_first(route: Route) -> None:
        if lost or not is_refresh(route.request):
            await route.continue_()
            return
        answer = await (await route.fetch()).json()
        lost.append(answer["data"]["refreshSession"]["session"]["refreshToken"])
        await route.abort()

    await context.route("**/graphql", lose_first)
    async with run_both(own_settings) as url:
        visitor = await Visitor.open(context, url)
        visitor.outage = True
        await visitor.make("ada.pdf", resumes.make_one_column())

    assert visitor.trouble == []
    assert traded[0] == traded[1]
    assert traded[2] == lost[0]


async def test_a_file_that_falls_beside_the_place_counts(visitor: Visitor) -> None:
    page = visitor.page
    await expect(page.get_by_text("Drop your resume here")).to_be_visible()
    await page.evaluate("""() => {
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(new File(["{}"], "ada.json"));
      const event = new DragEvent("drop", { dataTransfer, bubbles: true, cancelable: true });
      document.body.dispatchEvent(event);
    }""")

    await expect(page.get_by_role("button", name="Make my site")).to_be_focused()
    await expect(page.locator(".drop-title")).to_have_text("ada.json")
