"""Budgets in a real Redis, and without one."""

import asyncio
import time
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
import pytest_asyncio

from showcase.adapters import budget
from showcase.adapters.budget import ADVANCES, Allowance, Budgets
from showcase.adapters.doorbell import Doorbell
from showcase.errors import RateLimited

ALLOWANCE = Allowance("test", points=5, window_seconds=3600)
LARGE = Allowance("large", points=4 * ADVANCES, window_seconds=3600)
"""Drawn in advances of four."""


@pytest_asyncio.fixture
async def doorbell(redis_url: str) -> AsyncIterator[Doorbell]:
    doorbell = Doorbell(redis_url)
    yield doorbell
    await doorbell.close()


@pytest.fixture
def budgets(doorbell: Doorbell) -> Budgets:
    return Budgets(doorbell.redis)


async def test_points_are_spent_until_there_are_none(budgets: Budgets) -> None:
    await budgets.spend(ALLOWANCE, subject="ada", points=3)
    with pytest.raises(RateLimited) as refused:
        await budgets.spend(ALLOWANCE, subject="ada", points=3)
    await budgets.spend(ALLOWANCE, subject="bob", points=5)

    assert refused.value.retry_at is not None
    assert timedelta(0) < refused.value.retry_at - datetime.now(UTC) <= timedelta(hours=1)


async def test_what_is_left_can_be_asked_for(budgets: Budgets) -> None:
    await budgets.spend(ALLOWANCE, subject="ada", points=3)

    balance = await budgets.get_balance(ALLOWANCE, subject="ada")

    assert (balance.limit, balance.remaining) == (5, 2)


async def read_drawn(doorbell: Doorbell) -> int:
    """Return what has been taken off the only budget in Redis."""
    (key,) = await doorbell.redis.keys("showcase:budget:*")
    return int(await doorbell.redis.get(key) or 0)


async def test_points_are_drawn_in_advance(budgets: Budgets, doorbell: Doorbell) -> None:
    drawn = []
    for _ in range(7):
        await budgets.spend(LARGE, subject="ada")
        drawn.append(await read_drawn(doorbell))

    balance = await budgets.get_balance(LARGE, subject="ada")

    assert drawn == [5, 5, 5, 5, 5, 10, 10]
    assert balance.remaining == LARGE.points - 7


async def test_many_at_once_share_what_one_draws(budgets: Budgets, doorbell: Doorbell) -> None:
    each = LARGE.points // ADVANCES + 1
    await asyncio.gather(*(budgets.spend(LARGE, subject="ada") for _ in range(2 * each)))

    balance = await budgets.get_balance(LARGE, subject="ada")

    assert await read_drawn(doorbell) == 2 * each
    assert balance.remaining == LARGE.points - 2 * each


async def test_a_draw_that_is_called_off_keeps_nobody_waiting(budgets: Budgets) -> None:
    drawing, waiting = [asyncio.create_task(budgets.spend(LARGE, subject="ada")) for _ in range(2)]
    await asyncio.sleep(0)  # both have begun: one asks Redis, the other waits for the answer
    drawing.cancel()
    await asyncio.wait_for(waiting, 5)

    assert drawing.cancelled()
    assert (await budgets.get_balance(LARGE, subject="ada")).remaining < LARGE.points


async def test_all_who_wait_for_points_that_are_gone_are_told(budgets: Budgets) -> None:
    await spend_all(budgets)
    spending = (budgets.spend(LARGE, subject="ada") for _ in range(5))

    assert [type(end) for end in await asyncio.gather(*spending, return_exceptions=True)] == (
        [RateLimited] * 5
    )


async def test_what_an_advance_is_too_small_for_is_kept(budgets: Budgets) -> None:
    await budgets.spend(LARGE, subject="ada")
    await budgets.spend(LARGE, subject="ada", points=7)

    balance = await budgets.get_balance(LARGE, subject="ada")

    assert balance.remaining == LARGE.points - 8


async def spend_all(budgets: Budgets) -> int:
    """Spend one by one until no more is given, and return how much was."""
    for spent in range(LARGE.points + 1):
        try:
            await budgets.spend(LARGE, subject="ada")
        except RateLimited:
            return spent
    raise AssertionError("more was given than there is")


async def test_processes_give_no_more_than_there_is(doorbell: Doorbell) -> None:
    processes = [Budgets(doorbell.redis), Budgets(doorbell.redis)]
    for process in processes:
        await process.spend(LARGE, subject="ada")

    spent = len(processes) + sum([await spend_all(process) for process in processes])

    forgone = LARGE.points // ADVANCES + 1
    assert LARGE.points - forgone <= spent <= LARGE.points


async def test_an_advance_ends_with_its_window(
    budgets: Budgets, doorbell: Doorbell, monkeypatch: pytest.MonkeyPatch
) -> None:
    await budgets.spend(LARGE, subject="ada")
    later = time.monotonic() + LARGE.window_seconds
    monkeypatch.setattr(budget, "time", SimpleNamespace(monotonic=lambda: later))
    await budgets.spend(LARGE, subject="ada")

    assert await read_drawn(doorbell) == 10


async def test_only_so_many_advances_are_kept(
    budgets: Budgets, doorbell: Doorbell, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(budget, "REMEMBERED", 2)
    for subject in ("ada", "bob", "eve", "ada"):
        await budgets.spend(LARGE, subject=subject)

    drawn = [int(await doorbell.redis.get(key)) for key in await doorbell.redis.keys("*large*")]
    assert sorted(drawn) == [5, 5, 10]


async def test_the_advance_drawn_longest_ago_goes_first(
    budgets: Budgets, doorbell: Doorbell, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(budget, "REMEMBERED", 2)
    await budgets.spend(LARGE, subject="ada")
    await budgets.spend(LARGE, subject="bob")
    await budgets.spend(LARGE, subject="ada", points=5)  # draws again
    await budgets.spend(LARGE, subject="eve")
    await budgets.spend(LARGE, subject="ada")

    (key,) = await doorbell.redis.keys("*ada*")
    assert int(await doorbell.redis.get(key) or 0) == 5 + 9


async def test_a_counter_goes_with_its_window(budgets: Budgets, doorbell: Doorbell) -> None:
    await budgets.spend(ALLOWANCE, subject="ada")

    (key,) = await doorbell.redis.keys("showcase:budget:*")
    assert 0 < await doorbell.redis.ttl(key) <= 3600


async def test_nobody_is_stopped_when_redis_is_gone() -> None:
    doorbell = Doorbell("redis://127.0.0.1:9")
    budgets = Budgets(doorbell.redis)
    try:
        await budgets.spend(ALLOWANCE, subject="ada", points=9)
        balance = await budgets.get_balance(ALLOWANCE, subject="ada")
    finally:
        await doorbell.close()

    assert balance.remaining == 5
