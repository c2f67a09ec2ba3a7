import asyncio
import os
import resource
import shutil
import signal
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest

from showcase.adapters.storage import FileMissing, FileStore, StoreUnavailable, open_store
from showcase.errors import ErrorCode
from tests.support.s3 import Bucket

MEGABYTE = b"x" * 1024 * 1024

UPLOAD_THAT_HANGS = """
import asyncio, sys
from showcase.adapters.storage import open_store

async def halting():
    for _ in range(11):
        yield bytes(1024 * 1024)
    print("half way", flush=True)
    await asyncio.Event().wait()

asyncio.run(open_store(sys.argv[1]).put("resumes/a1", halting()))
"""


class ClientGone(Exception):
    """What an upload's iterator raises when the other side hangs up."""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "with space" / "objects"


@pytest.fixture
def local_store(root: Path) -> FileStore:
    return open_store(root.as_uri())


def list_files(root: Path) -> list[str]:
    return sorted(str(path.relative_to(root)) for path in root.rglob("*") if path.is_file())


@dataclass(frozen=True)
class Place:
    """A store, and all that really lies there."""

    store: FileStore
    root: Path
    bucket: Bucket | None

    def list_everything(self) -> list[str]:
        """Names of whole files and of parts of unfinished ones."""
        if self.bucket:
            return [*self.bucket.list_keys(), *self.bucket.list_uploads()]
        return list_files(self.root)


@pytest.fixture(params=["local", "s3"])
def place(request: pytest.FixtureRequest, root: Path, bucket: Bucket) -> Place:
    if request.param == "local":
        return Place(open_store(root.as_uri()), root, None)
    return Place(open_store(bucket.url), root, bucket)


@pytest.fixture
def store(place: Place) -> FileStore:
    return place.store


async def send(*, megabytes: int, break_at: int | None = None) -> AsyncIterator[bytes]:
    for number in range(megabytes):
        if number == break_at:
            raise ClientGone
        yield MEGABYTE


async def test_file_comes_back_as_it_was_stored(store: FileStore) -> None:
    await store.put("resumes/a1", b"\x00\xff%PDF")

    assert await store.get("resumes/a1") == b"\x00\xff%PDF"


async def test_streamed_file_comes_back_whole(store: FileStore) -> None:
    await store.put("resumes/a1", send(megabytes=12))

    assert await store.get("resumes/a1") == MEGABYTE * 12


async def test_empty_stream_is_an_empty_file(store: FileStore) -> None:
    await store.put("resumes/a1", send(megabytes=0))

    assert await store.get("resumes/a1") == b""


async def test_later_file_replaces_earlier_one(store: FileStore) -> None:
    await store.put("resumes/a1", b"long before")
    await store.put("resumes/a1", b"now")

    assert await store.get("resumes/a1") == b"now"


@pytest.mark.parametrize("break_at", [0, 2, 11])
async def test_broken_off_upload_leaves_nothing(
    store: FileStore, place: Place, break_at: int
) -> None:
    with pytest.raises(ClientGone):
        await store.put("resumes/a1", send(megabytes=12, break_at=break_at))

    assert place.list_everything() == []


async def test_broken_off_upload_keeps_the_earlier_file(store: FileStore) -> None:
    await store.put("resumes/a1", b"before")
    with pytest.raises(ClientGone):
        await store.put("resumes/a1", send(megabytes=12, break_at=7))

    assert await store.get("resumes/a1") == b"before"


async def test_cancelled_upload_leaves_nothing(local_store: FileStore, root: Path) -> None:
    begun = asyncio.Event()

    async def never_ending() -> AsyncIterator[bytes]:
        for _ in range(6):
            yield MEGABYTE
        begun.set()
        await asyncio.Event().wait()

    upload = asyncio.create_task(local_store.put("resumes/a1", never_ending()))
    await begun.wait()
    upload.cancel()
    with pytest.raises(asyncio.CancelledError):
        await upload
    await local_store.put("resumes/a2", b"later")  # the abandoned part file goes in the background

    assert list_files(root) == ["resumes/a2"]


