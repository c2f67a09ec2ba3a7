"""What Google's Lighthouse says of a site in each theme, on a slow telephone as it imagines one."""

import json
import mimetypes
import os
from pathlib import Path
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from showcase.site.render import render_site
from showcase.site.themes import list_themes
from tests.site.visits import POLICY
from tests.support.browser import find_chromium
from tests.support.engineer import make_engineer
from tests.support.loopback import serve
from tests.support.node import NODE, run_program

FOLDER = Path(__file__).parents[1] / "lighthouse"
PROGRAM = FOLDER / "node_modules/lighthouse/cli/index.js"
THEMES = [theme.key for theme in list_themes()]
CATEGORIES = {"performance", "accessibility", "best-practices", "seo"}
LEAST = 0.98
TRIES = 3
"""Performance is a time: what else the machine does meanwhile can only make it worse."""
PATIENCE_SECONDS = 180
OPTIONS = (
    "--output=json",
    "--quiet",
    f"--only-categories={','.join(sorted(CATEGORIES))}",
    "--disable-full-page-screenshot",
    "--chrome-flags=--headless=new --no-sandbox --disable-gpu",
)

needs_lighthouse = pytest.mark.skipif(
    NODE is None or not PROGRAM.exists(), reason="scripts/clients has not been run"
)


def make_host(files: dict[str, bytes]) -> Starlette:
    """A plain web server, as the files of a site may meet anywhere.

    The policy lets the page ask its own origin, because Lighthouse fetches robots.txt from in it.
    """

    async def answer(request: Request) -> Response:
        path = request.path_params["path"] or "index.html"
        headers = {"Content-Security-Policy": f"connect-src 'self'; {POLICY}"}
        media_type, _ = mimetypes.guess_type(path)
        return Response(files[path], media_type=media_type, headers=headers)

    return Starlette(routes=[Route("/{path:path}", answer)])


async def audit(address: str) -> Any:
    assert NODE is not None
    ending = await run_program(
        NODE,
        PROGRAM,
        address,
        *OPTIONS,
        environment=os.environ | {"CHROME_PATH": find_chromium()},
        directory=FOLDER,
        patience_seconds=PATIENCE_SECONDS,
    )
    assert ending.code == 0, ending.complaints
    return json.loads(ending.output)


def weak_points(report: Any) -> list[str]:
    """Return the categories below the mark, and the audits that pull them there."""
    return [
        f"{name} {category['score']}: {reference['id']}"
        for name, category in report["categories"].items()
        if category["score"] < LEAST
        for reference in category["auditRefs"]
        if reference["weight"] and (report["audits"][reference["id"]]["score"] or 0) < LEAST
    ]


@needs_lighthouse
@pytest.mark.timeout(TRIES * PATIENCE_SECONDS)
@pytest.mark.parametrize("theme", THEMES)
async def test_every_category_scores_98_or_more(theme: str) -> None:
    files: dict[str, bytes] = {}
    async with serve(make_host(files)) as address:
        content = make_engineer().model_copy(update={"theme": theme})
        files.update(render_site(content, url=address))
        for _ in range(TRIES):
            report = await audit(f"{address}/")
            if not weak_points(report):
                break

    assert set(report["categories"]) == CATEGORIES
    assert weak_points(report) == []
