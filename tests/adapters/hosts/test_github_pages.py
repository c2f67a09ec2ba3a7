from collections.abc import AsyncIterator

import pytest
from pydantic import SecretStr

from showcase.adapters.hosts.github_pages import GitHubPagesHost
from showcase.adapters.hosts.site import Access, DeployRefused, Refusal
from tests.adapters.hosts.deploying import FILES, OTHER_FILES, PATIENCE_SECONDS, deploy
from tests.adapters.hosts.providers import make_github_pages
from tests.support.github import TOKEN, FakeGitHub, run_github


@pytest.fixture
async def github() -> AsyncIterator[FakeGitHub]:
    async with run_github() as running:
        yield running


@pytest.fixture
def host(github: FakeGitHub) -> GitHubPagesHost:
    return make_github_pages(github.url, TOKEN, 20)


async def test_organization_may_own_the_sites(github: FakeGitHub) -> None:
    host = GitHubPagesHost(
        access=Access(SecretStr(TOKEN), "bridges"),
        base_url=github.url,
        time_limit=20,
        poll_seconds=0.01,
    )
    site = await deploy(host)

    assert site.url == "https://bridges.github.io/showcase-ada/"
    assert github.fetch(site.url, "index.html") == FILES["index.html"]


async def test_files_are_shown_as_they_are(github: FakeGitHub, host: GitHubPagesHost) -> None:
    site = await deploy(host)

    assert github.fetch(site.url, ".nojekyll") == b""


async def test_same_files_again_make_no_commit(github: FakeGitHub, host: GitHubPagesHost) -> None:
    await deploy(host)
    await deploy(host)

    assert github.count("POST commits") == 1
    assert github.count("PATCH refs") == 0


async def test_removed_site_leaves_no_branch(github: FakeGitHub, host: GitHubPagesHost) -> None:
    site = await deploy(host)
    await host.remove(site.reference)
    (repository,) = github.repositories.values()

    assert not repository.has_pages
    assert list(repository.refs) == ["refs/heads/main"]


async def test_too_many_requests_in_an_hour_are_not_a_bad_token(
    github: FakeGitHub, host: GitHubPagesHost
) -> None:
    far = "9999999999"
    github.refuse("POST blobs", status=403, x_ratelimit_remaining="0", x_ratelimit_reset=far)

    with pytest.raises(DeployRefused) as refused:
        await deploy(host)
    assert refused.value.refusal is Refusal.BUSY
    assert github.count("POST blobs") == 1


async def test_new_commit_keeps_the_old_one_online_until_it_is_built(
    github: FakeGitHub, host: GitHubPagesHost
) -> None:
    site = await deploy(host)
    github.build_forever()
    with pytest.raises(DeployRefused):
        await deploy(make_github_pages(github.url, TOKEN, PATIENCE_SECONDS), OTHER_FILES)

    assert github.fetch(site.url, "index.html") == FILES["index.html"]
