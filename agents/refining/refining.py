"""Refines by the engine that is set: the rules, or a model with the rules to fall back on."""

from collections.abc import Sequence

from agents.engines import EngineSettings
from agents.errors import AgentError
from agents.refining.model import refine_by_model
from agents.refining.operations import Operation, PortfolioSeen, Refinement, Rewrite
from agents.refining.rules import refine_by_rules
from agents.sections import Kind


async def refine(instruction: str, seen: PortfolioSeen, *, settings: EngineSettings) -> Refinement:
    """Return what a wish in plain words asks for; each section is worded anew at most once.

    Raises:
        AgentError: The model failed and `settings.fallback` is off.
    """
    found = await _choose(instruction, seen, settings)
    nothing = not found.operations and not found.not_understood
    return Refinement(
        operations=_merge_rewrites(found.operations),
        not_understood=(instruction,) if nothing else found.not_understood,
    )


async def _choose(instruction: str, seen: PortfolioSeen, settings: EngineSettings) -> Refinement:
    """Return what the engine makes of a wish."""
    if settings.name == "offline":
        return refine_by_rules(instruction, seen)
    try:
        return await refine_by_model(instruction, seen, settings=settings)
    except AgentError:
        if not settings.fallback:
            raise
        return refine_by_rules(instruction, seen)


def _merge_rewrites(operations: Sequence[Operation]) -> tuple[Operation, ...]:
    """Return the operations with one rewrite for each section, which answers all that was said."""
    merged: dict[Kind, Rewrite] = {}
    for part in operations:
        if not isinstance(part, Rewrite):
            continue
        before = merged.get(part.section)
        quotes = dict.fromkeys([*(before.quote.split(", ") if before else []), part.quote])
        tone = part.tone or (before.tone if before else None)
        merged[part.section] = Rewrite(section=part.section, quote=", ".join(quotes), tone=tone)
    others = [part for part in operations if not isinstance(part, Rewrite)]
    return (*others, *merged.values())
