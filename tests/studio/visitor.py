"""Somebody at the studio, with a real browser."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, Self

from axe_playwright_python.async_playwright import Axe
from playwright.async_api import (
    BrowserContext,
    ConsoleMessage,
    FilePayload,
    Locator,
    Page,
    Request,
    expect,
)

EMAIL = "ada@example.com"
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
PREVIEW = 'iframe[title="Your site"]'

MARKED = """(name) => {
  const { CSS } = document.querySelector("iframe").contentWindow;
  return [...CSS.highlights.get(name)].map(String);
}"""


@dataclass
class Visitor:
    """An open studio, and everything that a page must never cause."""

    page: Page
    url: str
    outage: bool = False
    trouble: list[str] = field(default_factory=list)

    @classmethod
    async def open(cls, context: BrowserContext, url: str) -> Self:
        """Open the studio in a new tab."""
        visitor = cls(await context.new_page(), url)
        page = visitor.page
        page.on("console", visitor._note_message)
        page.on("pageerror", lambda error: visitor.trouble.append(f"error: {error}"))
        page.on("request", visitor._note_request)
        await page.goto(url)
        return visitor

    async def choose(self, name: str, data: bytes) -> None:
        """Choose a file and send it."""
        media_type = "application/octet-stream"
        file = FilePayload(name=name, mimeType=media_type, buffer=data)
        await self.page.set_input_files("#file", files=file)
        await self.press("Make my site")

    async def make(self, name: str, data: bytes) -> None:
        """Make a portfolio and wait until it is there."""
        await self.choose(name, data)
        await self.wait_for_site()

    async def wait_for_site(self) -> None:
        """Return when the portfolio is open and its site shows."""
        await expect(self.page.get_by_role("tab", name="Text")).to_be_visible(timeout=30_000)
        await expect(self.site.locator("h1")).to_be_visible()

    async def press(self, name: str) -> None:
        """Press the only button of this name."""
        await self.page.get_by_role("button", name=name, exact=True).click()

    async def edit_tagline(self, text: str) -> None:
        """Change the tagline and see it on the site."""
        card = self.card("Introduction")
        await card.get_by_role("button", name="Edit").click()
        await card.get_by_label("Tagline").fill(text)
        await card.get_by_role("button", name="Save").click()
        await expect(self.site).to_contain_text(text)
        await expect(card.get_by_role("button", name="Edit")).to_be_focused()

    async def edit_title(self, text: str) -> None:
        """Give the portfolio another title."""
        await self.details.get_by_role("button", name="Edit").click()
        await self.details.get_by_label("Title").fill(text)
        await self.details.get_by_role("button", name="Save", exact=True).click()

    async def enter(self, password: str, submit: str) -> None:
        """Fill in the dialog that leads in, and be let in."""
        dialog = self.page.get_by_role("dialog")
        await dialog.get_by_label("E-mail").fill(EMAIL)
        await dialog.get_by_label("Password").fill(password)
        await dialog.get_by_role("button", name=submit, exact=True).click()
        await expect(self.account).to_have_text("ada")

    async def leave(self) -> None:
        """Sign out."""
        await self.account.click()
        await self.press("Sign out")
        await expect(self.page.get_by_role("button", name="Sign in")).to_be_visible()

    @property
    def account(self) -> Locator:
        """What tells whose account this is."""
        return self.page.locator("#account summary")

    @property
    def site(self) -> Locator:
        """The previewed site."""
        return self.page.frame_locator(PREVIEW).locator("body")

    @property
    def status(self) -> Locator:
        """What tells where the portfolio stands."""
        return self.page.locator(".work-title .status")

    def card(self, heading: str) -> Locator:
        """The card of a section."""
        return self.page.get_by_role("article", name=heading, exact=True)

    @property
    def details(self) -> Locator:
        """The card with the title and the links of one's own."""
        return self.page.get_by_role("region", name="Title and links")

    async def list_marked(self, name: str) -> list[str]:
        """Return the texts that are marked in the previewed site."""
        texts: list[str] = await self.page.evaluate(MARKED, name)
        return texts

    async def check(self) -> None:
        """Assert that what shows now is accessible and fits every screen, light and dark."""
        size = self.page.viewport_size
        assert size
        for scheme in SCHEMES:
            await self.page.emulate_media(color_scheme=scheme)
            report = await Axe().run(self.page, options={"iframes": False})
            assert report.violations_count == 0, report.generate_report()
        for width in (320, 768, size["width"]):
            await self.page.set_viewport_size({"width": width, "height": size["height"]})
            assert await self.page.evaluate(OVERFLOW) == 0, f"scrolls sideways at {width} px"

    async def download(self, choice: str, folder: Path) -> Path:
        """Choose in the download menu and return the saved file."""
        await self.page.get_by_text("Download", exact=True).click()
        async with self.page.expect_download() as waiting:
            await self.page.get_by_role("button", name=choice).click()
        download = await waiting.value
        path = folder / download.suggested_filename
        await download.save_as(path)
        return path

    def _note_message(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"} and not self.outage:
            self.trouble.append(f"console: {message.text}")

    def _note_request(self, request: Request) -> None:
        if not request.url.startswith((f"{self.url}/", "blob:", "data:", "about:")):
            self.trouble.append(f"request: {request.url}")
