"""A provider that is down is left alone by all workers, and tried again by one."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import pytest
import pytest_asyncio

from showcase.adapters.circuit import LIMIT, Circuit
from showcase.adapters.doorbell import Doorbell

NAME = "gemini:made-up"


@pytest_asyncio.fixture
async def workers(redis_url: str) -> AsyncIterator[list[Circuit]]:
    """Three workers, each with a connection of its own."""
    async with AsyncExitStack() as stack:
        doorbells = [Doorbell(redis_url) for _ in range(3)]
        for doorbell in doorbells:
            stack.push_async_callback(doorbell.close)
        yield [Circuit(doorbell.redis, NAME, probe_seconds=60) for doorbell in doorbells]


@pytest_asyncio.fixture
async def redis(redis_url: str) -> AsyncIterator[Doorbell]:
    """A look into what they share."""
    doorbell = Doorbell(redis_url)
    yield doorbell
    await doorbell.close()


async def fail(circuit: Circuit, times: int = LIMIT) -> None:
    for _ in range(times):
        await circuit.failed()


async def end_rest(redis: Doorbell) -> None:
    """Let the time of rest pass, as Redis measures it."""
    assert await redis.redis.pexpire(f"showcase:circuit:{NAME}:rest", 0)


async def ask_all(workers: list[Circuit]) -> list[bool]:
    return [await worker.allows() for worker in workers]


async def test_failures_of_all_workers_open_it_for_all(workers: list[Circuit]) -> None:
    for worker in workers:
        assert await ask_all(workers) == [True, True, True]
        await worker.failed()
    assert await ask_all(workers) == [False, False, False]


async def test_an_answer_in_between_begins_the_row_anew(workers: list[Circuit]) -> None:
    await fail(workers[0], LIMIT - 1)
    await workers[1].worked()
    await fail(workers[2], LIMIT - 1)
    assert await workers[0].allows()


async def test_after_a_rest_one_may_try(workers: list[Circuit], redis: Doorbell) -> None:
    await fail(workers[0])
    await end_rest(redis)
    assert await ask_all(workers) == [True, False, False]


async def test_trial_that_works_lets_all_in_again(workers: list[Circuit], redis: Doorbell) -> None:
    await fail(workers[0])
    await end_rest(redis)
    assert await workers[1].allows()
    await workers[1].worked()
    assert await ask_all(workers) == [True, True, True]


async def test_trial_that_fails_begins_another_rest(
    workers: list[Circuit], redis: Doorbell
) -> None:
    await fail(workers[0])
    await end_rest(redis)
    assert await workers[1].allows()
    await workers[1].failed()
    assert await ask_all(workers) == [False, False, False]
    await end_rest(redis)
    assert await ask_all(workers) == [True, False, False]


async def test_trial_of_a_dead_worker_is_not_waited_for(
    workers: list[Circuit], redis: Doorbell
) -> None:
    await fail(workers[0])
    await end_rest(redis)
    assert await workers[1].allows()
    assert await redis.redis.ttl(f"showcase:circuit:{NAME}:probe") <= 60
    await redis.redis.pexpire(f"showcase:circuit:{NAME}:probe", 0)
    assert await workers[2].allows()


async def test_other_providers_are_not_concerned(workers: list[Circuit], redis: Doorbell) -> None:
    await fail(workers[0])
    assert await Circuit(redis.redis, "openai:other", probe_seconds=60).allows()


@pytest.mark.parametrize("times", [0, LIMIT + 1])
async def test_without_redis_there_is_no_breaker(times: int) -> None:
    doorbell = Doorbell("redis://127.0.0.1:9")
    circuit = Circuit(doorbell.redis, NAME, probe_seconds=60)
    await fail(circuit, times)
    await circuit.worked()
    assert await circuit.allows()
    await doorbell.close()
