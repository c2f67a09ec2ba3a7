"""How many queries a second the API answers, beside a plain JSON endpoint.

    python -m benchmarks.queries --seconds 5 --rounds 4

Both do the same authentication and read with the same statements, each in a process of its own;
ours also takes points off two budgets, keeps metrics and writes a line of log. Documents are
always the same, as good clients send them, so they are parsed and checked once.
"""

import argparse
import asyncio
import json
import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from redis.asyncio import Redis
from sqlalchemy.ext.asyncio import AsyncSession

from benchmarks.load import Pace, Question, ask, make_request
from benchmarks.stage import open_stage, print_table
from showcase.adapters.tokens import AccessTokens
from showcase.api.nodes import global_id
from showcase.config import Settings
from showcase.database import Database
from showcase.errors import JobFailureCode
from showcase.models import Job, JobKind, JobStage, JobStatus, Portfolio, User
from showcase.models import Session as Family
from showcase.models.content import Tone

PLAIN, OURS = "plain Starlette", "GraphQL"
PEOPLE = 16
"""Each has a connection and a budget, which a round must not use up."""
ME = "{ me { id } }"
JOB = """
query ($id: ID!) {
  job(id: $id) {
    id kind status stage percent attempt lastSequence createdAt startedAt canRetry canCancel
    failure { code message stage retryable }
    usage { model requests inputTokens }
    portfolio { id slug title version status engine createdAt updatedAt }
  }
}
"""
"""30 fields."""


@dataclass(frozen=True)
class Person:
    """Who asks, and the job that is asked for."""

    token: str
    job_id: UUID


async def make_people(settings: Settings) -> list[Person]:
    """Add accounts that are signed in, each with a failed job at a portfolio."""
    lifetime = timedelta(hours=1)
    tokens = AccessTokens(keys=settings.signing_keys, issuer=settings.site_url, lifetime=lifetime)
    database = Database(settings.database_url)
    people = []
    for number in range(PEOPLE):
        async with database.begin() as session:
            user = User(email=f"{number}@example.com")
            session.add(user)
            await session.flush()
            family = Family(
                user_id=user.user_id, token_hash="", expires_at=datetime.now(UTC) + lifetime
            )
            session.add(family)
            job = await add_job(session, user)
            token, _ = tokens.sign(user_id=user.user_id, session_id=family.session_id)
        people.append(Person(token, job.job_id))
    await database.close()
    return people


async def add_job(session: AsyncSession, user: User) -> Job:
    """Add a job that has failed, and a portfolio that it was to change."""
    portfolio = Portfolio(
        user_id=user.user_id,
        slug=f"person-{user.user_id}",
        title="Ada Example",
        language="en",
        engine="offline",
        theme="folio",
        tone=Tone.PROFESSIONAL,
        seo={"title": "Ada Example", "description": "Engineer"},
    )
    session.add(portfolio)
    await session.flush()
    job = Job(
        user_id=user.user_id,
        portfolio_id=portfolio.portfolio_id,
        kind=JobKind.BUILD,
        status=JobStatus.FAILED,
        stage=JobStage.GENERATING,
        failure_code=JobFailureCode.AI_UNAVAILABLE,
        failure_stage=JobStage.GENERATING,
        model="example",
    )
    session.add(job)
    await session.flush()
    return job


def make_questions(
    people: Sequence[Person], ours: tuple[int, str], plain: tuple[int, str]
) -> dict[str, dict[str, Question]]:
    """Return what is asked, by query and server."""

    def query(text: str, **variables: str) -> bytes:
        return json.dumps({"query": text, "variables": variables}).encode()

    def question(server: tuple[int, str], path: str, bodies: Iterable[bytes]) -> Question:
        url = f"{server[1]}{path}"
        made = [
            make_request(url, body, token=person.token)
            for person, body in zip(people, bodies, strict=True)
        ]
        return Question(server[0], url, made)

    ids = [global_id("Job", person.job_id) for person in people]
    keys = [json.dumps({"id": str(person.job_id)}).encode() for person in people]
    return {
        "{ me { id } }": {
            PLAIN: question(plain, "/me", [b"{}"] * len(people)),
            OURS: question(ours, "/graphql", [query(ME)] * len(people)),
        },
        "a job, 30 fields": {
            PLAIN: question(plain, "/job", keys),
            OURS: question(ours, "/graphql", [query(JOB, id=one) for one in ids]),
        },
    }


async def compare(*, seconds: float, rounds: int) -> dict[str, dict[str, list[Pace]]]:
    """Measure all in turn, so that whatever else the machine does hits all; the first warms up."""
    async with open_stage() as stage, Redis.from_url(stage.settings.redis_url) as redis:
        people = await make_people(stage.settings)
        ours = (await stage.start("web"), stage.url)
        questions = make_questions(people, ours, await stage.start_bare("answers"))
        paces: dict[str, dict[str, list[Pace]]] = {
            name: {PLAIN: [], OURS: []} for name in questions
        }
        for number in range(rounds + 1):
            for name, servers in questions.items():
                for server, question in servers.items():
                    await redis.flushall()  # budgets are for people, not for benchmarks
                    pace = await ask(question, seconds=seconds)
                    paces[name][server] += [pace] if number else []
    return paces


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--seconds", type=float, default=3)
    parser.add_argument("--rounds", type=int, default=5)
    chosen = parser.parse_args()
    paces = asyncio.run(compare(seconds=chosen.seconds, rounds=chosen.rounds))
    rows: list[list[str | float]] = []
    for name, servers in paces.items():
        rates = {server: [pace.rate for pace in taken] for server, taken in servers.items()}
        shares = [ours / plain for ours, plain in zip(rates[OURS], rates[PLAIN], strict=True)]
        for server, taken in servers.items():
            rate = statistics.median(rates[server])
            cpu = statistics.median(pace.cpu_ms for pace in taken)
            share = statistics.median(shares) if server == OURS else 1.0
            rows.append([name, server, rate, cpu, share])
    head = ("query", "server", "answers a second", "CPU ms each", "share of plain")
    print_table(f"{PEOPLE} clients, each asks again once it is answered", head, rows)


if __name__ == "__main__":
    main()
