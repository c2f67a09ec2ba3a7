"""The object store: files by key, on a local disk, S3, Google Cloud or Azure.

A key is ours, never a person's: segments of letters, digits, `.`, `_` and `-`, joined by `/`.
"""

import asyncio
import os
import re
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from obstore.exceptions import BaseError
from obstore.store import LocalStore, ObjectStoreMethods, from_url

from showcase.errors import ErrorCode, ShowcaseError

KEY = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9._-]*(/[A-Za-z0-9_-][A-Za-z0-9._-]*)*")
READY_KEY = "ready"
PART_BYTES = 5 * 1024 * 1024  # the smallest part of a multipart upload that S3 takes
PARTS_AT_ONCE = 2  # with PART_BYTES the memory an upload may use
PART_OF_FILE = re.compile(r".+#\d+")
"""How the local store names a file that is not whole yet."""
MAX_RETRIES = 3
RETRY_SECONDS = 20
LISTED_AT_ONCE = 1_000


class FileMissing(Exception):
    """There is no file under this key."""


class StoreUnavailable(ShowcaseError):
    """Files cannot be stored or read at the moment. Please try again in a few minutes."""

    code = ErrorCode.UNAVAILABLE


@dataclass(frozen=True)
class StoredFile:
    """A file that is there, and since when by the store's clock."""

    key: str
    stored_at: datetime


class FileStore:
    """Files by key. What `put` has returned for survives a crash of process and machine."""

    def __init__(self, store: ObjectStoreMethods, *, root: Path | None = None) -> None:
        self._store = store
        self._root = root

    async def put(
        self,
        key: str,
        data: bytes | AsyncIterator[bytes],
        *,
        about: dict[str, str] | None = None,
    ) -> None:
        """Store a file, replacing what was there; an iterator is streamed, never held whole.

        `about` is what the store tells whoever fetches the file from it, such as its Content-Type;
        a folder on a local disk keeps none of it.

        If anything fails, the iterator included, nothing of the new file is kept. A process that
        is killed meanwhile leaves parts that no key names: see `list_parts`.

        Raises:
            StoreUnavailable: The store does not answer, refuses us or is full.
        """
        if not KEY.fullmatch(key):
            raise ValueError(f"not a storage key: {key!r}")
        with _store_errors(BaseError, FileNotFoundError):  # a bucket that is not there
            await self._store.put_async(
                key,
                data,
                attributes=None if self._root else about,
                chunk_size=PART_BYTES,
                max_concurrency=PARTS_AT_ONCE,
            )
        if self._root:
            await asyncio.to_thread(_make_durable, self._root / key, root=self._root)

    async def get(self, key: str) -> bytes:
        """Return a file's bytes.

        Raises:
            FileMissing: There is no such file, or it cannot be one of ours.
            StoreUnavailable: The store does not answer or refuses us.
        """
        if not KEY.fullmatch(key):
            raise FileMissing(key)
        try:
            with _store_errors(BaseError):
                result = await self._store.get_async(key)
                return (await result.bytes_async()).to_bytes()
        except FileNotFoundError as missing:
            raise FileMissing(key) from missing

    async def delete(self, key: str) -> None:
        """Delete a file, if it is there."""
        if not KEY.fullmatch(key):
            return
        try:
            with _store_errors(BaseError):
                await self._store.delete_async(key)
        except FileNotFoundError:
            return

    async def delete_many(self, keys: Sequence[str]) -> None:
        """Delete files, those that are there, in as few requests as the store allows."""
        try:
            with _store_errors(BaseError):
                await self._store.delete_async(keys)
        except FileNotFoundError:  # somebody else deletes, too
            for key in keys:
                await self.delete(key)

    async def delete_prefix(self, prefix: str) -> None:
        """Delete every file below a prefix, such as `sites/<reference>`."""
        async for files in self.list_files(prefix):
            await self.delete_many([file.key for file in files])

    async def list_keys(self, prefix: str) -> list[str]:
        """Return the keys below a prefix, sorted; a prefix ends at a `/`, not inside a name."""
        return sorted([file.key async for files in self.list_files(prefix) for file in files])

    async def list_files(self, prefix: str) -> AsyncIterator[list[StoredFile]]:
        """Yield the files below a prefix, some at once, as far as they are whole."""
        if not KEY.fullmatch(prefix.rstrip("/")):
            raise ValueError(f"not a storage key: {prefix!r}")
        with _store_errors(BaseError, FileNotFoundError):
            async for listed in self._store.list_async(prefix, chunk_size=LISTED_AT_ONCE):
                yield [StoredFile(file["path"], file["last_modified"]) for file in listed]

    async def list_parts(self, *, before: datetime) -> list[str]:
        """Return what broken-off uploads have left on a local disk and did not touch since.

        Other stores drop it by themselves, S3 by a lifecycle rule for incomplete uploads.
        """
        if self._root is None:
            return []
        with _store_errors(OSError):
            return await asyncio.to_thread(_list_parts, self._root, before=before)

    async def delete_parts(self, parts: Sequence[str]) -> None:
        """Delete what `list_parts` has returned."""
        if self._root is None:
            return
        with _store_errors(OSError):
            for part in parts:
                await asyncio.to_thread((self._root / part).unlink, missing_ok=True)

    async def read_clock(self) -> datetime:
        """Return the time by the clock that files get theirs from."""
        await self.check()
        with _store_errors(BaseError, FileNotFoundError):
            return (await self._store.head_async(READY_KEY))["last_modified"]

    async def check(self) -> None:
        """Return if a file can be written now.

        Raises:
            StoreUnavailable: It cannot.
        """
        await self.put(READY_KEY, b"")


def open_store(url: str) -> FileStore:
    """Return the store at an address.

    Args:
        url: `file:///directory` (made when missing), `s3://bucket/prefix`, `gs://…` or `az://…`.
            Credentials and endpoint come from the provider's own variables, such as `AWS_*`.

    Raises:
        StoreUnavailable: The directory cannot be made, or the address cannot be understood.
    """
    with _store_errors(BaseError, OSError):
        if url.startswith("file:"):
            store = LocalStore.from_url(url, mkdir=True, automatic_cleanup=True)
            return FileStore(store, root=store.prefix)
        return FileStore(
            from_url(
                url,
                # Who names an `http://` endpoint, for a store of their own, means it.
                client_options={"allow_http": True},
                retry_config={
                    "max_retries": MAX_RETRIES,
                    "retry_timeout": timedelta(seconds=RETRY_SECONDS),
                },
            )
        )


@contextmanager
def _store_errors(*kinds: type[Exception]) -> Iterator[None]:
    """Say StoreUnavailable for errors of these kinds."""
    try:
        yield
    except kinds as error:
        raise StoreUnavailable from error


def _make_durable(path: Path, *, root: Path) -> None:
    """Flush a file, and the directories that name it, to the disk (see fsync(2))."""
    with _store_errors(OSError):
        for synced in (path, *path.parents):
            descriptor = os.open(synced, os.O_RDONLY)
            try:
                os.fsync(descriptor)
            finally:
                os.close(descriptor)
            if synced == root:
                return


def _list_parts(root: Path, *, before: datetime) -> list[str]:
    parts = (path for path in root.rglob("*#*") if PART_OF_FILE.fullmatch(path.name))
    return [str(part.relative_to(root)) for part in parts if _is_older(part, before)]


def _is_older(path: Path, moment: datetime) -> bool:
    try:
        return datetime.fromtimestamp(path.stat().st_mtime, UTC) < moment
    except FileNotFoundError:  # it has just become whole, or gone
        return False
