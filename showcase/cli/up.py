"""Runs everything on this machine and turns a first resume into a live site."""

import asyncio
import json
import os
import secrets
import signal
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.markup import escape

from showcase.adapters.embedded import ServersFailed
from showcase.cli.client import ApiClient, RequestRefused
from showcase.cli.screen import JobScreen
from showcase.cli.stack import Stack, run_stack
from showcase.config import Settings
from showcase.studio import SAMPLE

ACCOUNT_EMAIL = "you@showcase.example.com"
INTERRUPTED = 130
"""What shells say of a program that was stopped by Ctrl-C."""


@dataclass(frozen=True)
class Wish:
    """What to make a portfolio from, and how it should look and sound."""

    resume: Path
    preferences: dict[str, str | None]


async def run_up(
    settings: Settings, *, resume: Path | None, preferences: dict[str, str | None], once: bool
) -> int:
    """Run the whole stack and one job; then serve, unless `once`. Return the exit code."""
    console = Console()
    resume = resume or SAMPLE
    if not await asyncio.to_thread(resume.is_file):
        console.print(f"[red]✗[/] There is no file {escape(str(resume))}.")
        return 1
    os.umask(0o077)  # what lies in the data directory is for nobody else's eyes
    wish = Wish(resume=resume, preferences=preferences)
    story = asyncio.create_task(_tell(settings, wish, console, once=once))
    loop = asyncio.get_running_loop()
    for signum in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(signum, story.cancel)
    try:
        return await story
    except asyncio.CancelledError:
        console.print("Stopped.")
        return INTERRUPTED if once else 0
    except (ServersFailed, RequestRefused) as failure:
        console.print(f"[red]✗[/] {escape(str(failure))}", highlight=False)
        return 1


async def _tell(settings: Settings, wish: Wish, console: Console, *, once: bool) -> int:
    console.print("Starting PostgreSQL, Redis, web and worker …")
    async with run_stack(settings) as stack:
        if stack.settings.port != settings.port:
            console.print(f"Port {settings.port} is taken; using {stack.settings.port}.")
        completed = await stack.run_until_one_ends(_make_portfolio(stack, wish, console))
        if once:
            if completed:
                console.print("It is kept; without --once it is served until Ctrl-C.")
            return 0 if completed else 1
        _show_addresses(stack, console)
        await stack.run_until_one_ends(_serve())
        return 0


async def _serve() -> None:
    """Wait for Ctrl-C, which cancels this."""
    await asyncio.get_running_loop().create_future()


async def _make_portfolio(stack: Stack, wish: Wish, console: Console) -> bool:
    """Upload a resume and show the job live; return whether it completed."""
    account = read_account(stack.settings.data_dir)
    async with ApiClient(stack.url) as client:
        await client.sign_in(account["email"], account["password"])
        console.print(f"Uploading {escape(str(wish.resume))}")
        job_id = await client.upload(wish.resume, wish.preferences)
        with JobScreen(console) as screen:
            async for event in client.follow(job_id):
                screen.show(event)
        job = await client.get_result(job_id)
        _show_result(job, console)
        return job["status"] == "COMPLETED" and await _check_live(job, client, stack, console)


def read_account(data_dir: Path) -> dict[str, str]:
    """Return the account of whoever runs this machine; made at the first start, then kept."""
    path = data_dir / "account.json"
    if not path.exists():
        account = {"email": ACCOUNT_EMAIL, "password": secrets.token_urlsafe(18)}
        path.touch(mode=0o600)
        path.write_text(json.dumps(account, indent=2))
    kept: dict[str, str] = json.loads(path.read_text())
    return kept


def _show_result(job: dict[str, Any], console: Console) -> None:
    if job["status"] != "COMPLETED":
        reason = (job["failure"] or {}).get("message", f"The job is {job['status'].lower()}.")
        console.print(f"[red]✗[/] {escape(reason)}", highlight=False)
        return
    portfolio = job["portfolio"]
    console.print(
        f"\n[bold green]{escape(portfolio['title'])} is live:[/] {portfolio['publicUrl']}"
    )


async def _check_live(
    job: dict[str, Any], client: ApiClient, stack: Stack, console: Console
) -> bool:
    """Open the site as a visitor would, where it is ours to open; return whether it is there."""
    url = job["portfolio"]["publicUrl"]
    if not url.startswith(stack.url) or await client.can_open(url):
        return True
    console.print(f"[red]✗[/] {url} does not answer.", highlight=False)
    return False


def _show_addresses(stack: Stack, console: Console) -> None:
    account = stack.settings.data_dir / "account.json"
    console.print(
        f"\nStudio     {stack.url}/\n"
        f"GraphiQL   {stack.url}/graphql\n"
        f"Account    {escape(str(account))}\n"
        "\nCtrl-C stops everything; what was made is kept.",
        highlight=False,
    )
