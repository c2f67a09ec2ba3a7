"""A worker of arq alone, whose jobs do nothing but say how long they waited.

python -m benchmarks.bare_queue POLL_SECONDS
"""

import sys
import time
from typing import Any, cast

from arq import func
from arq.connections import RedisSettings
from arq.typing import WorkerCoroutine
from arq.worker import Worker

from showcase.config import Settings

QUEUE = "benchmark:jobs"
WAITED = "benchmark:waited"


async def start(context: dict[str, Any], sent_at: float) -> None:
    """Say how long the job waited."""
    await context["redis"].rpush(WAITED, 1000 * (time.time() - sent_at))


def main() -> None:
    """Work until stopped."""
    function = func(cast("WorkerCoroutine", start), name="start", keep_result=0)
    Worker(
        [function],
        redis_settings=RedisSettings.from_dsn(Settings().redis_url),
        queue_name=QUEUE,
        poll_delay=float(sys.argv[1]),
    ).run()


if __name__ == "__main__":
    main()
