"""The faults: each does harm while people upload and watch, until every job has ended."""

import asyncio
import random
import resource
import signal
from collections.abc import Awaitable, Callable

from redis.asyncio import Redis

from tests.chaos.cluster import LEASE_SECONDS, Cluster, Member
from tests.chaos.crowd import AT_ONCE, Crowd, gather_crowd
from tests.support.stack import with_port

WORKERS = 3
PAUSE_SECONDS = (0.5, 1.5)
"""Between one blow and the next."""

MAX_ATTEMPTS = 3
FULL_AT_BYTES = 128 * 1024
REFUSALS = 5
"""How often each upload is turned away, on average, before there is room again."""

Experiment = Callable[[Cluster, int], Awaitable[Crowd]]


async def start(cluster: Cluster, *, workers: int = WORKERS) -> Crowd:
    """Start a web process and workers, and give the crowd at the door."""
    web = await cluster.add_web()
    for _ in range(workers):
        await cluster.add_worker()
    return await gather_crowd(web.url, cluster.folder)


async def pause() -> None:
    """Let them work for a moment: when the blow falls is left to chance."""
    await asyncio.sleep(random.uniform(*PAUSE_SECONDS))


async def begin_scan(crowd: Crowd) -> str:
    """Upload a scan, and return its job when a worker has begun to recognise it."""
    job_id = await crowd.upload(scan=True)
    await crowd.person.see_stage(job_id, "OCR")
    return job_id


async def kill_workers(cluster: Cluster, jobs: int) -> Crowd:
    """Kill a worker again and again, each time another one comes."""
    crowd = await start(cluster)
    scans = jobs // 8
    arriving = asyncio.gather(crowd.arrive(jobs - scans), crowd.arrive(scans, scan=True))
    while not arriving.done() or crowd.is_busy:
        await pause()
        await cluster.add_worker()
        await random.choice(cluster.workers[:-1]).end()
    await arriving
    return crowd


async def meet_poison(cluster: Cluster, jobs: int) -> Crowd:
    """Have a file kill each worker that takes it: it fails in the end, and the others go on."""
    crowd = await start(cluster, workers=0)
    job_id = await crowd.upload()
    patience = {"SHOWCASE_MAX_ATTEMPTS": str(MAX_ATTEMPTS)}
    for _ in range(MAX_ATTEMPTS):
        victim = await cluster.add_worker(fault="extracting.begun", **patience)
        await victim.process.wait()
    await cluster.add_worker(**patience)
    story = await crowd.watching[job_id]
    assert story[-1]["type"] == "FAILED", story[-1]
    return await _go_on(crowd, jobs)


async def freeze_workers(cluster: Cluster, jobs: int) -> Crowd:
    """Freeze workers until others have taken their jobs, then let them go on as ghosts."""
    crowd = await start(cluster, workers=2)
    await crowd.arrive(jobs, scan=True)
    job_id = await begin_scan(crowd)
    ghosts = cluster.workers
    for ghost in ghosts:
        ghost.process.send_signal(signal.SIGSTOP)
    await cluster.add_worker()
    story = await crowd.watching[job_id]
    assert "RETRYING" in [event["type"] for event in story], "nobody was frozen"
    for ghost in ghosts:
        ghost.process.send_signal(signal.SIGCONT)
    return await _go_on(crowd, jobs)


async def restart_redis(cluster: Cluster, jobs: int) -> Crowd:
    """Kill Redis and start it again, over and over."""
    crowd = await start(cluster)
    arriving = asyncio.create_task(crowd.arrive(jobs))
    while not arriving.done() or crowd.is_busy:
        async with cluster.redis.away():
            await pause()
        await pause()
    await arriving
    return crowd


async def flush_redis(cluster: Cluster, jobs: int) -> Crowd:
    """Empty Redis again and again."""
    crowd = await start(cluster)
    arriving = asyncio.create_task(crowd.arrive(jobs))
    async with Redis.from_url(cluster.settings.redis_url) as redis:
        while not arriving.done() or crowd.is_busy:
            await redis.flushall()
            await pause()
    await arriving
    return crowd


