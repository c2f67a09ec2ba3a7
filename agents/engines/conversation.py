"""Asks a model through its provider, within budgets, with retries; counts what it costs."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import aclosing
from dataclasses import dataclass
from time import monotonic
from typing import Protocol

from agents.engines import EngineSettings, Usage
from agents.engines.answers import MAX_ANSWER, Unusable
from agents.engines.budget import Budget
from agents.engines.prompting import Prompt, estimate_tokens
from agents.engines.retries import TIMED_OUT, Fault, explain, make_retrying
from agents.errors import AgentError, AgentErrorCode

FAIR_SHARE = 0.5
"""A call that has less than this share of the time to answer in says nothing of the provider."""

OnText = Callable[[str], Awaitable[None]]


async def _ignore(_text: str) -> None:
    """Take a part of an answer that nobody waits for."""


@dataclass(frozen=True)
class Chunk:
    """A part of an answer as it arrives; `usage` is what the whole call has cost so far."""

    text: str = ""
    usage: Usage | None = None


class Provider(Protocol):
    """Speaks the protocol of a model's provider."""

    @property
    def gap(self) -> str:
        """What people must set before anything can be asked; empty if nothing is missing."""
        ...

    def stream(self, prompt: Prompt) -> AsyncGenerator[Chunk, None]:
        """Ask the model, and yield its answer as it arrives.

        Raises:
            Fault: There was no answer, or only a part of it.
            Unusable: What came is no answer.
            AgentError: AI_OUTPUT_INVALID, the model declined.
        """
        ...


class Conversation:
    """All questions of one writing; its budgets start when it is made."""

    def __init__(self, provider: Provider, *, settings: EngineSettings) -> None:
        self.usage = Usage()
        self._provider = provider
        self._surroundings = settings.surroundings
        self._room = settings.answer_tokens + max(0, settings.thinking_budget)
        self._budget = Budget(seconds=settings.timeout_seconds, tokens=settings.max_tokens)

    async def ask(self, prompt: Prompt, *, on_text: OnText = _ignore) -> str:
        """Return the model's answer; each part of it is handed out as it arrives.

        Raises:
            Unusable: What came is no answer.
            AgentError: AI_UNAVAILABLE (the provider is down or refuses, a budget is used up), or
                AI_OUTPUT_INVALID (the model declined).
        """
        if gap := self._provider.gap:
            raise AgentError(AgentErrorCode.AI_UNAVAILABLE, gap)
        with self._budget.reserving(prompt.tokens + self._room):
            circuit = self._surroundings.circuit
            if not await circuit.allows():
                raise AgentError(
                    AgentErrorCode.AI_UNAVAILABLE,
                    "The language model failed several times in a row and is given a rest. "
                    "Try again in a minute.",
                )
            is_fair = self._budget.seconds_left >= self._budget.seconds * FAIR_SHARE
            try:
                answer = await self._repeat(prompt, on_text)
            except Fault as fault:
                if not fault.is_passing:
                    await circuit.worked()  # it refuses, so it is there
                elif is_fair:
                    await circuit.failed()
                raise explain(fault) from fault
            except (Unusable, AgentError):
                await circuit.worked()
                raise
            await circuit.worked()
            return answer

    async def _repeat(self, prompt: Prompt, on_text: OnText) -> str:
        """Call the model, again after passing faults, as long as there is time."""
        seconds = self._budget.seconds_left
        try:
            async with asyncio.timeout(seconds):
                async for attempt in make_retrying(seconds):
                    with attempt:
                        return await self._call(prompt, on_text)
        except TimeoutError as error:
            raise Fault(TIMED_OUT) from error
        raise AssertionError("tenacity either returns or raises")

    async def _call(self, prompt: Prompt, on_text: OnText) -> str:
        """Return the answer to one request, and count what it cost, however it ends."""
        spent = Usage(requests=1)
        started = monotonic()
        answer = ""
        try:
            async with aclosing(self._provider.stream(prompt)) as chunks:
                async for chunk in chunks:
                    answer += chunk.text
                    _count(spent, chunk.usage)
                    if len(answer) > MAX_ANSWER:
                        raise Unusable("it was far too long")
                    await on_text(chunk.text)
        finally:
            if answer and not spent.tokens:
                spent.input_tokens, spent.output_tokens = prompt.tokens, estimate_tokens(answer)
            spent.seconds = monotonic() - started
            self.usage.add(spent)
            self._budget.spend(spent.tokens)
            await self._surroundings.on_usage(spent)
        return answer


def _count(spent: Usage, reported: Usage | None) -> None:
    """Take over the tokens that the provider reports."""
    if reported is not None:
        spent.input_tokens = reported.input_tokens
        spent.output_tokens = reported.output_tokens
        spent.thinking_tokens = reported.thinking_tokens
