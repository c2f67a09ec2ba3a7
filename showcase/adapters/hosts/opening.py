"""From a deployment target to the host that it stands for."""

from collections.abc import Callable
from pathlib import Path

from showcase.adapters.hosts.bucket import BucketHost
from showcase.adapters.hosts.folder import FolderHost
from showcase.adapters.hosts.github_pages import GitHubPagesHost
from showcase.adapters.hosts.local import LocalHost
from showcase.adapters.hosts.netlify import NetlifyHost
from showcase.adapters.hosts.site import Access, AccountHost, SiteHost
from showcase.adapters.hosts.vercel import VercelHost
from showcase.adapters.storage import FileStore, open_store
from showcase.choices import DeployTarget
from showcase.config import Settings, variable_of

NEEDS: dict[DeployTarget, tuple[str, ...]] = {
    DeployTarget.LOCAL: (),
    DeployTarget.FOLDER: ("folder_path", "folder_url"),
    DeployTarget.BUCKET: ("bucket_storage_url", "bucket_url"),
    DeployTarget.VERCEL: ("vercel_token",),
    DeployTarget.NETLIFY: ("netlify_token",),
    DeployTarget.GITHUB_PAGES: ("github_token", "github_owner"),
}
"""The settings without which a target is not set up for everybody."""


def open_host(
    target: str, *, settings: Settings, store: FileStore, access: Access | None = None
) -> SiteHost:
    """Return the host that a deployment target stands for.

    Args:
        target: Where sites go.
        settings: What the operator has set up.
        store: Our own object store.
        access: Opens somebody's own account there; without it, it is the operator's.
    """
    match DeployTarget(target):
        case DeployTarget.LOCAL:
            return open_local_host(settings, store=store)
        case DeployTarget.FOLDER:
            return FolderHost(settings.folder_path or Path(), url=settings.folder_url)
        case DeployTarget.BUCKET:
            return BucketHost(open_store(settings.bucket_storage_url), url=settings.bucket_url)
        case provider:
            own = access or _operators_access(provider, settings)
            return open_account(provider, own, settings=settings)


def open_local_host(settings: Settings, *, store: FileStore) -> LocalHost:
    """Return ourselves as a host."""
    return LocalHost(store, site_url=settings.site_url, sites_url=settings.sites_url)


def open_account(target: DeployTarget, access: Access, *, settings: Settings) -> AccountHost:
    """Return a host whose accounts are opened by tokens; `ACCOUNTS` says which are."""
    return ACCOUNTS[target](access, settings)


def is_set_up(target: DeployTarget, *, settings: Settings) -> bool:
    """Tell whether the operator has said all that a target needs."""
    return not list_missing(target, settings=settings)


def list_missing(target: DeployTarget, *, settings: Settings) -> list[str]:
    """Return the settings that a target needs and that the operator has left out."""
    return [variable_of(name) for name in NEEDS[target] if not getattr(settings, name)]


def _operators_access(target: DeployTarget, settings: Settings) -> Access:
    return {
        DeployTarget.VERCEL: Access(settings.vercel_token, settings.vercel_team_id),
        DeployTarget.NETLIFY: Access(settings.netlify_token),
        DeployTarget.GITHUB_PAGES: Access(settings.github_token, settings.github_owner),
    }[target]


def _open_vercel(access: Access, settings: Settings) -> AccountHost:
    url, seconds = settings.vercel_base_url, settings.deploy_seconds
    return VercelHost(access=access, base_url=url, time_limit=seconds)


def _open_netlify(access: Access, settings: Settings) -> AccountHost:
    url, seconds = settings.netlify_base_url, settings.deploy_seconds
    return NetlifyHost(access=access, base_url=url, time_limit=seconds)


def _open_github_pages(access: Access, settings: Settings) -> AccountHost:
    url, seconds = settings.github_base_url, settings.deploy_seconds
    return GitHubPagesHost(access=access, base_url=url, time_limit=seconds)


ACCOUNTS: dict[DeployTarget, Callable[[Access, Settings], AccountHost]] = {
    DeployTarget.VERCEL: _open_vercel,
    DeployTarget.NETLIFY: _open_netlify,
    DeployTarget.GITHUB_PAGES: _open_github_pages,
}
"""The hosts where people have accounts of their own."""
