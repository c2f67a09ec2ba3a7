"""Pictures of the resume's pages: drawn once, for the owner only, gone with what they show."""

from datetime import timedelta
from io import BytesIO
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import httpx
import pytest
from PIL import Image

from showcase.adapters.children import ChildPool
from showcase.models.resume import PICTURES
from showcase.services.deletion import Places, delete_account
from showcase.services.janitor import clean
from tests.support import resumes
from tests.support.api import Api, Person, bearer
from tests.support.world import World, key_of, make_world

PAGES = """
query ($id: ID!) {
  portfolio(by: {id: $id}) { resumePages { number width height pictureUrl } }
}
"""
DELETE = """
mutation ($id: ID!) {
  deletePortfolio(input: {portfolioId: $id}) { errors { code } }
}
"""


async def list_pages(api: Api, world: World, who: Person | None) -> Any:
    return (await api.run(PAGES, who=who, id=world.portfolio)).data["portfolio"]["resumePages"]


async def get(
    api: Api, world: World, who: Person | None, *, number: int = 1, seen: str = ""
) -> httpx.Response:
    path = f"/portfolios/{key_of(world.portfolio)}/pages/{number}"
    return await api.http.get(path, headers={**bearer(who), "If-None-Match": seen})


async def make_drawable(api: Api, *, published: bool = True) -> World:
    world = await make_world(api, published=published)
    await api.resources.store.put(world.storage_key, resumes.make_one_column())
    return world


async def list_pictures(api: Api) -> list[str]:
    return await api.resources.store.list_keys(PICTURES)


def code_of(response: httpx.Response) -> Any:
    return response.json()["errors"][0]["extensions"]["code"]


async def test_the_owner_gets_the_picture_at_the_address_that_is_told(api: Api) -> None:
    world = await make_drawable(api)

    (page,) = await list_pages(api, world, world.person)
    path = urlsplit(page["pictureUrl"]).path
    response = await api.http.get(path, headers=bearer(world.person))

    assert (page["number"], page["width"], page["height"]) == (1, 595, 842)
    assert response.status_code == 200
    assert response.headers["content-type"] == "image/webp"
    assert response.headers["cache-control"].startswith("private")
    assert "Authorization" in response.headers["vary"]
    with Image.open(BytesIO(response.content)) as picture:
        assert picture.width / picture.height == pytest.approx(595 / 842, rel=0.01)


async def test_a_picture_is_drawn_once(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    world = await make_drawable(api)
    first = await get(api, world, world.person)

    async def draw(*_: object, **__: object) -> bytes:
        raise AssertionError("it is kept")

    monkeypatch.setattr(ChildPool, "run", draw)
    second = await get(api, world, world.person)
    third = await get(api, world, world.person, seen=first.headers["etag"])

    assert second.content == first.content
    assert (third.status_code, third.content) == (304, b"")
    assert len(await list_pictures(api)) == 1


async def test_to_others_there_is_no_such_page(api: Api) -> None:
    world = await make_drawable(api)
    stranger = await api.join()

    foreign = await get(api, world, stranger)
    missing = await get(api, world, world.person, number=2)

    assert await list_pages(api, world, stranger) == []
    assert await list_pages(api, world, None) == []
    for response in (foreign, missing):
        assert (response.status_code, code_of(response)) == (404, "NOT_FOUND")
    assert await list_pictures(api) == []


async def test_nobody_gets_it_without_a_token(api: Api) -> None:
    world = await make_drawable(api)

    for who in (None, Person("", "", "nonsense", "")):
        response = await get(api, world, who)
        assert (response.status_code, code_of(response)) == (401, "UNAUTHENTICATED")


async def test_a_damaged_file_is_said_to_be_so(api: Api) -> None:
    world = await make_world(api)

    response = await get(api, world, world.person)

    assert (response.status_code, code_of(response)) == (422, "FILE_UNREADABLE")


async def test_a_file_that_is_gone_has_no_pages(api: Api) -> None:
    world = await make_drawable(api)
    await api.resources.store.delete(world.storage_key)

    assert (await get(api, world, world.person)).status_code == 404


async def test_pictures_go_with_the_portfolio(api: Api) -> None:
    world = await make_drawable(api, published=False)
    await get(api, world, world.person)

    answer = await api.run(DELETE, who=world.person, id=world.portfolio)

    assert answer.data["deletePortfolio"] == {"errors": []}
    assert await list_pictures(api) == []


async def test_pictures_go_with_the_account_and_nobody_elses(api: Api) -> None:
    world, other = await make_drawable(api), await make_drawable(api)
    await get(api, world, world.person)
    await get(api, other, other.person)
    before = await list_pictures(api)

    resources = api.resources
    places = Places(resources.database, resources.store, resources.settings)
    await delete_account(places, user_id=key_of(world.person.user_id))

    assert len(before) == 2
    assert len(await list_pictures(api)) == 1
    assert (await get(api, other, other.person)).status_code == 200


async def test_the_janitor_removes_pictures_of_what_is_no_more(api: Api) -> None:
    world = await make_drawable(api)
    await get(api, world, world.person)
    kept = await list_pictures(api)
    for lost in (f"{PICTURES}/{uuid4()}/a.webp", f"{PICTURES}/nonsense"):
        await api.resources.store.put(lost, b"")
    resources = api.resources
    places = Places(resources.database, resources.store, resources.settings)

    fresh = await clean(places, dry_run=True)
    removed = await clean(places, grace=-timedelta(minutes=1))

    assert (fresh["pictures"], removed["pictures"]) == (0, 2)
    assert await list_pictures(api) == kept
