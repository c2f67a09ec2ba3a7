from collections.abc import AsyncIterator

import pytest

from showcase.adapters.hosts.netlify import NetlifyHost
from showcase.adapters.hosts.site import DeployRefused, Refusal
from tests.adapters.hosts.deploying import FILES, OTHER_FILES, PATIENCE_SECONDS, Watch, deploy
from tests.adapters.hosts.providers import make_netlify
from tests.support.netlify import TOKEN, FakeNetlify, run_netlify


@pytest.fixture
async def netlify() -> AsyncIterator[FakeNetlify]:
    async with run_netlify() as running:
        yield running


@pytest.fixture
def host(netlify: FakeNetlify) -> NetlifyHost:
    return make_netlify(netlify.url, TOKEN, 20)


async def test_name_that_somebody_else_has_gives_way_to_another(
    netlify: FakeNetlify, host: NetlifyHost
) -> None:
    netlify.taken_names.add("showcase-ada")
    first = await deploy(host)
    second = await deploy(host, OTHER_FILES)

    assert first.url.startswith("https://showcase-ada-")
    assert second.url == first.url
    assert netlify.fetch(second.url, "index.html") == OTHER_FILES["index.html"]


async def test_both_names_taken_is_a_refusal(netlify: FakeNetlify, host: NetlifyHost) -> None:
    netlify.taken_names.add("showcase-ada")
    taken = (await deploy(host)).url.removeprefix("https://").partition(".")[0]
    netlify.sites.clear()
    netlify.taken_names.add(taken)

    with pytest.raises(DeployRefused) as refused:
        await deploy(host)
    assert refused.value.refusal is Refusal.REJECTED


async def test_deploy_that_was_left_half_way_is_taken_up(
    netlify: FakeNetlify, host: NetlifyHost
) -> None:
    netlify.build_forever()
    watch = Watch()
    with pytest.raises(DeployRefused):
        await deploy(make_netlify(netlify.url, TOKEN, PATIENCE_SECONDS), watch=watch)
    (left,) = netlify.deploys.values()
    left.states.append("ready")
    site = await deploy(host)

    assert watch.references == [site.reference]
    assert list(netlify.deploys) == [left.id]


async def test_earlier_deploy_of_the_same_files_is_put_back(
    netlify: FakeNetlify, host: NetlifyHost
) -> None:
    first = await deploy(host)
    await deploy(host, OTHER_FILES)
    again = await deploy(host)

    assert again == first
    assert netlify.count("POST deploys") == 2
    assert netlify.fetch(again.url, "style.css") == FILES["style.css"]


async def test_only_the_site_that_shows_a_deploy_goes_with_it(
    netlify: FakeNetlify, host: NetlifyHost
) -> None:
    old = await deploy(host)
    new = await deploy(host, OTHER_FILES)
    await host.remove(old.reference)

    assert len(netlify.deploys) == 1
    await host.remove(new.reference)
    assert netlify.sites == {}


async def test_netlify_is_told_which_policy_to_send(
    netlify: FakeNetlify, host: NetlifyHost
) -> None:
    site = await deploy(host)

    headers = (netlify.fetch(site.url, "_headers") or b"").decode()

    assert headers.startswith("/*\n  Content-Security-Policy: default-src 'none'")
    assert "frame-ancestors 'none'" in headers
