"""Sites put online by GitHub Pages: https://docs.github.com/rest/git and /rest/pages.

Each site is a public repository whose branch `gh-pages` holds a commit of its files; what
GitHub has already is not sent again. It is live once GitHub says that it has built that commit.
"""

import base64
import hashlib
from http import HTTPStatus

from pydantic import BaseModel, Field

from showcase.adapters.hosts.calls import CallRefused, Calls, HostApi, poll
from showcase.adapters.hosts.site import (
    Access,
    DeployedSite,
    DeployRefused,
    HostAccount,
    OnCreated,
    OnLine,
    Refusal,
)

BRANCH = "gh-pages"
HEADERS = {"Accept": "application/vnd.github+json", "X-GitHub-Api-Version": "2022-11-28"}
AS_IT_IS = {".nojekyll": b""}
"""Keeps GitHub from running Jekyll over the files."""


class GitObject(BaseModel):
    """An object of Git's, known by its digest."""

    sha: str = Field(pattern=r"^[0-9a-f]{40}$")


class Branch(BaseModel):
    """The commit that a branch points to."""

    object: GitObject


class Commit(GitObject):
    """A commit and its files."""

    tree: GitObject


class TreeEntry(BaseModel):
    """A file of a tree."""

    path: str
    sha: str
    type: str


class Tree(GitObject):
    """Files of a commit."""

    tree: list[TreeEntry] = []


class Account(BaseModel):
    """Whose token it is, or an organization."""

    id: int
    login: str


class Repository(BaseModel):
    """A repository that is there."""

    name: str


class Pages(BaseModel):
    """Where a repository's site is."""

    html_url: str = Field(pattern=r"^https?://")


class PagesBuild(BaseModel):
    """The newest build of a repository's site."""

    status: str | None
    commit: str | None


class GitHubPagesHost:
    """One repository per site, of the owner: the account of the token, or its organization."""

    name = "github_pages"

    def __init__(
        self,
        *,
        access: Access,
        base_url: str,
        time_limit: float,
        poll_seconds: float = 2.0,
    ) -> None:
        self._api = HostApi(self.name, base_url, access.token, time_limit, headers=HEADERS)
        self._owner = access.place
        self._poll_seconds = poll_seconds

    def address(self, slug: str) -> str:
        """Return where GitHub shows the site, unless its owner has a domain for such sites."""
        return f"https://{self._owner.lower()}.github.io/{_repository_name(slug)}/"

    async def deploy(
        self, files: dict[str, bytes], *, slug: str, on_created: OnCreated, on_line: OnLine
    ) -> DeployedSite:
        """Commit the files, and wait until GitHub has built the commit.

        Raises:
            DeployRefused: GitHub refuses, cannot build it, or takes longer than allowed.
        """
        name = _repository_name(slug)
        async with self._api.open() as calls:
            await self._create_repository(calls, name)
            branch = _Branch(calls, f"/repos/{self._owner}/{name}")
            commit = await branch.commit(files | AS_IT_IS, on_line)
            reference = f"{self._owner}/{name}/{commit}"
            await on_created(reference)
            await branch.point_to(commit)
            await _switch_on(branch)
            await on_line("GitHub is building the site.")
            url = await poll(lambda: _ask(branch, commit), pause=self._poll_seconds)
        return DeployedSite(url=url, reference=reference)

    async def remove(self, reference: str) -> None:
        """Switch the site off and delete its branch, unless the branch has moved on.

        Raises:
            DeployRefused: GitHub refuses or does not answer.
        """
        path, _, commit = reference.rpartition("/")
        async with self._api.open() as calls:
            branch = _Branch(calls, f"/repos/{path}")
            if await branch.find_head() == commit:
                await calls.delete(f"{branch.repository}/pages")
                await calls.delete(f"{branch.repository}/git/refs/heads/{BRANCH}")

    async def identify(self) -> HostAccount:
        """Return whose token it is, and the owner that GitHub knows by the name that was given.

        Raises:
            PlaceUnknown: There is no such owner.
            DeployRefused: GitHub does not accept the token, or does not answer.
        """
        async with self._api.for_question().open() as calls:
            owner = account = await calls.read(Account, "GET", "/user")
            if self._owner and self._owner.lower() != account.login.lower():
                owner = await calls.read_place(Account, f"/orgs/{self._owner}")
        return HostAccount(str(account.id), account.login, owner.login)

    async def _create_repository(self, calls: Calls, name: str) -> None:
        """Make the repository with a first commit, which Git's API wants, unless it is there."""
        path = f"/repos/{self._owner}/{name}"
        if await calls.find(Repository, path):
            return
        account = await calls.read(Account, "GET", "/user")
        own = account.login.lower() == self._owner.lower()
        place = "/user/repos" if own else f"/orgs/{self._owner}/repos"
        wanted = {"name": name, "private": False, "auto_init": True, "has_issues": False}
        try:
            await calls.send("POST", place, json=wanted)
        except CallRefused as refused:
            if not (_is_there(refused) and await calls.find(Repository, path)):
                raise


