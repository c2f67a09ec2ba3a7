"""The studio, the page at / where people make, watch, edit and publish their site.

It is plain HTML, CSS and JavaScript without a build step, and a client of the GraphQL API like any
other: nothing in it knows more than `schema.graphql` says.
"""

import os
from pathlib import Path
from typing import Any

from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

PAGE = Path(__file__).parent / "page"
SAMPLE = PAGE / "sample.pdf"
WORDS = PAGE / "words.json"
"""What steps, tones and sections are called; the command line says the same."""

POLICY = (
    "default-src 'none'; script-src 'self'; connect-src 'self'; manifest-src 'self'; "
    "style-src 'self' blob:; font-src 'self' blob:; "  # a previewed site's own files
    "img-src 'self' blob: data: https:; "  # https: the picture that a site's owner chose
    "frame-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
)
FRESH = {"Cache-Control": "no-cache"}
"""Files are asked for again by their ETag, so that a new version never meets an old module."""


class PageFiles(StaticFiles):
    """The files that the page consists of."""

    def file_response(
        self,
        full_path: str | os.PathLike[str],
        stat_result: os.stat_result,
        scope: Any,  # noqa: ANN401 (as Starlette declares it)
        status_code: int = 200,
    ) -> Response:
        """Return a file, to be asked for again each time."""
        response = super().file_response(full_path, stat_result, scope, status_code)
        response.headers.update(FRESH)
        return response


def make_routes() -> list[BaseRoute]:
    """Return the routes of the page and its files."""
    return [Route("/", answer_page), Mount("/studio", PageFiles(directory=PAGE))]


async def answer_page(request: Request) -> Response:
    """Return the page."""
    headers = {"Content-Security-Policy": POLICY, **FRESH}
    return FileResponse(PAGE / "index.html", headers=headers)
