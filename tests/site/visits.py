"""Visiting a rendered site as a browser does: over HTTP, under its content security policy."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from playwright.async_api import Browser, ConsoleMessage, Dialog, Page, Request, Route

from showcase.models.draft import SiteContent
from showcase.site.render import render_site

ORIGIN = "https://site.example"
PICTURES = "https://pictures.example"
POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self' data: https:; "
    "base-uri 'none'; form-action 'none'"
)
MEDIA_TYPES = {"html": "text/html", "css": "text/css", "svg": "image/svg+xml"}
PIXEL = (
    b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\1\0\0\0\1\x08\4\0\0\0\xb5\x1c\x0c\2\0\0\0\x0bIDATx\xdac"
    b"\xfc\xff\x1f\0\3\3\2\0\xef\xa2\xa7[\0\0\0\0IEND\xaeB`\x82"
)


@dataclass
class Visit:
    """An open page and everything on it that a site must never cause."""

    page: Page
    trouble: list[str] = field(default_factory=list)

    def note_message(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self.trouble.append(f"console: {message.text}")

    def note_error(self, error: Exception) -> None:
        self.trouble.append(f"error: {error}")

    def note_request(self, request: Request) -> None:
        if not request.url.startswith((f"{ORIGIN}/", f"{PICTURES}/", "data:")):
            self.trouble.append(f"request: {request.url}")

    async def note_dialog(self, dialog: Dialog) -> None:
        self.trouble.append(f"dialog: {dialog.message}")
        await dialog.dismiss()


@asynccontextmanager
async def visit(
    browser: Browser, content: SiteContent, *, policy: str = POLICY
) -> AsyncIterator[Visit]:
    """Open a site; its pictures come from another origin, as a person's picture does."""
    files = render_site(content, url=f"{ORIGIN}/")

    async def answer(route: Route) -> None:
        path = urlsplit(route.request.url).path.removeprefix("/") or "index.html"
        if route.request.url.startswith(f"{PICTURES}/"):
            await route.fulfill(body=PIXEL, content_type="image/png")
        elif path in files:
            media_type = MEDIA_TYPES[path.rpartition(".")[2]]
            headers = {"Content-Security-Policy": policy, "Content-Type": media_type}
            await route.fulfill(body=files[path], headers=headers)
        else:
            await route.abort()

    still: Any = {"viewport": {"width": 1280, "height": 800}, "reduced_motion": "reduce"}
    async with await browser.new_context(**still) as context:
        await context.route("**/*", answer)
        page = await context.new_page()
        seen = Visit(page)
        page.on("console", seen.note_message)
        page.on("pageerror", seen.note_error)
        page.on("request", seen.note_request)
        page.on("dialog", seen.note_dialog)
        await page.goto(f"{ORIGIN}/")
        yield seen
