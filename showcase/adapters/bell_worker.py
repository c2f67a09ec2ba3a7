"""arq's worker with a bell: it starts a job when the bell rings instead of at the next poll.

arq polls every half second, which is 258 ms before a job starts; waiting on a list costs 2 ms.
`main` and `_poll_iteration` are arq's inner parts, hence the exact version in pyproject.toml.
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, cast

from arq import func
from arq.typing import WorkerCoroutine
from arq.worker import Worker

from showcase.adapters.doorbell import BELL, QUEUE, RUN_JOB, Doorbell

POLL_SECONDS = 0.5

RunJob = Callable[[str], Awaitable[None]]


class BellWorker(Worker):
    """Takes job names from arq's queue and hands them to `run_job`, at most `max_jobs` at once."""

    def __init__(
        self, doorbell: Doorbell, run_job: RunJob, *, max_jobs: int, job_seconds: float
    ) -> None:
        async def run(context: dict[Any, Any], job_id: str) -> None:
            await run_job(job_id)

        function = func(
            cast("WorkerCoroutine", run),
            name=RUN_JOB,
            keep_result=0,
            max_tries=1,
            timeout=job_seconds,
        )
        super().__init__(
            [function],
            redis_pool=doorbell.redis,
            queue_name=QUEUE,
            handle_signals=False,
            max_jobs=max_jobs,
            poll_delay=POLL_SECONDS,
            retry_jobs=False,
            log_results=False,
        )

    async def main(self) -> None:
        """Start jobs until cancelled, or until Redis is gone."""
        while True:
            await self._poll_iteration()
            if self.job_counter >= self.max_jobs:  # leave the rings to workers with room
                running = list(self.tasks.values())
                await asyncio.wait(running, return_when=asyncio.FIRST_COMPLETED)
            else:
                await self.pool.execute_command("BLPOP", BELL, self.poll_delay_s)  # type: ignore[no-untyped-call]  # blpop() takes whole seconds
