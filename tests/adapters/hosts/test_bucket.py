import pytest

from showcase.adapters.hosts.bucket import BucketHost
from showcase.adapters.hosts.site import DeployRefused, Refusal
from showcase.adapters.storage import FileStore, StoreUnavailable, open_store
from tests.adapters.hosts.deploying import FILES, OTHER_FILES, Watch, deploy
from tests.support.s3 import Bucket

URL = "https://sites.example"


@pytest.fixture
def store(bucket: Bucket) -> FileStore:
    return open_store(bucket.url)


@pytest.fixture
def host(store: FileStore) -> BucketHost:
    return BucketHost(store, url=URL)


def break_after(store: FileStore, puts: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the store take so many files and then no more."""
    real_put = store.put
    taken: list[str] = []

    async def put(key: str, data: bytes, *, about: dict[str, str] | None = None) -> None:
        if len(taken) == puts:
            raise StoreUnavailable
        taken.append(key)
        await real_put(key, data, about=about)

    monkeypatch.setattr(store, "put", put)


@pytest.mark.parametrize(
    ("path", "media_type"),
    [("index.html", "text/html"), ("style.css", "text/css"), ("img/ada.png", "image/png")],
)
async def test_files_say_what_they_are_and_how_long_they_stay(
    host: BucketHost, bucket: Bucket, path: str, media_type: str
) -> None:
    await deploy(host)
    file = bucket.client.head_object(Bucket=bucket.name, Key=f"ada/{path}")

    assert file["ContentType"] == media_type
    assert file["CacheControl"] == "public, max-age=0, must-revalidate"


async def test_only_what_changed_is_sent(host: BucketHost) -> None:
    await deploy(host)
    again, changed = Watch(), Watch()
    await deploy(host, watch=again)
    await deploy(host, {**FILES, "index.html": b"<h1>Ada, later</h1>"}, watch=changed)

    assert again.lines == ["Sending 0 of 3 files to the bucket."]
    assert changed.lines == ["Sending 1 of 3 files to the bucket."]


async def test_pages_come_last(
    host: BucketHost, store: FileStore, bucket: Bucket, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as broken:
        break_after(store, 2, broken)  # the note and one file
        with pytest.raises(DeployRefused) as refused:
            await deploy(host)

    assert refused.value.refusal is Refusal.UNAVAILABLE
    assert "ada/index.html" not in bucket.list_keys()


async def test_upload_that_broke_off_is_completed_by_the_next(
    host: BucketHost, store: FileStore, bucket: Bucket, monkeypatch: pytest.MonkeyPatch
) -> None:
    await deploy(host)
    changed = {"index.html": b"<h1>Other</h1>", "style.css": b"h2{}"}
    with monkeypatch.context() as broken:
        break_after(store, 2, broken)
        with pytest.raises(DeployRefused):
            await deploy(host, changed)
    await deploy(host)

    keys = [key for key in bucket.list_keys() if key.startswith("ada/")]
    assert sorted(keys) == sorted(f"ada/{path}" for path in FILES)
    assert await store.get("ada/style.css") == FILES["style.css"]


async def test_broken_off_upload_can_be_removed_and_a_good_site_stays(
    host: BucketHost, store: FileStore, bucket: Bucket, monkeypatch: pytest.MonkeyPatch
) -> None:
    good = await deploy(host, slug="good")
    for slug in ("good", "new"):
        watch = Watch()
        with monkeypatch.context() as broken:
            break_after(store, 1, broken)
            with pytest.raises(DeployRefused):
                await deploy(host, OTHER_FILES, slug=slug, watch=watch)
        for reference in watch.references:
            await host.remove(reference)
    left = bucket.list_keys()
    await host.remove(good.reference)

    assert "good/index.html" in left
    assert not [key for key in left if "new" in key]
    assert bucket.list_keys() == []


async def test_bucket_that_is_not_there_is_a_refusal_that_may_pass(bucket: Bucket) -> None:
    with pytest.raises(DeployRefused) as refused:
        await deploy(BucketHost(open_store(f"{bucket.url}-missing"), url=URL))
    assert refused.value.refusal is Refusal.UNAVAILABLE
