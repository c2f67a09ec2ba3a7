"""From a deployment target to the host that it stands for."""

from collections.abc import Callable
from pathlib import Path

from showcase.adapters.hosts.bucket import BucketHost
from showcase.adapters.hosts.folder import FolderHost
from showcase.adapters.hosts.github_pages import GitHubPagesHost
from showcase.adapters.hosts.local import LocalHost
from showcase.adapters.hosts.netlify import NetlifyHost
from showcase.adapters.hosts.site import SiteHost
from showcase.adapters.hosts.vercel import VercelHost
from showcase.adapters.storage import FileStore, open_store
from showcase.config import DeployTarget, Settings


def open_host(target: str, *, settings: Settings, store: FileStore) -> SiteHost:
    """Return the host that a deployment target stands for."""
    if target == DeployTarget.LOCAL:
        return open_local_host(settings, store=store)
    return OPENINGS[DeployTarget(target)](settings)


def open_local_host(settings: Settings, *, store: FileStore) -> LocalHost:
    """Return ourselves as a host."""
    return LocalHost(store, site_url=settings.site_url, sites_url=settings.sites_url)


def is_set_up(target: DeployTarget, *, settings: Settings) -> bool:
    """Tell whether the operator has said all that a target needs."""
    needs: dict[DeployTarget, tuple[object, ...]] = {
        DeployTarget.LOCAL: (),
        DeployTarget.FOLDER: (settings.folder_path, settings.folder_url),
        DeployTarget.BUCKET: (settings.bucket_storage_url, settings.bucket_url),
        DeployTarget.VERCEL: (settings.vercel_token.get_secret_value(),),
        DeployTarget.NETLIFY: (settings.netlify_token.get_secret_value(),),
        DeployTarget.GITHUB_PAGES: (
            settings.github_token.get_secret_value(),
            settings.github_owner,
        ),
    }
    return all(needs[target])


def _open_folder(settings: Settings) -> SiteHost:
    return FolderHost(settings.folder_path or Path(), url=settings.folder_url)


def _open_bucket(settings: Settings) -> SiteHost:
    return BucketHost(open_store(settings.bucket_storage_url), url=settings.bucket_url)


def _open_vercel(settings: Settings) -> SiteHost:
    return VercelHost(
        token=settings.vercel_token,
        team_id=settings.vercel_team_id,
        base_url=settings.vercel_base_url,
        time_limit=settings.deploy_seconds,
    )


def _open_netlify(settings: Settings) -> SiteHost:
    return NetlifyHost(
        token=settings.netlify_token,
        base_url=settings.netlify_base_url,
        time_limit=settings.deploy_seconds,
    )


def _open_github_pages(settings: Settings) -> SiteHost:
    return GitHubPagesHost(
        token=settings.github_token,
        owner=settings.github_owner,
        base_url=settings.github_base_url,
        time_limit=settings.deploy_seconds,
    )


OPENINGS: dict[DeployTarget, Callable[[Settings], SiteHost]] = {
    DeployTarget.FOLDER: _open_folder,
    DeployTarget.BUCKET: _open_bucket,
    DeployTarget.VERCEL: _open_vercel,
    DeployTarget.NETLIFY: _open_netlify,
    DeployTarget.GITHUB_PAGES: _open_github_pages,
}
