"""A server that speaks Vercel's deployments API, with the failures it is known for.

Only what https://vercel.com/docs/rest-api says of the four requests that put a site online.
"""

import hashlib
import re
from collections import defaultdict, deque
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from tests.support.loopback import serve

TOKEN = "vercel-token-of-the-tests"
PROJECT_NAME = re.compile(r"[a-z0-9._-]{1,100}")
USUAL_STATES = ("QUEUED", "BUILDING", "READY")


@dataclass
class Site:
    """A deployment as Vercel keeps it."""

    reference: str
    name: str
    listing: tuple[tuple[str, str], ...]
    states: deque[str]
    domains_assigned: bool = False


@dataclass
class FakeVercel:
    """Vercel's side of the conversation; tests set what it shall do and look at what it has."""

    url: str = ""
    states: tuple[str, ...] = USUAL_STATES
    """States that a new deployment goes through, one per question."""
    domain: str = "{name}.vercel.app"
    """Production domain of a project."""
    domain_error: bool = False
    files_to_lose: int = 0
    """So many uploads are answered well and forgotten."""
    refusals: defaultdict[str, deque[Response]] = field(default_factory=lambda: defaultdict(deque))
    """Answers to give first, by method and first path segment after the version."""
    requests: list[tuple[str, str, dict[str, str]]] = field(default_factory=list)
    """Method, path and query of what came in."""
    blobs: dict[str, bytes] = field(default_factory=dict)
    sites: dict[str, Site] = field(default_factory=dict)
    on_state: Callable[[str], None] | None = None
    """Called with each state when it is told."""

    def refuse(
        self, request: str, *, status: int, code: str = "internal", times: int = 1, **headers: str
    ) -> None:
        """Answer the next requests such as `POST deployments` with an error."""
        names = {name.replace("_", "-"): value for name, value in headers.items()}
        for _ in range(times):
            self.refusals[request].append(_error(status, code, headers=names))

    def fetch(self, url: str, path: str) -> bytes | None:
        """Return a file as a visitor of the address gets it; None where there is none."""
        for site in reversed(self.sites.values()):
            domain = self.domain.format(name=site.name)
            if site.domains_assigned and url == f"https://{domain}/":
                digest = dict(site.listing).get(path)
                return self.blobs[digest] if digest else None
        return None

    def count(self, request: str) -> int:
        """Return how often a request such as `POST deployments` came in."""
        return sum(_name(method, path) == request for method, path, _ in self.requests)

    async def answer(self, request: Request) -> Response:
        """Answer any request."""
        self.requests.append((request.method, request.url.path, dict(request.query_params)))
        authorization = request.headers.get("authorization", "")
        if not authorization:
            return _error(401, "unauthorized")
        if authorization != f"Bearer {TOKEN}":
            return _error(403, "forbidden")
        refusals = self.refusals[_name(request.method, request.url.path)]
        if refusals:
            return refusals.popleft()
        return await self._serve(request)

    async def _serve(self, request: Request) -> Response:
        if request.url.path == "/v2/files":
            return await self._take_file(request)
        if request.method == "POST":
            return self._create(await request.json())
        site = self.sites.get(request.path_params["reference"])
        if site is None:
            return _error(404, "not_found")
        if request.method == "DELETE":
            del self.sites[site.reference]
            return JSONResponse({"uid": site.reference, "state": "DELETED"})
        return self._describe(site)

    async def _take_file(self, request: Request) -> Response:
        data = await request.body()
        digest = hashlib.sha1(data, usedforsecurity=False).hexdigest()
        if request.headers.get("x-vercel-digest") != digest:
            return _error(400, "bad_request")
        if self.files_to_lose:
            self.files_to_lose -= 1
        else:
            self.blobs[digest] = data
        return JSONResponse({})

    def _create(self, wanted: dict[str, Any]) -> Response:
        listing = tuple((file["file"], file["sha"]) for file in wanted["files"])
        if missing := sorted({sha for _, sha in listing} - self.blobs.keys()):
            return _error(400, "missing_files", missing=missing)
        if any(file["size"] != len(self.blobs[file["sha"]]) for file in wanted["files"]):
            return _error(400, "bad_request")
        if not PROJECT_NAME.fullmatch(wanted["name"]) or wanted["target"] != "production":
            return _error(400, "bad_request")
        if wanted["projectSettings"] != {"framework": None}:
            return _error(400, "missing_project_settings")
        for site in self.sites.values():
            if (site.name, site.listing) == (wanted["name"], listing):
                return self._describe(site)
        reference = f"dpl_{len(self.requests)}"
        site = Site(reference, wanted["name"], listing, deque(self.states))
        self.sites[reference] = site
        return self._describe(site)

    def _describe(self, site: Site) -> Response:
        """Describe a deployment as it is now, and let it go one state further."""
        state = site.states[0]
        if self.on_state:
            self.on_state(state)
        body = {
            "id": site.reference,
            "url": f"{site.name}-{site.reference}.vercel.app",
            "readyState": state,
            "alias": [f"{site.name}-the-team.vercel.app", self.domain.format(name=site.name)],
            "aliasAssigned": 1_790_000_000_000 if site.domains_assigned else None,
            "aliasError": {"code": "domain_taken"} if self.domain_error else None,
        }
        # The domain follows a moment after the build, as it does in life.
        site.domains_assigned = state == "READY"
        if len(site.states) > 1:
            site.states.popleft()
        return JSONResponse(body)


def _name(method: str, path: str) -> str:
    return f"{method} {path.split('/')[2]}"


def _error(
    status: int, code: str, *, headers: dict[str, str] | None = None, **more: Any
) -> Response:
    body = {"error": {"code": code, "message": "Words about ada-example.", **more}}
    return JSONResponse(body, status, headers=headers)


@asynccontextmanager
async def run_vercel() -> AsyncIterator[FakeVercel]:
    """Serve a Vercel without any deployment."""
    vercel = FakeVercel()
    methods = ["GET", "POST", "DELETE"]
    routes = [
        Route("/v2/files", vercel.answer, methods=methods),
        Route("/v13/deployments", vercel.answer, methods=methods),
        Route("/v13/deployments/{reference}", vercel.answer, methods=methods),
    ]
    async with serve(Starlette(routes=routes)) as url:
        vercel.url = url
        yield vercel
