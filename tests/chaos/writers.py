"""A worker is killed between two writers; those that were done are not asked again."""

from dataclasses import dataclass
from typing import Any

from tests.chaos.crashes import Scene
from tests.support.gemini import answer_well

Request = dict[str, Any]


@dataclass(frozen=True)
class Interruption:
    """What the model was asked before and after its worker was killed."""

    point: str
    kept: list[Request]
    """Answered and kept before the end."""
    asked_again: list[Request]

    @property
    def twice(self) -> list[Request]:
        """What was asked although its answer was kept, or more than once after the crash."""
        again = self.asked_again
        return [one for one in again if one in self.kept or again.count(one) > 1]


async def interrupt_writers(scene: Scene) -> list[Interruption]:
    """Kill a worker after each number of answers, right before and after the last one is kept.

    Right before, nobody can say how many of the answers that came side by side were kept.
    """
    writers = (await scene.measure(scan=False))["model"]
    found = []
    for answers in range(1, writers + 1):
        before = await _interrupt(scene, f"model.answered:{answers}", answers, kept=0)
        after = await _interrupt(scene, f"model.kept:{answers}", answers, kept=answers)
        assert len(before.asked_again) <= writers, before.point
        assert len(after.asked_again) == writers - answers, after.point
        found += [before, after]
    return found


async def _interrupt(scene: Scene, point: str, answers: int, *, kept: int) -> Interruption:
    """Let the model answer so many requests and no more, and the worker die at a point."""
    gemini = scene.till.gemini
    gemini.requests.clear()
    gemini.play(*[answer_well] * answers)
    gemini.usual = gemini.hang
    doomed = await scene.add_doomed(point)
    await scene.crowd.upload()
    await doomed.process.wait()
    done = gemini.requests[:kept]
    gemini.usual = answer_well
    gemini.requests.clear()
    await scene.heal()
    return Interruption(point, done, list(gemini.requests))
