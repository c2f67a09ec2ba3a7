"""Engines turn facts into words. `offline` composes by rules, `gemini` asks Google's model."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

from agents.sections import Piece, Tone

EngineName = Literal["offline", "gemini"]


@dataclass(frozen=True)
class EngineSettings:
    """Which engine writes, and how it is reached."""

    name: EngineName
    api_key: str = field(default="", repr=False)
    model: str = ""
    thinking_budget: int = 0
    """Tokens that the model may think before it writes; 0 is as few as it can, -1 as it likes."""
    base_url: str = ""
    """Where the provider's protocol is spoken, if not at the provider's own address."""
    timeout_seconds: float = 60
    """For all calls of one job together, retries included."""
    fallback: bool = True
    """Whether the offline engine steps in when the model fails."""


@dataclass(frozen=True)
class Order:
    """Texts to write, with the facts that they may use."""

    pieces: tuple[Piece, ...]
    facts: Mapping[str, Any]
    language: str
    tone: Tone
    instructions: str = ""


@dataclass
class Usage:
    """What the model cost: calls, tokens, and seconds spent waiting for its answers.

    Calls run side by side, so `seconds` may be more than the time that passed.
    """

    requests: int = 0
    input_tokens: int = 0
    output_tokens: int = 0
    thinking_tokens: int = 0
    seconds: float = 0.0


class Engine(Protocol):
    """Writes by asking a model."""

    usage: Usage

    async def write(self, order: Order, *, repair: bool = True) -> dict[str, str]:
        """Return new wordings by piece id, for no other pieces than those ordered.

        Raises:
            AgentError: AI_UNAVAILABLE or AI_OUTPUT_INVALID. An answer that is not what was asked
                for is sent back once, unless `repair` is off.
        """
        ...
