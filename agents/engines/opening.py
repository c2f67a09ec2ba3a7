"""Opens the engine that the settings name.

What it takes to ask a model is imported only when one is asked: a second that offline saves.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import TYPE_CHECKING

from agents.engines import Engine, EngineSettings

if TYPE_CHECKING:
    from agents.engines.conversation import Conversation, Provider


@asynccontextmanager
async def open_engine(settings: EngineSettings) -> AsyncIterator[Engine]:
    """Open the engine that asks a model; its budgets start now."""
    from agents.engines.model_writer import ModelWriter  # noqa: PLC0415

    async with open_conversation(settings) as conversation:
        yield ModelWriter(conversation, settings=settings)


@asynccontextmanager
async def open_conversation(settings: EngineSettings) -> AsyncIterator[Conversation]:
    """Open a conversation with the model; its budgets start now."""
    from agents.engines.conversation import Conversation  # noqa: PLC0415

    async with _open_provider(settings) as provider:
        yield Conversation(provider, settings=settings)


def _open_provider(settings: EngineSettings) -> AbstractAsyncContextManager[Provider]:
    """Open the way to the model that the settings name."""
    if settings.name == "openai":
        from agents.engines.openai import open_openai  # noqa: PLC0415

        return open_openai(settings)
    from agents.engines.gemini import open_gemini  # noqa: PLC0415

    return open_gemini(settings)
