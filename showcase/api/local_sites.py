"""Sites that we host ourselves: under /p/<slug>/, or on the hosts that SHOWCASE_SITES_URL names."""

from collections.abc import Awaitable, Callable
from urllib.parse import quote, urlsplit

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Host, Route, Router

from showcase.adapters.hosts.opening import open_local_host
from showcase.adapters.hosts.policy import HEADER_POLICY
from showcase.adapters.storage import StoreUnavailable
from showcase.api import site_refusals
from showcase.api.site_files import SiteFile, SiteFiles
from showcase.config import Settings
from showcase.database import DatabaseUnreachable
from showcase.resources import Resources

INDEX = "index.html"
MOVED_SECONDS = 3600
"""How long browsers may remember that a site moved: its old address may be given to others once."""
POLICY = (
    f"{HEADER_POLICY}; sandbox allow-popups allow-popups-to-escape-sandbox "
    "allow-top-navigation-by-user-activation"
)
"""Sites run no script and belong to no origin, so that none can reach the API beside them.

For the same reason their files cannot be kept to our own origin (Cross-Origin-Resource-Policy).
"""
FRESH = "public, max-age=0, must-revalidate"
IMMUTABLE = "public, max-age=31536000, immutable"
RETRY_SECONDS = "5"

Answer = Callable[[Request], Awaitable[Response]]


def make_routes(settings: Settings) -> list[BaseRoute]:
    """Return the routes of sites; hosts of their own come first, and have nothing but sites."""
    if not settings.sites_url:
        return [Route("/p/{slug}", add_slash), Route("/p/{slug}/{path:path}", answer_site)]
    moved = [Route("/p/{slug}", move_to_own_host), Route("/p/{slug}/{path:path}", move_to_own_host)]
    host = urlsplit(settings.sites_url).hostname or ""
    if host.startswith("*."):
        only_sites = Router([Route("/{path:path}", answer_site)])
        return [Host(f"{{slug}}.{host.removeprefix('*.')}", only_sites), *moved]
    sites = [Route("/{slug}", add_slash), Route("/{slug}/{path:path}", answer_site)]
    return [Host(host, Router([*sites, Route("/", answer_nothing)])), *moved]


async def answer_site(request: Request) -> Response:
    """Return a file of a published site."""
    slug, path = request.path_params["slug"], request.path_params["path"] or INDEX
    files: SiteFiles = request.app.state.site_files
    try:
        file = await files.find(slug, path)
        if file is not None:
            return _make_response(request, file)
        is_online = await files.is_online(slug)
        moved = None if is_online else await _find_moved(request, slug)
    except (DatabaseUnreachable, StoreUnavailable):
        headers = {**site_refusals.HEADERS, "Retry-After": RETRY_SECONDS}
        return HTMLResponse(site_refusals.UNAVAILABLE, status_code=503, headers=headers)
    if moved is not None:
        return moved
    home = _address_of(request)
    page = site_refusals.make_no_page(home) if is_online else site_refusals.NO_SITE
    return HTMLResponse(page, status_code=404, headers=site_refusals.HEADERS)


async def answer_nothing(request: Request) -> Response:
    """Say that there is no site here."""
    return HTMLResponse(site_refusals.NO_SITE, status_code=404, headers=site_refusals.HEADERS)


async def add_slash(request: Request) -> Response:
    """Add the slash that relative links need."""
    return RedirectResponse(f"{request.url.path}/", status_code=308)


async def move_to_own_host(request: Request) -> Response:
    """Lead from an address on the host of the API to the same site on the host for sites."""
    path = quote(request.path_params.get("path", ""))
    return RedirectResponse(f"{_address_of(request)}{path}", status_code=308)


async def _find_moved(request: Request, slug: str) -> Response | None:
    """Lead from an address where nothing is to where its site is now, if it is anywhere."""
    files: SiteFiles = request.app.state.site_files
    path = quote(request.path_params["path"])
    elsewhere = await files.find_elsewhere(slug)
    if elsewhere is not None:  # it may come back at any time
        return RedirectResponse(f"{elsewhere}{path}", 302, {"Cache-Control": FRESH})
    moved = await files.find_moved(slug)
    if moved is None:
        return None
    headers = {"Cache-Control": f"public, max-age={MOVED_SECONDS}"}
    return RedirectResponse(f"{_address_of(request, moved)}{path}", 301, headers)


def _address_of(request: Request, slug: str = "") -> str:
    """Return where a site is served, without a name the one that was asked for."""
    resources: Resources = request.app.state.resources
    host = open_local_host(resources.settings, store=resources.store)
    return host.address(quote(slug or request.path_params["slug"], safe=""))


def _make_response(request: Request, file: SiteFile) -> Response:
    """Send a file, its compressed form to those who take it, nothing to those who have it."""
    packed = file.packed if "gzip" in request.headers.get("accept-encoding", "") else None
    etag = f'"{file.version}-gzip"' if packed else f'"{file.version}"'
    headers = {
        "Content-Security-Policy": POLICY,
        "Cache-Control": IMMUTABLE if _names_version(request, file) else FRESH,
        "ETag": etag,
        "Vary": "Accept-Encoding",
    }
    if _has_already(request, etag):
        return Response(status_code=304, headers=headers)
    if packed:
        headers["Content-Encoding"] = "gzip"
    return Response(packed or file.data, media_type=file.media_type, headers=headers)


def _names_version(request: Request, file: SiteFile) -> bool:
    """Tell whether the address says which version of the file it means."""
    version = request.query_params.get("v", "")
    return bool(version) and file.version == version


def _has_already(request: Request, etag: str) -> bool:
    known = [tag.strip() for tag in request.headers.get("if-none-match", "").split(",")]
    return "*" in known or etag in {tag.removeprefix("W/") for tag in known}
