"""Have the agents think: the one bridge to `agents.integration`, which turns documents into drafts.

Plain JSON crosses it in both directions. The agents' errors leave it as `StepFailed`.
"""

from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from agents.integration import (
    AGENTS_VERSION,
    AgentError,
    EngineSettings,
    generate_portfolio,
    read_resume,
    regenerate_section,
)
from showcase import metrics, traces
from showcase.config import Engine, Settings
from showcase.errors import JobFailureCode, StepFailed
from showcase.models.content import Tone
from showcase.models.document import Document
from showcase.models.draft import SectionDraft

ShowSection = Callable[[dict[str, Any]], Awaitable[None]]


@dataclass(frozen=True)
class Thought:
    """What the agents made of a document, not yet validated."""

    draft: dict[str, Any]
    resume: dict[str, Any]
    usage: dict[str, Any]


def make_engine(settings: Settings) -> EngineSettings:
    """Return the engine that the settings ask for; only `auto` may fall back to offline."""
    return EngineSettings(
        name="gemini" if settings.chosen_engine is Engine.GEMINI else "offline",
        api_key=settings.gemini_api_key.get_secret_value(),
        model=settings.gemini_model,
        thinking_budget=settings.gemini_thinking_budget,
        base_url=settings.gemini_base_url,
        timeout_seconds=settings.model_seconds,
        fallback=settings.engine is Engine.AUTO,
    )


def describe_engine(settings: Settings) -> list[str | int]:
    """Return what decides how a draft comes out beside its input: agents, engine, model."""
    if settings.chosen_engine is Engine.OFFLINE:
        return [AGENTS_VERSION, Engine.OFFLINE]
    thinking = settings.gemini_thinking_budget
    return [AGENTS_VERSION, Engine.GEMINI, settings.gemini_model, thinking]


async def write_portfolio(
    document: Document, *, tone: Tone, settings: Settings, on_section: ShowSection
) -> Thought:
    """Return a portfolio draft for a document; each section is shown as soon as it is ready.

    Raises:
        StepFailed: The document is no resume, or the engine failed.
    """
    with _agent_errors(), _using_model(settings):
        made = await generate_portfolio(
            document.model_dump(mode="json"),
            tone=tone.value,
            engine=make_engine(settings),
            on_section=on_section,
        )
    metrics.count_model_use(made.usage, engine=settings.chosen_engine)
    return Thought(draft=made.draft, resume=made.resume, usage=made.usage)


async def rewrite_section(
    document: Document, section: SectionDraft, *, tone: Tone, instructions: str, settings: Settings
) -> dict[str, Any]:
    """Return a section written anew, not yet validated.

    Raises:
        StepFailed: The engine failed.
    """
    with _agent_errors(), _using_model(settings):
        return await regenerate_section(
            document.model_dump(mode="json"),
            section=section.model_dump(mode="json"),
            tone=tone.value,
            instructions=instructions,
            engine=make_engine(settings),
        )


def read_facts(document: Document) -> dict[str, Any]:
    """Return what a document says as JSON Resume 1.0, without any writing."""
    with _agent_errors():
        return read_resume(document.model_dump(mode="json"))


@contextmanager
def _using_model(settings: Settings) -> Iterator[None]:
    """Trace the writing, and count it if it fails."""
    engine = settings.chosen_engine
    model = settings.gemini_model if engine is Engine.GEMINI else ""
    with traces.span("think", engine=engine, model=model):
        try:
            yield
        except AgentError:
            metrics.MODEL_USES.labels(engine, model, "failed").inc()
            raise


@contextmanager
def _agent_errors() -> Iterator[None]:
    """Translate the agents' errors; their codes are ours by name."""
    try:
        yield
    except AgentError as error:
        raise StepFailed(JobFailureCode(error.code), str(error)) from error
