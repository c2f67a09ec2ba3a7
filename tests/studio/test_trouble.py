"""What goes wrong, and what the studio says and offers then."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import BrowserContext, expect

from showcase.config import Settings
from tests.studio.visitor import Visitor
from tests.support import resumes
from tests.support.bad_files import make_encrypted_pdf
from tests.support.openai import API_KEY, MODEL, FakeOpenAI, run_openai
from tests.support.stack import run_both

MODEL_MS = 60_000
"""How long a failing model is asked again before a job fails."""
WRONG_KEYS = ("Bearer of-somebody-else",)


@pytest_asyncio.fixture
async def model(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[FakeOpenAI]:
    """A language model that we hold in our hands; it words what the stack writes."""
    async with run_openai() as model:
        monkeypatch.setenv("SHOWCASE_ENGINE", "openai")
        monkeypatch.setenv("OPENAI_API_KEY", API_KEY)
        monkeypatch.setenv("SHOWCASE_OPENAI_MODEL", MODEL)
        monkeypatch.setenv("SHOWCASE_OPENAI_BASE_URL", model.url)
        yield model


async def test_files_that_cannot_be_used_say_what_to_do(visitor: Visitor) -> None:
    page = visitor.page
    await visitor.choose("letter.pdf", b"Dear sir or madam")
    await expect(page.get_by_role("alert").last).to_contain_text("PDF")
    await visitor.check()

    await visitor.choose("locked.pdf", make_encrypted_pdf())
    await expect(page.get_by_role("alert").last).to_contain_text("Save a copy without the password")
    await expect(page.get_by_role("heading", level=1)).to_have_text("This did not work")
    await expect(page.get_by_role("button", name="Try again")).to_have_count(0)
    await visitor.check()
    await page.get_by_role("link", name="Choose another file").click()
    await expect(page.get_by_text("Drop your resume here")).to_be_visible()


async def test_what_can_help_is_offered_and_does(
    model: FakeOpenAI, context: BrowserContext, own_settings: Settings
) -> None:
    """A model refuses; its owner pays the bill; the same job goes on and the portfolio is there."""
    async with run_both(own_settings) as url:
        keys, model.keys = model.keys, WRONG_KEYS
        visitor = await Visitor.open(context, url)
        await visitor.choose("ada.pdf", resumes.make_one_column())
        failure = visitor.page.get_by_role("alert").last
        await expect(failure).to_contain_text("The AI service", timeout=MODEL_MS)
        await visitor.check()

        model.keys = keys
        await visitor.press("Try again")
        await visitor.wait_for_site()

    assert visitor.trouble == []


async def test_work_can_be_stopped_and_taken_up_again(
    model: FakeOpenAI, context: BrowserContext, own_settings: Settings
) -> None:
    async with run_both(own_settings) as url:
        model.stalls = True
        visitor = await Visitor.open(context, url)
        await visitor.choose("ada.pdf", resumes.make_one_column())
        await model.asked.wait()
        await visitor.press("Stop")
        await expect(visitor.page.get_by_role("heading", level=1)).to_have_text("Stopped")
        await visitor.check()

        model.stalls = False
        await visitor.press("Try again")
        await visitor.wait_for_site()

    assert visitor.trouble == []


async def test_a_token_that_expires_in_the_middle_is_renewed(
    context: BrowserContext, own_settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SHOWCASE_ACCESS_TOKEN_SECONDS", "2")
    async with run_both(own_settings) as url:
        visitor = await Visitor.open(context, url)
        await visitor.make("scan.pdf", resumes.make_scan(pages=2))

    assert visitor.trouble == []


async def test_a_session_that_was_ended_elsewhere_says_so(visitor: Visitor) -> None:
    page = visitor.page
    await visitor.make("ada.pdf", resumes.make_one_column())
    await page.evaluate("""() => {
      const session = JSON.parse(localStorage.getItem("showcase.session"));
      const ended = { ...session, accessToken: "ended", refreshToken: "ended" };
      localStorage.setItem("showcase.session", JSON.stringify(ended));
    }""")
    await page.reload()

    await expect(page.get_by_role("alert").last).to_contain_text("This session has ended")
    await visitor.check()
    await page.get_by_role("link", name="To the start").click()
    await expect(page.get_by_text("Drop your resume here")).to_be_visible()


async def test_a_rewriting_that_is_called_off_stays_called_off(
    model: FakeOpenAI, context: BrowserContext, own_settings: Settings
) -> None:
    async with run_both(own_settings) as url:
        visitor = await Visitor.open(context, url)
        await visitor.make("ada.pdf", resumes.make_one_column())
        model.stalls = True
        model.asked.clear()
        card = visitor.card("About me")
        await card.get_by_role("button", name="Rewrite").click()
        await card.get_by_role("button", name="Rewrite").click()
        await model.asked.wait()
        await card.get_by_role("button", name="Cancel").click()
        await expect(card.get_by_role("button", name="Rewrite")).to_be_focused()

        model.stalls = False
        await visitor.page.reload(wait_until="networkidle")  # all has been asked for
        await visitor.wait_for_site()
        proposals = visitor.page.get_by_role("region", name="Proposals")
        await expect(proposals.get_by_role("progressbar")).to_have_count(0)
        await expect(proposals.get_by_role("button", name="Use it")).to_have_count(0)
        assert visitor.trouble == []
