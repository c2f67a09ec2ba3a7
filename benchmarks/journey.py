"""How long a resume takes to its live site, seen from outside and step by step.

    uv run python -m benchmarks.journey resume.pdf scan.jpg --repeat 7

Starts everything as `showcase up` does, in a directory of its own, and plays a person with a
client that is not ours. Each round is a new account, so that no round profits from another's
checkpoints. Times are in milliseconds; the last column compares with the bare extraction of the
same file in a warm child process.
"""

import argparse
import asyncio
import mimetypes
import os
import statistics
import tempfile
import time
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx2
from gql import Client, FileVar, GraphQLRequest, gql
from gql.client import AsyncClientSession
from gql.transport.httpx import HTTPXAsyncTransport
from gql.transport.websockets import WebsocketsTransport
from rich.console import Console
from rich.table import Table

from showcase.adapters.children import ChildPool
from showcase.choices import DeployTarget, Engine
from showcase.cli.stack import Stack, run_stack
from showcase.config import Settings
from showcase.pipeline.extract import extract

UPLOAD_ANSWERED = "upload → job id"
FIRST_EVENT = "upload → first event"
LIVE = "upload → live page"
PICKED_UP = "queued → picked up"
BARE_EXTRACTION = "bare extraction"
WARM_UP_ROUNDS = 1

SIGN_UP = gql("""
mutation SignUp($input: SignUpInput!) {
  signUp(input: $input) { session { accessToken } errors { message } }
}
""")
UPLOAD = gql("""
mutation UploadResume($input: UploadResumeInput!) {
  uploadResume(input: $input) { job { id } errors { message } }
}
""")
FOLLOW = gql("""
subscription JobProgress($jobId: ID!) {
  jobProgress(jobId: $jobId, after: 0) { type stage at message }
}
""")
RESULT = gql("""
query Job($id: ID!) { job(id: $id) { portfolio { publicUrl } } }
""")


@dataclass
class Times:
    """Milliseconds by what they measure, one per round."""

    taken: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))

    def add(self, name: str, seconds: float) -> None:
        """Add one measurement."""
        self.taken[name].append(seconds * 1000)

    def add_steps(self, events: list[dict[str, Any]]) -> None:
        """Add the steps of a job, by the times its events carry."""
        began: dict[str, datetime] = {}
        for event in events:
            at = datetime.fromisoformat(event["at"])
            if event["type"] == "STAGE_STARTED":
                began[event["stage"]] = at
            elif event["type"] == "STAGE_FINISHED":
                taken = at - began[event["stage"]]
                self.add(f"step {event['stage']}", taken.total_seconds())
        queued, picked_up = (datetime.fromisoformat(event["at"]) for event in events[:2])
        self.add(PICKED_UP, (picked_up - queued).total_seconds())


class Person:
    """Somebody with a new account, an open socket and a resume."""

    def __init__(self, requests: AsyncClientSession, events: AsyncClientSession) -> None:
        self._requests = requests
        self._events = events

    async def build_site(self, resume: Path, times: Times) -> None:
        """Upload the resume, watch the job to its end, open the site; note how long it took."""
        begun = time.perf_counter()
        job_id = await self._upload(resume)
        times.add(UPLOAD_ANSWERED, time.perf_counter() - begun)
        told: list[dict[str, Any]] = []
        async for event in self._follow(job_id):
            if not told:
                times.add(FIRST_EVENT, time.perf_counter() - begun)
            told.append(event)
        if told[-1]["type"] != "COMPLETED":
            raise SystemExit(f"{resume.name}: {told[-1]['message']}")
        await self._open_site(job_id)
        times.add(LIVE, time.perf_counter() - begun)
        times.add_steps(told)

    async def _upload(self, resume: Path) -> str:
        file = FileVar(str(resume), filename=resume.name)
        request = GraphQLRequest(UPLOAD, variable_values={"input": {"file": file}})
        answer = await self._requests.execute(request, upload_files=True)
        for error in answer["uploadResume"]["errors"]:
            raise SystemExit(f"{resume.name}: {error['message']}")
        return str(answer["uploadResume"]["job"]["id"])

    async def _follow(self, job_id: str) -> AsyncIterator[dict[str, Any]]:
        request = GraphQLRequest(FOLLOW, variable_values={"jobId": job_id})
        async for answer in self._events.subscribe(request):
            yield answer["jobProgress"]

    async def _open_site(self, job_id: str) -> None:
        request = GraphQLRequest(RESULT, variable_values={"id": job_id})
        answer = await self._requests.execute(request)
        async with httpx2.AsyncClient(trust_env=False) as visitor:
            (await visitor.get(answer["job"]["portfolio"]["publicUrl"])).raise_for_status()