class _Branch:
    """The branch of a repository that holds its site."""

    def __init__(self, calls: Calls, repository: str) -> None:
        self.calls = calls
        self.repository = repository
        self._head: str | None = None

    async def find_head(self) -> str | None:
        """Return the commit that it points to."""
        found = await self.calls.find(Branch, f"{self.repository}/git/ref/heads/{BRANCH}")
        self._head = found.object.sha if found else None
        return self._head

    async def commit(self, files: dict[str, bytes], on_line: OnLine) -> str:
        """Return a commit of exactly these files: the present one if it has them, or a new one."""
        present = await self._list_files()
        wanted = {path: _git_digest(data) for path, data in files.items()}
        if self._head and present == wanted:
            return self._head
        missing = {wanted[path]: path for path in files}
        for known in present.values():
            missing.pop(known, None)
        await on_line(f"Sending {len(missing)} of {len(files)} files to GitHub.")
        for path in missing.values():
            content = base64.b64encode(files[path]).decode()
            await self._make("blobs", content=content, encoding="base64")
        entries = [
            {"path": path, "mode": "100644", "type": "blob", "sha": digest}
            for path, digest in wanted.items()
        ]
        tree = await self._make("trees", tree=entries)
        parents = [self._head] if self._head else []
        return await self._make("commits", message="Publish", tree=tree, parents=parents)

    async def point_to(self, commit: str) -> None:
        """Let the branch be this commit."""
        if self._head == commit:
            return
        if self._head or not await self._create(commit):
            path = f"{self.repository}/git/refs/heads/{BRANCH}"
            await self.calls.send("PATCH", path, json={"sha": commit, "force": True})

    async def _create(self, commit: str) -> bool:
        """Make the branch; tell whether it was not there yet."""
        ref = {"ref": f"refs/heads/{BRANCH}", "sha": commit}
        try:
            await self.calls.send("POST", f"{self.repository}/git/refs", json=ref)
        except CallRefused as refused:
            if not _is_there(refused):
                raise
            return False
        return True

    async def _list_files(self) -> dict[str, str]:
        head = await self.find_head()
        if head is None:
            return {}
        git = f"{self.repository}/git"
        commit = await self.calls.read(Commit, "GET", f"{git}/commits/{head}")
        path = f"{git}/trees/{commit.tree.sha}"
        tree = await self.calls.read(Tree, "GET", path, params={"recursive": "1"})
        return {entry.path: entry.sha for entry in tree.tree if entry.type == "blob"}

    async def _make(self, kind: str, **content: object) -> str:
        path = f"{self.repository}/git/{kind}"
        return (await self.calls.read(GitObject, "POST", path, json=content)).sha


def _repository_name(slug: str) -> str:
    """Name the repository; the prefix keeps people's slugs apart from the owner's other ones."""
    return f"showcase-{slug}"


def _git_digest(data: bytes) -> str:
    """Return the name that Git gives a file of this content."""
    header = f"blob {len(data)}\0".encode()
    return hashlib.sha1(header + data, usedforsecurity=False).hexdigest()


def _is_there(refused: CallRefused) -> bool:
    """Tell whether what was to be made may be there, as when the first answer got lost."""
    return refused.status == HTTPStatus.UNPROCESSABLE_ENTITY


async def _switch_on(branch: _Branch) -> None:
    """Let GitHub build the branch, as it does from then on with each commit."""
    path = f"{branch.repository}/pages"
    if await branch.calls.find(Pages, path):
        return
    source = {"branch": BRANCH, "path": "/"}
    try:
        await branch.calls.send("POST", path, json={"build_type": "legacy", "source": source})
    except CallRefused as refused:
        if refused.status != HTTPStatus.CONFLICT:  # there already, as the first answer got lost
            raise


async def _ask(branch: _Branch, commit: str) -> str | None:
    """Return the address once this commit is built."""
    build = await branch.calls.find(PagesBuild, f"{branch.repository}/pages/builds/latest")
    if build is None or build.commit != commit:
        return None
    if build.status == "errored":
        raise DeployRefused("github_pages: errored", refusal=Refusal.REJECTED)
    if build.status != "built":
        return None
    pages = await branch.calls.read(Pages, "GET", f"{branch.repository}/pages")
    return f"{pages.html_url.rstrip('/')}/"
