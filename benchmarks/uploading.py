"""How long an upload takes to be answered, many at once, beside a plain endpoint.

    python -m benchmarks.uploading --at-once 50 --rounds 6

Both store the same bytes durably; the plain one inserts a row, ours a resume, a job and its first
event, after it has looked at the file and at who sends it. No worker runs meanwhile.
"""

import argparse
import asyncio
import json
import os
import time
from collections.abc import Awaitable, Callable

import httpx2

from benchmarks.stage import PREFLIGHT, find_percentile, open_stage, print_table

MEGABYTE = 1_000_000
UPLOAD = """
mutation ($input: UploadResumeInput!) {
  uploadResume(input: $input) { job { id } errors { message } }
}
"""

Send = Callable[[httpx2.AsyncClient, bytes], Awaitable[None]]


def make_file() -> bytes:
    """Return a megabyte that begins like a PDF and is no other file."""
    return b"%PDF-1.7\n" + os.urandom(MEGABYTE)


def make_ours(url: str, token: str) -> Send:
    """Return how a file is sent to us."""
    operations = {"query": UPLOAD, "variables": {"input": {"file": None}}}
    form = {"operations": json.dumps(operations), "map": '{"0": ["variables.input.file"]}'}
    headers = {"Authorization": f"Bearer {token}", **PREFLIGHT}

    async def send(client: httpx2.AsyncClient, data: bytes) -> None:
        files = {"0": ("resume.pdf", data, "application/pdf")}
        answer = await client.post(f"{url}/graphql", data=form, files=files, headers=headers)
        if not answer.json()["data"]["uploadResume"]["job"]:
            raise SystemExit(answer.text)

    return send


def make_bare(url: str) -> Send:
    """Return how a file is sent to the plain endpoint."""

    async def send(client: httpx2.AsyncClient, data: bytes) -> None:
        files = {"file": ("resume.pdf", data, "application/pdf")}
        (await client.post(f"{url}/upload", files=files)).raise_for_status()

    return send


async def measure(send: Send, *, at_once: int) -> list[float]:
    """Return the milliseconds of so many uploads at once."""

    async def take() -> float:
        data = make_file()
        begun = time.perf_counter()
        await send(client, data)
        return 1000 * (time.perf_counter() - begun)

    limits = httpx2.Limits(max_connections=at_once)
    async with httpx2.AsyncClient(trust_env=False, limits=limits, timeout=60) as client:
        return list(await asyncio.gather(*(take() for _ in range(at_once))))


async def compare(*, at_once: int, rounds: int) -> dict[str, list[float]]:
    """Measure both in turn, so that whatever else the machine does hits both."""
    taken: dict[str, list[float]] = {"plain endpoint": [], "uploadResume": []}
    async with open_stage() as stage:
        await stage.start("web")
        ours = make_ours(stage.url, await stage.sign_up())
        _, url = await stage.start_bare("uploads")
        sends = {"plain endpoint": make_bare(url), "uploadResume": ours}
        for number in range(rounds + 1):  # the first round warms up
            for name, send in sends.items():
                milliseconds = await measure(send, at_once=at_once)
                taken[name] += milliseconds if number else []
    return taken


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--at-once", type=int, default=50)
    parser.add_argument("--rounds", type=int, default=6)
    chosen = parser.parse_args()
    taken = asyncio.run(compare(at_once=chosen.at_once, rounds=chosen.rounds))
    figures = {
        name: [find_percentile(values, percent) for percent in (50, 99)]
        for name, values in taken.items()
    }
    bare = figures["plain endpoint"]
    rows: list[list[str | float]] = [
        [name, *values, *(value / base for value, base in zip(values, bare, strict=True))]
        for name, values in figures.items()
    ]
    head = ("ms", "p50", "p99", "p50 ÷ plain", "p99 ÷ plain")
    print_table(f"{chosen.at_once} uploads of 1 MB at once", head, rows)


if __name__ == "__main__":
    main()