async def test_file_under_way_is_not_seen(store: FileStore) -> None:
    reached, go_on = asyncio.Event(), asyncio.Event()

    async def halting() -> AsyncIterator[bytes]:
        yield MEGABYTE
        reached.set()
        await go_on.wait()
        yield MEGABYTE

    upload = asyncio.create_task(store.put("resumes/a1", halting()))
    await reached.wait()
    seen = await store.list_keys("resumes")
    go_on.set()
    await upload

    assert seen == []
    assert await store.list_keys("resumes") == ["resumes/a1"]


async def test_streaming_does_not_hold_the_file_in_memory(local_store: FileStore) -> None:
    await local_store.put("resumes/warm", send(megabytes=20))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    await local_store.put("resumes/a1", send(megabytes=200))
    grown_kilobytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before

    assert grown_kilobytes < 60 * 1024


async def test_stored_file_and_its_directories_are_flushed_to_disk(
    local_store: FileStore, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    flushed: list[int] = []
    real_fsync = os.fsync

    def watch(descriptor: int) -> None:
        flushed.append(os.fstat(descriptor).st_ino)
        real_fsync(descriptor)

    monkeypatch.setattr(os, "fsync", watch)
    await local_store.put("resumes/new/a1", b"x")

    expected = [root / "resumes/new/a1", root / "resumes/new", root / "resumes", root]
    assert flushed == [path.stat().st_ino for path in expected]


async def test_missing_file_has_its_own_error(store: FileStore) -> None:
    with pytest.raises(FileMissing):
        await store.get("resumes/none")


async def test_deleted_file_is_gone_and_deleting_twice_is_fine(store: FileStore) -> None:
    await store.put("resumes/a1", b"x")
    await store.delete("resumes/a1")
    await store.delete("resumes/a1")

    with pytest.raises(FileMissing):
        await store.get("resumes/a1")


async def test_deleting_a_prefix_takes_all_below_it_and_nothing_beside(store: FileStore) -> None:
    for key in ("sites/a/index.html", "sites/a/img/me.png", "sites/ab/index.html"):
        await store.put(key, b"x")
    await store.delete_prefix("sites/a")

    assert await store.list_keys("sites") == ["sites/ab/index.html"]


async def test_many_files_are_deleted_at_once_whether_all_are_there_or_not(
    store: FileStore, place: Place
) -> None:
    keys = [f"resumes/{number}" for number in range(5)]
    for key in keys:
        await store.put(key, b"x")
    await store.delete(keys[1])

    await store.delete_many(keys)

    assert place.list_everything() == []


async def test_files_have_their_time_from_the_clock_of_the_store(store: FileStore) -> None:
    before = await store.read_clock()
    await store.put("resumes/a1", b"x")
    after = await store.read_clock()

    [[stored]] = [files async for files in store.list_files("resumes")]

    assert stored.key == "resumes/a1"
    assert before <= stored.stored_at <= after


async def test_killed_upload_leaves_only_a_part_that_can_be_found(
    local_store: FileStore, root: Path
) -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", UPLOAD_THAT_HANGS, root.as_uri(), stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    await process.stdout.readline()
    process.send_signal(signal.SIGKILL)
    await process.wait()
    now = await local_store.read_clock()
    [part] = set(list_files(root)) - {"ready"}

    assert await local_store.list_keys("resumes") == []
    with pytest.raises(FileMissing):
        await local_store.get(part)
    assert await local_store.list_parts(before=now - timedelta(minutes=1)) == []
    assert await local_store.list_parts(before=now + timedelta(minutes=1)) == [part]
    await local_store.delete_parts([part])
    assert list_files(root) == ["ready"]


async def test_keys_are_listed_in_order(store: FileStore) -> None:
    for key in ("b/2", "b/10", "a/1"):
        await store.put(key, b"x")

    assert await store.list_keys("b") == ["b/10", "b/2"]
    assert await store.list_keys("none") == []


@pytest.mark.parametrize(
    "key", ["../x", "a/../b", "/etc/passwd", "", "a//b", ".", "a/.", "a\0b", "a b", "a\nb", "ä"]
)
async def test_foreign_key_is_never_used(store: FileStore, place: Place, key: str) -> None:
    with pytest.raises(ValueError, match="key"):
        await store.put(key, b"x")
    with pytest.raises(FileMissing):
        await store.get(key)
    await store.delete(key)
    with pytest.raises(ValueError, match="key"):
        await store.delete_prefix(key)

    assert place.list_everything() == []


async def test_files_outlive_the_process_that_stored_them(
    local_store: FileStore, root: Path
) -> None:
    await local_store.put("resumes/a1", b"x")

    assert await open_store(root.as_uri()).get("resumes/a1") == b"x"


async def test_deleting_the_last_file_takes_its_directories(
    local_store: FileStore, root: Path
) -> None:
    await local_store.put("sites/a/img/me.png", b"x")
    await local_store.delete_prefix("sites/a")

    assert not (root / "sites/a").exists()


async def test_stores_in_one_bucket_are_kept_apart_by_their_prefix(bucket: Bucket) -> None:
    await open_store(f"{bucket.url}/one").put("resumes/a1", b"1")
    await open_store(f"{bucket.url}/two").put("resumes/a1", b"2")

    assert bucket.list_keys() == ["one/resumes/a1", "two/resumes/a1"]
    assert await open_store(f"{bucket.url}/one").get("resumes/a1") == b"1"
    assert await open_store(f"{bucket.url}/one").list_keys("resumes") == ["resumes/a1"]


async def test_bucket_that_is_not_there_is_unavailable(bucket: Bucket) -> None:
    with pytest.raises(StoreUnavailable):
        await open_store("s3://other").check()


async def test_check_passes_while_files_can_be_written(store: FileStore) -> None:
    await store.check()


@pytest.fixture
def broken_store(local_store: FileStore, root: Path) -> FileStore:
    """A store with a file where its directory was."""
    shutil.rmtree(root)
    root.write_text("")
    return local_store


async def test_store_that_cannot_be_written_is_unavailable(
    broken_store: FileStore, root: Path
) -> None:
    with pytest.raises(StoreUnavailable) as refused:
        await broken_store.check()
    with pytest.raises(StoreUnavailable):
        await broken_store.put("resumes/a1", send(megabytes=12))
    assert refused.value.code is ErrorCode.UNAVAILABLE
    assert str(root) not in refused.value.message


async def test_full_disk_is_unavailable_and_leaves_nothing(tmp_path: Path) -> None:
    """A file size limit stands for the full disk: the write fails half way in the same place."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    store = open_store((tmp_path / "objects").as_uri())
    resource.setrlimit(resource.RLIMIT_FSIZE, (1024 * 1024, hard))
    try:
        with pytest.raises(StoreUnavailable):
            await store.put("resumes/a1", send(megabytes=12))
        with pytest.raises(StoreUnavailable):
            await store.put("resumes/a2", MEGABYTE * 3)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))

    assert list_files(tmp_path) == []


def test_directory_that_cannot_be_made_is_unavailable(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")

    with pytest.raises(StoreUnavailable):
        open_store((tmp_path / "file" / "objects").as_uri())


def test_unknown_kind_of_store_is_unavailable() -> None:
    with pytest.raises(StoreUnavailable):
        open_store("ftp://somewhere")


async def test_object_store_that_does_not_answer_is_unavailable(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "id")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")

    with pytest.raises(StoreUnavailable) as refused:
        await open_store("s3://bucket/prefix").put("resumes/a1", b"x")
    assert "127.0.0.1:9" in str(refused.value.__cause__)
