"""How soon an accepted job starts on an idle system, beside arq alone.

    python -m benchmarks.starting --jobs 40

Ours is the time from the job's first event to its second, by the database's clock: it was
accepted, a worker has claimed it. arq's own is that of jobs that do nothing, with its usual poll
and with a fast one. Jobs come at random, one at a time.
"""

import argparse
import asyncio
import json
import random
import sys
import time
from collections.abc import Awaitable
from pathlib import Path
from typing import cast

import httpx2
import sqlalchemy as sa
from arq import create_pool
from arq.connections import RedisSettings

from benchmarks.bare_queue import QUEUE, WAITED
from benchmarks.stage import PREFLIGHT, Stage, find_percentile, open_stage, print_table
from showcase.adapters.processes import Program, run_process
from showcase.cli.stack import make_program
from showcase.database import Database

MAX_PAUSE_SECONDS = 0.5
POLLS = {"arq, poll 0.5 s": 0.5, "arq, poll 0.05 s": 0.05}
RESUME = {"basics": {"name": "Ada Example", "label": "Engineer"}}
UPLOAD = """
mutation ($input: UploadResumeInput!) { uploadResume(input: $input) { job { id } } }
"""
STARTED = """
SELECT 1000 * extract(epoch FROM second.at - first.at) FROM job_events AS first
JOIN job_events AS second USING (job_id) WHERE first.sequence = 1 AND second.sequence = 2
"""
ENDED = "SELECT count(*) FROM jobs WHERE finished_at IS NOT NULL"


async def pause() -> None:
    """Let a random time pass, so that no poll is met always at the same point."""
    await asyncio.sleep(random.uniform(0, MAX_PAUSE_SECONDS))


async def measure_ours(stage: Stage, *, jobs: int) -> list[float]:
    """Return how many milliseconds each job waited for its worker."""
    await stage.start("web")
    await stage.start("worker")
    token = await stage.sign_up()
    database = Database(stage.settings.database_url)
    async with httpx2.AsyncClient(trust_env=False) as client:
        for number in range(1, jobs + 1):
            await upload(client, stage.url, token)
            while await read(database, ENDED) != [number]:
                await pause()
    waited = await read(database, STARTED)
    await database.close()
    return waited[1:]  # the first one warms up


async def upload(client: httpx2.AsyncClient, url: str, token: str) -> None:
    """Upload a small resume that no earlier one is the same as."""
    resume = {"basics": {**RESUME["basics"], "summary": f"Number {time.time()}."}}
    form = {
        "operations": json.dumps({"query": UPLOAD, "variables": {"input": {"file": None}}}),
        "map": '{"0": ["variables.input.file"]}',
    }
    files = {"0": ("resume.json", json.dumps(resume), "application/json")}
    headers = {"Authorization": f"Bearer {token}", **PREFLIGHT}
    answer = await client.post(f"{url}/graphql", data=form, files=files, headers=headers)
    answer.raise_for_status()


async def read(database: Database, query: str) -> list[float]:
    """Return the one column of a query."""
    async with database.begin() as session:
        return [float(value) for value in (await session.scalars(sa.text(query))).all()]


async def measure_arq(stage: Stage, *, jobs: int, poll: float) -> list[float]:
    """Return how many milliseconds each job of arq alone waited."""
    program = Program(
        command=(sys.executable, "-m", "benchmarks.bare_queue", str(poll)),
        directory=Path.cwd(),
        log=stage.settings.data_dir / "arq.log",
        environment=make_program("worker", stage.settings).environment,
    )
    settings = RedisSettings.from_dsn(stage.settings.redis_url)
    redis = await create_pool(settings, default_queue_name=QUEUE)
    waited = []
    async with run_process(program):
        for _ in range(jobs + 1):
            await redis.enqueue_job("start", time.time())
            answer = await cast("Awaitable[list[bytes]]", redis.blpop([WAITED], timeout=60))
            waited.append(float(answer[1]))
            await pause()
    await redis.aclose()
    return waited[1:]  # the first one waited for the worker to start


async def compare(*, jobs: int) -> dict[str, list[float]]:
    """Measure one after the other."""
    async with open_stage() as stage:
        waited = {
            name: await measure_arq(stage, jobs=jobs, poll=poll) for name, poll in POLLS.items()
        }
        return {**waited, "showcase": await measure_ours(stage, jobs=jobs)}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--jobs", type=int, default=40)
    waited = asyncio.run(compare(jobs=parser.parse_args().jobs))
    (bare, *_) = waited.values()
    base = find_percentile(bare, 50)
    rows: list[list[str | float]] = []
    for name, values in waited.items():
        p50, p99 = (find_percentile(values, percent) for percent in (50, 99))
        rows.append([name, p50, p99, p50 / base])
    print_table("accepted → started", ("ms", "p50", "p99", "p50 ÷ arq"), rows)


if __name__ == "__main__":
    main()
