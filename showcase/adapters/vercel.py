"""Sites put online by Vercel's REST API: https://vercel.com/docs/rest-api/deployments.

Files are sent one by one under their SHA-1, then a deployment names them. It is live once Vercel
says READY *and* has pointed the production domain at it: the address of the deployment itself is
behind Vercel's own sign-in by default.
"""

import asyncio
import hashlib
from http import HTTPStatus

import httpx2
from pydantic import BaseModel, Field, SecretStr, ValidationError
from tenacity import (
    AsyncRetrying,
    RetryCallState,
    retry_if_exception,
    stop_after_attempt,
    wait_exponential_jitter,
)

from showcase.adapters.deployed_site import DeployedSite, DeployRefused, OnCreated, OnLine

ATTEMPTS = 4
LONGEST_WAIT_SECONDS = 60.0
LONGEST_POLL_SECONDS = 5.0
POLL_GROWTH = 1.5
REQUEST_SECONDS = 30.0
BROKEN_STATES = frozenset({"ERROR", "CANCELED", "BLOCKED", "DELETED"})

backoff = wait_exponential_jitter(initial=0.2, max=10.0, jitter=0.2)


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


class VercelRefused(DeployRefused):
    """Vercel answered with an error, or not at all."""

    def __init__(
        self, detail: str, *, status: int = 0, retry_after: float = 0, missing: tuple[str, ...] = ()
    ) -> None:
        retryable = not status or status in {408, 429} or status >= HTTPStatus.INTERNAL_SERVER_ERROR
        super().__init__(detail, retryable=retryable)
        self.status = status
        self.retry_after = retry_after
        self.missing = missing


class VercelHost:
    """One Vercel project per site, in the account or team of the token."""

    name = "vercel"

    def __init__(
        self,
        *,
        token: SecretStr,
        team_id: str = "",
        base_url: str,
        time_limit: float,
        poll_seconds: float = 1.0,
    ) -> None:
        self._token = token
        self._team_id = team_id
        self._base_url = base_url
        self._time_limit = time_limit
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
        try:
            async with asyncio.timeout(self._time_limit), self._client() as client:
                await on_line(f"Sending {len(files)} files to Vercel.")
                deployment = await _create(client, files, name=_project_name(slug))
                await on_created(deployment.id)
                await on_line("Vercel is putting the site online.")
                url = await self._wait_until_live(client, deployment)
        except TimeoutError as error:
            raise DeployRefused("vercel: time is up", retryable=True) from error
        return DeployedSite(url=url, reference=deployment.id)

    async def remove(self, reference: str) -> None:
        """Delete a deployment; one that is gone already is fine.

        Raises:
            DeployRefused: Vercel refuses or does not answer.
        """
        async with self._client() as client:
            try:
                await _call(client, client.build_request("DELETE", f"/v13/deployments/{reference}"))
            except VercelRefused as error:
                if error.status != HTTPStatus.NOT_FOUND:
                    raise

    def _client(self) -> httpx2.AsyncClient:
        return httpx2.AsyncClient(
            base_url=self._base_url,
            headers={"Authorization": f"Bearer {self._token.get_secret_value()}"},
            params={"teamId": self._team_id} if self._team_id else None,
            timeout=REQUEST_SECONDS,
        )

    async def _wait_until_live(
        self, client: httpx2.AsyncClient, deployment: VercelDeployment
    ) -> str:
        """Ask for a deployment, ever less often, until it is live, and return its address."""
        pause = self._poll_seconds
        while not (address := deployment.live_address):
            if deployment.broken:
                raise DeployRefused(f"vercel: {deployment.state}", retryable=True)
            await asyncio.sleep(pause)  # Vercel has no event to wait for
            pause = min(pause * POLL_GROWTH, LONGEST_POLL_SECONDS)
            request = client.build_request("GET", f"/v13/deployments/{deployment.id}")
            deployment = _read_deployment(await _call(client, request))
        return address


def _project_name(slug: str) -> str:
    """Name the project; the prefix keeps people's slugs apart from the team's other projects."""
    return f"showcase-{slug}"


async def _create(
    client: httpx2.AsyncClient, files: dict[str, bytes], *, name: str
) -> VercelDeployment:
    """Upload the files and create a deployment of them."""
    digests = {
        path: hashlib.sha1(data, usedforsecurity=False).hexdigest() for path, data in files.items()
    }
    contents = {digests[path]: data for path, data in files.items()}
    listing = [
        {"file": path, "sha": digests[path], "size": len(data)} for path, data in files.items()
    ]
    request = client.build_request(
        "POST",
        "/v13/deployments",
        json={
            "name": name,
            "target": "production",
            "files": listing,
            "projectSettings": {"framework": None},
        },
    )
    await _upload(client, contents)
    try:
        return _read_deployment(await _call(client, request))
    except VercelRefused as error:
        if not error.missing:
            raise
        await _upload(client, {digest: contents[digest] for digest in error.missing})
        return _read_deployment(await _call(client, request))


async def _upload(client: httpx2.AsyncClient, contents: dict[str, bytes]) -> None:
    """Send files, each under its digest; Vercel keeps what it has had before."""
    for digest, data in contents.items():
        headers = {"x-vercel-digest": digest, "Content-Type": "application/octet-stream"}
        await _call(
            client, client.build_request("POST", "/v2/files", content=data, headers=headers)
        )


def _read_deployment(answer: httpx2.Response) -> VercelDeployment:
    try:
        return VercelDeployment.model_validate_json(answer.content)
    except ValidationError as error:
        raise VercelRefused("vercel: answer not understood") from error


async def _call(client: httpx2.AsyncClient, request: httpx2.Request) -> httpx2.Response:
    """Send a request, again if that can help, and return the answer."""
    retrying = AsyncRetrying(
        retry=retry_if_exception(_can_help_to_repeat),
        wait=_pause,
        stop=stop_after_attempt(ATTEMPTS),
        reraise=True,
    )
    return await retrying(_send, client, request)


async def _send(client: httpx2.AsyncClient, request: httpx2.Request) -> httpx2.Response:
    try:
        response = await client.send(request)
    except httpx2.TransportError as error:
        raise VercelRefused(f"vercel: {type(error).__name__}") from error
    if not response.is_success:
        raise _read_refusal(response)
    return response


def _can_help_to_repeat(error: BaseException) -> bool:
    return (
        isinstance(error, VercelRefused)
        and error.retryable
        and error.retry_after <= LONGEST_WAIT_SECONDS
    )


def _pause(state: RetryCallState) -> float:
    """Wait as long as Vercel asks for, and never less than our own growing pause."""
    error = state.outcome.exception() if state.outcome else None
    asked = error.retry_after if isinstance(error, VercelRefused) else 0
    return max(asked, backoff(state))


def _read_refusal(response: httpx2.Response) -> VercelRefused:
    """Read Vercel's error; only its status and code, since its words may name the site."""
    try:
        error = response.json()["error"]
        code, missing = str(error["code"]), tuple(error.get("missing", ()))
    except (ValueError, TypeError, LookupError):
        code, missing = "unknown", ()
    asked = response.headers.get("Retry-After", "")
    return VercelRefused(
        f"vercel: {response.status_code} {code}",
        status=response.status_code,
        retry_after=float(asked) if asked.isdecimal() else 0,
        missing=missing,
    )
