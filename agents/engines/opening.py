"""Opens the engine that the settings name.

What it takes to ask a model is imported only when one is asked: a second that offline saves.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
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

    # Beside the event loop: whoever waits there for other things is not held up for a second.
    open_provider = await asyncio.to_thread(_import_provider, settings.name)
    async with open_provider(settings) as provider:
        yield Conversation(provider, settings=settings)


def _import_provider(
    name: str,
) -> Callable[[EngineSettings], AbstractAsyncContextManager[Provider]]:
    """Return what opens the way to the model of this name."""
    if name == "openai":
        from agents.engines.openai import open_openai  # noqa: PLC0415

        return open_openai
    from agents.engines.gemini import open_gemini  # noqa: PLC0415

    return open_gemini
