"""Sites that stand elsewhere pass what themes pass, while nothing of Showcase runs."""

import asyncio
import functools
import http.server
import io
import json
import threading
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, Request, Route

from showcase.adapters.hosts.bucket import BucketHost
from showcase.adapters.hosts.folder import FolderHost
from showcase.adapters.storage import open_store
from showcase.site.export import to_zip
from showcase.site.render import render_site
from showcase.site.themes import DEFAULT_THEME
from tests.adapters.hosts.deploying import deploy
from tests.site.test_browser import OVERFLOW, OVERLAPS, SCHEMES, WIDTHS
from tests.site.visits import PICTURES, PIXEL, Visit
from tests.support.people import PEOPLE
from tests.support.s3 import Bucket


class Quiet(http.server.SimpleHTTPRequestHandler):
    """A plain web server's handler that writes no log."""

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 (its base's name)
        """Say nothing."""


@contextmanager
def serve_folder(folder: Path) -> Iterator[str]:
    """Serve a folder as any web server does, and yield its address."""
    handler = functools.partial(Quiet, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


@pytest.fixture
def files() -> dict[str, bytes]:
    content = PEOPLE["engineer"]().model_copy(update={"theme": DEFAULT_THEME})
    return render_site(content, url="")


async def check(browser: Browser, address: str) -> None:
    """Look at a site as `test_browser` does."""
    async with await browser.new_context(reduced_motion="reduce") as context:
        await context.route(f"{PICTURES}/**", answer_picture)
        page = await context.new_page()
        seen = Visit(page)
        page.on("console", seen.note_message)
        page.on("pageerror", seen.note_error)
        page.on("request", lambda sent: note_foreign(seen, sent, address))
        page.on("requestfailed", lambda sent: seen.trouble.append(f"failed: {sent.url}"))
        await page.goto(address)
        for width in WIDTHS:
            await page.set_viewport_size({"width": width, "height": 800})

            assert await page.evaluate(OVERFLOW) == 0, f"scrolls sideways at {width} px"
            assert await page.evaluate(OVERLAPS) == [], f"texts overlap at {width} px"
        for scheme in SCHEMES:
            await page.emulate_media(color_scheme=scheme)
            report = await Axe().run(page)

            assert report.violations_count == 0, report.generate_report()
        paper = "getComputedStyle(document.documentElement).getPropertyValue('--paper')"

        assert (await page.evaluate(paper)).strip()
        assert seen.trouble == []


async def answer_picture(route: Route) -> None:
    await route.fulfill(body=PIXEL, content_type="image/png")


def note_foreign(seen: Visit, sent: Request, address: str) -> None:
    own = (f"http://{urlsplit(address).netloc}/", f"{PICTURES}/", "data:")
    if not sent.url.startswith(own):
        seen.trouble.append(f"request: {sent.url}")


def let_everybody_read(bucket: Bucket) -> None:
    """Set up a bucket for sites, as its owner does."""
    leave = {
        "Effect": "Allow",
        "Principal": "*",
        "Action": "s3:GetObject",
        "Resource": f"arn:aws:s3:::{bucket.name}/*",
    }
    policy = json.dumps({"Version": "2012-10-17", "Statement": [leave]})
    bucket.client.put_bucket_policy(Bucket=bucket.name, Policy=policy)


async def test_site_in_a_folder(browser: Browser, tmp_path: Path, files: dict[str, bytes]) -> None:
    with serve_folder(tmp_path) as address:
        site = await deploy(FolderHost(tmp_path, url=address), files)

        await check(browser, site.url)


async def test_site_from_a_zip_file(
    browser: Browser, tmp_path: Path, files: dict[str, bytes]
) -> None:
    with zipfile.ZipFile(io.BytesIO(to_zip(files))) as archive:
        await asyncio.to_thread(archive.extractall, tmp_path)
    with serve_folder(tmp_path) as address:
        await check(browser, f"{address}/")


async def test_site_opened_from_the_disk(
    browser: Browser, tmp_path: Path, files: dict[str, bytes]
) -> None:
    with zipfile.ZipFile(io.BytesIO(to_zip(files))) as archive:
        await asyncio.to_thread(archive.extractall, tmp_path)
    page = await browser.new_page()
    await page.goto((tmp_path / "index.html").as_uri())
    paper = "getComputedStyle(document.documentElement).getPropertyValue('--paper')"

    assert (await page.evaluate(paper)).strip()
    await page.close()


async def test_a_page_runs_no_script_where_no_header_forbids_it(
    browser: Browser, tmp_path: Path, files: dict[str, bytes]
) -> None:
    """The page says itself what it may do."""
    smuggled = b"<script>document.title = 'ran'</script><script src='own.js'></script></body>"
    page_with_script = files["index.html"].replace(b"</body>", smuggled)
    more = {
        "index.html": page_with_script,
        "open.html": page_with_script.replace(b"Content-Security-Policy", b"x"),
        "own.js": b"document.title = 'ran'",
    }
    with serve_folder(tmp_path) as address:
        site = await deploy(FolderHost(tmp_path, url=address), files | more)
        page = await browser.new_page()
        titles = []
        for path in ("index.html", "open.html"):
            await page.goto(f"{site.url}{path}")
            titles.append(await page.title())
        await page.close()

    assert titles[0] != "ran"
    assert titles[1] == "ran"


async def test_site_in_a_bucket(
    browser: Browser, bucket: Bucket, s3_url: str, files: dict[str, bytes]
) -> None:
    let_everybody_read(bucket)
    public = f"{s3_url}/{bucket.name}"
    site = await deploy(BucketHost(open_store(bucket.url), url=public), files)

    # The server of the tests has no website endpoint that would show index.html for the folder.
    await check(browser, f"{site.url}index.html")
