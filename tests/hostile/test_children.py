"""What a pool does when a file was stronger than its child."""

import psutil
import pytest

from showcase.adapters import children
from showcase.adapters.children import ChildDied, ChildPool
from tests.hostile import possessed

MEMORY = 512 * 1024**2


@pytest.mark.parametrize("task", possessed.ANSWERS)
async def test_a_child_that_lies_is_killed_and_not_believed(
    monkeypatch: pytest.MonkeyPatch, task: str
) -> None:
    monkeypatch.setattr(children, "MODULE", possessed.__name__)
    before = psutil.Process().memory_info().rss
    async with ChildPool(1, memory_bytes=MEMORY) as pool:
        with pytest.raises(ChildDied):
            await pool.run(task, b"%PDF", seconds=0.2)

    assert psutil.Process().memory_info().rss - before < 50 * 1024**2
    assert not [p for p in psutil.Process().children() if possessed.__name__ in p.cmdline()]
