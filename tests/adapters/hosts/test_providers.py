"""What can go wrong with a host that is reached by an API, for each of them."""

import asyncio
import logging
import traceback
from collections.abc import AsyncIterator

import pytest
from structlog.testing import capture_logs

from showcase.adapters.hosts.calls import ATTEMPTS
from showcase.adapters.hosts.site import DeployRefused, Refusal
from tests.adapters.hosts.deploying import FILES, OTHER_FILES, PATIENCE_SECONDS, Watch, deploy
from tests.adapters.hosts.providers import MAKERS, Service, run_service

REQUESTS = ("CREATE", "UPLOAD", "ASK")


@pytest.fixture(params=list(MAKERS))
async def service(request: pytest.FixtureRequest) -> AsyncIterator[Service]:
    async with run_service(request.param) as running:
        yield running


def name_of(service: Service, request: str) -> str:
    return str(getattr(service.provider, request))


@pytest.mark.parametrize("request_kind", REQUESTS)
@pytest.mark.parametrize("status", [429, 500, 503])
async def test_passing_error_is_overcome(service: Service, request_kind: str, status: int) -> None:
    service.provider.refuse(name_of(service, request_kind), status=status)
    site = await deploy(service.open())

    assert service.provider.fetch(site.url, "index.html") == FILES["index.html"]


@pytest.mark.parametrize("target", list(MAKERS))
async def test_answer_that_is_lost_on_the_way_is_overcome_whatever_was_asked(target: str) -> None:
    async with run_service(target) as service:
        await deploy(service.open())
        asked = list(service.provider.counts)
    assert len(asked) > 2
    for name in asked:
        async with run_service(target) as service:
            service.provider.break_off(name)
            site = await deploy(service.open())

            assert site.url == service.open().address("ada"), name
            assert service.provider.fetch(site.url, "index.html") == FILES["index.html"]
            assert service.provider.count_sites() == 1


async def test_host_is_given_the_time_it_asks_for(service: Service) -> None:
    service.provider.refuse(service.provider.CREATE, status=429, retry_after="1")
    begun = asyncio.get_running_loop().time()
    await deploy(service.open())

    assert asyncio.get_running_loop().time() - begun >= 1


async def test_longer_wait_than_allowed_is_a_refusal_at_once(service: Service) -> None:
    service.provider.refuse(service.provider.CREATE, status=429, retry_after="86400")

    with pytest.raises(DeployRefused, match="429") as refused:
        await deploy(service.open())
    assert refused.value.refusal is Refusal.BUSY
    assert service.provider.count(service.provider.CREATE) == 1


@pytest.mark.parametrize("request_kind", REQUESTS)
async def test_lasting_error_ends_after_a_few_attempts(service: Service, request_kind: str) -> None:
    name = name_of(service, request_kind)
    service.provider.refuse(name, status=500, times=100)

    with pytest.raises(DeployRefused, match="500") as refused:
        await deploy(service.open())
    assert refused.value.refusal is Refusal.UNAVAILABLE
    assert service.provider.count(name) == ATTEMPTS


async def test_refused_token_is_told_to_nobody(
    service: Service, caplog: pytest.LogCaptureFixture
) -> None:
    token = "another-secret"
    caplog.set_level(logging.DEBUG)
    host = service.open(token=token)
    with capture_logs() as logs, pytest.raises(DeployRefused) as refused:
        await deploy(host)

    assert refused.value.refusal is Refusal.UNAUTHORIZED
    told = "".join(traceback.format_exception(refused.value))
    assert token not in f"{told}{logs}{caplog.text}"
    assert token not in repr(vars(host))


async def test_words_of_the_host_are_not_repeated(service: Service) -> None:
    service.provider.refuse(service.provider.CREATE, status=400)

    with pytest.raises(DeployRefused, match="400") as refused:
        await deploy(service.open(), slug="ada-example")
    assert "ada-example" not in str(refused.value)
    assert refused.value.refusal is Refusal.REJECTED


async def test_site_is_not_live_before_the_host_says_so(service: Service) -> None:
    told: list[bytes | None] = []
    host = service.open()
    address = host.address("ada")

    class Peeking(Watch):
        async def on_line(self, line: str) -> None:
            told.append(service.provider.fetch(address, "index.html"))

    await deploy(host, watch=Peeking())

    assert told
    assert set(told) == {None}
    assert service.provider.fetch(address, "index.html") == FILES["index.html"]


