"""What a host gives back: a site that is online, or the reason why not."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

OnLine = Callable[[str], Awaitable[None]]
"""Takes a line about how the deployment goes, for the person who watches."""

OnCreated = Callable[[str], Awaitable[None]]
"""Takes the reference of a site that is about to come online, so that it can be found again."""


@dataclass(frozen=True)
class DeployedSite:
    """A site that is online: its public address, and the name the host knows it by."""

    url: str
    reference: str


class DeployRefused(Exception):
    """The host did not do it. `detail` is for logs: no token, no name, no text of the site."""

    def __init__(self, detail: str, *, retryable: bool) -> None:
        super().__init__(detail)
        self.detail = detail
        self.retryable = retryable
