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
from collections.abc import Callable

import httpx2
import orjson

from benchmarks.load import read_answer
from benchmarks.stage import PREFLIGHT, find_percentile, open_stage, print_table

MEGABYTE = 1_000_000
UPLOAD = """
mutation ($input: UploadResumeInput!) {
  uploadResume(input: $input) { job { id } errors { message } }
}
"""

Make = Callable[[], httpx2.Request]


def make_file() -> bytes:
    """Return a megabyte that begins like a PDF and is no other file."""
    return b"%PDF-1.7\n" + os.urandom(MEGABYTE)


def make_ours(url: str, token: str) -> httpx2.Request:
    """Return the upload of a new file as we take it."""
    operations = {"query": UPLOAD, "variables": {"input": {"file": None}}}
    form = {"operations": json.dumps(operations), "map": '{"0": ["variables.input.file"]}'}
    files = {"0": ("resume.pdf", make_file(), "application/pdf")}
    headers = {"Authorization": f"Bearer {token}", **PREFLIGHT}
    return httpx2.Request("POST", f"{url}/graphql", data=form, files=files, headers=headers)


def make_bare(url: str) -> httpx2.Request:
    """Return the upload of a new file as the plain endpoint takes it."""
    files = {"file": ("resume.pdf", make_file(), "application/pdf")}
    return httpx2.Request("POST", f"{url}/upload", files=files)


async def measure(make: Make, *, at_once: int) -> list[float]:
    """Return the milliseconds of so many uploads at once, made before the first one is sent."""
    requests = [encode(make()) for _ in range(at_once)]
    return list(await asyncio.gather(*(take(*request) for request in requests)))


def encode(request: httpx2.Request) -> tuple[str, int, bytes]:
    """Return where a request goes, and its bytes: the client's own work is not to be measured."""
    lines = [f"POST {request.url.path} HTTP/1.1"]
    lines += [f"{name}: {value}" for name, value in request.headers.items()]
    head = "\r\n".join([*lines, "", ""]).encode()
    assert request.url.port
    return request.url.host, request.url.port, head + request.read()


async def take(host: str, port: int, sent: bytes) -> float:
    """Return the milliseconds from connecting to the whole answer, which has to be good."""
    begun = time.perf_counter()
    reader, writer = await asyncio.open_connection(host, port)
    writer.write(sent)
    answer = orjson.loads(await read_answer(reader))
    milliseconds = 1000 * (time.perf_counter() - begun)
    writer.close()
    if "id" not in answer and not answer["data"]["uploadResume"]["job"]:
        raise SystemExit(answer)
    return milliseconds


async def compare(*, at_once: int, rounds: int) -> dict[str, list[float]]:
    """Measure both in turn, so that whatever else the machine does hits both."""
    taken: dict[str, list[float]] = {"plain endpoint": [], "uploadResume": []}
    async with open_stage() as stage:
        await stage.start("web")
        token = await stage.sign_up()
        _, url = await stage.start_bare("uploads")
        makes: dict[str, Make] = {
            "plain endpoint": lambda: make_bare(url),
            "uploadResume": lambda: make_ours(stage.url, token),
        }
        for number in range(rounds + 1):  # the first round warms up
            for name, make in makes.items():
                milliseconds = await measure(make, at_once=at_once)
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
