"""Sites put online by Vercel's REST API: https://vercel.com/docs/rest-api/deployments.

A deployment names its files by their SHA-1; Vercel names those that it does not have, and only
they are sent. It is live once Vercel
says READY *and* has pointed the production domain at it: the address of the deployment itself is
behind Vercel's own sign-in by default.
"""

import hashlib

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

UPLOAD_ROUNDS = 2  # the second for files that got lost on the way
BROKEN_STATES = frozenset({"ERROR", "CANCELED", "BLOCKED", "DELETED"})


class VercelDeployment(BaseModel):
    """What we read of Vercel's description of a deployment."""

    id: str = Field(pattern=r"^[A-Za-z0-9_]+$")  # stands in addresses
    state: str = Field(alias="readyState")
    domains: list[str] = Field(alias="alias", default_factory=list)
    domains_assigned: int | bool | None = Field(alias="aliasAssigned", default=None)
    domain_error: object = Field(alias="aliasError", default=None)

    @property
    def live_address(self) -> str | None:
        """The public address, once it is live; the shortest domain is the production one."""
        if self.state != "READY" or not self.domains_assigned or not self.domains:
            return None
        return f"https://{min(self.domains, key=len)}/"

    @property
    def broken(self) -> bool:
        """Whether it will never be live."""
        return self.state in BROKEN_STATES or self.domain_error is not None


class VercelUser(BaseModel):
    """Whose token it is."""

    id: str
    username: str


class VercelAccount(BaseModel):
    """What Vercel answers to who one is."""

    user: VercelUser


class VercelTeam(BaseModel):
    """A team that the token opens."""

    id: str
    name: str


class VercelHost:
    """One Vercel project per site, in the account or team of the token."""

    name = "vercel"

    def __init__(
        self,
        *,
        access: Access,
        base_url: str,
        time_limit: float,
        poll_seconds: float = 1.0,
    ) -> None:
        team = {"teamId": access.place} if access.place else {}
        self._api = HostApi(self.name, base_url, access.token, time_limit, params=team)
        self._team_id = access.place
        self._poll_seconds = poll_seconds

    def address(self, slug: str) -> str:
        """Return the domain that Vercel gives a project first, if nobody has it yet."""
        return f"https://{_project_name(slug)}.vercel.app/"

    async def deploy(
        self, files: dict[str, bytes], *, slug: str, on_created: OnCreated, on_line: OnLine
    ) -> DeployedSite:
        """Send the files, create a deployment and wait until its public address is live.

        Vercel answers a repeated request with the deployment it already has.

        Raises:
            DeployRefused: Vercel refuses, its build breaks, or it takes longer than allowed.
        """
        async with self._api.open() as calls:
            deployment = await _create(calls, files, name=_project_name(slug), on_line=on_line)
            await on_created(deployment.id)
            await on_line("Vercel is putting the site online.")
            url = await self._wait_until_live(calls, deployment)
        return DeployedSite(url=url, reference=deployment.id)

    async def remove(self, reference: str) -> None:
        """Delete a deployment; one that is gone already is fine.

        Raises:
            DeployRefused: Vercel refuses or does not answer.
        """
        async with self._api.open() as calls:
            await calls.delete(f"/v13/deployments/{reference}")

    async def identify(self) -> HostAccount:
        """Return whose token it is, and the team.

        Raises:
            PlaceUnknown: The token does not open the team.
            DeployRefused: Vercel does not accept the token, or does not answer.
        """
        async with self._api.for_question().open() as calls:
            user = (await calls.read(VercelAccount, "GET", "/v2/user")).user
            if not self._team_id:
                return HostAccount(user.id, user.username)
            team = await calls.read_place(VercelTeam, f"/v2/teams/{self._team_id}")
        return HostAccount(user.id, f"{user.username}, {team.name}", team.id)

    async def _wait_until_live(self, calls: Calls, created: VercelDeployment) -> str:
        """Return the deployment's address once it is live."""
        told = [created]

        async def ask() -> str | None:
            path = f"/v13/deployments/{created.id}"
            now = told.pop() if told else await calls.read(VercelDeployment, "GET", path)
            if now.broken:
                raise DeployRefused(f"vercel: {now.state}", refusal=Refusal.REJECTED)
            return now.live_address

        return await poll(ask, pause=self._poll_seconds)


def _project_name(slug: str) -> str:
    """Name the project; the prefix keeps people's slugs apart from the team's other projects."""
    return f"showcase-{slug}"


async def _create(
    calls: Calls, files: dict[str, bytes], *, name: str, on_line: OnLine
) -> VercelDeployment:
    """Create a deployment of the files; Vercel names those that it has not had yet."""
    digests = {
        path: hashlib.sha1(data, usedforsecurity=False).hexdigest() for path, data in files.items()
    }
    contents = {digests[path]: data for path, data in files.items()}
    wanted = {
        "name": name,
        "target": "production",
        "files": [
            {"file": path, "sha": digests[path], "size": len(data)} for path, data in files.items()
        ],
        "projectSettings": {"framework": None},
    }
    for _ in range(UPLOAD_ROUNDS):
        try:
            return await calls.read(VercelDeployment, "POST", "/v13/deployments", json=wanted)
        except CallRefused as refused:
            missing = contents.keys() & set(refused.body.get("missing") or ())
            if not missing:
                raise
        await on_line(f"Sending {len(missing)} of {len(files)} files to Vercel.")
        for digest in sorted(missing):
            await _upload(calls, digest, contents[digest])
    return await calls.read(VercelDeployment, "POST", "/v13/deployments", json=wanted)


async def _upload(calls: Calls, digest: str, data: bytes) -> None:
    """Send a file under its digest."""
    headers = {"x-vercel-digest": digest, "Content-Type": "application/octet-stream"}
    await calls.send("POST", "/v2/files", content=data, headers=headers)
