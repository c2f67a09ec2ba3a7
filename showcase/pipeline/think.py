"""Have the agents think: the one bridge to `agents.integration`, which turns documents into drafts.

Plain JSON crosses it in both directions. The agents' errors leave it as `StepFailed`.
"""

from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from typing import Any, Protocol

from agents.integration import (
    AGENTS_VERSION,
    AgentError,
    EngineSettings,
    Progress,
    Surroundings,
    Usage,
    generate_portfolio,
    list_statements,
    read_resume,
    refine_portfolio,
    regenerate_section,
    reread_scan,
    review_portfolio,
)
from agents.integration import list_unsure_pages as read_unsure_pages
from showcase import traces
from showcase.choices import Engine
from showcase.config import Settings
from showcase.errors import JobFailureCode, StepFailed
from showcase.models import Reading
from showcase.models.content import SectionKind, Tone
from showcase.models.document import Document
from showcase.models.draft import SectionDraft
from showcase.services.model_calls import ModelCalls
from showcase.services.usage import Spent

FALLBACK_NOTICE = "AI_FALLBACK"
OCR_STANDS = "What OCR has read stands."

ShowSection = Callable[[dict[str, Any]], Awaitable[None]]


class Reviewed(Protocol):
    """A section, as a row."""

    kind: SectionKind
    content: dict[str, Any]
    sources: list[dict[str, Any]]


@dataclass(frozen=True)
class Thought:
    """What the agents made of a document, not yet validated."""

    draft: dict[str, Any]
    resume: dict[str, Any]
    usage: dict[str, Any]


def describe_engine(settings: Settings) -> list[str | int]:
    """Return what decides how a draft comes out beside its input: agents, engine, model."""
    if settings.chosen_engine is Engine.OFFLINE:
        return [AGENTS_VERSION, Engine.OFFLINE]
    model = (settings.model, settings.model_base_url, settings.model_answer_tokens)
    return [AGENTS_VERSION, settings.chosen_engine, *model, _choose_thinking(settings)]


async def write_portfolio(
    document: Document,
    *,
    tone: Tone,
    settings: Settings,
    on_section: ShowSection,
    calls: ModelCalls | None = None,
) -> Thought:
    """Return a portfolio draft for a document; each section is shown as soon as it is ready.

    For a job, `calls` counts and limits what is asked of language models.

    Raises:
        StepFailed: The document is no resume, or the engine failed.
    """
    with _agent_errors(), _traced(settings):
        made = await generate_portfolio(
            document.model_dump(mode="json"),
            tone=tone.value,
            engine=await _make_engine(settings, calls),
            on_section=on_section,
        )
    return Thought(draft=made.draft, resume=made.resume, usage=made.usage)


async def rewrite_section(
    document: Document,
    section: SectionDraft,
    *,
    tone: Tone,
    instructions: str,
    adds_facts: bool,
    calls: ModelCalls,
) -> dict[str, Any]:
    """Return a section written anew, not yet validated.

    It may say what the instructions say only if that is how they are meant.

    Raises:
        StepFailed: The engine failed.
    """
    with _agent_errors(), _traced(calls.settings):
        return await regenerate_section(
            document.model_dump(mode="json"),
            section=section.model_dump(mode="json"),
            tone=tone.value,
            instructions=instructions,
            adds_facts=adds_facts,
            engine=await _make_engine(calls.settings, calls),
        )


async def understand(
    portfolio: dict[str, Any], instruction: str, *, calls: ModelCalls
) -> dict[str, Any]:
    """Return what an instruction asks of a portfolio, as operations of the agents' closed list.

    Raises:
        StepFailed: The engine failed.
    """
    with _agent_errors(), _traced(calls.settings):
        engine = await _make_engine(calls.settings, calls)
        return await refine_portfolio(portfolio, instruction=instruction, engine=engine)


def list_unsure_pages(document: Document, *, settings: Settings) -> list[int]:
    """Return the numbers of the pages that a model should look at, because OCR was unsure."""
    if not settings.vision or settings.chosen_engine is Engine.OFFLINE:
        return []
    return read_unsure_pages(document.model_dump(mode="json"))


