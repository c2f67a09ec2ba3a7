"""Opens the engine that the settings name."""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager

from agents.engines import Engine, EngineSettings
from agents.engines.conversation import Provider
from agents.engines.model_writer import ModelWriter


@asynccontextmanager
async def open_engine(settings: EngineSettings) -> AsyncIterator[Engine]:
    """Open the engine that asks a model; its budgets start now."""
    async with open_provider(settings) as provider:
        yield ModelWriter(provider, settings=settings)


def open_provider(settings: EngineSettings) -> AbstractAsyncContextManager[Provider]:
    """Open the way to the model that the settings name.

    A provider's library is imported only when it is asked for: it takes a second.
    """
    if settings.name == "openai":
        from agents.engines.openai import open_openai  # noqa: PLC0415

        return open_openai(settings)
    from agents.engines.gemini import open_gemini  # noqa: PLC0415

    return open_gemini(settings)
