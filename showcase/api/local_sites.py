"""Sites that we host ourselves, under /p/<slug>/."""

import hashlib
import mimetypes

from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response

from showcase.adapters.hosts.local import site_key
from showcase.adapters.storage import FileMissing
from showcase.resources import Resources
from showcase.services.sites import find_live_site
from showcase.services.slugs import find_moved

INDEX = "index.html"
MOVED_SECONDS = 3600
"""How long browsers may remember that a site moved: its old address may be given to others once."""
POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self' https: data:; font-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
    "sandbox allow-popups allow-popups-to-escape-sandbox "
    "allow-top-navigation-by-user-activation"
)
"""Sites run no script and belong to no origin, so that none can reach the API beside them.

For the same reason their files cannot be kept to our own origin (Cross-Origin-Resource-Policy).
"""


async def answer_site(request: Request) -> Response:
    """Return a file of a published site."""
    slug, path = request.path_params["slug"], request.path_params["path"] or INDEX
    resources: Resources = request.app.state.resources
    for _ in range(2):  # its files may have been replaced since it was found
        async with resources.database.read() as session:
            site = await find_live_site(session, slug=slug)
        if site is None:
            break
        try:
            data = await resources.store.get(site_key(site.reference, path))
        except FileMissing:
            continue
        return _make_response(request, path, data)
    async with resources.database.begin() as session:
        moved = await find_moved(session, slug=slug)
    if moved is not None:
        headers = {"Cache-Control": f"public, max-age={MOVED_SECONDS}"}
        return RedirectResponse(f"/p/{moved}/{request.path_params['path']}", 301, headers)
    return PlainTextResponse("There is nothing at this address.", status_code=404)


async def redirect_to_folder(request: Request) -> Response:
    """Add the slash that relative links need."""
    return RedirectResponse(f"/p/{request.path_params['slug']}/", status_code=308)


def _make_response(request: Request, path: str, data: bytes) -> Response:
    etag = f'"{hashlib.sha256(data).hexdigest()[:32]}"'
    headers = {
        "Content-Security-Policy": POLICY,
        "Cache-Control": "public, max-age=0, must-revalidate",
        "ETag": etag,
    }
    if etag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    media_type, _ = mimetypes.guess_type(path)
    return Response(data, media_type=media_type or "application/octet-stream", headers=headers)
