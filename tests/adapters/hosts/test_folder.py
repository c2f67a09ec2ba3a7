import os
import shutil
from pathlib import Path

import pytest

from showcase.adapters.hosts.folder import FolderHost
from showcase.adapters.hosts.site import DeployRefused, Refusal
from tests.adapters.hosts.deploying import FILES, OTHER_FILES, deploy

URL = "https://sites.example"


@pytest.fixture
def host(tmp_path: Path) -> FolderHost:
    return FolderHost(tmp_path, url=f"{URL}/")


def names_in(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()]


async def test_site_is_a_folder_that_can_be_moved(host: FolderHost, tmp_path: Path) -> None:
    site = await deploy(host)
    shutil.copytree(tmp_path, tmp_path / "elsewhere", symlinks=True)

    assert site.url == f"{URL}/ada/"
    assert (tmp_path / "elsewhere/ada/index.html").read_bytes() == FILES["index.html"]


async def test_same_files_again_are_not_written(host: FolderHost, tmp_path: Path) -> None:
    await deploy(host)
    written = (tmp_path / "ada" / "index.html").stat()
    await deploy(host)

    assert (tmp_path / "ada" / "index.html").stat().st_mtime_ns == written.st_mtime_ns
    assert (tmp_path / "ada" / "index.html").stat().st_ino == written.st_ino


async def test_folder_of_somebody_else_is_left_alone(host: FolderHost, tmp_path: Path) -> None:
    (tmp_path / "ada").mkdir()
    (tmp_path / "ada" / "theirs.txt").write_text("theirs")

    with pytest.raises(DeployRefused, match="folder") as refused:
        await deploy(host)
    assert refused.value.refusal is Refusal.REJECTED
    assert (tmp_path / "ada" / "theirs.txt").read_text() == "theirs"


async def test_folder_that_cannot_be_written_is_a_refusal_that_may_pass(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    with pytest.raises(DeployRefused) as refused:
        await deploy(FolderHost(tmp_path / "file", url=URL))
    assert refused.value.refusal is Refusal.UNAVAILABLE


async def test_release_that_was_left_half_way_is_never_shown(
    host: FolderHost, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await deploy(host)

    def fail(descriptor: int) -> None:
        raise OSError

    with monkeypatch.context() as broken:
        broken.setattr(os, "fsync", fail)
        with pytest.raises(DeployRefused):
            await deploy(host, OTHER_FILES)
    before = (tmp_path / "ada" / "index.html").read_bytes()
    await deploy(host, OTHER_FILES)

    assert before == FILES["index.html"]
    assert (tmp_path / "ada" / "index.html").read_bytes() == OTHER_FILES["index.html"]
    assert not [name for name in names_in(tmp_path / ".releases") if name.endswith(".part")]


async def test_removed_sites_leave_nothing(host: FolderHost, tmp_path: Path) -> None:
    first = await deploy(host)
    second = await deploy(host, OTHER_FILES)
    for site in (first, second):
        await host.remove(site.reference)

    assert names_in(tmp_path) == [".releases"]
    assert names_in(tmp_path / ".releases") == []
