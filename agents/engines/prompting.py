"""What a model is told: the instruction, and the task with its data between markers."""

import hashlib
import json
from dataclasses import asdict, dataclass, replace
from typing import Any

from agents.engines import Order
from agents.engines.answers import TEXTS_SCHEMA
from agents.prompts import read_prompt

LANGUAGE_NAMES = {
    "en": "English",
    "de": "German",
    "fr": "French",
    "es": "Spanish",
    "pt": "Portuguese",
}
BYTES_PER_TOKEN = 3
"""Fewer than models need in any of our languages, so that an estimate is on the safe side."""

PICTURE_TOKENS = 3_000
"""No model of today takes more for a picture of our size."""


@dataclass(frozen=True)
class Prompt:
    """One question to a model."""

    instruction: str
    task: str
    schema: dict[str, Any]
    picture: bytes | None = None
    """A JPEG file to look at."""

    @property
    def tokens(self) -> int:
        """About how many tokens it has, rather more than fewer."""
        words = estimate_tokens(f"{self.instruction}{self.task}{json.dumps(self.schema)}")
        return words + (PICTURE_TOKENS if self.picture else 0)

    def after(self, problem: str) -> "Prompt":
        """Return the same question once more, because the answer had a problem."""
        note = read_prompt("repair").substitute(problem=problem)
        return replace(self, task=f"{self.task}\n\n{note}")


def estimate_tokens(text: str) -> int:
    """Return about how many tokens a text has, rather more than fewer."""
    return len(text.encode(errors="replace")) // BYTES_PER_TOKEN + 1


def make_prompt(order: Order) -> Prompt:
    """Return the question for an order."""
    instruction = read_prompt("writer").substitute(
        language=LANGUAGE_NAMES[order.language],
        tone=read_prompt(f"tones/{order.tone.lower()}").template,
    )
    return Prompt(instruction=instruction, task=_make_task(order), schema=TEXTS_SCHEMA)


def _make_task(order: Order) -> str:
    """Return the message to the model; its markers cannot be foreseen by what they enclose."""
    facts = json.dumps(order.facts, ensure_ascii=False)
    texts = json.dumps([_describe(asdict(piece)) for piece in order.pieces], ensure_ascii=False)
    marker = hashlib.sha256(f"{facts}{texts}{order.instructions}".encode()).hexdigest()[:16]
    return read_prompt("task").substitute(
        marker=marker, facts=facts, texts=texts, wish=order.instructions
    )


def _describe(piece: dict[str, Any]) -> dict[str, Any]:
    """Return what the model needs to know of a piece; its scope is among the facts."""
    return {key: piece[key] for key in ("id", "form", "text", "complaints") if piece[key]}
