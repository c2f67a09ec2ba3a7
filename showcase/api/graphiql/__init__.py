"""GraphiQL, the page to try the API with: served from our own origin, so that it works offline."""

from pathlib import Path

from starlette.responses import HTMLResponse, Response
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles

HERE = Path(__file__).parent
PAGE = HERE / "page.html"
MISSING = HERE / "missing.html"
BUILT = HERE / "dist"
OURS = HERE / "own"
POLICY = (
    "default-src 'none'; script-src 'self'; connect-src 'self'; "
    "style-src 'self' 'unsafe-inline'; "  # its editor places text with style attributes
    "img-src 'self' data:; font-src 'self' data:; "
    "frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
)


def render_page() -> Response:
    """Return the page; without its files, one that says how to get them."""
    page = PAGE if (BUILT / "graphiql.min.js").exists() else MISSING
    return HTMLResponse(
        page.read_text(encoding="utf-8"),
        headers={"Content-Security-Policy": POLICY, "Cache-Control": "no-cache"},
    )


def make_routes() -> list[Mount]:
    """Return the routes of the page's files."""
    return [
        Mount("/graphiql/own", StaticFiles(directory=OURS)),
        Mount("/graphiql", StaticFiles(directory=BUILT, check_dir=False)),
    ]
