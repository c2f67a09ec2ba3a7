"""Every theme, in a real browser, with people of every shape and one who means harm."""

from itertools import product
from typing import Literal

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser

from showcase.site.themes import list_themes
from tests.site.visits import visit
from tests.support.hostile import PAYLOAD, make_hostile
from tests.support.people import PEOPLE

THEMES = [theme.key for theme in list_themes()]
WIDTHS = (320, 768, 1280)
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
FOREIGN_MARKUP = (
    'document.querySelectorAll(\'script:not([type="application/ld+json"]), style, iframe, form, '
    'svg, [style], [onerror], [onload], [onmouseover], a[href^="javascript:" i]\').length'
)
OVERLAPS = """
() => {
  const texts = [...document.querySelectorAll('h1, h2, h3, p, li > bdi, dd, time')]
    .filter((element) => element.getClientRects().length && !element.closest('.skip'));
  const boxes = texts.map((element) => [element, element.getBoundingClientRect()]);
  const found = [];
  boxes.forEach(([one, a], index) => boxes.slice(index + 1).forEach(([other, b]) => {
    const across = Math.min(a.right, b.right) - Math.max(a.left, b.left);
    const down = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
    if (across > 2 && down > 3 && !one.contains(other) && !other.contains(one))
      found.push(`${one.textContent} / ${other.textContent}`);
  }));
  return found;
}
"""


@pytest.mark.parametrize("person", PEOPLE)
@pytest.mark.parametrize("theme", THEMES)
async def test_theme_fits_every_screen_and_is_accessible(
    browser: Browser, theme: str, person: str
) -> None:
    content = PEOPLE[person]().model_copy(update={"theme": theme})
    async with visit(browser, content) as visited:
        page = visited.page
        for width, scheme in product(WIDTHS, SCHEMES):
            await page.set_viewport_size({"width": width, "height": 800})
            await page.emulate_media(color_scheme=scheme)
            where = f"at {width} px, {scheme}"

            assert await page.evaluate(OVERFLOW) == 0, f"scrolls sideways {where}"
            assert await page.evaluate(OVERLAPS) == [], f"texts overlap {where}"
            report = await Axe().run(page)
            assert report.violations_count == 0, f"{where}: {report.generate_report()}"
        assert visited.trouble == []


@pytest.mark.parametrize("theme", THEMES)
async def test_hostile_text_stays_text(browser: Browser, theme: str) -> None:
    content = make_hostile().model_copy(update={"theme": theme})
    async with visit(browser, content) as visited:
        page = visited.page
        for width in WIDTHS:
            await page.set_viewport_size({"width": width, "height": 800})

            assert await page.evaluate(OVERFLOW) == 0, f"scrolls sideways at {width} px"
        person = "JSON.parse(document.querySelector('script').textContent).name"

        assert await page.text_content("h1") == PAYLOAD
        assert await page.evaluate(person) == PAYLOAD
        assert await page.title() == PAYLOAD
        assert await page.evaluate(FOREIGN_MARKUP) == 0
        assert visited.trouble == []


@pytest.mark.parametrize("theme", THEMES)
async def test_first_tab_skips_to_the_content(browser: Browser, theme: str) -> None:
    content = PEOPLE["engineer"]().model_copy(update={"theme": theme})
    async with visit(browser, content) as visited:
        await visited.page.keyboard.press("Tab")

        assert await visited.page.evaluate("document.activeElement.hash") == "#content"
        assert await visited.page.locator(".skip").bounding_box() is not None
        await visited.page.keyboard.press("Enter")
        await visited.page.keyboard.press("Tab")
        inside = "document.getElementById('content').contains(document.activeElement)"

        assert await visited.page.evaluate(inside)