async def look_again(
    document: Document, pictures: Mapping[int, bytes], *, calls: ModelCalls
) -> Document | None:
    """Return the document with what a model and OCR agree on; None if the model failed.

    OCR alone will do, so a failure of the model never is one of the job.
    """
    engine = await _make_engine(calls.settings, calls)
    try:
        with _traced(calls.settings):
            seen = await reread_scan(document.model_dump(mode="json"), pictures, engine=engine)
    except AgentError as failure:
        await calls.tell(f"{failure.message} {OCR_STANDS}")
        return None
    return Document.model_validate(seen)


def fell_back(draft: dict[str, Any]) -> bool:
    """Tell whether the model failed for a part of a draft, so that rules have worded it."""
    return any(notice["code"] == FALLBACK_NOTICE for notice in draft["notices"])


def read_facts(document: Document) -> dict[str, Any]:
    """Return what a document says as JSON Resume 1.0, without any writing."""
    with _agent_errors():
        return read_resume(document.model_dump(mode="json"))


def review(sections: Sequence[Reviewed], *, tone: Tone, reading: Reading | None) -> dict[str, Any]:
    """Return the report on the sections that show; see `agents.review.report`.

    It is made from what the portfolio holds now, so that it is never older than the last edit.
    """
    return review_portfolio(
        [_describe(section) for section in sections],
        tone=tone.value,
        reading=reading.model_dump(include={"facts", "findings"}) if reading else None,
        today=datetime.now(UTC).date(),
    )


def trace(section: Reviewed) -> list[dict[str, Any]]:
    """Return what each value and sentence of a section rests on; see `agents.review.sentences`."""
    return list_statements(_describe(section))


def _describe(section: Reviewed) -> dict[str, Any]:
    return {
        "kind": section.kind.value,
        "content": section.content,
        "sources": section.sources,
    }


async def _make_engine(settings: Settings, calls: ModelCalls | None) -> EngineSettings:
    """Return the engine that the settings ask for; only `auto` may fall back to offline."""
    if settings.chosen_engine is Engine.OFFLINE:
        return EngineSettings(name="offline")
    engine = EngineSettings(
        name="openai" if settings.chosen_engine is Engine.OPENAI else "gemini",
        api_key=settings.model_api_key.get_secret_value(),
        model=settings.model,
        base_url=settings.model_base_url,
        thinking_budget=_choose_thinking(settings),
        answer_tokens=settings.model_answer_tokens,
        timeout_seconds=settings.model_seconds,
        max_tokens=settings.model_tokens,
        fallback=settings.engine is Engine.AUTO,
    )
    if calls is None:
        return engine
    allowance = await calls.get_allowance()
    return replace(
        engine,
        timeout_seconds=allowance.seconds,
        max_tokens=allowance.tokens,
        surroundings=_connect(calls),
    )


def _choose_thinking(settings: Settings) -> int:
    """Return the tokens that the chosen model may think; only Gemini is told."""
    return settings.gemini_thinking_budget if settings.chosen_engine is Engine.GEMINI else 0


def _connect(calls: ModelCalls) -> Surroundings:
    """Let a job's account hear what an engine does."""

    async def pay(usage: Usage) -> None:
        await calls.pay(Spent(**asdict(usage)))

    async def report(progress: Progress) -> None:
        await calls.report(progress.kinds, begun=progress.begun, total=progress.total)

    return Surroundings(
        circuit=calls.circuit,
        memory=calls,
        on_usage=pay,
        on_progress=report,
        on_failure=calls.explain,
    )


def _traced(settings: Settings) -> AbstractContextManager[None]:
    """Trace what is asked of the agents, and who writes for them."""
    is_offline = settings.chosen_engine is Engine.OFFLINE
    model = "" if is_offline else settings.model
    return traces.span("think", engine=settings.chosen_engine, model=model)


@contextmanager
def _agent_errors() -> Iterator[None]:
    """Translate the agents' errors; their codes are ours by name."""
    try:
        yield
    except AgentError as error:
        raise StepFailed(JobFailureCode(error.code), str(error)) from error
