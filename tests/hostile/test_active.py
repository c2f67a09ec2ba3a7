"""What files carry beside their words is not run, not fetched, not kept in the portfolio."""

from collections.abc import Callable
from functools import partial

import pytest

from showcase.models import JobStatus
from tests.hostile import active
from tests.hostile.canary import run_canary
from tests.hostile.shop import Shop
from tests.support.resumes import NAME

NEVER = ("javascript:", "file:", "data:text", "/bin/sh", "cmd.exe", active.CANARY, "root:x:0")
WITH_ADDRESS = (active.make_launch, active.make_form, active.make_remote_parts)
ALONE = (active.make_script, active.make_attachments, active.make_collection)


@pytest.mark.parametrize("make", [*ALONE, *WITH_ADDRESS], ids=lambda make: make.__name__)
async def test_a_resume_with_more_than_words_gives_its_words(
    shop: Shop, make: Callable[..., bytes]
) -> None:
    async with run_canary() as canary:
        data = make(canary.url) if make in WITH_ADDRESS else make()

        job = await shop.build(data, publish=True)

        assert job.status == JobStatus.COMPLETED
        said = await shop.read_all(job)
        assert NAME in said
        assert [word for word in NEVER if word in said] == []
        assert canary.visits == 0
        assert canary.url not in said


@pytest.mark.parametrize(
    "make", [active.lock, partial(active.lock, revision=3)], ids=["today", "long ago"]
)
async def test_a_resume_that_anybody_may_read_is_read(
    shop: Shop, make: Callable[[], bytes]
) -> None:
    job = await shop.build(make(), publish=True)

    assert NAME in await shop.read_all(job)
