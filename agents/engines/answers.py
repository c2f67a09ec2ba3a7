"""Answers of a model: what is asked for, and what is made of what comes back."""

import re
from typing import Any

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
THOUGHT = re.compile(r"^\s*<think>.*?</think>", re.DOTALL)
"""What some open models say before their answer, although nobody asked."""
FENCE = re.compile(r"^\s*```(?:json)?\s*(.*?)\s*```\s*$", re.DOTALL)


class Unusable(Exception):
    """The answer is not what was asked for; the message says why. Asking again may help."""


class _Text(BaseModel):
    """One wording of an answer; without control characters, which no database and no page takes."""

    model_config = ConfigDict(extra="forbid", strict=True)

    id: str
    text: str = Field(pattern=r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f]*$")


class _Answer(BaseModel):
    """An answer as the schema wants it."""

    model_config = ConfigDict(extra="forbid", strict=True)

    texts: list[_Text]


def read_texts(answer: str) -> dict[str, str]:
    """Return the texts of an answer by their ids; of two with the same id the last one.

    Raises:
        Unusable: It is not the JSON that `TEXTS_SCHEMA` describes.
    """
    bare = THOUGHT.sub("", answer)
    fenced = FENCE.match(bare)
    try:
        read = _Answer.model_validate_json(fenced[1] if fenced else bare)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        raise Unusable(f"it was not the JSON asked for ({first['msg']})") from error
    return {item.id: item.text for item in read.texts}


def declined(reason: str) -> AgentError:
    """Return the error for a model that will not write about this resume."""
    return AgentError(
        AgentErrorCode.AI_OUTPUT_INVALID,
        f"The language model declined to write about this resume ({reason}).",
    )
