"""Do all the harm there is, and print what came of it. Run it by scripts/chaos."""

import argparse
import asyncio
import random
import sys
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial

from rich.console import Console
from rich.table import Table

from showcase.faults import POINTS
from tests.chaos import connections, experiments
from tests.chaos.cluster import LEASE_SECONDS, open_cluster
from tests.chaos.crashes import Rescue, find_overpaid, open_scene, time_rescue
from tests.chaos.damage import Damage, count_damage

SHARES = {
    experiments.kill_workers: 0.4,
    experiments.meet_poison: 0.02,
    experiments.freeze_workers: 0.02,
    experiments.restart_redis: 0.1,
    experiments.flush_redis: 0.1,
    experiments.freeze_redis: 0.05,
    experiments.start_without_redis: 0.05,
    experiments.restart_postgresql: 0.1,
    experiments.freeze_postgresql: 0.02,
    experiments.restart_everybody: 0.1,
    experiments.fill_disk: 0.02,
    connections.lose_replies: 0.1,
    connections.watch_slowly: 0.1,
}
"""How much of the jobs each fault gets; some run more on top."""
GRACE_SECONDS = 5.0
PATIENCE_SECONDS = 900.0
"""A fault whose end nobody sees by then has broken something."""
RESCUE_SECONDS = LEASE_SECONDS + GRACE_SECONDS
"""How soon the job of a killed worker runs again."""
COLUMNS = {
    "jobs": "jobs",
    "lost": "lost",
    "accepted_twice": "accepted twice",
    "done_twice": "done twice",
    "second_portfolios": "second portfolio",
    "second_deployments": "second deployment",
    "unsettled_deployments": "deployment without end",
    "wrong_stories": "events missed or repeated",
    "own_exits": "ended by itself",
    "slowest_rescue": "slowest rescue s",
}

CAPTION = (
    "slowest rescue: from the last word of a worker that died to the first of the next one, "
    "also where there was none for a while"
)


Trial = Callable[[], Awaitable["Result"]]


@dataclass(frozen=True)
class Result:
    """What a fault has done, and how long it took to find out."""

    fault: str
    damage: Damage
    seconds: float
    overpaid: tuple[str, ...] = ()
    rescue: Rescue | None = None

    @property
    def is_good(self) -> bool:
        """Whether every promise was kept."""
        return self.damage.is_none and not self.overpaid and _is_prompt(self.rescue)


def _is_prompt(rescue: Rescue | None) -> bool:
    if rescue is None:
        return True
    return rescue.seconds <= RESCUE_SECONDS and not any(rescue.paid_again.values())


async def try_experiment(experiment: experiments.Experiment, jobs: int) -> Result:
    """Do harm of one kind to a cluster of its own."""
    started = time.monotonic()
    async with open_cluster() as cluster:
        crowd = await experiment(cluster, jobs)
        stories = await crowd.see_the_end()
        damage = await count_damage(cluster.settings, stories, cluster.members)
    return Result(experiment.__name__.replace("_", " "), damage, time.monotonic() - started)


async def try_crashes() -> Result:
    """Kill a process at every fault point."""
    started = time.monotonic()
    async with open_scene() as scene:
        rescue = await time_rescue(scene)
        overpaid = await find_overpaid(scene)
        stories = await scene.crowd.see_the_end()
        damage = await count_damage(scene.cluster.settings, stories, scene.cluster.members)
    seconds = time.monotonic() - started
    return Result(f"crash at {len(POINTS)} points", damage, seconds, tuple(overpaid), rescue)


def make_table(results: list[Result]) -> Table:
    """Return a row for each fault."""
    table = Table("fault", *COLUMNS.values(), "seconds", caption=CAPTION)
    for result in results:
        values = [getattr(result.damage, name) for name in COLUMNS]
        cells = [f"{value:.1f}" if isinstance(value, float) else str(value) for value in values]
        table.add_row(result.fault, *cells, f"{result.seconds:.0f}")
    return table


def print_end(console: Console, results: list[Result]) -> None:
    """Print all results as one table, and what it says in words."""
    console.rule()
    console.print(make_table(results))
    console.print(f"{sum(result.damage.jobs for result in results)} jobs in all")
    overpaid = [line for result in results for line in result.overpaid]
    console.print(f"paid for too often at crashes: {overpaid or 'nothing'}")
    for rescue in (result.rescue for result in results if result.rescue):
        paid = ", ".join(f"{name} {count} times" for name, count in rescue.paid_again.items())
        console.print(
            f"a worker killed mid-step: running again after {rescue.seconds:.1f} s "
            f"(lease {LEASE_SECONDS:.0f} s + {GRACE_SECONDS:.0f} s allowed); paid again: {paid}"
        )


def list_trials(jobs: int, only: str | None) -> list[Trial]:
    """Return what is to be tried."""
    trials: list[Trial] = []
    if only in {None, "crashes"}:
        trials.append(try_crashes)
    trials += [
        partial(try_experiment, experiment, max(2, round(share * jobs)))
        for experiment, share in SHARES.items()
        if only in {None, experiment.__name__}
    ]
    return trials


async def main() -> int:
    """Run everything; return 1 if any promise was broken."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--jobs", type=int, default=500, help="how many jobs, at the least")
    parser.add_argument("--seed", type=int, default=1, help="of what is left to chance")
    parser.add_argument("--only", help="a fault by its name, such as kill_workers or crashes")
    parser.add_argument("--at-once", type=int, default=2, help="clusters side by side")
    arguments = parser.parse_args()
    random.seed(arguments.seed)
    console = Console(width=170)
    room = asyncio.Semaphore(arguments.at_once)

    async def run(trial: Trial) -> Result | None:
        async with room:
            try:
                async with asyncio.timeout(PATIENCE_SECONDS):
                    result = await trial()
            except Exception:  # noqa: BLE001 (a fault that cannot be tried must not hide the others)
                console.print_exception()
                return None
        console.print(f"{result.fault}: {result.seconds:.0f} s, {result.damage}")
        return result

    tried = await asyncio.gather(*map(run, list_trials(arguments.jobs, arguments.only)))
    results = [result for result in tried if result is not None]
    print_end(console, results)
    return 0 if results == tried and all(result.is_good for result in results) else 1


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
