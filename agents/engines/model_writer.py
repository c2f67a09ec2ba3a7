"""The engine that asks a model for wordings, whoever the provider is.

The model sees facts and texts as delimited JSON, has no tools, and answers by a JSON schema. It
words texts that are there; what it returns for any other id is dropped. While it writes, only how
far it is can be known outside: what it says has passed no check yet, and is shown to nobody.
"""

import hashlib
import json

from agents.engines import EngineSettings, Order, Progress, Usage
from agents.engines.answers import Unusable, read_texts
from agents.engines.conversation import Conversation
from agents.engines.prompting import Prompt, make_prompt
from agents.errors import AgentError, AgentErrorCode

ID_KEY = '"id"'
"""Opens each text of an answer; inside a text its quotation marks would be escaped."""


class ModelWriter:
    """Writes in one conversation."""

    def __init__(self, conversation: Conversation, *, settings: EngineSettings) -> None:
        self._conversation = conversation
        self._settings = settings

    @property
    def usage(self) -> Usage:
        """What all calls together have cost."""
        return self._conversation.usage

    async def write(self, order: Order, *, repair: bool = True) -> dict[str, str]:
        """Return new wordings by piece id; see `agents.engines.Engine`."""
        try:
            texts = await self._ask_twice(make_prompt(order), order, repair=repair)
        except AgentError as failure:
            await self._settings.surroundings.on_failure(failure.message)
            raise
        wanted = {piece.id for piece in order.pieces}
        return {id_: text for id_, text in texts.items() if id_ in wanted}

    async def _ask_twice(self, prompt: Prompt, order: Order, *, repair: bool) -> dict[str, str]:
        """Return the texts of an answer; one that cannot be used may be put right once."""
        try:
            try:
                return await self._ask(prompt, order)
            except Unusable as unusable:
                if not repair:
                    raise
                return await self._ask(prompt.after(str(unusable)), order)
        except Unusable as unusable:
            raise AgentError(
                AgentErrorCode.AI_OUTPUT_INVALID,
                "The language model's answer could not be used. Try again in a moment.",
            ) from unusable

    async def _ask(self, prompt: Prompt, order: Order) -> dict[str, str]:
        """Return the texts of the answer to a prompt: the one remembered, or a new one."""
        memory = self._settings.surroundings.memory
        key = self._make_key(prompt)
        if (kept := await memory.find(key)) is not None:
            return kept
        meter = _Meter(order, self._settings)
        texts = read_texts(await self._conversation.ask(prompt, on_text=meter.take))
        await memory.keep(key, texts)
        return texts

    def _make_key(self, prompt: Prompt) -> str:
        """Return what stands for all that decides on an answer."""
        settings = self._settings
        model = (settings.name, settings.base_url, settings.model, settings.thinking_budget)
        parts = json.dumps([*model, settings.answer_tokens, prompt.instruction, prompt.task])
        return hashlib.sha256(parts.encode()).hexdigest()


class _Meter:
    """Counts the texts that a model has begun to write."""

    def __init__(self, order: Order, settings: EngineSettings) -> None:
        self._kinds = tuple(dict.fromkeys(piece.id.partition("/")[0] for piece in order.pieces))
        self._total = len(order.pieces)
        self._tell = settings.surroundings.on_progress
        self._begun = 0
        self._tail = ""

    async def take(self, text: str) -> None:
        """Take the next part of the answer and tell how far the model is."""
        seen = self._tail + text
        self._begun += seen.count(ID_KEY)
        self._tail = seen[-(len(ID_KEY) - 1) :]
        if self._begun:
            begun = min(self._begun, self._total)
            await self._tell(Progress(kinds=self._kinds, begun=begun, total=self._total))
