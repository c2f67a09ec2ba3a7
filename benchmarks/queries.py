"""How many queries a second the web process answers, beside a plain endpoint.

    python -m benchmarks.queries --seconds 0.4

The plain one is a Starlette route that authenticates the caller in the same way, sends the same
statements through the same pool, and writes the same values as JSON. Both are one process; their
clients are another. In turns, so that whatever else the machine does hits both.
"""

import argparse
import asyncio
from statistics import median

import httpx2
import sqlalchemy as sa
from redis.asyncio import Redis

from benchmarks.load import Request, count_answers
from benchmarks.stage import Stage, open_stage, print_table
from benchmarks.starting import upload
from showcase.api.nodes import global_id
from showcase.database import Database
from showcase.models import Job

ME = "{ me { id } }"
JOB = """
query ($id: ID!) {
  job(id: $id) {
    id kind status stage percent attempt lastSequence createdAt startedAt finishedAt canRetry
    canCancel failure { code } usage { requests }
    portfolio {
      id slug title version status engine createdAt updatedAt notices { code }
      preferences { tone showEmail showPhone showAddress theme { key name description } }
    }
  }
}
"""
CLIENTS = 16
ROUNDS = 15
DONE = sa.text("SELECT 1 FROM jobs WHERE finished_at IS NOT NULL AND portfolio_id IS NOT NULL")


async def make_job(stage: Stage, token: str) -> Job:
    """Return a job that is done, with its portfolio."""
    await stage.start("worker")
    async with httpx2.AsyncClient(trust_env=False) as client:
        await upload(client, stage.url, token)
    database = Database(stage.settings.database_url)
    try:
        while True:
            async with database.read() as session:
                if (await session.execute(DONE)).first():
                    return (await session.scalars(sa.select(Job))).one()
            await asyncio.sleep(0.05)
    finally:
        await database.close()


def is_good(answer: object) -> bool:
    """Tell whether an answer holds data and no error."""
    return isinstance(answer, dict) and "errors" not in answer and None not in answer.values()


async def compare(*, seconds: float) -> list[list[str | float]]:
    """Return a row for each query: answers a second of both, and their ratio."""
    async with open_stage() as stage:
        await stage.start("web")
        token = await stage.sign_up()
        job = await make_job(stage, token)
        _, plain = await stage.start_bare("queries")
        key = global_id("Job", job.job_id)
        url = f"{stage.url}/graphql"
        pairs = {
            "{ me { id } }": (
                Request(f"{plain}/me", token),
                Request(url, token, {"query": ME}),
            ),
            "a job, 30 fields": (
                Request(f"{plain}/jobs/{job.job_id}", token),
                Request(url, token, {"query": JOB, "variables": {"id": key}}),
            ),
        }
        return [
            [name, *await measure(stage, *requests, seconds=seconds)]
            for name, requests in pairs.items()
        ]


async def measure(
    stage: Stage, plain: Request, ours: Request, *, seconds: float
) -> tuple[float, float, float]:
    """Return the median rates of both, and the median ratio of neighbouring rounds."""
    redis = Redis.from_url(stage.settings.redis_url)
    rates: list[tuple[float, float]] = []
    for _ in range(ROUNDS + 1):  # the first round warms up
        await redis.flushdb()  # or the caller's budget would be spent before long
        first, second = [
            await count_answers(request, clients=CLIENTS, seconds=seconds, check=is_good)
            for request in (plain, ours)
        ]
        rates.append((first, second))
    await redis.aclose()
    counted = rates[1:]
    return (
        median(rate for rate, _ in counted),
        median(rate for _, rate in counted),
        median(second / first for first, second in counted),
    )


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--seconds", type=float, default=0.4)
    rows = asyncio.run(compare(seconds=parser.parse_args().seconds))
    head = ("answers a second", "plain endpoint", "GraphQL", "÷ plain")
    print_table(f"{CLIENTS} clients", head, rows)


if __name__ == "__main__":
    main()
