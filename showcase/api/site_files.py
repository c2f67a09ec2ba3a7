"""Files of our own sites as they are sent: with their type, their ETag, and compressed if it helps.

What lies under a site's reference never changes, so what was read once is kept in memory. Whether a
site is online is asked each time; requests of one moment share the question.
"""

import gzip
import mimetypes
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass

from strawberry.dataloader import DataLoader

from showcase.adapters.hosts.local import site_key
from showcase.adapters.storage import FileMissing
from showcase.resources import Resources
from showcase.services.sites import LiveSite, find_url_elsewhere, list_live_sites
from showcase.services.slugs import find_moved
from showcase.site.versions import version_of

KEPT_BYTES = 32 * 1024 * 1024
SMALL = 1024
"""Bytes that are not worth compressing."""
COMPRESSIBLE = ("text/", "image/svg+xml", "application/xml", "application/json")


@dataclass(frozen=True)
class SiteFile:
    """A file of a site, ready to be sent; `packed` is None where gzip would not help."""

    media_type: str
    version: str
    data: bytes
    packed: bytes | None

    @property
    def size(self) -> int:
        """The bytes that it takes in memory."""
        return len(self.data) + len(self.packed or b"")


class SiteFiles:
    """Files of the sites that are online."""

    def __init__(self, resources: Resources) -> None:
        self._resources = resources
        self._kept: OrderedDict[str, SiteFile] = OrderedDict()
        self._kept_bytes = 0
        self._live: DataLoader[str, LiveSite | None] = DataLoader(self._list_live, cache=False)

    async def is_online(self, slug: str) -> bool:
        """Tell whether there is a site at an address."""
        return await self._live.load(slug) is not None

    async def find_moved(self, slug: str) -> str | None:
        """Return the slug of the site that has left an address for another one."""
        async with self._resources.database.read() as session:
            return await find_moved(session, slug=slug)

    async def find_elsewhere(self, slug: str) -> str | None:
        """Return the address of the site that is online at another host than ours."""
        async with self._resources.database.read() as session:
            return await find_url_elsewhere(session, slug=slug)

    async def find(self, slug: str, path: str) -> SiteFile | None:
        """Return a file of the site that is online at an address.

        Raises:
            DatabaseUnreachable, StoreUnavailable: Nobody can say now.
        """
        for _ in range(2):  # its files may have been replaced since it was found
            site = await self._live.load(slug)
            if site is None:
                return None
            try:
                return await self._read(site_key(site.reference, path), path)
            except FileMissing:
                continue
        return None

    async def _list_live(self, slugs: list[str]) -> Sequence[LiveSite | None]:
        async with self._resources.database.read() as session:
            found = await list_live_sites(session, slugs=set(slugs))
        return [found.get(slug) for slug in slugs]

    async def _read(self, key: str, path: str) -> SiteFile:
        """Return a file from memory or from the store."""
        if key in self._kept:
            self._kept.move_to_end(key)
            return self._kept[key]
        file = make_site_file(path, await self._resources.store.get(key))
        if key not in self._kept:  # another request may have read it meanwhile
            self._kept[key] = file
            self._kept_bytes += file.size
        while self._kept_bytes > KEPT_BYTES:
            _, oldest = self._kept.popitem(last=False)
            self._kept_bytes -= oldest.size
        return file


def make_site_file(path: str, data: bytes) -> SiteFile:
    """Return a file as it is sent."""
    media_type = mimetypes.guess_type(path)[0] or "application/octet-stream"
    packed = None
    if len(data) > SMALL and media_type.startswith(COMPRESSIBLE):
        packed = gzip.compress(data, mtime=0)
    return SiteFile(media_type, version_of(data), data, packed)
