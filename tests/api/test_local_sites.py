"""Published sites under /p/."""

from playwright.async_api import Browser

from showcase.adapters.hosts.local import site_key
from showcase.models import Portfolio
from showcase.services.sections import list_sections
from showcase.services.site_content import make_site_content
from showcase.site.render import render_site
from tests.support.api import Api
from tests.support.world import SITE, key_of, make_world


async def test_a_site_is_served_without_leave_to_run_anything(api: Api) -> None:
    world = await make_world(api)

    response = await api.http.get(f"/p/{world.slug}/")

    assert (response.status_code, response.content) == (200, SITE)
    assert response.headers["content-type"].startswith("text/html")
    assert response.headers["x-content-type-options"] == "nosniff"
    policy = response.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "sandbox" in policy
    assert "allow-scripts" not in policy
    assert "allow-same-origin" not in policy


async def test_a_site_seen_before_is_not_sent_again(api: Api) -> None:
    world = await make_world(api)
    first = await api.http.get(f"/p/{world.slug}/")

    again = await api.http.get(
        f"/p/{world.slug}/index.html", headers={"If-None-Match": first.headers["etag"]}
    )

    assert (again.status_code, again.content) == (304, b"")


async def test_other_files_of_a_site_have_their_types(api: Api) -> None:
    world = await make_world(api)
    await api.resources.store.put(site_key(world.reference, "style.css"), b"body{}")

    response = await api.http.get(f"/p/{world.slug}/style.css")

    assert response.headers["content-type"].startswith("text/css")


async def test_an_address_without_its_slash_gets_it(api: Api) -> None:
    response = await api.http.get("/p/somebody")

    assert (response.status_code, response.headers["location"]) == (308, "/p/somebody/")


async def test_nothing_but_published_sites_is_served(api: Api) -> None:
    world = await make_world(api)
    secret = await make_world(api, published=False)

    for path in (
        f"/p/{secret.slug}/",
        "/p/nobody/",
        f"/p/{world.slug}/nothing.html",
        f"/p/{world.slug}/../{secret.reference}/index.html",
        f"/p/{world.slug}/%2e%2e/{secret.reference}/index.html",
        f"/p/{world.slug}/..%2f..%2fresumes",
    ):
        assert (await api.http.get(path)).status_code == 404, path


async def test_a_rendered_site_is_whole_under_its_policy(
    api: Api, address: str, browser: Browser
) -> None:
    world = await make_world(api)
    async with api.resources.database.begin() as session:
        portfolio = await session.get_one(Portfolio, key_of(world.portfolio))
        sections = await list_sections(session, [portfolio.portfolio_id])
    files = render_site(make_site_content(portfolio, sections), url=f"{address}/p/{world.slug}/")
    for path, data in files.items():
        await api.resources.store.put(site_key(world.reference, path), data)
    page = await browser.new_page()
    trouble: list[str] = []
    page.on("console", lambda line: trouble.append(line.text))
    page.on("requestfailed", lambda sent: trouble.append(sent.url))

    await page.goto(f"{address}/p/{world.slug}")
    heading = await page.locator("h1").inner_text()
    paper = await page.evaluate(
        "getComputedStyle(document.documentElement).getPropertyValue('--paper')"
    )
    origin = await page.evaluate("window.origin")
    await page.close()

    assert "Ada Example" in heading
    assert paper.strip().startswith("#")
    assert origin == "null"
    assert trouble == []
