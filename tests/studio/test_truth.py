"""What each statement rests on, and what to look at before it is published."""

from playwright.async_api import expect

from tests.studio.visitor import Visitor
from tests.support import resumes

SCHOOL = "Uppsala University"


async def test_each_fact_shows_where_it_comes_from(visitor: Visitor) -> None:
    page = visitor.page
    await visitor.make("ada.pdf", resumes.make_one_column())
    await page.get_by_role("tab", name="Sources").click()
    await expect(page.locator("svg image[href^='blob:']")).to_have_count(1)
    await visitor.check()
    everything = await visitor.list_marked("facts")
    assert resumes.NAME in everything
    assert len(everything) > 10

    fact = page.get_by_role("button", name=SCHOOL, exact=True)
    await fact.click()
    await expect(fact).to_have_attribute("aria-pressed", "true")
    assert await visitor.list_marked("chosen") == [SCHOOL]
    await expect(page.locator(".place.chosen")).to_have_count(1)

    await visitor.site.locator("h1").click()
    name = page.get_by_role("button", name=resumes.NAME, exact=True)
    await expect(name).to_have_attribute("aria-pressed", "true")
    await expect(fact).to_have_attribute("aria-pressed", "false")


async def test_ones_own_words_are_told_apart_and_weighed(visitor: Visitor) -> None:
    page = visitor.page
    await visitor.make("ada.pdf", resumes.make_one_column())
    await visitor.edit_tagline("I am a passionate ninja!")
    await page.get_by_role("tab", name="Sources").click()
    own = page.get_by_role("button", name="I am a passionate ninja! · written by you")
    await expect(own).to_be_visible()

    await page.get_by_role("tab", name="Checks").click()
    lacks = page.get_by_role("region", name="What Introduction lacks")
    await expect(lacks).to_contain_text("passionate")
    await visitor.check()
    await lacks.get_by_role("button", name="Go to Introduction").click()
    await expect(visitor.card("Introduction").get_by_role("heading")).to_be_focused()