async def test_build_that_takes_too_long_is_a_refusal_that_may_pass(service: Service) -> None:
    service.provider.build_forever()
    watch = Watch()

    with pytest.raises(DeployRefused, match="time is up") as refused:
        await deploy(service.open(time_limit=PATIENCE_SECONDS), watch=watch)
    assert refused.value.refusal is Refusal.SLOW
    assert len(watch.references) == 1


async def test_broken_build_is_a_refusal(service: Service) -> None:
    service.provider.break_builds()

    with pytest.raises(DeployRefused) as refused:
        await deploy(service.open())
    assert refused.value.refusal is Refusal.REJECTED


async def test_what_a_broken_build_left_can_be_removed(service: Service) -> None:
    host, watch = service.open(), Watch()
    service.provider.break_builds()
    with pytest.raises(DeployRefused):
        await deploy(host, watch=watch)
    for reference in watch.references:
        await host.remove(reference)

    assert service.provider.count_sites() == 0


async def test_removing_a_broken_build_leaves_what_was_online(service: Service) -> None:
    host, watch = service.open(), Watch()
    site = await deploy(host)
    service.provider.break_builds()
    with pytest.raises(DeployRefused):
        await deploy(host, OTHER_FILES, watch=watch)

    assert service.provider.fetch(site.url, "index.html") == FILES["index.html"]


async def test_nothing_is_sent_twice(service: Service) -> None:
    host = service.open()
    await deploy(host)
    sent = service.provider.count(service.provider.UPLOAD)
    await deploy(host)
    unchanged = service.provider.count(service.provider.UPLOAD)
    await deploy(host, {**FILES, "index.html": b"<h1>Ada, later</h1>"})

    assert unchanged == sent
    assert service.provider.count(service.provider.UPLOAD) == sent + 1


async def test_equal_files_are_sent_once(service: Service) -> None:
    await deploy(service.open(), {"index.html": b"same", "copy.html": b"same"})
    first = service.provider.count(service.provider.UPLOAD)
    await deploy(service.open(), {"index.html": b"other", "copy.html": b"other"})

    assert service.provider.count(service.provider.UPLOAD) == first + 1


async def test_upload_that_broke_off_half_way_is_taken_up_by_the_next(service: Service) -> None:
    upload, host = service.provider.UPLOAD, service.open()
    await deploy(host, {"a.txt": b"one", "index.html": b"<h1>"}, slug="somebody-else")
    service.provider.counts.clear()

    class BreakingOff(Watch):
        async def on_line(self, line: str) -> None:
            service.provider.refuse(upload, status=500, times=ATTEMPTS)

    with pytest.raises(DeployRefused):
        await deploy(host, watch=BreakingOff())
    assert service.provider.fetch(host.address("ada"), "index.html") is None
    service.provider.accept_again()
    site = await deploy(host)

    assert {path: service.provider.fetch(site.url, path) for path in FILES} == FILES


async def test_removal_that_fails_is_told(service: Service) -> None:
    host = service.open()
    site = await deploy(host)
    for name in ("deployments", "site", "pages"):
        service.provider.refuse(f"DELETE {name}", status=403, code="forbidden")

    with pytest.raises(DeployRefused, match="403") as refused:
        await host.remove(site.reference)
    assert refused.value.refusal is Refusal.UNAUTHORIZED


async def test_host_that_cannot_be_reached_is_a_refusal_that_may_pass(service: Service) -> None:
    host = service.make("http://127.0.0.1:9", service.provider.TOKEN, 20)

    with pytest.raises(DeployRefused, match="ConnectError") as refused:
        await deploy(host)
    assert refused.value.refusal is Refusal.UNAVAILABLE


@pytest.mark.parametrize("answer", ["", "<html>", "[]", '{"id":"../x","readyState":"READY"}'])
async def test_answer_that_makes_no_sense_is_a_refusal(service: Service, answer: str) -> None:
    service.provider.refuse(service.provider.CREATE, status=200)
    response = service.provider.refusals[service.provider.CREATE][0]
    response.body = answer.encode()
    response.headers["content-length"] = str(len(answer))

    with pytest.raises(DeployRefused, match="not understood"):
        await deploy(service.open())
