from pathlib import Path
from typing import Any

import pytest

from showcase.adapters.hosts.opening import is_set_up, open_host
from showcase.adapters.storage import open_store
from showcase.choices import DeployTarget
from tests.adapters.hosts.deploying import FILES, deploy
from tests.support.settings import make_settings
from tests.support.vercel import TOKEN, run_vercel

SET_UP: dict[DeployTarget, dict[str, Any]] = {
    DeployTarget.LOCAL: {},
    DeployTarget.FOLDER: {"folder_path": "/srv/sites", "folder_url": "https://sites.example"},
    DeployTarget.BUCKET: {
        "bucket_storage_url": "s3://sites",
        "bucket_url": "https://sites.example",
    },
    DeployTarget.VERCEL: {"vercel_token": "token"},
    DeployTarget.NETLIFY: {"netlify_token": "token"},
    DeployTarget.GITHUB_PAGES: {"github_token": "token", "github_owner": "ada"},
}


async def test_settings_choose_the_host(tmp_path: Path) -> None:
    store = open_store(tmp_path.as_uri())
    async with run_vercel() as vercel:
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
        assert {query["teamId"] for query in vercel.queries} == {"team_1"}


@pytest.mark.parametrize("target", list(DeployTarget))
def test_every_target_says_what_it_needs_and_opens(target: DeployTarget, tmp_path: Path) -> None:
    store = open_store(tmp_path.as_uri())
    settings = make_settings(tmp_path, **SET_UP[target])

    assert open_host(target, settings=settings, store=store).name == target
    assert is_set_up(target, settings=settings)
    for left_out in SET_UP[target]:
        rest = {name: value for name, value in SET_UP[target].items() if name != left_out}
        assert not is_set_up(target, settings=make_settings(tmp_path, **rest))
