"""Sites put online by Netlify's API: https://docs.netlify.com/api-and-cli-guides/api-guides.

A deploy is created from the SHA-1 of each file; Netlify names those it does not have, and only they
are sent. It is live once its state is `ready` and the site says that it is the published one.
"""

import hashlib
from http import HTTPStatus
from urllib.parse import quote

from pydantic import BaseModel, Field, RootModel

from showcase.adapters.hosts.calls import CallRefused, Calls, HostApi, poll
from showcase.adapters.hosts.policy import HEADER_POLICY
from showcase.adapters.hosts.site import (
    Access,
    DeployedSite,
    DeployRefused,
    HostAccount,
    OnCreated,
    OnLine,
    Refusal,
    digest_site,
)

NAME_LENGTH = 63  # of a part of a domain
BROKEN_STATES = frozenset({"error", "rejected"})
ID = r"^[A-Za-z0-9-]+$"  # stands in addresses


HEADERS = f"/*\n  Content-Security-Policy: {HEADER_POLICY}\n"
"""What Netlify shall send with each file; it reads this from a file of the site."""


class NetlifyDeploy(BaseModel):
    """What we read of Netlify's description of a deploy; its title is our digest of the files."""

    id: str = Field(pattern=ID)
    state: str
    title: str | None = None
    required: list[str] | None = None


class NetlifySite(BaseModel):
    """What we read of Netlify's description of a site."""

    id: str = Field(pattern=ID)
    name: str
    url: str = Field(alias="ssl_url", pattern=r"^https?://")
    published: NetlifyDeploy | None = Field(alias="published_deploy", default=None)

    def shows(self, deploy_id: str) -> bool:
        """Tell whether a deploy is what visitors see."""
        return self.published is not None and self.published.id == deploy_id


class NetlifyUser(BaseModel):
    """Whose token it is."""

    id: str
    email: str


Sites = RootModel[list[NetlifySite]]
Deploys = RootModel[list[NetlifyDeploy]]


class NetlifyHost:
    """One Netlify site per portfolio, in the account of the token."""

    name = "netlify"

    def __init__(
        self, *, access: Access, base_url: str, time_limit: float, poll_seconds: float = 1.0
    ) -> None:
        self._api = HostApi(self.name, base_url, access.token, time_limit)
        self._poll_seconds = poll_seconds

    def address(self, slug: str) -> str:
        """Return the domain that Netlify gives the site, if nobody has it yet."""
        return f"https://{_names(slug)[0]}.netlify.app/"

    async def deploy(
        self, files: dict[str, bytes], *, slug: str, on_created: OnCreated, on_line: OnLine
    ) -> DeployedSite:
        """Send what Netlify does not have yet, and wait until it shows the site.

        Raises:
            DeployRefused: Netlify refuses, cannot process it, or takes longer than allowed.
        """
        files = files | {"_headers": HEADERS.encode()}
        digest = digest_site(files, slug=slug)
        async with self._api.open() as calls:
            site = await _get_site(calls, slug)
            deploy = await _find_deploy(calls, site, digest) or await _create(
                calls, site, files, digest
            )
            await on_created(f"{site.id}/{deploy.id}")
            await _upload(calls, deploy, files, on_line)
            await on_line("Netlify is putting the site online.")
            url = await self._wait_until_live(calls, site, deploy)
        return DeployedSite(url=url, reference=f"{site.id}/{deploy.id}")

    async def remove(self, reference: str) -> None:
        """Delete a site if it shows this deploy or nothing, else only the deploy.

        Raises:
            DeployRefused: Netlify refuses or does not answer.
        """
        site_id, _, deploy_id = reference.partition("/")
        async with self._api.open() as calls:
            site = await calls.find(NetlifySite, f"sites/{site_id}")
            if site is None:
                return
            if site.published is None or site.shows(deploy_id):
                await calls.delete(f"sites/{site_id}")
            else:
                await calls.delete(f"deploys/{deploy_id}")

    async def identify(self) -> HostAccount:
        """Return whose token it is; sites go to the first of the user's teams.

        Raises:
            DeployRefused: Netlify does not accept the token, or does not answer.
        """
        async with self._api.for_question().open() as calls:
            user = await calls.read(NetlifyUser, "GET", "user")
        return HostAccount(user.id, user.email)

    async def _wait_until_live(
        self, calls: Calls, site: NetlifySite, created: NetlifyDeploy
    ) -> str:
        """Return the site's address once it shows the deploy."""

        async def ask() -> str | None:
            deploy = await calls.read(NetlifyDeploy, "GET", f"deploys/{created.id}")
            if deploy.state in BROKEN_STATES:
                raise DeployRefused(f"netlify: {deploy.state}", refusal=Refusal.REJECTED)
            if deploy.state != "ready":
                return None
            shown = await calls.read(NetlifySite, "GET", f"sites/{site.id}")
            return f"{shown.url.rstrip('/')}/" if shown.shows(deploy.id) else None

        if created.state == "ready" and not site.shows(created.id):
            await calls.send("POST", f"sites/{site.id}/deploys/{created.id}/restore")
        return await poll(ask, pause=self._poll_seconds)


