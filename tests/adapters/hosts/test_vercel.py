from collections.abc import AsyncIterator

import pytest

from showcase.adapters.hosts.site import DeployRefused, Refusal
from showcase.adapters.hosts.vercel import VercelHost
from tests.adapters.hosts.deploying import FILES, deploy
from tests.adapters.hosts.providers import make_vercel
from tests.support.vercel import TOKEN, FakeVercel, run_vercel


@pytest.fixture
async def vercel() -> AsyncIterator[FakeVercel]:
    async with run_vercel() as running:
        yield running


@pytest.fixture
def host(vercel: FakeVercel) -> VercelHost:
    return make_vercel(vercel.url, TOKEN, 20)


async def test_it_is_not_live_before_the_domain_is_there(
    vercel: FakeVercel, host: VercelHost
) -> None:
    vercel.states = ("QUEUED", "INITIALIZING", *["BUILDING"] * 5, "READY")
    site = await deploy(host)

    assert vercel.count("GET deployments") == len(vercel.states)  # READY, then the domain
    assert vercel.fetch(site.url, "index.html") == FILES["index.html"]


async def test_address_is_the_production_domain_that_vercel_gave(
    vercel: FakeVercel, host: VercelHost
) -> None:
    vercel.domain = "{name}-7.vercel.app"
    site = await deploy(host)

    assert site.url == "https://showcase-ada-7.vercel.app/"


async def test_files_that_got_lost_are_sent_again(vercel: FakeVercel, host: VercelHost) -> None:
    vercel.files_to_lose = 2
    site = await deploy(host)

    assert vercel.count("POST files") == len(FILES) + 2
    assert {path: vercel.fetch(site.url, path) for path in FILES} == FILES


async def test_files_that_always_get_lost_are_a_refusal(
    vercel: FakeVercel, host: VercelHost
) -> None:
    vercel.files_to_lose = 100

    with pytest.raises(DeployRefused, match="400 missing_files") as refused:
        await deploy(host)
    assert refused.value.refusal is Refusal.REJECTED


async def test_account_that_must_pay_is_a_refusal(vercel: FakeVercel, host: VercelHost) -> None:
    vercel.refuse("POST deployments", status=402, code="payment_required")

    with pytest.raises(DeployRefused, match="402 payment_required") as refused:
        await deploy(host)
    assert refused.value.refusal is Refusal.REJECTED


@pytest.mark.parametrize("state", ["ERROR", "CANCELED"])
async def test_broken_build_is_a_refusal(vercel: FakeVercel, host: VercelHost, state: str) -> None:
    vercel.states = ("QUEUED", "BUILDING", state)

    with pytest.raises(DeployRefused, match=state):
        await deploy(host)


async def test_domain_that_cannot_be_assigned_is_a_refusal(
    vercel: FakeVercel, host: VercelHost
) -> None:
    vercel.domain_error = True

    with pytest.raises(DeployRefused):
        await deploy(host)
