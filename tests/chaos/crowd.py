"""People who upload resumes and watch them become sites, whatever happens to the servers."""

import asyncio
import os
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path
from typing import Any
from uuid import uuid4

import pikepdf
from gql.transport.exceptions import TransportQueryError

from tests.journey.person import Person, outlive_outages, sign_up
from tests.support.resumes import make_one_column, make_scan

AT_ONCE = 20
"""Uploads under way at the same time."""

_making = threading.Lock()
"""PDFium, which draws the scans, takes one thread at a time."""

WORDS = (
    *("Amber", "Birch", "Cedar", "Delta", "Ember", "Forest", "Garden", "Harbour"),
    *("Island", "Juniper", "Lantern", "Meadow", "Northern", "Orchard", "River", "Silver"),
)
"""Of the names of projects."""

Story = list[dict[str, Any]]


def name_projects() -> Iterator[str]:
    """Give names, always the same ones in the same order; with them no two resumes are alike.

    They are plain words, because a scan whose words Tesseract is not sure of costs another price.
    """
    return map(" ".join, product(WORDS, repeat=3))


@dataclass
class Crowd:
    """One person at one web process, with all their jobs and what is seen of them, by job id."""

    person: Person
    folder: Path
    watching: dict[str, asyncio.Task[Story]] = field(default_factory=dict)
    others: list[tuple[str, Story]] = field(default_factory=list)
    """What others saw of the same jobs."""
    projects: Iterator[str] = field(default_factory=name_projects)
    """What sets the next resumes apart."""
    refusals: asyncio.Queue[str] = field(default_factory=asyncio.Queue)
    """The projects of uploads that were not taken and are tried again, each time."""

    @property
    def is_busy(self) -> bool:
        """Whether somebody still waits for the end of a job."""
        return not all(task.done() for task in self.watching.values())

    async def arrive(self, count: int, *, scan: bool = False, padding: int = 0) -> None:
        """Upload so many resumes, each once accepted watched from then on."""
        room = asyncio.Semaphore(AT_ONCE)

        async def come() -> None:
            async with room:
                await self.upload(scan=scan, padding=padding)

        await asyncio.gather(*(come() for _ in range(count)))

    async def upload(self, *, scan: bool = False, data: bytes = b"", padding: int = 0) -> str:
        """Upload a resume, or `data`, again if the answer got lost; return the id of its job."""
        project, key = next(self.projects), uuid4().hex
        path = self.folder / f"{key}.pdf"
        path.write_bytes(data or await asyncio.to_thread(_make_resume, project, scan=scan))
        if padding:
            _make_heavy(path, padding)
        async for attempt in outlive_outages():
            if attempt.retry_state.attempt_number > 1:
                self.refusals.put_nowait(project)
            with attempt:
                payload = await self.person.upload(path, idempotencyKey=key)
                if "UNAVAILABLE" in [error["code"] for error in payload["errors"]]:
                    raise TransportQueryError("UNAVAILABLE")
        assert payload["errors"] == [], payload
        return self.watch(str(payload["job"]["id"]))

    def watch(self, job_id: str) -> str:
        """Follow a job to its end, however often the connection breaks; return its id."""
        self.watching[job_id] = asyncio.create_task(self.person.watch_through_outages(job_id))
        return job_id

    async def see_the_end(self) -> list[tuple[str, Story]]:
        """Return what was seen of each job, by its id, once all have ended."""
        stories = await asyncio.gather(*self.watching.values())
        return [*zip(self.watching, stories, strict=True), *self.others]


async def gather_crowd(url: str, folder: Path) -> Crowd:
    """Return a crowd at a web process, whose files lie in an existing folder."""
    return Crowd(await sign_up(url), folder)


def _make_resume(project: str, *, scan: bool) -> bytes:
    with _making:
        return (make_scan if scan else make_one_column)(project=project)


def _make_heavy(path: Path, size: int) -> None:
    """Put bytes into a PDF that nobody sees."""
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        pdf.Root.Padding = pdf.make_stream(os.urandom(size))
        pdf.save(path)
