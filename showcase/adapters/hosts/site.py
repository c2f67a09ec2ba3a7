"""What every host does, and what it gives back: a site that is online, or the reason why not."""

import hashlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import Enum, auto
from typing import Protocol

from pydantic import SecretStr

OnLine = Callable[[str], Awaitable[None]]
"""Takes a line about how the deployment goes, for the person who watches."""

OnCreated = Callable[[str], Awaitable[None]]
"""Takes the reference of a site that is about to come online, so that it can be found again."""


@dataclass(frozen=True)
class DeployedSite:
    """A site that is online: its public address, and the name the host knows it by."""

    url: str
    reference: str


class Refusal(Enum):
    """Why a host did not do it, as far as a person can do something about it."""

    UNAUTHORIZED = auto()
    """It does not accept the token, or the token may not do this."""
    BUSY = auto()
    """It asks for fewer requests."""
    UNAVAILABLE = auto()
    """It does not answer, or broke."""
    SLOW = auto()
    """It did not finish in time."""
    REJECTED = auto()
    """It does not want this site, or could not build it."""


PASSING = frozenset({Refusal.BUSY, Refusal.UNAVAILABLE, Refusal.SLOW})


class DeployRefused(Exception):
    """The host did not do it. `detail` is for logs: no token, no name, no text of the site."""

    def __init__(self, detail: str, *, refusal: Refusal) -> None:
        super().__init__(detail)
        self.detail = detail
        self.refusal = refusal

    @property
    def retryable(self) -> bool:
        """Whether the same request may be granted later, without anybody doing anything."""
        return self.refusal in PASSING


@dataclass(frozen=True)
class Access:
    """What opens an account at a host: a token, and the team or organization that sites go to."""

    token: SecretStr
    place: str = ""


@dataclass(frozen=True)
class HostAccount:
    """An account at a host, as the host names it, and the place in it that sites go to."""

    account_id: str
    name: str
    place: str = ""


class PlaceUnknown(DeployRefused):
    """The token is good, but it opens no team or organization of this name."""


class SiteHost(Protocol):
    """Where sites are put online. All of it is safe to repeat."""

    name: str

    def address(self, slug: str) -> str:
        """Return where a site should come to be; only `deploy` knows where it is."""

    async def deploy(
        self, files: dict[str, bytes], *, slug: str, on_created: OnCreated, on_line: OnLine
    ) -> DeployedSite:
        """Put files (path → bytes) online and return once they can be reached.

        The same files again are the same site, and nothing of them is sent twice. What was created
        is left to the caller when this fails or is cancelled: only the caller knows whether
        another attempt relies on it.

        Raises:
            DeployRefused: They are not online.
        """

    async def remove(self, reference: str) -> None:
        """Take a site offline, if it is online; what has taken its place stays.

        Raises:
            DeployRefused: It may still be online.
        """


class AccountHost(SiteHost, Protocol):
    """A host that a token opens."""

    async def identify(self) -> HostAccount:
        """Return whose token it is. Nothing is changed at the host.

        Raises:
            PlaceUnknown: The token does not open the team or organization.
            DeployRefused: The host does not accept the token, or does not answer.
        """


def digest_site(files: dict[str, bytes], *, slug: str) -> str:
    """Return a digest of the files and the slug.

    The slug keeps equal sites of two people apart: taking down the one must not take down the
    other.
    """
    digest = hashlib.sha256(slug.encode())
    for path, data in sorted(files.items()):
        digest.update(f"\0{path}\0{len(data)}\0".encode())
        digest.update(data)
    return digest.hexdigest()