async def freeze_redis(cluster: Cluster, jobs: int) -> Crowd:
    """Keep Redis from answering, and from refusing."""
    crowd = await start(cluster)
    with cluster.redis.frozen():
        await crowd.arrive(jobs)
        await crowd.see_the_end()
    return await _go_on(crowd, jobs)


async def start_without_redis(cluster: Cluster, jobs: int) -> Crowd:
    """Have no Redis when the processes start; it comes later."""
    async with cluster.redis.away():
        crowd = await start(cluster)
        await crowd.arrive(jobs)
        await crowd.see_the_end()
    return await _go_on(crowd, jobs)


async def restart_postgresql(cluster: Cluster, jobs: int) -> Crowd:
    """Stop PostgreSQL at once and start it again, over and over."""
    crowd = await start(cluster)
    arriving = asyncio.create_task(crowd.arrive(jobs))
    while not arriving.done() or crowd.is_busy:
        await pause()
        async with cluster.postgresql.away(signal.SIGINT):
            await pause()
        await pause()
    await arriving
    return crowd


async def freeze_postgresql(cluster: Cluster, jobs: int) -> Crowd:
    """Keep PostgreSQL from answering for longer than a lease."""
    crowd = await start(cluster)
    await crowd.arrive(jobs, scan=True)
    job_id = await begin_scan(crowd)
    with cluster.postgresql.frozen():
        ended, _ = await asyncio.wait({crowd.watching[job_id]}, timeout=2 * LEASE_SECONDS)
    assert not ended, "an end was told that nobody could write down"
    return await _go_on(crowd, jobs)


async def restart_everybody(cluster: Cluster, jobs: int) -> Crowd:
    """Replace every process in turn while uploads go on, as an operator does."""
    crowd = await start(cluster)
    other = with_port(cluster.settings)
    second = await cluster.add_web(settings=other)
    neighbours = await gather_crowd(second.url, cluster.folder)
    arriving = asyncio.gather(crowd.arrive(jobs // 2), neighbours.arrive(jobs - jobs // 2))
    for web, settings in zip(_list_webs(cluster), (cluster.settings, other), strict=True):
        await pause()
        await web.end(signal.SIGTERM)
        await cluster.add_web(settings=settings)
    for worker in cluster.workers:
        await cluster.add_worker()
        await worker.end(signal.SIGTERM)
    await arriving
    crowd.watching.update(neighbours.watching)
    return crowd


async def fill_disk(cluster: Cluster, jobs: int) -> Crowd:
    """Let the web process write nothing larger than its log, then have room again."""
    crowd = await start(cluster)
    (web,) = _list_webs(cluster)
    _, hard = resource.prlimit(web.process.pid, resource.RLIMIT_FSIZE)
    resource.prlimit(web.process.pid, resource.RLIMIT_FSIZE, (FULL_AT_BYTES, hard))
    arriving = asyncio.create_task(crowd.arrive(jobs, padding=2 * FULL_AT_BYTES))
    for _ in range(REFUSALS * min(jobs, AT_ONCE)):
        await crowd.refusals.get()
    assert not crowd.watching, "accepted what cannot be stored"
    resource.prlimit(web.process.pid, resource.RLIMIT_FSIZE, (hard, hard))
    await arriving
    await crowd.see_the_end()
    stored = [p for p in cluster.settings.data_dir.glob("objects/resumes/*") if p.is_file()]
    assert len(stored) == jobs, f"{len(stored)} files for {jobs} resumes"
    return crowd


async def _go_on(crowd: Crowd, jobs: int) -> Crowd:
    """Have as many jobs again, now that all is well."""
    await crowd.arrive(jobs)
    return crowd


def _list_webs(cluster: Cluster) -> list[Member]:
    return [member for member in cluster.members if member.name == "web"]
