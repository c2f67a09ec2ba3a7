"""What goes into the log, and what never does."""

import json
import subprocess
import sys

WORDS = "what Ada wrote"
BROKEN = f"""
import asyncio, gc, logging
import structlog
from showcase.logs import configure_logs

async def fail():
    raise ValueError("{WORDS}")

async def forget():
    task = asyncio.create_task(fail())
    await asyncio.wait([task])

configure_logs()
try:
    asyncio.run(fail())
except ValueError:
    structlog.get_logger().exception("job.broke", job_id="1")
    logging.getLogger("uvicorn.error").exception("Exception in ASGI application\\n")
asyncio.run(forget())
gc.collect()
logging.getLogger("uvicorn.access").warning("{WORDS}")
logging.getLogger("strawberry.execution").error("{WORDS}")
"""


def test_errors_are_logged_without_their_text_whoever_logs_them() -> None:
    command = [sys.executable, "-c", BROKEN]
    printed = subprocess.run(command, capture_output=True, text=True, check=True).stderr
    ours, uvicorn, asyncio = map(json.loads, printed.splitlines())

    assert WORDS not in printed
    assert (ours["event"], ours["error"], ours["job_id"]) == ("job.broke", "ValueError", "1")
    assert ours["where"][-1].startswith("fail:")
    assert uvicorn["logger"] == "uvicorn.error"
    assert (uvicorn["event"], uvicorn["error"]) == ("Exception in ASGI application", "ValueError")
    assert asyncio["event"] == "Task exception was never retrieved"
    assert all(line["level"] == "error" and line["timestamp"] for line in (ours, uvicorn, asyncio))
