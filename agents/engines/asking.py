"""Asks a model for an answer of a certain shape: remembered if it came before, put right once."""

import hashlib
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TypeVar

from agents.engines import EngineSettings
from agents.engines.answers import Unusable
from agents.engines.conversation import Conversation
from agents.engines.prompting import Prompt
from agents.errors import AgentError, AgentErrorCode

Answer = TypeVar("Answer")
OnText = Callable[[str], Awaitable[None]]
KEPT = "answer"


async def _ignore(_text: str) -> None:
    """Take a part of an answer that nobody waits for."""


@dataclass(frozen=True)
class Asker:
    """Asks in one conversation."""

    conversation: Conversation
    settings: EngineSettings

    async def ask(
        self,
        prompt: Prompt,
        read: Callable[[str], Answer],
        *,
        on_text: OnText = _ignore,
        repair: bool = True,
    ) -> Answer:
        """Return what `read` makes of the model's answer.

        `read` raises Unusable for what is not the answer asked for; then the model is asked once
        more, unless `repair` is off. An answer that can be read is kept and never paid for again.

        Raises:
            AgentError: AI_UNAVAILABLE or AI_OUTPUT_INVALID; `on_failure` has been told.
        """
        try:
            try:
                return await self._ask(prompt, read, on_text)
            except Unusable as unusable:
                if not repair:
                    raise
                return await self._ask(prompt.after(str(unusable)), read, on_text)
        except Unusable as unusable:
            failure = AgentError(
                AgentErrorCode.AI_OUTPUT_INVALID,
                "The language model's answer could not be used. Try again in a moment.",
            )
            await self.settings.surroundings.on_failure(failure.message)
            raise failure from unusable
        except AgentError as failure:
            await self.settings.surroundings.on_failure(failure.message)
            raise

    async def _ask(self, prompt: Prompt, read: Callable[[str], Answer], on_text: OnText) -> Answer:
        """Return what is read in the answer to a prompt: the one remembered, or a new one."""
        memory = self.settings.surroundings.memory
        key = self._make_key(prompt)
        kept = await memory.find(key)
        if kept is not None and KEPT in kept:
            return read(kept[KEPT])
        answer = await self.conversation.ask(prompt, on_text=on_text)
        found = read(answer)
        await memory.keep(key, {KEPT: answer})
        return found

    def _make_key(self, prompt: Prompt) -> str:
        """Return what stands for all that decides on an answer."""
        settings = self.settings
        model = (settings.name, settings.base_url, settings.model, settings.thinking_budget)
        parts = json.dumps([*model, settings.answer_tokens, prompt.instruction, prompt.task])
        return hashlib.sha256(parts.encode()).hexdigest()
