"""Sites in a bucket that its provider, or a network in front of it, serves: <bucket>/<slug>/.

Beside the sites lies a note for each: which release is there, and the digest of each of its files,
so that only what changed is sent. Pages are sent last, so that no page is there before what it
needs; a bucket knows no step that replaces several files at once.
"""

import asyncio
import hashlib
import mimetypes
from collections.abc import Iterator
from contextlib import contextmanager

from pydantic import BaseModel

from showcase.adapters.hosts.site import (
    DeployedSite,
    DeployRefused,
    OnCreated,
    OnLine,
    Refusal,
    digest_site,
)
from showcase.adapters.storage import FileMissing, FileStore, StoreUnavailable

NOTES = "_releases"
CACHING = "public, max-age=0, must-revalidate"
"""Buckets answer If-None-Match by themselves, so a visit that changes nothing costs no bytes."""


class Release(BaseModel):
    """What a bucket holds of a site: the last complete release, and the digests of its files.

    While files are being sent the digests are empty, for nobody knows which files are whose.
    """

    reference: str = ""
    files: dict[str, str] = {}


class BucketHost:
    """A bucket, and the address under which it is served."""

    name = "bucket"

    def __init__(self, store: FileStore, *, url: str) -> None:
        self._store = store
        self._url = url.rstrip("/")

    def address(self, slug: str) -> str:
        """Return where the bucket's provider shows the site."""
        return f"{self._url}/{slug}/"

    async def deploy(
        self, files: dict[str, bytes], *, slug: str, on_created: OnCreated, on_line: OnLine
    ) -> DeployedSite:
        """Send the files that changed, and delete those that are no longer part of the site.

        Raises:
            DeployRefused: The bucket does not take them.
        """
        reference = f"{slug}/{digest_site(files, slug=slug)}"
        await on_created(reference)
        with _store_errors():
            known = await self._read_note(slug)
            digests = {path: hashlib.sha256(data).hexdigest() for path, data in files.items()}
            changed = [path for path in files if known.files.get(path) != digests[path]]
            await on_line(f"Sending {len(changed)} of {len(files)} files to the bucket.")
            if changed or known.reference != reference:
                await self._write_note(slug, Release(reference=known.reference))
                await self._send({path: files[path] for path in changed}, slug=slug)
                await self._delete_others(files, slug=slug)
                await self._write_note(slug, Release(reference=reference, files=digests))
        return DeployedSite(url=self.address(slug), reference=reference)

    async def remove(self, reference: str) -> None:
        """Delete the files of a site, unless another release is there.

        Raises:
            DeployRefused: The bucket does not answer.
        """
        slug = reference.partition("/")[0]
        with _store_errors():
            known = await self._read_note(slug)
            if known.reference in {"", reference}:
                await self._store.delete_prefix(slug)
                await self._store.delete(_note_key(slug))

    async def _send(self, files: dict[str, bytes], *, slug: str) -> None:
        pages = {path for path in files if path.endswith(".html")}
        for paths in (files.keys() - pages, pages):
            await asyncio.gather(*(self._put(slug, path, files[path]) for path in paths))

    async def _put(self, slug: str, path: str, data: bytes) -> None:
        media_type = mimetypes.guess_type(path)[0] or "application/octet-stream"
        about = {"Content-Type": media_type, "Cache-Control": CACHING}
        await self._store.put(f"{slug}/{path}", data, about=about)

    async def _delete_others(self, files: dict[str, bytes], *, slug: str) -> None:
        wanted = {f"{slug}/{path}" for path in files}
        others = set(await self._store.list_keys(slug)) - wanted
        if others:
            await self._store.delete_many(sorted(others))

    async def _read_note(self, slug: str) -> Release:
        try:
            return Release.model_validate_json(await self._store.get(_note_key(slug)))
        except (FileMissing, ValueError):
            return Release()

    async def _write_note(self, slug: str, release: Release) -> None:
        about = {"Content-Type": "application/json"}
        await self._store.put(_note_key(slug), release.model_dump_json().encode(), about=about)


def _note_key(slug: str) -> str:
    return f"{NOTES}/{slug}.json"


@contextmanager
def _store_errors() -> Iterator[None]:
    try:
        yield
    except StoreUnavailable as error:
        kind = type(error.__cause__ or error).__name__
        refused = kind in {"PermissionDeniedError", "UnauthenticatedError"}
        raise DeployRefused(
            f"bucket: {kind}", refusal=Refusal.UNAUTHORIZED if refused else Refusal.UNAVAILABLE
        ) from error
