"""The hosts that are reached by an API, each with the server that speaks it."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

from pydantic import SecretStr

from showcase.adapters.hosts.github_pages import GitHubPagesHost
from showcase.adapters.hosts.netlify import NetlifyHost
from showcase.adapters.hosts.site import Access, SiteHost
from showcase.adapters.hosts.vercel import VercelHost
from tests.support.github import LOGIN, FakeGitHub
from tests.support.netlify import FakeNetlify
from tests.support.provider import FakeProvider, run_provider
from tests.support.vercel import FakeVercel

POLL_SECONDS = 0.01


@dataclass(frozen=True)
class Service:
    """A provider that runs, and how to make a host that talks to it."""

    provider: FakeProvider
    make: Callable[[str, str, float], SiteHost]
    """By address, token and time limit."""

    def open(self, *, token: str | None = None, time_limit: float = 20) -> SiteHost:
        """Return a host that talks to the provider."""
        provider = self.provider
        return self.make(provider.url, provider.TOKEN if token is None else token, time_limit)


def make_vercel(url: str, token: str, time_limit: float) -> VercelHost:
    """Return a host at a Vercel."""
    return VercelHost(
        access=Access(SecretStr(token)),
        base_url=url,
        time_limit=time_limit,
        poll_seconds=POLL_SECONDS,
    )


def make_netlify(url: str, token: str, time_limit: float) -> NetlifyHost:
    """Return a host at a Netlify."""
    return NetlifyHost(
        access=Access(SecretStr(token)),
        base_url=url,
        time_limit=time_limit,
        poll_seconds=POLL_SECONDS,
    )


def make_github_pages(url: str, token: str, time_limit: float) -> GitHubPagesHost:
    """Return a host at a GitHub."""
    return GitHubPagesHost(
        access=Access(SecretStr(token), LOGIN),
        base_url=url,
        time_limit=time_limit,
        poll_seconds=POLL_SECONDS,
    )


MAKERS: dict[str, tuple[type[FakeProvider], Callable[[str, str, float], SiteHost]]] = {
    "vercel": (FakeVercel, make_vercel),
    "netlify": (FakeNetlify, make_netlify),
    "github_pages": (FakeGitHub, make_github_pages),
}


@asynccontextmanager
async def run_service(name: str) -> AsyncIterator[Service]:
    """Run a provider by the name of its target."""
    kind, make = MAKERS[name]
    async with run_provider(kind()) as provider:
        yield Service(provider, make)
