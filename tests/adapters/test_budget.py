"""Budgets in a real Redis, and without one."""

import pytest

from showcase.adapters.budget import Allowance, spend
from showcase.adapters.doorbell import Doorbell
from showcase.errors import RateLimited

ALLOWANCE = Allowance("test", points=5, window_seconds=3600)


async def test_points_are_spent_until_there_are_none(redis_url: str) -> None:
    doorbell = Doorbell(redis_url)
    try:
        first = await spend(doorbell.redis, ALLOWANCE, subject="ada", points=3)
        with pytest.raises(RateLimited) as refused:
            await spend(doorbell.redis, ALLOWANCE, subject="ada", points=3)
        other = await spend(doorbell.redis, ALLOWANCE, subject="bob", points=5)
    finally:
        await doorbell.close()

    assert (first.limit, first.remaining) == (5, 2)
    assert refused.value.retry_at == first.reset_at
    assert other.remaining == 0


async def test_a_counter_goes_with_its_window(redis_url: str) -> None:
    doorbell = Doorbell(redis_url)
    try:
        await spend(doorbell.redis, ALLOWANCE, subject="ada")
        (key,) = await doorbell.redis.keys("showcase:budget:*")
        left = await doorbell.redis.ttl(key)
    finally:
        await doorbell.close()

    assert 0 < left <= 3600


async def test_nobody_is_stopped_when_redis_is_gone() -> None:
    doorbell = Doorbell("redis://127.0.0.1:9")
    try:
        balance = await spend(doorbell.redis, ALLOWANCE, subject="ada", points=2)
    finally:
        await doorbell.close()

    assert balance.remaining == 3
