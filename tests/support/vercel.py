"""A server that speaks Vercel's deployments API, with the failures it is known for.

Only what https://vercel.com/docs/rest-api says of the four requests that put a site online.
"""

import hashlib
import re
from collections import deque
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from tests.support.provider import FakeProvider, run_provider

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
class FakeVercel(FakeProvider):
    """Vercel's side of the conversation."""

    TOKEN = TOKEN
    CREATE = "POST deployments"
    UPLOAD = "POST files"
    ASK = "GET deployments"

    states: tuple[str, ...] = USUAL_STATES
    """States that a new deployment goes through, one per question."""
    domain: str = "{name}.vercel.app"
    """Production domain of a project."""
    domain_error: bool = False
    teams: dict[str, str] = field(default_factory=dict)
    """Names of teams, by id."""
    files_to_lose: int = 0
    """So many uploads are answered well and forgotten."""
    queries: list[dict[str, str]] = field(default_factory=list)
    """The query of each request."""
    blobs: dict[str, bytes] = field(default_factory=dict)
    sites: dict[str, Site] = field(default_factory=dict)
    on_state: Callable[[str], None] | None = None
    """Called with each state when it is told."""

    def fetch(self, url: str, path: str) -> bytes | None:
        """Return a file as a visitor of the address gets it; None where there is none."""
        for site in reversed(self.sites.values()):
            domain = self.domain.format(name=site.name)
            if site.domains_assigned and url == f"https://{domain}/":
                digest = dict(site.listing).get(path)
                return self.blobs[digest] if digest else None
        return None

    def count_sites(self) -> int:
        """Return how many deployments there are."""
        return len(self.sites)

    def build_forever(self) -> None:
        """Never finish a deployment from now on."""
        self.states = ("BUILDING",)

    def break_builds(self) -> None:
        """Fail each deployment from now on."""
        self.states = ("QUEUED", "BUILDING", "ERROR")

    def refuse_token(self, request: Request) -> Response:
        """Answer as Vercel does: 401 without a token, 403 with a bad one."""
        given = "authorization" in request.headers
        return self.error(403, "forbidden") if given else self.error(401, "unauthorized")

    def error(
        self, status: int, code: str, *, headers: dict[str, str] | None = None, **more: Any
    ) -> Response:
        """Return an error in Vercel's form."""
        body = {"error": {"code": code, "message": "Words about ada-example.", **more}}
        return JSONResponse(body, status, headers=headers)

    def name_request(self, request: Request) -> str:
        """Return the method and the first part of the path after the version."""
        return f"{request.method} {request.url.path.split('/')[2]}"

    async def serve(self, request: Request) -> Response:
        """Answer a request with a good token."""
        self.queries.append(dict(request.query_params))
        parts = request.url.path.strip("/").split("/")
        if parts[1] in {"user", "teams"}:
            return self._tell_who(request, parts[-1])
        if parts == ["v2", "files"] and request.method == "POST":
            return await self._take_file(request)
        if parts == ["v13", "deployments"] and request.method == "POST":
            return self._create(await request.json())
        site = self.sites.get(parts[-1]) if parts[:-1] == ["v13", "deployments"] else None
        if site is None:
            return self.error(404, "not_found")
        if request.method == "DELETE":
            del self.sites[site.reference]
            return JSONResponse({"uid": site.reference, "state": "DELETED"})
        return self._describe(site)

    def _tell_who(self, request: Request, asked: str) -> Response:
        """Describe the account of the token, or a team."""
        if asked in self.teams:
            return JSONResponse({"id": asked, "slug": "team", "name": self.teams[asked]})
        if asked != "user":
            return self.error(404, "not_found")
        name = self.find_account(request)
        return JSONResponse({"user": {"id": f"id of {name}", "username": name}})

    async def _take_file(self, request: Request) -> Response:
        data = await request.body()
        digest = hashlib.sha1(data, usedforsecurity=False).hexdigest()
        if request.headers.get("x-vercel-digest") != digest:
            return self.error(400, "bad_request")
        if self.files_to_lose:
            self.files_to_lose -= 1
        else:
            self.blobs[digest] = data
        return JSONResponse({})

    def _create(self, wanted: dict[str, Any]) -> Response:
        listing = tuple((file["file"], file["sha"]) for file in wanted["files"])
        if missing := sorted({sha for _, sha in listing} - self.blobs.keys()):
            return self.error(400, "missing_files", missing=missing)
        if any(file["size"] != len(self.blobs[file["sha"]]) for file in wanted["files"]):
            return self.error(400, "bad_request")
        if not PROJECT_NAME.fullmatch(wanted["name"]) or wanted["target"] != "production":
            return self.error(400, "bad_request")
        if wanted["projectSettings"] != {"framework": None}:
            return self.error(400, "missing_project_settings")
        for site in self.sites.values():
            if (site.name, site.listing) == (wanted["name"], listing):
                return self._describe(site)
        reference = f"dpl_{len(self.queries)}"
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


@asynccontextmanager
async def run_vercel() -> AsyncIterator[FakeVercel]:
    """Serve a Vercel without any deployment."""
    async with run_provider(FakeVercel()) as vercel:
        yield vercel
