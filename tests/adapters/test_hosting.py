import asyncio
import logging
import traceback
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from pydantic import SecretStr
from structlog.testing import capture_logs

from showcase.adapters.hosting import DeployedSite, DeployRefused, SiteHost, open_host
from showcase.adapters.local_host import LocalHost, site_key
from showcase.adapters.storage import FileMissing, FileStore, open_store
from showcase.adapters.vercel import ATTEMPTS, VercelHost
from tests.support.settings import make_settings
from tests.support.vercel import TOKEN, FakeVercel, run_vercel

FILES = {"index.html": b"<h1>Ada</h1>", "style.css": b"h1{}", "img/ada.png": b"\x89PNG\0"}
OTHER_FILES = {"index.html": b"<h1>Ada, later</h1>"}

Fetch = Callable[[DeployedSite, str], Awaitable[bytes | None]]


@dataclass
class Watch:
    """What a host tells while it deploys."""

    references: list[str] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)

    async def on_created(self, reference: str) -> None:
        self.references.append(reference)

    async def on_line(self, line: str) -> None:
        self.lines.append(line)


async def deploy(
    host: SiteHost,
    files: dict[str, bytes] = FILES,
    *,
    slug: str = "ada",
    watch: Watch | None = None,
) -> DeployedSite:
    seen = watch or Watch()
    return await host.deploy(files, slug=slug, on_created=seen.on_created, on_line=seen.on_line)


@pytest.fixture
async def vercel() -> AsyncIterator[FakeVercel]:
    async with run_vercel() as running:
        yield running


def make_vercel_host(
    vercel: FakeVercel, *, token: str = TOKEN, time_limit: float = 20
) -> VercelHost:
    return VercelHost(
        token=SecretStr(token), base_url=vercel.url, time_limit=time_limit, poll_seconds=0.01
    )


@pytest.fixture
def vercel_host(vercel: FakeVercel) -> VercelHost:
    return make_vercel_host(vercel)


@pytest.fixture
def store(tmp_path: Path) -> FileStore:
    return open_store(tmp_path.as_uri())


@pytest.fixture(params=["local", "vercel"])
def host(request: pytest.FixtureRequest, store: FileStore, vercel_host: VercelHost) -> SiteHost:
    hosts: dict[str, SiteHost] = {
        "local": LocalHost(store, site_url="http://localhost:8000"),
        "vercel": vercel_host,
    }
    return hosts[request.param]


@pytest.fixture
def fetch(host: SiteHost, store: FileStore, vercel: FakeVercel) -> Fetch:
    """Get a file as a visitor of the site does."""

    async def from_store(site: DeployedSite, path: str) -> bytes | None:
        try:
            return await store.get(site_key(site.reference, path))
        except FileMissing:
            return None

    async def from_vercel(site: DeployedSite, path: str) -> bytes | None:
        return vercel.fetch(site.url, path)

    return from_store if host.name == "local" else from_vercel


class TestEveryHost:
    async def test_deployed_files_can_be_fetched(self, host: SiteHost, fetch: Fetch) -> None:
        site = await deploy(host)

        assert {path: await fetch(site, path) for path in FILES} == FILES

    async def test_site_stands_where_the_host_said(self, host: SiteHost) -> None:
        site = await deploy(host, slug="ada-example")

        assert site.url == host.address("ada-example")

    async def test_same_files_again_are_the_same_site(self, host: SiteHost, fetch: Fetch) -> None:
        first = await deploy(host)
        second = await deploy(host)

        assert first == second
        assert await fetch(second, "index.html") == FILES["index.html"]

    async def test_other_files_are_another_site(self, host: SiteHost, fetch: Fetch) -> None:
        first = await deploy(host)
        second = await deploy(host, OTHER_FILES)

        assert first.reference != second.reference
        assert await fetch(second, "index.html") == OTHER_FILES["index.html"]
        assert await fetch(second, "style.css") is None

    async def test_removing_a_replaced_site_leaves_the_new_one(
        self, host: SiteHost, fetch: Fetch
    ) -> None:
        first = await deploy(host)
        second = await deploy(host, OTHER_FILES)
        await host.remove(first.reference)

        assert await fetch(second, "index.html") == OTHER_FILES["index.html"]

    async def test_equal_sites_of_two_people_do_not_share_anything(
        self, host: SiteHost, fetch: Fetch
    ) -> None:
        ada = await deploy(host, slug="ada")
        bob = await deploy(host, slug="bob")
        await host.remove(ada.reference)

        assert await fetch(ada, "index.html") is None
        assert await fetch(bob, "index.html") == FILES["index.html"]

    async def test_removed_site_is_gone_and_removing_twice_is_fine(
        self, host: SiteHost, fetch: Fetch
    ) -> None:
        site = await deploy(host)
        await host.remove(site.reference)
        await host.remove(site.reference)

        assert [await fetch(site, path) for path in FILES] == [None] * len(FILES)

    async def test_removed_site_can_come_back(self, host: SiteHost, fetch: Fetch) -> None:
        await host.remove((await deploy(host)).reference)
        site = await deploy(host)

        assert await fetch(site, "index.html") == FILES["index.html"]

    async def test_reference_is_told_so_that_a_broken_off_deployment_can_be_removed(
        self, host: SiteHost
    ) -> None:
        watch = Watch()
        site = await deploy(host, watch=watch)

        assert watch.references == [site.reference]
        assert watch.lines


