"""Hosts that put sites online."""

from typing import Protocol

from showcase.adapters.deployed_site import DeployedSite, DeployRefused, OnCreated, OnLine
from showcase.adapters.local_host import LocalHost
from showcase.adapters.storage import FileStore
from showcase.adapters.vercel import VercelHost
from showcase.config import DeployTarget, Settings

__all__ = ["DeployRefused", "DeployedSite", "OnCreated", "OnLine", "SiteHost", "open_host"]


class SiteHost(Protocol):
    """Where sites are put online. All of it is safe to repeat."""

    name: str

    def address(self, slug: str) -> str:
        """Return where a site should come to be; only `deploy` knows where it is."""

    async def deploy(
        self, files: dict[str, bytes], *, slug: str, on_created: OnCreated, on_line: OnLine
    ) -> DeployedSite:
        """Put files (path → bytes) online and return once they can be reached.

        What was created is left to the caller when this fails or is cancelled: only the caller
        knows whether another attempt relies on it.

        Raises:
            DeployRefused: They are not online.
        """

    async def remove(self, reference: str) -> None:
        """Take a site offline, if it is online.

        Raises:
            DeployRefused: It may still be online.
        """


def open_host(target: str, *, settings: Settings, store: FileStore) -> SiteHost:
    """Return the host that a deployment target stands for."""
    if DeployTarget(target) is DeployTarget.VERCEL:
        return VercelHost(
            token=settings.vercel_token,
            team_id=settings.vercel_team_id,
            base_url=settings.vercel_base_url,
            time_limit=settings.deploy_seconds,
        )
    return LocalHost(store, site_url=settings.site_url)
