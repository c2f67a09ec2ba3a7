"""Published sites under /p/."""

from pathlib import Path

import httpx
import pytest
import sqlalchemy as sa
from playwright.async_api import Browser
from pydantic import ValidationError

from showcase.adapters.hosts.local import site_key
from showcase.adapters.hosts.opening import open_local_host
from showcase.adapters.storage import StoreUnavailable
from showcase.api.local_sites import FRESH, IMMUTABLE
from showcase.config import Settings
from showcase.models import Deployment, Portfolio
from showcase.services.sections import list_sections
from showcase.services.site_content import make_site_content
from showcase.site.render import render_site
from showcase.site.versions import version_of
from tests.support.api import Api, open_api
from tests.support.people import PEOPLE
from tests.support.settings import make_settings
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


@pytest.mark.parametrize(
    ("known", "status"),
    [
        ("{etag}", 304),
        ('"other", {etag}', 304),
        ("W/{etag}", 304),
        ("*", 304),
        ('"other"', 200),
        ('"prefix-{etag}', 200),
        ("", 200),
    ],
)
async def test_what_a_visitor_has_is_compared_as_a_whole(api: Api, known: str, status: int) -> None:
    world = await make_world(api)
    etag = (await api.http.get(f"/p/{world.slug}/")).headers["etag"]

    headers = {"If-None-Match": known.format(etag=etag)}

    assert (await api.http.get(f"/p/{world.slug}/", headers=headers)).status_code == status


async def test_a_new_version_is_sent_although_the_old_one_was_kept(api: Api) -> None:
    world = await make_world(api)
    first = await api.http.get(f"/p/{world.slug}/")
    await api.resources.store.put(site_key("later", "index.html"), b"<p>Later")
    async with api.resources.database.begin() as session:
        await session.execute(sa.update(Deployment).values(provider_reference="later"))

    second = await api.http.get(
        f"/p/{world.slug}/", headers={"If-None-Match": first.headers["etag"]}
    )

    assert (second.status_code, second.content) == (200, b"<p>Later")


async def test_a_site_taken_down_is_gone_at_once_although_it_was_kept(api: Api) -> None:
    world = await make_world(api)
    assert (await api.http.get(f"/p/{world.slug}/")).status_code == 200
    async with api.resources.database.begin() as session:
        await session.execute(sa.update(Portfolio).values(published_version=None))

    assert (await api.http.get(f"/p/{world.slug}/")).status_code == 404


async def test_text_is_compressed_for_those_who_take_it(api: Api) -> None:
    world = await make_world(api)
    text = b"body{color:red}" * 1000
    await api.resources.store.put(site_key(world.reference, "style.css"), text)

    async def get(accept: str) -> httpx.Response:
        headers = {"Accept-Encoding": accept}
        return await api.http.get(f"/p/{world.slug}/style.css", headers=headers)

    packed, plain = await get("gzip, br"), await get("identity")

    assert packed.headers["content-encoding"] == "gzip"
    assert int(packed.headers["content-length"]) < len(text) / 10
    assert packed.content == plain.content == text
    assert "content-encoding" not in plain.headers
    assert packed.headers["etag"] != plain.headers["etag"]
    assert "Accept-Encoding" in packed.headers["vary"]


async def test_a_file_asked_for_by_its_version_may_be_kept_for_ever(api: Api) -> None:
    world = await make_world(api)
    await api.resources.store.put(site_key(world.reference, "style.css"), b"body{}")

    async def read_caching(query: str) -> str:
        response = await api.http.get(f"/p/{world.slug}/style.css{query}")
        return str(response.headers["cache-control"])

    assert await read_caching(f"?v={version_of(b'body{}')}") == IMMUTABLE
    assert await read_caching("?v=other") == FRESH
    assert await read_caching("?v=") == FRESH
    assert await read_caching("") == FRESH


async def test_pages_name_the_version_of_their_style_sheet() -> None:
    files = render_site(PEOPLE["student"](), url="")

    assert f'href="style.css?v={version_of(files["style.css"])}"'.encode() in files["index.html"]


async def test_where_no_site_is_a_page_helps(api: Api) -> None:
    world = await make_world(api)
    secret = await make_world(api, published=False)

    nobody = await api.http.get("/p/nobody/")
    hidden = await api.http.get(f"/p/{secret.slug}/")
    no_page = await api.http.get(f"/p/{world.slug}/about/me.html")

    assert {answer.status_code for answer in (nobody, hidden, no_page)} == {404}
    assert nobody.text == hidden.text
    assert "renamed or taken down" in nobody.text
    assert f'href="http://127.0.0.1:8000/p/{world.slug}/"' in no_page.text
    assert "style-src 'sha256-" in nobody.headers["content-security-policy"]


async def test_the_page_where_no_site_is_shows_under_its_policy(
    address: str, browser: Browser
) -> None:
    page = await browser.new_page()
    trouble: list[str] = []
    page.on("console", lambda line: trouble.append(line.text))
    await page.goto(f"{address}/p/nobody/")
    width = await page.evaluate("getComputedStyle(document.body).maxWidth")
    await page.close()

    assert width != "none"
    assert [line for line in trouble if "404" not in line] == []


async def test_an_outage_is_told_as_one(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    world = await make_world(api)

    async def fail(key: str) -> bytes:
        raise StoreUnavailable

    monkeypatch.setattr(api.resources.store, "get", fail)
    response = await api.http.get(f"/p/{world.slug}/")

    assert response.status_code == 503
    assert response.headers["retry-after"]
    assert "try again" in response.text


@pytest.mark.parametrize("sites_url", ["http://sites.example", "http://*.sites.example"])
async def test_sites_on_hosts_of_their_own(settings: Settings, sites_url: str) -> None:
    changed = settings.model_copy(update={"sites_url": sites_url})
    async with open_api(changed) as api:
        world = await make_world(api)
        home = open_local_host(changed, store=api.resources.store).address(world.slug)

        site = await api.http.get(home)
        moved = await api.http.get(f"/p/{world.slug}/style.css")
        no_api = await api.http.post(f"{home}graphql", json={"query": "{__typename}"})
        nowhere = await api.http.get("http://sites.example/")

    assert home.startswith("http://sites.example/") or home.endswith(".sites.example/")
    assert (site.status_code, site.content) == (200, SITE)
    assert (moved.status_code, moved.headers["location"]) == (308, f"{home}style.css")
    assert no_api.status_code in {404, 405}
    assert nowhere.status_code != 200 or "*" in sites_url


def test_sites_do_not_share_the_host_of_the_api(tmp_path: Path) -> None:
    with pytest.raises(ValidationError, match="host of its own"):
        make_settings(tmp_path, public_url="https://a.example", sites_url="https://a.example/sites")


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
