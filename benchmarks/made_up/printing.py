"""Chromium, printing HTML to PDF."""

import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from playwright.sync_api import sync_playwright


@contextmanager
def open_printer() -> Iterator[Callable[[str], bytes]]:
    """A function that prints a page of HTML, while a browser runs.

    Raises:
        SystemExit: No Chromium is installed.
    """
    executable = shutil.which("chromium") or shutil.which("chromium-browser")
    if executable is None:
        sys.exit("made-up resumes need Chromium: install it so that 'chromium' is found")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=executable, args=["--no-sandbox", "--disable-gpu"]
        )
        page = browser.new_page()

        def print_html(html: str) -> bytes:
            page.set_content(html)
            return page.pdf(prefer_css_page_size=True, print_background=True)

        yield print_html
        browser.close()
