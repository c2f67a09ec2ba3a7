"""How many resumes become sites in a minute on a core, beside their bare extraction.

    python -m benchmarks.throughput resume.pdf --jobs 40

The same file is uploaded again and again, each time made different by a comment at its end, so that
nothing is remembered. Then as many children as the worker has read the same files and do nothing
else.
"""

import argparse
import asyncio
import json
import os
import time
from pathlib import Path

import httpx2
import sqlalchemy as sa

from benchmarks.stage import PREFLIGHT, Stage, open_stage, print_table
from benchmarks.starting import UPLOAD
from showcase.adapters.children import ChildPool
from showcase.database import Database
from showcase.pipeline.extract import extract

TAKEN = """
SELECT extract(epoch FROM max(finished_at) - min(started_at)), count(*) FROM jobs
WHERE status = 'COMPLETED'
"""
WARM_UP = 2


def make_file(data: bytes, number: int) -> bytes:
    """Return the file with a comment behind its end."""
    return data + f"\n%{number}\n".encode()


async def measure_ours(stage: Stage, data: bytes, *, jobs: int) -> float:
    """Return the seconds that a job takes, all of them together divided by their number."""
    await stage.start("web")
    headers = {"Authorization": f"Bearer {await stage.sign_up()}", **PREFLIGHT}
    operations = json.dumps({"query": UPLOAD, "variables": {"input": {"file": None}}})
    form = {"operations": operations, "map": '{"0": ["variables.input.file"]}'}
    async with httpx2.AsyncClient(trust_env=False) as client:
        for number in range(jobs):
            files = {"0": ("resume.pdf", make_file(data, number), "application/pdf")}
            url = f"{stage.url}/graphql"
            (await client.post(url, data=form, files=files, headers=headers)).raise_for_status()
    await stage.start("worker")  # all are waiting by now
    database = Database(stage.settings.database_url)
    while True:
        async with database.begin() as session:
            seconds, done = (await session.execute(sa.text(TAKEN))).one()
        if done == jobs:
            break
        await asyncio.sleep(0.2)
    await database.close()
    return float(seconds) / jobs


async def measure_bare(stage: Stage, data: bytes, *, jobs: int) -> float:
    """Return the seconds that an extraction takes, likewise."""
    settings = stage.settings
    memory_bytes = settings.extract_memory_bytes
    async with ChildPool(settings.worker_jobs, memory_bytes=memory_bytes) as pool:

        async def read(number: int) -> None:
            file = make_file(data, number)
            await extract(file, media_type="application/pdf", pool=pool, settings=settings)

        await asyncio.gather(*(read(number) for number in range(WARM_UP * settings.worker_jobs)))
        begun = time.perf_counter()
        await asyncio.gather(*(read(number) for number in range(jobs)))
        return (time.perf_counter() - begun) / jobs


async def compare(data: bytes, *, jobs: int) -> dict[str, float]:
    """Measure one after the other."""
    async with open_stage() as stage:
        bare = await measure_bare(stage, data, jobs=jobs)
        return {"bare extraction": bare, "whole job": await measure_ours(stage, data, jobs=jobs)}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("resume", type=Path, help="a PDF")
    parser.add_argument("--jobs", type=int, default=40)
    chosen = parser.parse_args()
    taken = asyncio.run(compare(chosen.resume.read_bytes(), jobs=chosen.jobs))
    cores = os.cpu_count() or 1
    bare = taken["bare extraction"]
    rows: list[list[str | float]] = [
        [name, 1000 * seconds, 60 / seconds / cores, seconds / bare]
        for name, seconds in taken.items()
    ]
    head = (f"{cores} cores", "ms each", "a minute and core", "÷ extraction")
    print_table(f"{chosen.jobs} resumes", head, rows)


if __name__ == "__main__":
    main()
