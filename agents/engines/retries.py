"""Calls that fail: which are worth another try, when, and what to tell people of the rest."""

import random
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus

from tenacity import (
    AsyncRetrying,
    RetryCallState,
    retry_if_exception,
    stop_after_attempt,
    stop_before_delay,
)

from agents.errors import AgentError, AgentErrorCode

MAX_ATTEMPTS = 4
FIRST_WAIT, MAX_WAIT = 0.5, 8.0  # seconds between attempts, before jitter
SECONDS = re.compile(r"\d+(\.\d+)?")
TIMED_OUT = HTTPStatus.GATEWAY_TIMEOUT


class Fault(Exception):
    """A call brought no answer.

    `status` is the HTTP status, None where there was none; `retry_after` the seconds that the
    server asks to wait.
    """

    def __init__(self, status: int | None = None, *, retry_after: float | None = None) -> None:
        super().__init__(status)
        self.status = status
        self.retry_after = retry_after

    @property
    def is_passing(self) -> bool:
        """Whether it may pass by itself: too many requests, server faults, broken wires."""
        return (
            self.status is None
            or self.status == HTTPStatus.TOO_MANY_REQUESTS
            or self.status >= HTTPStatus.INTERNAL_SERVER_ERROR
        )


def make_retrying(seconds: float) -> AsyncRetrying:
    """Return the loop that repeats a call after passing faults, within so many seconds."""
    return AsyncRetrying(
        retry=retry_if_exception(lambda error: isinstance(error, Fault) and error.is_passing),
        wait=_choose_wait,
        stop=stop_after_attempt(MAX_ATTEMPTS) | stop_before_delay(seconds),
        reraise=True,
    )


def _choose_wait(state: RetryCallState) -> float:
    """Return how long to wait: what the server asks for, else twice as long each time, jittered."""
    fault = state.outcome.exception() if state.outcome else None
    if isinstance(fault, Fault) and fault.retry_after is not None:
        return fault.retry_after + random.uniform(0, 0.1)  # noqa: S311 (not a secret)
    longest = min(MAX_WAIT, FIRST_WAIT * 2 ** (state.attempt_number - 1))
    return random.uniform(longest / 2, longest)  # noqa: S311 (not a secret)


def find_retry_after(headers: Mapping[str, str]) -> float | None:
    """Return the seconds that a `Retry-After` header asks to wait; it names seconds or a date."""
    value = headers.get("retry-after", "").strip()
    if SECONDS.fullmatch(value):
        return float(value)
    try:
        date = parsedate_to_datetime(value)
    except ValueError:
        return None
    date = date if date.tzinfo else date.replace(tzinfo=UTC)
    return max(0.0, (date - datetime.now(UTC)).total_seconds())


def explain(fault: Fault) -> AgentError:
    """Return what a person can do about a call that failed for good."""
    match fault.status:
        case HTTPStatus.GATEWAY_TIMEOUT:
            message = "The language model took too long to answer. Try again in a moment."
        case HTTPStatus.TOO_MANY_REQUESTS:
            message = "The language model's quota is used up. Try again later, or raise the quota."
        case HTTPStatus.NOT_FOUND:
            message = "The language model is not known to the provider. Check the model's name."
        case int(status) if status < HTTPStatus.INTERNAL_SERVER_ERROR:
            message = (
                "The language model refused the request. Check the API key and the model's name."
            )
        case _:
            message = "The language model cannot be reached. Try again in a moment."
    return AgentError(AgentErrorCode.AI_UNAVAILABLE, message)
