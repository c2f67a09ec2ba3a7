"""The engine that asks a model for wordings, whoever the provider is.

The model sees facts and texts as delimited JSON, has no tools, and answers by a JSON schema. It
words texts that are there; what it returns for any other id is dropped. While it writes, only how
far it is can be known outside: what it says has passed no check yet, and is shown to nobody.
"""

from agents.engines import EngineSettings, Order, Progress, Usage
from agents.engines.answers import read_texts
from agents.engines.asking import Asker
from agents.engines.conversation import Conversation
from agents.engines.prompting import make_prompt

ID_KEY = '"id"'
"""Opens each text of an answer; inside a text its quotation marks would be escaped."""


class ModelWriter:
    """Writes in one conversation."""

    def __init__(self, conversation: Conversation, *, settings: EngineSettings) -> None:
        self._asker = Asker(conversation, settings)

    @property
    def usage(self) -> Usage:
        """What all calls together have cost."""
        return self._asker.conversation.usage

    async def write(self, order: Order, *, repair: bool = True) -> dict[str, str]:
        """Return new wordings by piece id; see `agents.engines.Engine`."""
        meter = _Meter(order, self._asker.settings)
        texts = await self._asker.ask(
            make_prompt(order), read_texts, on_text=meter.take, repair=repair
        )
        wanted = {piece.id for piece in order.pieces}
        return {id_: text for id_, text in texts.items() if id_ in wanted}


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
