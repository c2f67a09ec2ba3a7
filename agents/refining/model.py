"""Understands a wish by asking a model, which chooses from the closed list and quotes the person.

Nothing of an answer is taken on trust: an operation that names what is not there, or quotes what
the person has not said, counts for nothing. No other text of the model is used at all.
"""

import hashlib
import json
from collections.abc import Iterator

from pydantic import TypeAdapter, ValidationError

from agents.engines import EngineSettings
from agents.engines.answers import OPERATIONS_SCHEMA, ProposedOperation, read_operations
from agents.engines.opening import open_conversation
from agents.engines.prompting import Prompt
from agents.patterns import fold
from agents.prompts import read_prompt
from agents.refining.operations import Operation, PortfolioSeen, Refinement, Rewrite, is_possible
from agents.sections import TONES

MAX_OPERATIONS = 30
THEMES_OWN = "THEME"
"""What a model says for the theme's own accent colour."""
OPERATION: TypeAdapter[Operation] = TypeAdapter(Operation)


async def refine_by_model(
    instruction: str, seen: PortfolioSeen, *, settings: EngineSettings
) -> Refinement:
    """Return what a wish asks for, as a model understands it.

    Raises:
        AgentError: AI_UNAVAILABLE or AI_OUTPUT_INVALID.
    """
    # It imports what it takes to ask a model: a second that offline saves.
    from agents.engines.asking import Asker  # noqa: PLC0415

    async with open_conversation(settings) as conversation:
        asker = Asker(conversation, settings)
        answer = await asker.ask(_make_prompt(instruction, seen), read_operations)
    operations: list[Operation] = []
    lost = [text for text in answer.not_understood if _is_said(text, instruction)]
    for proposed in answer.operations[:MAX_OPERATIONS]:
        found = [part for part in _read(proposed) if _is_allowed(part, instruction, seen)]
        operations += [operation for operation in found if operation not in operations]
        if not found and _is_said(proposed.quote, instruction):
            lost.append(proposed.quote)
    return Refinement(operations=tuple(operations), not_understood=tuple(dict.fromkeys(lost)))


def _make_prompt(instruction: str, seen: PortfolioSeen) -> Prompt:
    """Return the question; its markers cannot be foreseen by what they enclose."""
    portfolio = json.dumps(seen.model_dump(mode="json"), ensure_ascii=False)
    marker = hashlib.sha256(f"{portfolio}{instruction}".encode()).hexdigest()[:16]
    return Prompt(
        instruction=read_prompt("refiner").substitute(tones=", ".join(TONES)),
        task=read_prompt("refine").substitute(
            marker=marker, portfolio=portfolio, instruction=instruction
        ),
        schema=OPERATIONS_SCHEMA,
    )


def _read(proposed: ProposedOperation) -> Iterator[Operation]:
    """Yield a proposed operation as what it is in the list; nothing if it is not in it."""
    given = {name: value for name, value in proposed if value}
    op = given.pop("op", "")
    wanted = {
        "THEME": ("theme",),
        "ACCENT": ("accent",),
        "TONE": ("tone",),
        "MOVE": ("section", "place", "anchor"),
        "SHOW": ("section",),
        "HIDE": ("section",),
        "REWRITE": ("section", "quote", "tone"),
    }.get(op, ())
    values: dict[str, str | bool | None] = {name: given[name] for name in wanted if name in given}
    if op in {"SHOW", "HIDE"}:
        op, values = "VISIBILITY", values | {"visible": proposed.op == "SHOW"}
    if values.get("accent") == THEMES_OWN:
        values["accent"] = None
    try:
        yield OPERATION.validate_python({"op": op, **values})
    except ValidationError:
        return


def _is_allowed(operation: Operation, instruction: str, seen: PortfolioSeen) -> bool:
    """Tell whether an operation names only what there is, and quotes only what was said."""
    is_said = not isinstance(operation, Rewrite) or _is_said(operation.quote, instruction)
    return is_said and is_possible(operation, seen)


def _is_said(text: str, instruction: str) -> bool:
    """Tell whether a text is part of what the person wrote, but for case, accents and spaces."""
    said, quoted = (" ".join(fold(value).split()) for value in (instruction, text))
    return bool(quoted) and quoted in said
