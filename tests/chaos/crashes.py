"""The crash matrix: a process is killed at every point where it has just written something.

Model calls are counted at a server that plays the model, OCR at a turnstile before Tesseract.
"""

import asyncio
import signal
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

from showcase.faults import POINTS
from tests.chaos.cluster import Cluster, Member, open_cluster
from tests.chaos.crowd import Crowd, gather_crowd
from tests.journey.operations import CANCEL, JOB, PORTFOLIO, REGENERATE
from tests.support.gemini import API_KEY, FakeGemini, run_gemini
from tests.support.turnstile import Turnstile, open_turnstile

BAD_FILE = b"%PDF-1.7\nnothing of a PDF follows"
PAID_AGAIN = {
    "extracting.made": "ocr",
    "ocr.begun": "ocr",
    "ocr.told": "ocr",
    "ocr.ended": "ocr",
    "generating.begun": "model",
    "generating.told": "model",
    "model.answered": "model",
    "model.kept": "model",  # one answer is kept; those to the questions beside it are under way
}
"""What is under way here, or not kept yet, is paid for once more after a crash."""
AT_ONCE = 6
"""Workers that die side by side."""
SCANNED = ("ocr.begun", "ocr.told", "ocr.ended", "extracting.made", "extracting.kept")


@dataclass
class Till:
    """Counts what is paid for: calls of the model, and of Tesseract."""

    gemini: FakeGemini
    turnstile: Turnstile

    def read(self) -> dict[str, int]:
        """Return what was paid so far."""
        return {"model": len(self.gemini.requests), "ocr": self.turnstile.count()}


@dataclass
class Scene:
    """Where crashes happen: a cluster with a web process, people, and a till."""

    cluster: Cluster
    crowd: Crowd
    till: Till

    async def heal(self) -> None:
        """Let a healthy worker finish everything, which loses no lease when all stands still."""
        healthy = await self.cluster.add_worker(SHOWCASE_LEASE_SECONDS="60")
        await self.crowd.see_the_end()
        await healthy.end()

    async def add_doomed(self, point: str) -> Member:
        """Start a worker that is to die at a point."""
        return await self.cluster.add_worker(fault=point, SHOWCASE_WORKER_JOBS="1")

    async def measure(self, *, scan: bool) -> dict[str, int]:
        """Return what a resume costs when nothing goes wrong."""
        before = self.till.read()
        await self.crowd.upload(scan=scan)
        await self.heal()
        price = {name: count - before[name] for name, count in self.till.read().items()}
        assert price["model"], "the model writes"
        assert bool(price["ocr"]) is scan, "Tesseract reads scans, and nothing else"
        return price


@asynccontextmanager
async def open_scene() -> AsyncIterator[Scene]:
    """Run a cluster in which model and OCR are counted."""
    async with run_gemini() as gemini, open_cluster() as cluster:
        with open_turnstile(cluster.settings.data_dir / "programs") as turnstile:
            turnstile.admit()
            cluster.environment |= {
                "PATH": turnstile.path,
                "GEMINI_API_KEY": API_KEY,
                "SHOWCASE_ENGINE": "gemini",
                "SHOWCASE_GEMINI_BASE_URL": gemini.url,
            }
            web = await cluster.add_web()
            crowd = await gather_crowd(web.url, cluster.folder)
            yield Scene(cluster, crowd, Till(gemini, turnstile))


@dataclass(frozen=True)
class Rescue:
    """What became of a job whose worker was killed in the middle of a step, after OCR and model."""

    seconds: float
    """From the kill until another worker has begun the job again."""
    paid_again: dict[str, int]


async def find_overpaid(scene: Scene, points: Sequence[str] = POINTS) -> list[str]:
    """Crash at each of the points; return after which of them something was paid for too often."""
    overpaid = []
    for scan in (False, True):
        usual = [point for point in points if _find_special(point) is None]
        chosen = [point for point in usual if (point in SCANNED) is scan]
        price = await scene.measure(scan=scan) if chosen else {}
        for begin in range(0, len(chosen), AT_ONCE):
            batch = chosen[begin : begin + AT_ONCE]
            for name, paid in (await crash_builds(scene, batch, scan=scan)).items():
                times = len(batch) + sum(PAID_AGAIN.get(point) == name for point in batch)
                if paid > times * price[name]:
                    overpaid.append(f"{name} at {batch}: {paid} for {price[name]}")
    for point in points:
        if (crash := _find_special(point)) is not None:
            await crash(scene, point)
    return overpaid


async def crash_builds(scene: Scene, points: Sequence[str], *, scan: bool) -> dict[str, int]:
    """Kill one worker at each of the points, each in the middle of an ordinary job.

    Return what that cost.
    """
    before = scene.till.read()
    doomed = await asyncio.gather(*(scene.add_doomed(point) for point in points))
    await scene.crowd.arrive(len(points), scan=scan)
    await asyncio.gather(*(member.process.wait() for member in doomed))
    await scene.heal()
    return {name: count - before[name] for name, count in scene.till.read().items()}


