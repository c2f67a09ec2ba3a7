"""How much time and how many tokens the calls of one writing may take together."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic

from agents.errors import AgentError, AgentErrorCode

TIME_IS_UP = "The time for asking the language model is used up."
TOKENS_ARE_UP = "The tokens for asking the language model are used up."


class Budget:
    """Runs from the moment it is made; every call asks before it is made."""

    def __init__(
        self, *, seconds: float, tokens: int, clock: Callable[[], float] = monotonic
    ) -> None:
        self.seconds = seconds
        self._clock = clock
        self._deadline = clock() + seconds
        self._tokens_left = tokens
        self._reserved = 0

    @property
    def seconds_left(self) -> float:
        """The time that is left, not below 0."""
        return max(0.0, self._deadline - self._clock())

    @contextmanager
    def reserving(self, tokens: int) -> Iterator[None]:
        """Hold tokens back for a call while it runs.

        Raises:
            AgentError: AI_UNAVAILABLE; so much may not be left when the other calls have ended.
        """
        if not self.seconds_left:
            raise AgentError(AgentErrorCode.AI_UNAVAILABLE, TIME_IS_UP)
        if self._reserved + tokens > self._tokens_left:
            raise AgentError(AgentErrorCode.AI_UNAVAILABLE, TOKENS_ARE_UP)
        self._reserved += tokens
        try:
            yield
        finally:
            self._reserved -= tokens

    def spend(self, tokens: int) -> None:
        """Take off what a call has cost."""
        self._tokens_left -= tokens
