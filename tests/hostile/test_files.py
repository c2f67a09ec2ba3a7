"""Every hostile file through a real job: a documented end, in bounds, and no harm to others."""

import asyncio
import sys
import time

import pytest

from showcase.errors import ErrorCode
from showcase.models import JobStatus
from tests.hostile.catalogue import FILES, Hostile
from tests.hostile.shop import Shop
from tests.hostile.watch import Watch

MEMORY = 512 * 1024**2
SECONDS = 10.0
"""Of CPU time, for what is done in a child and for what is done with it in the worker."""
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="Only Linux limits memory.")


@pytest.mark.parametrize("hostile", FILES, ids=lambda hostile: hostile.name)
async def test_a_hostile_file_ends_as_documented_and_harms_nobody(
    shop: Shop, hostile: Hostile
) -> None:
    data = hostile.make()
    started = time.process_time()
    with Watch() as watch:
        end, ordinary = await asyncio.gather(shop.end(data), shop.build_ordinary())
    worker_seconds = time.process_time() - started

    assert end in hostile.ends
    assert ordinary.status == JobStatus.COMPLETED
    assert watch.peak_bytes < MEMORY
    assert watch.cpu_seconds < SECONDS
    assert worker_seconds < SECONDS


def test_the_catalogue_covers_every_refusal_that_a_file_can_cause() -> None:
    ends = {end for hostile in FILES for end in hostile.ends}

    assert {code for code in ErrorCode if code.startswith("FILE_")} - ends == {
        ErrorCode.FILE_UNREADABLE  # a file that a client promised and did not send
    }
    assert len({hostile.name for hostile in FILES}) == len(FILES)
