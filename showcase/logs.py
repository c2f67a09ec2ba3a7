"""Structured logs: one line of JSON per event, or coloured lines in a terminal."""

import logging
import sys
import traceback
from typing import Any

import structlog

INNER_FRAMES = 6
QUIETED = ("strawberry.execution", "uvicorn.access")
"""Loggers whose lines hold clients' documents and addresses; for both we write lines of our own."""


def configure_logs(*, level: int = logging.INFO) -> None:
    """Send structlog and the standard library's loggers to stderr in one form.

    Event names are static and dotted (`job.step_entered`); ids, counts and durations go into
    keywords. Never rows, resume text, names, addresses, tokens or prompts.
    """
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _replace_exception,
    ]
    renderer: structlog.typing.Processor = (
        structlog.dev.ConsoleRenderer()
        if sys.stderr.isatty()
        else structlog.processors.JSONRenderer()
    )
    structlog.configure(
        processors=[*shared, renderer],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    # Foreign lines say whose they are: their text is not a name that can be searched for.
    foreign = [structlog.stdlib.add_logger_name, _keep_first_line, *shared]
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(processor=renderer, foreign_pre_chain=foreign)
    )
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)
    for name in QUIETED:
        logging.getLogger(name).disabled = True


def describe_error(error: BaseException) -> dict[str, Any]:
    """Return what a log may hold of an error: its type, and where in our code it broke.

    Not its text: that may be what people wrote.
    """
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if "showcase" in frame.filename or "agents" in frame.filename]
    where = [f"{frame.name}:{frame.lineno}" for frame in ours or frames]
    return {"error": type(error).__name__, "where": where[-INNER_FRAMES:]}


def _replace_exception(
    _logger: object, _method: str, event: structlog.typing.EventDict
) -> structlog.typing.EventDict:
    """Put the description of an exception in the place of its traceback."""
    found = event.pop("exc_info", None)
    if found is True:
        found = sys.exc_info()
    error = found[1] if isinstance(found, tuple) else found
    if isinstance(error, BaseException):
        event.update(describe_error(error))
    return event


def _keep_first_line(
    _logger: object, _method: str, event: structlog.typing.EventDict
) -> structlog.typing.EventDict:
    """Drop what asyncio and others append to their sentence: the text of an exception."""
    event["event"] = str(event["event"]).partition("\n")[0]
    return event
