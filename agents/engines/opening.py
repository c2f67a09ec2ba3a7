"""Opens the engine that the settings name."""

from contextlib import AbstractAsyncContextManager

from agents.engines import Engine, EngineSettings


def open_engine(settings: EngineSettings) -> AbstractAsyncContextManager[Engine]:
    """Open the engine that asks a model; its time budget starts now."""
    from agents.engines.gemini import open_gemini  # noqa: PLC0415 (a second that offline saves)

    return open_gemini(settings)
