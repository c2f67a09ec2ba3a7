"""A server that speaks GitHub's Git and Pages APIs, strict about what they document.

Objects are named by Git's own digests, so a client that computes them otherwise finds nothing.
"""

import base64
import hashlib
import json
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from tests.support.provider import FakeProvider, run_provider

TOKEN = "github-token-of-the-tests"
LOGIN = "Ada-Example"
USUAL_STATES = ("queued", "building", "built")


@dataclass
class Repository:
    """A repository as GitHub keeps it."""

    path: str
    blobs: dict[str, bytes] = field(default_factory=dict)
    trees: dict[str, dict[str, str]] = field(default_factory=dict)
    commits: dict[str, str] = field(default_factory=dict)
    """The tree of each commit."""
    refs: dict[str, str] = field(default_factory=dict)
    has_pages: bool = False
    build: tuple[str, deque[str]] | None = None
    """The commit that is built, and the states it goes through."""
    shown: str | None = None
    """The commit that visitors see."""


@dataclass
class FakeGitHub(FakeProvider):
    """GitHub's side of the conversation."""

    TOKEN = TOKEN
    NAME = LOGIN
    CREATE = "POST commits"
    UPLOAD = "POST blobs"
    ASK = "GET builds"

    states: tuple[str, ...] = USUAL_STATES
    """States that a build goes through, one per question."""
    repositories: dict[str, Repository] = field(default_factory=dict)
    organizations: dict[str, str] = field(default_factory=dict)
    """The names of organizations, by what they are asked for."""

    def fetch(self, url: str, path: str) -> bytes | None:
        """Return a file as a visitor of the address gets it; None where there is none."""
        for repository in self.repositories.values():
            if url == self._address(repository) and repository.has_pages and repository.shown:
                tree = repository.trees[repository.commits[repository.shown]]
                return repository.blobs[tree[path]] if path in tree else None
        return None

    def count_sites(self) -> int:
        """Return how many repositories have a site."""
        return sum(repository.has_pages for repository in self.repositories.values())

    def build_forever(self) -> None:
        """Never finish a build from now on."""
        self.states = ("building",)

    def break_builds(self) -> None:
        """Fail each build from now on."""
        self.states = ("building", "errored")

    def name_request(self, request: Request) -> str:
        """Return the method and what it is about: blobs, trees, commits, refs, pages, builds."""
        parts = request.url.path.strip("/").split("/")
        kinds = ("builds", "pages", "blobs", "trees", "commits", "refs", "ref", "repos", "user")
        kind = next((kind for kind in kinds if kind in parts), parts[0])
        return f"{request.method} {kind}"

    async def serve(self, request: Request) -> Response:
        """Answer a request with a good token."""
        if request.headers.get("accept") != "application/vnd.github+json":
            return self.error(415, "")
        match request.method, request.url.path.strip("/").split("/"):
            case "GET", ["user"] | ["orgs", _] as asked:
                known = self.organizations | {"user": self.find_account(request) or ""}
                return self._describe(known.get(asked[-1]))
            case "POST", ["user", "repos"]:
                return self._create(self.find_account(request) or "", await request.json())
            case "POST", ["orgs", organization, "repos"]:
                return self._create(organization, await request.json())
            case _, ["repos", owner, name, *rest]:
                repository = self.repositories.get(f"{owner}/{name}".lower())
                if repository is not None:
                    body = json.loads(await request.body() or b"{}")
                    return self._serve_repository(request.method, repository, rest, body)
        return self.error(404, "")

    def _describe(self, login: str | None) -> Response:
        if login is None:
            return self.error(404, "")
        return JSONResponse({"login": login, "id": sum(login.encode())})

    def _create(self, owner: str, wanted: dict[str, Any]) -> Response:
        path = f"{owner}/{wanted['name']}"
        if path.lower() in self.repositories:
            return self.error(422, "")
        repository = Repository(path)
        if wanted.get("auto_init"):
            repository.refs["refs/heads/main"] = "0" * 40
        self.repositories[path.lower()] = repository
        return JSONResponse({"name": wanted["name"], "full_name": path}, 201)

    def _serve_repository(
        self, method: str, repository: Repository, rest: list[str], body: dict[str, Any]
    ) -> Response:
        match rest:
            case []:
                return JSONResponse({"name": repository.path.partition("/")[2]})
            case ["git", *_] if not repository.refs:
                return self.error(409, "")  # as GitHub says of an empty repository
            case ["git", kind, *names]:
                return self._serve_git(method, repository, (kind, names), body)
            case ["pages", *names]:
                return self._serve_pages(method, repository, names, body)
        return self.error(404, "")

    def _serve_git(
        self,
        method: str,
        repository: Repository,
        place: tuple[str, list[str]],
        body: dict[str, Any],
    ) -> Response:
        match method, place:
            case _, ("ref" | "refs", names):
                return self._serve_ref(method, repository, "/".join(["refs", *names]), body)
            case "POST", (kind, []):
                return self._make_object(repository, kind, body)
            case "GET", ("trees", [sha]) if sha in repository.trees:
                entries = [
                    {"path": path, "sha": blob, "type": "blob", "mode": "100644"}
                    for path, blob in repository.trees[sha].items()
                ]
                return JSONResponse({"sha": sha, "tree": entries, "truncated": False})
            case "GET", ("commits", [sha]) if sha in repository.commits:
                return JSONResponse({"sha": sha, "tree": {"sha": repository.commits[sha]}})
        return self.error(404, "")

    def _make_object(self, repository: Repository, kind: str, body: dict[str, Any]) -> Response:
        if kind == "blobs":
            data = base64.b64decode(body["content"], validate=True)
            return self._keep(repository.blobs, _digest("blob", data), data)
        if kind == "trees":
            return self._make_tree(repository, body)
        if kind == "commits" and body["tree"] in repository.trees:
            number = str(self.counts.total())
            sha = _digest("commit", f"{body['message']}{body['parents']}{number}".encode())
            return self._keep(repository.commits, sha, body["tree"])
        return self.error(422, "")

    def _make_tree(self, repository: Repository, body: dict[str, Any]) -> Response:
        entries = {entry["path"]: entry["sha"] for entry in body["tree"]}
        valid = all((entry["mode"], entry["type"]) == ("100644", "blob") for entry in body["tree"])
        if not valid or not set(entries.values()) <= repository.blobs.keys():
            return self.error(422, "")
        sha = _digest("tree", repr(sorted(entries.items())).encode())
        return self._keep(repository.trees, sha, entries)

    def _serve_ref(
        self, method: str, repository: Repository, name: str, body: dict[str, Any]
    ) -> Response:
        if method == "POST":
            name = body["ref"]
        exists = name in repository.refs
        if exists == (method == "POST"):
            return self.error(422 if method == "POST" else 404, "")
        if method == "DELETE":
            del repository.refs[name]
            return Response(status_code=204)
        if method != "GET":
            if body["sha"] not in repository.commits:
                return self.error(422, "")
            repository.refs[name] = body["sha"]
            self._begin_build(repository)
        return JSONResponse({"ref": name, "object": {"sha": repository.refs[name]}})

    def _serve_pages(
        self, method: str, repository: Repository, names: list[str], body: dict[str, Any]
    ) -> Response:
        match method, names:
            case "POST", []:
                return self._switch_on(repository, body)
            case "GET", [] if repository.has_pages:
                return JSONResponse({"html_url": self._address(repository), "status": None})
            case "DELETE", [] if repository.has_pages:
                repository.has_pages, repository.shown, repository.build = False, None, None
                return Response(status_code=204)
            case "GET", ["builds", "latest"] if repository.build:
                return self._show_build(repository, *repository.build)
        return self.error(404, "")

    def _switch_on(self, repository: Repository, body: dict[str, Any]) -> Response:
        branch = f"refs/heads/{body['source']['branch']}"
        if repository.has_pages:
            return self.error(409, "")
        if body.get("build_type") != "legacy" or branch not in repository.refs:
            return self.error(422, "")
        repository.has_pages = True
        self._begin_build(repository)
        return JSONResponse({"html_url": self._address(repository)}, 201)

    def _begin_build(self, repository: Repository) -> None:
        head = repository.refs.get("refs/heads/gh-pages")
        if repository.has_pages and head:
            repository.build = (head, deque(self.states))

    def _show_build(self, repository: Repository, commit: str, states: deque[str]) -> Response:
        state = states[0]
        if state == "built":
            repository.shown = commit
        if len(states) > 1:
            states.popleft()
        return JSONResponse({"status": state, "commit": commit, "error": {"message": None}})

    def _keep(self, objects: dict[str, Any], sha: str, content: object) -> Response:
        objects[sha] = content
        return JSONResponse({"sha": sha}, 201)

    def _address(self, repository: Repository) -> str:
        owner, _, name = repository.path.partition("/")
        return f"https://{owner.lower()}.github.io/{name}/"


def _digest(kind: str, data: bytes) -> str:
    """Name an object as Git does."""
    return hashlib.sha1(f"{kind} {len(data)}\0".encode() + data, usedforsecurity=False).hexdigest()


@asynccontextmanager
async def run_github() -> AsyncIterator[FakeGitHub]:
    """Serve a GitHub without any repository."""
    async with run_provider(FakeGitHub()) as github:
        yield github