async def time_rescue(scene: Scene) -> Rescue:
    """Have a worker killed when it has only just begun to save, and see another one go on."""
    doomed = await scene.add_doomed("persisting.begun")
    dying = asyncio.create_task(_note_death(doomed))
    job_id = await scene.crowd.upload(scan=True)
    async with scene.crowd.person.watching(job_id) as events:
        async for event in events:
            if event["type"] == "STAGE_STARTED":
                break
        spare = await scene.cluster.add_worker()
        died, paid = await dying, scene.till.read()
        async for event in events:
            if event["type"] == "RETRYING":
                break
        await anext(events)
        seconds = time.monotonic() - died
    await scene.crowd.see_the_end()
    await spare.end()
    again = {name: count - paid[name] for name, count in scene.till.read().items()}
    return Rescue(seconds, again)


async def _note_death(member: Member) -> float:
    await member.process.wait()
    return time.monotonic()


async def crash_an_upload(scene: Scene, point: str) -> None:
    """Kill the web process while it takes a file; another one takes its place."""
    settings = scene.cluster.settings
    await _find_web(scene.cluster).end()
    doomed = await scene.cluster.add_web(fault=point)
    uploading = asyncio.create_task(scene.crowd.upload())
    await doomed.process.wait()
    await scene.cluster.add_web(settings=settings)
    await uploading
    await scene.heal()


async def crash_a_rewrite(scene: Scene, point: str) -> None:
    """Kill the worker while it saves sections that were written anew."""
    job_id = await scene.crowd.upload()
    await scene.heal()
    person = scene.crowd.person
    portfolio_id = (await person.ask(JOB, id=job_id))["job"]["portfolio"]["id"]
    sections = (await person.ask(PORTFOLIO, id=portfolio_id))["portfolio"]["sections"]
    chosen = [section["id"] for section in sections if section["kind"] in {"HERO", "ABOUT"}]
    payload = await person.mutate(REGENERATE, sectionIds=chosen, instructions="shorter")
    scene.crowd.watch(payload["job"]["id"])
    await (await scene.add_doomed(point)).process.wait()
    await scene.heal()


async def crash_a_failure(scene: Scene, point: str) -> None:
    """Kill the worker when it has written that a file cannot be read."""
    doomed = await scene.add_doomed(point)
    await scene.crowd.upload(data=BAD_FILE)
    await doomed.process.wait()
    await scene.heal()


async def crash_a_cancellation(scene: Scene, point: str) -> None:
    """Kill the worker when it has written that a job was cancelled."""
    async with stalled_job(scene, point) as (doomed, job_id):
        await scene.crowd.person.mutate(CANCEL, jobId=job_id)
        await doomed.process.wait()
    await scene.heal()


async def crash_a_release(scene: Scene, point: str) -> None:
    """Kill a worker that was asked to stop, when it has given its job back."""
    async with stalled_job(scene, point) as (doomed, _):
        doomed.process.send_signal(signal.SIGTERM)
        await doomed.process.wait()
    await scene.heal()


async def crash_a_rescue(scene: Scene, point: str) -> None:
    """Kill the worker that has rescued the job of another one that was killed."""
    first = await scene.add_doomed("job.claimed")
    await scene.crowd.upload()
    await first.process.wait()
    await (await scene.add_doomed(point)).process.wait()
    await scene.heal()


SPECIAL: dict[str, Callable[[Scene, str], Awaitable[None]]] = {
    "upload": crash_an_upload,
    "section.written": crash_a_rewrite,
    "section.saved": crash_a_rewrite,
    "job.failed": crash_a_failure,
    "job.cancelled": crash_a_cancellation,
    "job.released": crash_a_release,
    "jobs.rescued": crash_a_rescue,
}
"""Points that an ordinary job does not come by."""


def _find_special(point: str) -> Callable[[Scene, str], Awaitable[None]] | None:
    return SPECIAL.get("upload" if point.startswith("upload.") else point)


@asynccontextmanager
async def stalled_job(scene: Scene, point: str) -> AsyncIterator[tuple[Member, str]]:
    """Run a job that waits for the model for as long as the block runs."""
    scene.till.gemini.stalls = True
    doomed = await scene.add_doomed(point)
    job_id = await scene.crowd.upload()
    await scene.crowd.person.see_stage(job_id, "GENERATING")
    try:
        yield doomed, job_id
    finally:
        scene.till.gemini.stalls = False


def _find_web(cluster: Cluster) -> Member:
    return next(m for m in cluster.members if m.name == "web" and m.process.returncode is None)