def _names(slug: str) -> tuple[str, str]:
    """Return the names a site may have: the plain one, and one for when somebody else has that."""
    name = f"showcase-{slug}"[:NAME_LENGTH].rstrip("-")
    mark = hashlib.sha256(name.encode()).hexdigest()[:8]
    return name, f"{name[: NAME_LENGTH - 9]}-{mark}"


async def _get_site(calls: Calls, slug: str) -> NetlifySite:
    """Return the site of a portfolio, made now or by an earlier attempt.

    Raises:
        DeployRefused: Both its names are taken, or Netlify does not let us make it.
    """
    for name in _names(slug):
        site = await _find_site(calls, name) or await _create_site(calls, name)
        if site is not None:
            return site
    raise DeployRefused("netlify: names are taken", refusal=Refusal.REJECTED)


async def _find_site(calls: Calls, name: str) -> NetlifySite | None:
    found = await calls.read(Sites, "GET", "sites", params={"name": name, "filter": "owner"})
    return next((site for site in found.root if site.name == name), None)


async def _create_site(calls: Calls, name: str) -> NetlifySite | None:
    """Return a new site, None where the name is somebody else's."""
    try:
        return await calls.read(NetlifySite, "POST", "sites", json={"name": name})
    except CallRefused as refused:
        if refused.status != HTTPStatus.UNPROCESSABLE_ENTITY:
            raise
        return await _find_site(calls, name)  # ours, if the first answer got lost


async def _find_deploy(calls: Calls, site: NetlifySite, digest: str) -> NetlifyDeploy | None:
    """Return the deploy of the same files that is there or under way."""
    deploys = await calls.read(Deploys, "GET", f"sites/{site.id}/deploys")
    for deploy in deploys.root:
        if deploy.title == digest and deploy.state not in BROKEN_STATES:
            return await calls.find(NetlifyDeploy, f"deploys/{deploy.id}")
    return None


async def _create(
    calls: Calls, site: NetlifySite, files: dict[str, bytes], digest: str
) -> NetlifyDeploy:
    listing = {f"/{path}": _sha1(data) for path, data in files.items()}
    return await calls.read(
        NetlifyDeploy,
        "POST",
        f"sites/{site.id}/deploys",
        params={"title": digest},
        json={"files": listing},
    )


async def _upload(
    calls: Calls, deploy: NetlifyDeploy, files: dict[str, bytes], on_line: OnLine
) -> None:
    """Send the files that Netlify asks for, equal ones once."""
    required = set(deploy.required or ())
    wanted = {_sha1(data): path for path, data in files.items() if _sha1(data) in required}
    await on_line(f"Sending {len(wanted)} of {len(files)} files to Netlify.")
    for path in wanted.values():
        await calls.send(
            "PUT",
            f"deploys/{deploy.id}/files/{quote(path)}",
            content=files[path],
            headers={"Content-Type": "application/octet-stream"},
        )


def _sha1(data: bytes) -> str:
    return hashlib.sha1(data, usedforsecurity=False).hexdigest()
