"""What all hosts promise, of each of them."""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from showcase.adapters.hosts.bucket import BucketHost
from showcase.adapters.hosts.folder import FolderHost
from showcase.adapters.hosts.local import LocalHost, site_key
from showcase.adapters.hosts.site import DeployedSite, SiteHost
from showcase.adapters.storage import FileMissing, open_store
from showcase.choices import DeployTarget
from tests.adapters.hosts.deploying import FILES, OTHER_FILES, Watch, deploy
from tests.adapters.hosts.providers import MAKERS, run_service
from tests.support.s3 import Bucket

Fetch = Callable[[DeployedSite, str], Awaitable[bytes | None]]
URL = "https://sites.example"


@dataclass(frozen=True)
class Place:
    """A host, and how a visitor gets a file of a site."""

    host: SiteHost
    fetch: Fetch


def make_local(folder: Path) -> Place:
    store = open_store(folder.as_uri())

    async def fetch(site: DeployedSite, path: str) -> bytes | None:
        try:
            return await store.get(site_key(site.reference, path))
        except FileMissing:
            return None

    return Place(LocalHost(store, site_url="http://localhost:8000"), fetch)


def make_folder(folder: Path) -> Place:
    async def fetch(site: DeployedSite, path: str) -> bytes | None:
        file = folder / site.url.removeprefix(f"{URL}/") / path
        return file.read_bytes() if file.exists() else None

    return Place(FolderHost(folder, url=URL), fetch)


def make_bucket(bucket: Bucket) -> Place:
    async def fetch(site: DeployedSite, path: str) -> bytes | None:
        key = f"{site.url.removeprefix(f'{URL}/')}{path}"
        if key not in bucket.list_keys():
            return None
        return bytes(bucket.client.get_object(Bucket=bucket.name, Key=key)["Body"].read())

    return Place(BucketHost(open_store(bucket.url), url=URL), fetch)


@pytest.fixture(params=list(DeployTarget))
async def place(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Place]:
    match request.param:
        case DeployTarget.LOCAL:
            yield make_local(tmp_path)
        case DeployTarget.FOLDER:
            yield make_folder(tmp_path)
        case DeployTarget.BUCKET:
            yield make_bucket(request.getfixturevalue("bucket"))
        case name:
            assert name in MAKERS
            async with run_service(name) as service:
                provider = service.provider

                async def fetch(site: DeployedSite, path: str) -> bytes | None:
                    return provider.fetch(site.url, path)

                yield Place(service.open(), fetch)


async def test_deployed_files_can_be_fetched(place: Place) -> None:
    site = await deploy(place.host)

    assert {path: await place.fetch(site, path) for path in FILES} == FILES


async def test_site_stands_where_the_host_said(place: Place) -> None:
    site = await deploy(place.host, slug="ada-example")

    assert site.url == place.host.address("ada-example")


async def test_same_files_again_are_the_same_site(place: Place) -> None:
    first = await deploy(place.host)
    second = await deploy(place.host)

    assert first == second
    assert {path: await place.fetch(second, path) for path in FILES} == FILES


async def test_other_files_are_another_site(place: Place) -> None:
    first = await deploy(place.host)
    second = await deploy(place.host, OTHER_FILES)

    assert first.reference != second.reference
    assert await place.fetch(second, "index.html") == OTHER_FILES["index.html"]
    assert await place.fetch(second, "style.css") is None


async def test_old_files_can_come_back(place: Place) -> None:
    first = await deploy(place.host)
    second = await deploy(place.host, OTHER_FILES)
    await place.host.remove(first.reference)
    third = await deploy(place.host)
    await place.host.remove(second.reference)

    assert {path: await place.fetch(third, path) for path in FILES} == FILES


async def test_removing_a_replaced_site_leaves_the_new_one(place: Place) -> None:
    first = await deploy(place.host)
    second = await deploy(place.host, OTHER_FILES)
    await place.host.remove(first.reference)

    assert await place.fetch(second, "index.html") == OTHER_FILES["index.html"]


async def test_equal_sites_of_two_people_do_not_share_anything(place: Place) -> None:
    ada = await deploy(place.host, slug="ada")
    bob = await deploy(place.host, slug="bob")
    await place.host.remove(ada.reference)

    assert await place.fetch(ada, "index.html") is None
    assert await place.fetch(bob, "index.html") == FILES["index.html"]


async def test_removed_site_is_gone_and_removing_twice_is_fine(place: Place) -> None:
    site = await deploy(place.host)
    await place.host.remove(site.reference)
    await place.host.remove(site.reference)

    assert [await place.fetch(site, path) for path in FILES] == [None] * len(FILES)


async def test_removed_site_can_come_back(place: Place) -> None:
    await place.host.remove((await deploy(place.host)).reference)
    site = await deploy(place.host)

    assert await place.fetch(site, "index.html") == FILES["index.html"]


async def test_reference_is_told_so_that_a_broken_off_deployment_can_be_removed(
    place: Place,
) -> None:
    watch = Watch()
    site = await deploy(place.host, watch=watch)

    assert watch.references == [site.reference]
    assert watch.lines


async def test_reference_fits_its_column(place: Place) -> None:
    site = await deploy(place.host, slug="a" * 80)

    assert len(site.reference) <= 200
    assert len(site.url) <= 500
