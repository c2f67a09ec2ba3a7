"""Budgets in a real Redis, and without one."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
import pytest_asyncio

from showcase.adapters.budget import Allowance, Budgets
from showcase.adapters.doorbell import Doorbell
from showcase.errors import RateLimited

ALLOWANCE = Allowance("test", points=5, window_seconds=3600)


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
