"""A server that speaks Netlify's API for sites and deploys, strict about what it documents.

Only what the guide "Get started with the Netlify API" says of putting a site online by digests:
files are asked for by SHA-1, and a deploy is ready once all are there.
"""

import hashlib
import re
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from tests.support.provider import FakeProvider, run_provider

TOKEN = "netlify-token-of-the-tests"
SITE_NAME = re.compile(r"[a-z0-9-]{1,63}")
USUAL_STATES = ("uploaded", "processing", "ready")


@dataclass
class Deploy:
    """A deploy as Netlify keeps it."""

    id: str
    site_id: str
    title: str
    listing: dict[str, str]
    states: deque[str]


@dataclass
class Site:
    """A site as Netlify keeps it."""

    id: str
    name: str
    published: str | None = None


@dataclass
class FakeNetlify(FakeProvider):
    """Netlify's side of the conversation."""

    TOKEN = TOKEN
    CREATE = "POST deploys"
    UPLOAD = "PUT files"
    ASK = "GET deploy"

    states: tuple[str, ...] = USUAL_STATES
    """States that a deploy goes through once its files are there, one per question."""
    taken_names: set[str] = field(default_factory=set)
    """Names of other people's sites."""
    blobs: dict[str, bytes] = field(default_factory=dict)
    sites: dict[str, Site] = field(default_factory=dict)
    deploys: dict[str, Deploy] = field(default_factory=dict)

    def fetch(self, url: str, path: str) -> bytes | None:
        """Return a file as a visitor of the address gets it; None where there is none."""
        for site in self.sites.values():
            if url == f"https://{site.name}.netlify.app/" and site.published:
                digest = self.deploys[site.published].listing.get(f"/{path}")
                return self.blobs[digest] if digest else None
        return None

    def count_sites(self) -> int:
        """Return how many sites show something."""
        return sum(site.published is not None for site in self.sites.values())

    def build_forever(self) -> None:
        """Never finish a deploy from now on."""
        self.states = ("processing",)

    def break_builds(self) -> None:
        """Fail each deploy from now on."""
        self.states = ("uploaded", "error")

    def name_request(self, request: Request) -> str:
        """Return the method and what it is about: sites, site, deploys, deploy, files, restore."""
        parts = request.url.path.strip("/").split("/")
        if "files" in parts:
            return f"{request.method} files"
        kind = parts[-1] if len(parts) % 2 else parts[-2].rstrip("s")
        return f"{request.method} {kind}"

    async def serve(self, request: Request) -> Response:
        """Answer a request with a good token."""
        match request.method, request.url.path.strip("/").split("/"):
            case "GET", ["user"]:
                name = self.find_account(request)
                return JSONResponse({"id": f"id of {name}", "email": f"{name}@example.com"})
            case "GET", ["sites"]:
                name = request.query_params.get("name", "")
                found = [site for site in self.sites.values() if name in site.name]
                return JSONResponse([self._show_site(site) for site in found])
            case "POST", ["sites"]:
                return self._create_site(await request.json())
            case method, ["sites", site_id, *rest] if site_id in self.sites:
                return await self._serve_site(request, method, self.sites[site_id], rest)
            case method, ["deploys", deploy_id, *rest] if deploy_id in self.deploys:
                return await self._serve_deploy(request, method, self.deploys[deploy_id], rest)
        return self.error(404, "404")

    async def _serve_site(
        self, request: Request, method: str, site: Site, rest: list[str]
    ) -> Response:
        match method, rest:
            case "GET", []:
                return JSONResponse(self._show_site(site))
            case "DELETE", []:
                del self.sites[site.id]
                return Response(status_code=204)
            case "GET", ["deploys"]:
                own = [deploy for deploy in self.deploys.values() if deploy.site_id == site.id]
                return JSONResponse([self._show(deploy) for deploy in reversed(own)])
            case "POST", ["deploys"]:
                title = request.query_params.get("title", "")
                return self._create_deploy(site, title, await request.json())
            case "POST", ["deploys", deploy_id, "restore"] if deploy_id in self.deploys:
                site.published = deploy_id
                return JSONResponse(self._show(self.deploys[deploy_id]))
        return self.error(404, "404")

    async def _serve_deploy(
        self, request: Request, method: str, deploy: Deploy, rest: list[str]
    ) -> Response:
        match method, rest:
            case "GET", []:
                shown = self._show(deploy)
                self._go_on(deploy)
                return JSONResponse(shown)
            case "DELETE", []:
                if self.sites[deploy.site_id].published == deploy.id:
                    return self.error(422, "422")
                del self.deploys[deploy.id]
                return Response(status_code=204)
            case "PUT", ["files", *path]:
                return self._take_file(deploy, "/".join(["", *path]), request, await request.body())
        return self.error(404, "404")

    def _create_site(self, wanted: dict[str, Any]) -> Response:
        name = wanted["name"]
        own = {site.name for site in self.sites.values()}
        if not SITE_NAME.fullmatch(name) or name in self.taken_names | own:
            return self.error(422, "422", errors={"subdomain": ["must be unique"]})
        site = Site(f"site-{self.counts.total()}", name)
        self.sites[site.id] = site
        return JSONResponse(self._show_site(site), 201)

    def _create_deploy(self, site: Site, title: str, wanted: dict[str, Any]) -> Response:
        listing = wanted["files"]
        if not listing or not all(path.startswith("/") for path in listing):
            return self.error(400, "400")
        deploy = Deploy(f"d{self.counts.total()}", site.id, title, listing, deque(self.states))
        self.deploys[deploy.id] = deploy
        return JSONResponse(self._show(deploy))

    def _take_file(self, deploy: Deploy, path: str, request: Request, data: bytes) -> Response:
        digest = hashlib.sha1(data, usedforsecurity=False).hexdigest()
        if request.headers.get("content-type") != "application/octet-stream":
            return self.error(415, "415")
        if deploy.listing.get(path) != digest:
            return self.error(422, "422")
        self.blobs[digest] = data
        return JSONResponse({"id": path, "path": path, "sha": digest, "size": len(data)})

    def _required(self, deploy: Deploy) -> list[str]:
        return sorted(set(deploy.listing.values()) - self.blobs.keys())

    def _go_on(self, deploy: Deploy) -> None:
        """Let a deploy go one state further; as its last it is published."""
        if self._required(deploy):
            return
        if deploy.states[0] == "ready":
            self.sites[deploy.site_id].published = deploy.id
        if len(deploy.states) > 1:
            deploy.states.popleft()

    def _show(self, deploy: Deploy) -> dict[str, Any]:
        required = self._required(deploy)
        state = "uploading" if required else deploy.states[0]
        return {"id": deploy.id, "state": state, "title": deploy.title, "required": required}

    def _show_site(self, site: Site) -> dict[str, Any]:
        published = self.deploys.get(site.published) if site.published else None
        return {
            "id": site.id,
            "name": site.name,
            "ssl_url": f"https://{site.name}.netlify.app",
            "published_deploy": self._show(published) if published else None,
        }


@asynccontextmanager
async def run_netlify() -> AsyncIterator[FakeNetlify]:
    """Serve a Netlify without any site."""
    async with run_provider(FakeNetlify()) as netlify:
        yield netlify