@asynccontextmanager
async def sign_up(url: str) -> AsyncIterator[Person]:
    """Make an account and open its connections."""
    account = {"email": f"{uuid4().hex}@example.com", "password": uuid4().hex}
    request = GraphQLRequest(SIGN_UP, variable_values={"input": account})
    async with Client(transport=HTTPXAsyncTransport(url)) as stranger:
        answer = await stranger.execute(request)
    token = {"Authorization": f"Bearer {answer['signUp']['session']['accessToken']}"}
    requests = HTTPXAsyncTransport(url, headers={**token, "GraphQL-Require-Preflight": "1"})
    events = WebsocketsTransport(url.replace("http", "ws", 1), init_payload=token)
    async with Client(transport=requests) as asking, Client(transport=events) as listening:
        yield Person(asking, listening)


async def extract_alone(resume: Path, times: Times, *, pool: ChildPool, settings: Settings) -> None:
    """Note how long a warm child process needs to read the file."""
    data = await asyncio.to_thread(resume.read_bytes)
    media_type = mimetypes.guess_type(resume.name)[0] or "application/pdf"
    begun = time.perf_counter()
    await extract(data, media_type=media_type, pool=pool, settings=settings)
    times.add(BARE_EXTRACTION, time.perf_counter() - begun)


async def play(stack: Stack, resumes: list[Path], *, rounds: int) -> dict[Path, Times]:
    """Play every resume several times; each round is followed by the bare extraction."""
    found = {resume: Times() for resume in resumes}
    memory_bytes = stack.settings.extract_memory_bytes
    async with ChildPool(stack.settings.worker_jobs, memory_bytes=memory_bytes) as pool:
        for resume, times in found.items():
            for number in range(WARM_UP_ROUNDS + rounds):
                noted = times if number >= WARM_UP_ROUNDS else Times()
                async with sign_up(f"{stack.url}/graphql") as person:
                    await person.build_site(resume, noted)
                await extract_alone(resume, noted, pool=pool, settings=stack.settings)
    return found


async def measure(resumes: list[Path], *, rounds: int) -> dict[Path, Times]:
    """Start a stack of its own and play the resumes there."""
    # The processes of the stack take what is not handed to them from the environment.
    os.environ |= {"SHOWCASE_ENGINE": Engine.OFFLINE, "SHOWCASE_DEPLOY_TARGET": DeployTarget.LOCAL}
    with tempfile.TemporaryDirectory(prefix="showcase-benchmark-") as directory:
        settings = Settings(data_dir=Path(directory), database_url="", redis_url="")
        async with run_stack(settings) as stack:
            return await stack.run_until_one_ends(play(stack, resumes, rounds=rounds))


def make_table(resume: Path, times: Times) -> Table:
    """Show one file's times."""
    table = Table("ms", "median", "fastest", "slowest", "÷ extraction", title=resume.name)
    for column in table.columns[1:]:
        column.justify = "right"
    bare = statistics.median(times.taken[BARE_EXTRACTION])
    for name, taken in times.taken.items():
        median = statistics.median(taken)
        figures = (median, min(taken), max(taken))
        table.add_row(name, *(f"{figure:.1f}" for figure in figures), f"{median / bare:.2f}")
    return table


def main() -> None:
    """Measure the files named on the command line."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("resumes", nargs="+", type=Path)
    parser.add_argument("--repeat", type=int, default=5, help="rounds per file (default 5)")
    chosen = parser.parse_args()
    console = Console()
    for resume, times in asyncio.run(measure(chosen.resumes, rounds=chosen.repeat)).items():
        console.print(make_table(resume, times))


if __name__ == "__main__":
    main()
