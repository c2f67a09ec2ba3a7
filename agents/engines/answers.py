"""Answers of a model: what is asked for, and what is made of what comes back."""

import re
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from agents.errors import AgentError, AgentErrorCode

MAX_ANSWER = 200_000
"""In characters; many times what all texts of a resume can need."""
TEXTS_SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {
        "texts": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {"id": {"type": "string"}, "text": {"type": "string"}},
                "required": ["id", "text"],
                "additionalProperties": False,
            },
        }
    },
    "required": ["texts"],
    "additionalProperties": False,
}
LINES_SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {"lines": {"type": "array", "items": {"type": "string"}}},
    "required": ["lines"],
    "additionalProperties": False,
}
OPERATIONS_SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {
        "operations": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "op": {
                        "type": "string",
                        "enum": ["THEME", "ACCENT", "TONE", "MOVE", "SHOW", "HIDE", "REWRITE"],
                    },
                    "section": {"type": "string"},
                    "place": {"type": "string"},
                    "anchor": {"type": "string"},
                    "theme": {"type": "string"},
                    "accent": {"type": "string"},
                    "tone": {"type": "string"},
                    "quote": {"type": "string"},
                },
                "required": [
                    "op",
                    "section",
                    "place",
                    "anchor",
                    "theme",
                    "accent",
                    "tone",
                    "quote",
                ],
                "additionalProperties": False,
            },
        },
        "not_understood": {"type": "array", "items": {"type": "string"}},
    },
    "required": ["operations", "not_understood"],
    "additionalProperties": False,
}
"""What does not apply to an operation is an empty string: enums of some servers take no null."""
THOUGHT = re.compile(r"^\s*<think>.*?</think>", re.DOTALL)
"""What some open models say before their answer, although nobody asked."""
FENCE = re.compile(r"^\s*```(?:json)?\s*(.*?)\s*```\s*$", re.DOTALL)


class Unusable(Exception):
    """The answer is not what was asked for; the message says why. Asking again may help."""


Printable = Annotated[str, Field(pattern=r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f]*$")]
"""Text without control characters, which no database and no page takes."""


class _Strict(BaseModel):
    """An answer, or a part of one, exactly as its schema wants it."""

    model_config = ConfigDict(extra="forbid", strict=True)


class _Text(_Strict):
    id: str
    text: Printable


class _Texts(_Strict):
    texts: list[_Text]


class _Lines(_Strict):
    lines: list[Printable]


class ProposedOperation(_Strict):
    """An operation as a model proposes it; nothing in it has been checked yet."""

    op: Printable
    section: Printable = ""
    place: Printable = ""
    anchor: Printable = ""
    theme: Printable = ""
    accent: Printable = ""
    tone: Printable = ""
    quote: Printable = ""


class ProposedOperations(_Strict):
    """All operations that a model proposes, and what it has not understood."""

    operations: list[ProposedOperation]
    not_understood: list[Printable]


Answer = TypeVar("Answer", bound=_Strict)


def read_texts(answer: str) -> dict[str, str]:
    """Return the texts of an answer by their ids; of two with the same id the last one.

    Raises:
        Unusable: It is not the JSON that `TEXTS_SCHEMA` describes.
    """
    return {item.id: item.text for item in _read(answer, _Texts).texts}


def read_lines(answer: str) -> list[str]:
    """Return the lines of an answer.

    Raises:
        Unusable: It is not the JSON that `LINES_SCHEMA` describes.
    """
    return _read(answer, _Lines).lines


def read_operations(answer: str) -> ProposedOperations:
    """Return the operations of an answer.

    Raises:
        Unusable: It is not the JSON that `OPERATIONS_SCHEMA` describes.
    """
    return _read(answer, ProposedOperations)


def _read(answer: str, shape: type[Answer]) -> Answer:
    """Return an answer in its shape; a fence around it does no harm."""
    bare = THOUGHT.sub("", answer)
    fenced = FENCE.match(bare)
    try:
        return shape.model_validate_json(fenced[1] if fenced else bare)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        raise Unusable(f"it was not the JSON asked for ({first['msg']})") from error


def declined(reason: str) -> AgentError:
    """Return the error for a model that will not write about this resume."""
    return AgentError(
        AgentErrorCode.AI_OUTPUT_INVALID,
        f"The language model declined to write about this resume ({reason}).",
    )
