"""A frontend lays the boxes of a sentence's sources over the picture of the page, in Chromium."""

import asyncio
import os
from io import BytesIO
from pathlib import Path
from typing import Any

import httpx2
import pytesseract
import pytest
from PIL import Image
from playwright.async_api import Browser, Page

from tests.adapters.test_views import turn_pages
from tests.journey.person import Person, sign_up
from tests.support import resumes
from tests.support.browser import browser

__all__ = ["browser"]

READ = """
query ($id: ID!) {
  job(id: $id) { portfolio {
    resumePages { number width height pictureUrl }
    sections { kind provenance { path text origin sources { page box text } } }
  } }
}
"""
OVERLAY = """
async ({ url, authorization, page, boxes }) => {
  const answer = await fetch(url, { headers: { authorization } });
  const picture = document.querySelector("img");
  picture.src = URL.createObjectURL(await answer.blob());
  await picture.decode();
  const share = (length, whole) => `${100 * length / whole}%`;
  for (const [left, top, right, bottom] of boxes) {
    const mark = document.createElement("mark");
    mark.style.left = share(left, page.width);
    mark.style.top = share(top, page.height);
    mark.style.width = share(right - left, page.width);
    mark.style.height = share(bottom - top, page.height);
    document.querySelector("main").append(mark);
  }
}
"""
HTML = """
<!doctype html><title>Where it comes from</title>
<style>
  body { margin: 0 } main { position: relative; width: 900px } img { width: 100%; display: block }
  mark { position: absolute; background: rgb(255 200 0 / .25); outline: 2px solid #c60 }
  mark { outline-offset: 4px }
</style>
<main><img alt="Page"></main>
"""
SHARP = 2
"""Pixels of the screen for each of the page's."""
AROUND = 6
"""Pixels around a mark that are looked at, too; the outline lies further out."""
FOLDER = os.environ.get("SHOWCASE_SCREENSHOTS")
"""Where to keep the screenshots, for whoever wants to look at them."""


async def build(person: Person, file: Path) -> Any:
    payload = await person.upload(file, publish=False)
    await person.watch(payload["job"]["id"])
    return (await person.ask(READ, id=payload["job"]["id"]))["job"]["portfolio"]


async def show(page: Page, person: Person, seen: Any, sources: list[Any]) -> bytes:
    """Open a frontend of our origin with the boxes over the page; return what it looks like."""
    await page.route(
        "**/frontend", lambda route: route.fulfill(body=HTML, content_type="text/html")
    )
    await page.goto(f"{person.url}/frontend")
    given = {
        "url": seen["pictureUrl"],
        "authorization": person.headers["Authorization"],
        "page": seen,
        "boxes": [source["box"] for source in sources],
    }
    await page.evaluate(OVERLAY, given)
    return await page.screenshot(full_page=True)


def read_marked(screenshot: bytes, marks: list[Any]) -> list[str]:
    """Return what stands under each mark."""
    with Image.open(BytesIO(screenshot)) as image:
        parts = [
            image.crop(
                (
                    round(mark["x"] * SHARP) - AROUND,
                    round(mark["y"] * SHARP) - AROUND,
                    round((mark["x"] + mark["width"]) * SHARP) + AROUND,
                    round((mark["y"] + mark["height"]) * SHARP) + AROUND,
                )
            ).convert("L")
            for mark in marks
        ]
    return [str(pytesseract.image_to_string(part, config="--psm 7")) for part in parts]


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("text.pdf", resumes.make_one_column()),
        ("turned.pdf", turn_pages(resumes.make_one_column(), rotate=90)),
        ("scan.pdf", resumes.make_scan(tilt=1.5, turn=90)),
    ],
    ids=["text", "turned text", "turned and tilted scan"],
)
async def test_boxes_lie_on_what_a_sentence_rests_on(
    name: str, data: bytes, url: str, browser: Browser, tmp_path: Path
) -> None:
    person = await sign_up(url)
    file = tmp_path / name
    await asyncio.to_thread(file.write_bytes, data)

    portfolio = await build(person, file)
    (seen,) = portfolio["resumePages"]
    statements = [part for section in portfolio["sections"] for part in section["provenance"]]
    sources = next(
        part["sources"]
        for part in statements
        if part["path"] == "/text" and "Nordlys Payments" in part["text"]
    )
    assert len(sources) > 1, "the sentence was composed of several facts"
    page = await browser.new_page(viewport={"width": 900, "height": 900}, device_scale_factor=SHARP)
    screenshot = await show(page, person, seen, sources)
    marks = [await mark.bounding_box() for mark in await page.locator("mark").all()]
    await page.close()
    if FOLDER:
        (Path(FOLDER) / f"{name}.png").write_bytes(screenshot)

    read = await asyncio.to_thread(read_marked, screenshot, marks)
    for source, text in zip(sources, read, strict=True):
        words = [word for word in source["text"].split() if word.isalpha() and len(word) > 3]
        found = sum(word.casefold() in text.casefold() for word in words)
        assert found >= 0.6 * len(words), (source["text"], text)
    assert {part["origin"] for part in statements} == {"RESUME"}


async def test_the_picture_is_only_for_its_owner(url: str, tmp_path: Path) -> None:
    person, stranger = await sign_up(url), await sign_up(url)
    file = tmp_path / "ada.pdf"
    await asyncio.to_thread(file.write_bytes, resumes.make_one_column())
    (seen,) = (await build(person, file))["resumePages"]

    async with httpx2.AsyncClient(trust_env=False) as client:
        statuses = [
            (await client.get(seen["pictureUrl"], headers=headers)).status_code
            for headers in (person.headers, stranger.headers, {})
        ]

    assert statuses == [200, 404, 401]
