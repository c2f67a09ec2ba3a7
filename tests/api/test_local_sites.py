"""Published sites under /p/."""

from showcase.adapters.local_host import site_key
from tests.support.api import Api
from tests.support.world import SITE, make_world


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