class TestLocal:
    async def test_store_that_is_down_is_a_refusal_that_may_pass(self, tmp_path: Path) -> None:
        store = open_store((tmp_path / "objects").as_uri())
        (tmp_path / "objects").rmdir()
        (tmp_path / "objects").write_text("")

        with pytest.raises(DeployRefused) as refused:
            await deploy(LocalHost(store, site_url="http://localhost:8000"))
        assert refused.value.retryable

    async def test_broken_off_deployment_is_completed_by_the_next(self, store: FileStore) -> None:
        host = LocalHost(store, site_url="http://localhost:8000")
        site = await deploy(host)
        await store.delete(site_key(site.reference, "style.css"))
        await deploy(host)

        assert await store.get(site_key(site.reference, "style.css")) == FILES["style.css"]


class TestVercel:
    async def test_it_is_not_live_before_vercel_says_so(
        self, vercel: FakeVercel, vercel_host: VercelHost
    ) -> None:
        vercel.states = ("QUEUED", "INITIALIZING", *["BUILDING"] * 5, "READY")
        site = await deploy(vercel_host)

        assert vercel.count("GET deployments") == len(vercel.states)  # READY, then the domain
        assert vercel.fetch(site.url, "index.html") == FILES["index.html"]

    async def test_address_is_the_production_domain_that_vercel_gave(
        self, vercel: FakeVercel, vercel_host: VercelHost
    ) -> None:
        vercel.domain = "{name}-7.vercel.app"
        site = await deploy(vercel_host)

        assert site.url == "https://showcase-ada-7.vercel.app/"

    async def test_equal_files_are_sent_once(
        self, vercel: FakeVercel, vercel_host: VercelHost
    ) -> None:
        await deploy(vercel_host, {"a.txt": b"same", "b.txt": b"same"})

        assert vercel.count("POST files") == 1

    async def test_files_that_got_lost_are_sent_again(
        self, vercel: FakeVercel, vercel_host: VercelHost
    ) -> None:
        vercel.files_to_lose = 2
        site = await deploy(vercel_host)

        assert vercel.count("POST files") == len(FILES) + 2
        assert {path: vercel.fetch(site.url, path) for path in FILES} == FILES

    @pytest.mark.parametrize("request_name", ["POST files", "POST deployments", "GET deployments"])
    @pytest.mark.parametrize("status", [429, 500, 503])
    async def test_passing_error_is_overcome(
        self, vercel: FakeVercel, vercel_host: VercelHost, request_name: str, status: int
    ) -> None:
        vercel.refuse(request_name, status=status, times=1)
        site = await deploy(vercel_host)

        assert vercel.fetch(site.url, "index.html") == FILES["index.html"]

    async def test_vercel_is_given_the_time_it_asks_for(
        self, vercel: FakeVercel, vercel_host: VercelHost
    ) -> None:
        vercel.refuse("POST deployments", status=429, code="rate_limited", retry_after="1")
        begun = asyncio.get_running_loop().time()
        await deploy(vercel_host)

        assert asyncio.get_running_loop().time() - begun >= 1

    async def test_longer_wait_than_allowed_is_a_refusal_at_once(
        self, vercel: FakeVercel, vercel_host: VercelHost
    ) -> None:
        vercel.refuse("POST deployments", status=429, code="rate_limited", retry_after="86400")

        with pytest.raises(DeployRefused, match="429 rate_limited") as refused:
            await deploy(vercel_host)
        assert refused.value.retryable
        assert vercel.count("POST deployments") == 1

    async def test_lasting_error_ends_after_a_few_attempts(
        self, vercel: FakeVercel, vercel_host: VercelHost
    ) -> None:
        vercel.refuse("POST deployments", status=500, times=100)

        with pytest.raises(DeployRefused, match="500") as refused:
            await deploy(vercel_host)
        assert refused.value.retryable
        assert vercel.count("POST deployments") == ATTEMPTS

    @pytest.mark.parametrize(("status", "code"), [(400, "bad_request"), (402, "payment_required")])
    async def test_request_that_vercel_does_not_like_is_not_repeated(
        self, vercel: FakeVercel, vercel_host: VercelHost, status: int, code: str
    ) -> None:
        vercel.refuse("POST deployments", status=status, code=code)

        with pytest.raises(DeployRefused, match=f"{status} {code}") as refused:
            await deploy(vercel_host)
        assert not refused.value.retryable
        assert vercel.count("POST deployments") == 1

    async def test_refused_token_is_told_to_nobody(
        self, vercel: FakeVercel, caplog: pytest.LogCaptureFixture
    ) -> None:
        token = "another-secret"
        caplog.set_level(logging.DEBUG)
        host = make_vercel_host(vercel, token=token)
        with capture_logs() as logs, pytest.raises(DeployRefused) as refused:
            await deploy(host)

        assert not refused.value.retryable
        assert "403 forbidden" in str(refused.value)
        told = "".join(traceback.format_exception(refused.value))
        assert token not in f"{told}{logs}{caplog.text}"
        assert token not in repr(vars(host))

    async def test_words_of_vercel_are_not_repeated(
        self, vercel: FakeVercel, vercel_host: VercelHost
    ) -> None:
        vercel.refuse("POST deployments", status=400)

        with pytest.raises(DeployRefused) as refused:
            await deploy(vercel_host, slug="ada-example")
        assert "ada-example" not in str(refused.value)

    @pytest.mark.parametrize("state", ["ERROR", "CANCELED"])
    async def test_broken_build_is_a_refusal(
        self, vercel: FakeVercel, vercel_host: VercelHost, state: str
    ) -> None:
        vercel.states = ("QUEUED", "BUILDING", state)

        with pytest.raises(DeployRefused, match=state):
            await deploy(vercel_host)

    async def test_domain_that_cannot_be_assigned_is_a_refusal(
        self, vercel: FakeVercel, vercel_host: VercelHost
    ) -> None:
        vercel.domain_error = True

        with pytest.raises(DeployRefused):
            await deploy(vercel_host)

    async def test_build_that_takes_too_long_is_a_refusal_that_may_pass(
        self, vercel: FakeVercel
    ) -> None:
        vercel.states = ("BUILDING",)
        watch = Watch()

        with pytest.raises(DeployRefused, match="time is up") as refused:
            await deploy(make_vercel_host(vercel, time_limit=0.5), watch=watch)
        assert refused.value.retryable
        assert watch.references == list(vercel.sites)

    @pytest.mark.parametrize("answer", ["", "<html>", "{}", '{"id":"../x","readyState":"READY"}'])
    async def test_answer_that_makes_no_sense_is_a_refusal(
        self, vercel: FakeVercel, vercel_host: VercelHost, answer: str
    ) -> None:
        vercel.refuse("POST deployments", status=200)
        vercel.refusals["POST deployments"][0].body = answer.encode()
        vercel.refusals["POST deployments"][0].headers["content-length"] = str(len(answer))

        with pytest.raises(DeployRefused, match="not understood"):
            await deploy(vercel_host)

    async def test_vercel_that_cannot_be_reached_is_a_refusal_that_may_pass(self) -> None:
        host = VercelHost(token=SecretStr(TOKEN), base_url="http://127.0.0.1:9", time_limit=20)

        with pytest.raises(DeployRefused, match="ConnectError") as refused:
            await deploy(host)
        assert refused.value.retryable

    async def test_removal_that_fails_is_told(
        self, vercel: FakeVercel, vercel_host: VercelHost
    ) -> None:
        site = await deploy(vercel_host)
        vercel.refuse("DELETE deployments", status=403, code="forbidden")

        with pytest.raises(DeployRefused, match="403"):
            await vercel_host.remove(site.reference)


async def test_settings_choose_the_host(
    tmp_path: Path, store: FileStore, vercel: FakeVercel
) -> None:
    vercel.states = ("READY",)
    settings = make_settings(
        tmp_path,
        port=8123,
        vercel_token=TOKEN,
        vercel_team_id="team_1",
        vercel_base_url=vercel.url,
        deploy_seconds=20.0,
    )
    local = open_host("local", settings=settings, store=store)
    site = await deploy(open_host("vercel", settings=settings, store=store))

    assert local.address("ada") == "http://127.0.0.1:8123/p/ada/"
    assert vercel.fetch(site.url, "index.html") == FILES["index.html"]
    assert {query["teamId"] for _, _, query in vercel.requests} == {"team_1"}
