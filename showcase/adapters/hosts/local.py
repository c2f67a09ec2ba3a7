"""Sites kept in our own object store, which the web process serves under /p/<slug>/."""

import asyncio

from showcase.adapters.hosts.site import (
    DeployedSite,
    DeployRefused,
    OnCreated,
    OnLine,
    Refusal,
    digest_site,
)
from showcase.adapters.storage import FileStore, StoreUnavailable

SITES = "sites"
"""The prefix of all sites' files."""


def site_key(reference: str, path: str) -> str:
    """Return the storage key of a site's file."""
    return f"{SITES}/{reference}/{path}"


class LocalHost:
    """Puts each version of a site under a name made from its content, so that none ever changes."""

    name = "local"

    def __init__(self, store: FileStore, *, site_url: str, sites_url: str = "") -> None:
        self._store = store
        self._site_url = site_url
        self._sites_url = sites_url.rstrip("/")

    def address(self, slug: str) -> str:
        """Return the address under which the web process serves the site.

        It is on the web process's own origin, under `sites_url`, or, where that has a `*` for the
        slug, on an origin that no other site shares.
        """
        if "*" in self._sites_url:
            return f"{self._sites_url.replace('*', slug)}/"
        if self._sites_url:
            return f"{self._sites_url}/{slug}/"
        return f"{self._site_url}/p/{slug}/"

    async def deploy(
        self, files: dict[str, bytes], *, slug: str, on_created: OnCreated, on_line: OnLine
    ) -> DeployedSite:
        """Store the files, unless they are all there; the database row is what makes them public.

        Raises:
            DeployRefused: The store does not take them.
        """
        reference = digest_site(files, slug=slug)
        await on_created(reference)
        try:
            stored = set(await self._store.list_keys(f"{SITES}/{reference}"))
            keyed = {site_key(reference, path): data for path, data in files.items()}
            await asyncio.gather(
                *(self._store.put(key, data) for key, data in keyed.items() if key not in stored)
            )
        except StoreUnavailable as error:
            raise DeployRefused("store_unavailable", refusal=Refusal.UNAVAILABLE) from error
        await on_line(f"{len(files)} files are in place.")
        return DeployedSite(url=self.address(slug), reference=reference)

    async def remove(self, reference: str) -> None:
        """Delete the site's files.

        Raises:
            DeployRefused: The store does not answer.
        """
        try:
            await self._store.delete_prefix(f"{SITES}/{reference}")
        except StoreUnavailable as error:
            raise DeployRefused("store_unavailable", refusal=Refusal.UNAVAILABLE) from error
