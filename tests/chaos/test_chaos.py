"""A quick selection of the harm that scripts/chaos does in full."""

import pytest

from tests.chaos import connections, experiments
from tests.chaos.cluster import open_cluster
from tests.chaos.crashes import find_overpaid, open_scene
from tests.chaos.damage import count_damage
from tests.chaos.writers import interrupt_writers

pytestmark = pytest.mark.timeout(400)  # whole clusters start and end here, on busy machines too

POINTS = (
    "upload.committed",
    "extracting.kept",
    "model.kept",
    "portfolio.written",
    "deployment.online",
)


async def test_a_crash_loses_nothing_and_costs_nothing_twice() -> None:
    async with open_scene() as scene:
        overpaid = await find_overpaid(scene, POINTS)
        stories = await scene.crowd.see_the_end()
        damage = await count_damage(scene.cluster.settings, stories, scene.cluster.members)

    assert overpaid == []
    assert damage.is_none, damage


async def test_a_crash_between_two_writers_asks_none_of_them_again() -> None:
    async with open_scene() as scene:
        interruptions = await interrupt_writers(scene)
        stories = await scene.crowd.see_the_end()
        damage = await count_damage(scene.cluster.settings, stories, scene.cluster.members)

    assert len(interruptions) >= 4, "there are several writers"
    assert {found.point: found.twice for found in interruptions if found.twice} == {}
    assert damage.is_none, damage


@pytest.mark.parametrize(
    "experiment",
    [experiments.kill_workers, experiments.restart_everybody, connections.lose_replies],
    ids=lambda e: e.__name__,
)
async def test_harm_loses_nothing(experiment: experiments.Experiment) -> None:
    async with open_cluster() as cluster:
        crowd = await experiment(cluster, 8)
        damage = await count_damage(cluster.settings, await crowd.see_the_end(), cluster.members)

    assert damage.is_none, damage
