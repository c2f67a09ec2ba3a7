from pathlib import Path

import pytest

from showcase.adapters.hosts.local import LocalHost, site_key
from showcase.adapters.hosts.site import DeployRefused, Refusal
from showcase.adapters.storage import open_store
from tests.adapters.hosts.deploying import FILES, deploy

SITE_URL = "http://localhost:8000"


async def test_store_that_is_down_is_a_refusal_that_may_pass(tmp_path: Path) -> None:
    store = open_store((tmp_path / "objects").as_uri())
    (tmp_path / "objects").rmdir()
    (tmp_path / "objects").write_text("")

    with pytest.raises(DeployRefused) as refused:
        await deploy(LocalHost(store, site_url=SITE_URL))
    assert refused.value.refusal is Refusal.UNAVAILABLE
    assert refused.value.retryable


async def test_broken_off_deployment_is_completed_by_the_next(tmp_path: Path) -> None:
    store = open_store(tmp_path.as_uri())
    host = LocalHost(store, site_url=SITE_URL)
    site = await deploy(host)
    await store.delete(site_key(site.reference, "style.css"))
    await deploy(host)

    assert await store.get(site_key(site.reference, "style.css")) == FILES["style.css"]
