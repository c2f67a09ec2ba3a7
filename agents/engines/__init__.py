"""Engines turn facts into words. `offline` composes by rules, the others ask a model."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

from agents.sections import Piece, Tone

EngineName = Literal["offline", "gemini", "openai"]


@dataclass
class Usage:
    """What the model cost: calls, tokens, and seconds spent waiting for its answers.

    Calls run side by side, so `seconds` may be more than the time that passed. Tokens are the
    provider's figures, or an estimate by length where it gives none.
    """

    requests: int = 0
    input_tokens: int = 0
    output_tokens: int = 0
    thinking_tokens: int = 0
    seconds: float = 0.0

    @property
    def tokens(self) -> int:
        """All tokens, read, written and thought."""
        return self.input_tokens + self.output_tokens + self.thinking_tokens

    def add(self, other: "Usage") -> None:
        """Count another call."""
        self.requests += other.requests
        self.input_tokens += other.input_tokens
        self.output_tokens += other.output_tokens
        self.thinking_tokens += other.thinking_tokens
        self.seconds += other.seconds


@dataclass(frozen=True)
class Progress:
    """How far a model is with texts that nobody has checked yet; so it holds none of them."""

    kinds: tuple[str, ...]
    """The sections that the texts belong to."""
    begun: int
    total: int


class Circuit(Protocol):
    """Knows whether the provider is down, from all who call it."""

    async def allows(self) -> bool:
        """Tell whether a call is worth a try."""
        ...

    async def worked(self) -> None:
        """Take note that the provider answered."""
        ...

    async def failed(self) -> None:
        """Take note that the provider did not, after all retries."""
        ...


class Memory(Protocol):
    """Keeps usable answers, so that an interrupted job does not pay for them again."""

    async def find(self, key: str) -> dict[str, str] | None:
        """Return the texts that a prompt with this key was answered with, if it was."""
        ...

    async def keep(self, key: str, texts: dict[str, str]) -> None:
        """Keep the texts that a prompt with this key was answered with."""
        ...


async def _ignore(_news: object) -> None:
    """Take what nobody wants to know."""


class _NoCircuit:
    """Lets every call through."""

    async def allows(self) -> bool:
        return True

    async def worked(self) -> None:
        pass

    async def failed(self) -> None:
        pass


class _NoMemory:
    """Keeps nothing."""

    async def find(self, key: str) -> dict[str, str] | None:
        return None

    async def keep(self, key: str, texts: dict[str, str]) -> None:
        pass


@dataclass(frozen=True)
class Surroundings:
    """What an engine is connected to; by default to nothing."""

    circuit: Circuit = field(default_factory=_NoCircuit)
    memory: Memory = field(default_factory=_NoMemory)
    on_usage: Callable[[Usage], Awaitable[None]] = _ignore
    """Awaited after each call with what it cost, whether it went well or not."""
    on_progress: Callable[[Progress], Awaitable[None]] = _ignore
    """Awaited often while texts are written."""
    on_failure: Callable[[str], Awaitable[None]] = _ignore
    """Awaited with the reason, a sentence for people, when texts could not be had."""


@dataclass(frozen=True)
class EngineSettings:
    """Which engine writes, how it is reached, and how much it may cost."""

    name: EngineName
    api_key: str = field(default="", repr=False)
    model: str = ""
    thinking_budget: int = 0
    """Tokens that the model may think before it writes; 0 is as few as it can, -1 as it likes."""
    base_url: str = ""
    """Where the provider's protocol is spoken, if not at the provider's own address."""
    timeout_seconds: float = 60
    """For all calls of one writing together, retries included."""
    max_tokens: int = 200_000
    """For all calls of one writing together; a call that might exceed it is not made. What a model
    thinks as it likes cannot be foreseen, and counts afterwards."""
    answer_tokens: int = 8_192
    """For one answer, thinking aside."""
    fallback: bool = True
    """Whether the offline engine steps in when the model fails."""
    surroundings: Surroundings = field(default_factory=Surroundings, repr=False, compare=False)


@dataclass(frozen=True)
class Order:
    """Texts to write, with the facts that they may use."""

    pieces: tuple[Piece, ...]
    facts: Mapping[str, Any]
    language: str
    tone: Tone
    instructions: str = ""


class Engine(Protocol):
    """Writes by asking a model."""

    @property
    def usage(self) -> Usage:
        """What all calls together have cost so far."""
        ...

    async def write(self, order: Order, *, repair: bool = True) -> dict[str, str]:
        """Return new wordings by piece id, for no other pieces than those ordered.

        Raises:
            AgentError: AI_UNAVAILABLE or AI_OUTPUT_INVALID. An answer that is not what was asked
                for is sent back once, unless `repair` is off.
        """
        ...
