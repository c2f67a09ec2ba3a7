"""The Gemini engine: asks Google's model for wordings, through google-genai.

The model sees facts and texts as delimited JSON, has no tools, and answers by a JSON schema. It
words texts that are there; what it returns for any other id is dropped.
"""

import asyncio
import hashlib
import json
import random
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import asdict
from http import HTTPStatus
from time import monotonic
from typing import Any

import httpx2
from google import genai
from google.genai import errors, types
from pydantic import BaseModel, ConfigDict, ValidationError
from tenacity import (
    AsyncRetrying,
    RetryCallState,
    retry_if_exception,
    stop_after_attempt,
    stop_before_delay,
)

from agents.engines import EngineSettings, Order, Usage
from agents.engines.thinking import choose_thinking
from agents.errors import AgentError, AgentErrorCode
from agents.prompts import read_prompt

API_VERSION = "v1beta"  # `v1`, the default of google-genai 3, lacks aliases and previews
MAX_ATTEMPTS = 4
FIRST_WAIT, MAX_WAIT = 0.5, 8.0  # seconds between attempts, before jitter
MIN_SERVER_TIMEOUT = 10.0  # seconds; the API refuses shorter deadlines
LANGUAGE_NAMES = {
    "en": "English",
    "de": "German",
    "fr": "French",
    "es": "Spanish",
    "pt": "Portuguese",
}
ANSWER_SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {
        "texts": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {"id": {"type": "string"}, "text": {"type": "string"}},
                "required": ["id", "text"],
            },
        }
    },
    "required": ["texts"],
}
FENCE = re.compile(r"^\s*```(?:json)?\s*(.*?)\s*```\s*$", re.DOTALL)
WORTH_REPAIR = {
    types.FinishReason.MAX_TOKENS,
    types.FinishReason.MALFORMED_RESPONSE,
    types.FinishReason.OTHER,
}


class _Text(BaseModel):
    """One wording of an answer."""

    model_config = ConfigDict(extra="forbid", strict=True)

    id: str
    text: str


class _Answer(BaseModel):
    """An answer as the schema wants it."""

    model_config = ConfigDict(extra="forbid", strict=True)

    texts: list[_Text]


class _Unusable(Exception):
    """The answer is not what was asked for; asking again may help."""


class GeminiEngine:
    """Writes through one client, within one time budget."""

    def __init__(self, client: genai.Client, *, settings: EngineSettings) -> None:
        self.usage = Usage()
        self._client = client
        self._settings = settings
        self._deadline = monotonic() + settings.timeout_seconds

    async def write(self, order: Order, *, repair: bool = True) -> dict[str, str]:
        """Return new wordings by piece id; see `agents.engines.Engine`."""
        task = _make_task(order)
        try:
            try:
                answer = await self._ask(order, task)
            except _Unusable as unusable:
                if not repair:
                    raise
                note = read_prompt("repair").substitute(problem=str(unusable))
                answer = await self._ask(order, f"{task}\n\n{note}")
        except _Unusable as unusable:
            raise AgentError(
                AgentErrorCode.AI_OUTPUT_INVALID,
                "The language model's answer could not be used. Try again in a moment.",
            ) from unusable
        wanted = {piece.id for piece in order.pieces}
        return {item.id: item.text for item in answer.texts if item.id in wanted}

    async def _ask(self, order: Order, task: str) -> _Answer:
        """Return the model's answer to one task."""
        if not self._settings.api_key:
            raise AgentError(
                AgentErrorCode.AI_UNAVAILABLE,
                "There is no key for the language model. Set GEMINI_API_KEY.",
            )
        started = monotonic()
        try:
            async with asyncio.timeout(max(0.0, self._deadline - started)):
                response = await self._generate(order, task)
        except (errors.APIError, httpx2.HTTPError, TimeoutError) as error:
            raise _explain(error) from error
        except ValueError as error:  # what the client raises for a body that is no response
            raise _Unusable("it was not a response of the API") from error
        finally:
            self.usage.seconds += monotonic() - started
        self._count(response)
        return _read_answer(response)

    async def _generate(self, order: Order, task: str) -> types.GenerateContentResponse:
        """Call the model, again after passing faults as long as the time budget allows."""
        retrying = AsyncRetrying(
            retry=retry_if_exception(_is_passing),
            wait=_choose_wait,
            stop=stop_after_attempt(MAX_ATTEMPTS) | stop_before_delay(self._deadline - monotonic()),
            reraise=True,
        )
        async for attempt in retrying:
            with attempt:
                self.usage.requests += 1
                return await self._client.aio.models.generate_content(
                    model=self._settings.model, contents=task, config=self._make_config(order)
                )
        raise AssertionError("tenacity either returns or raises")

    def _make_config(self, order: Order) -> types.GenerateContentConfig:
        """Return how the model should answer."""
        instruction = read_prompt("writer").substitute(
            language=LANGUAGE_NAMES[order.language],
            tone=read_prompt(f"tones/{order.tone.lower()}").template,
        )
        return types.GenerateContentConfig(
            system_instruction=instruction,
            response_mime_type="application/json",
            response_json_schema=ANSWER_SCHEMA,
            thinking_config=choose_thinking(
                self._settings.model, budget=self._settings.thinking_budget
            ),
            automatic_function_calling=types.AutomaticFunctionCallingConfig(disable=True),
        )

    def _count(self, response: types.GenerateContentResponse) -> None:
        """Add what an answer cost."""
        if (cost := response.usage_metadata) is None:
            return
        self.usage.input_tokens += cost.prompt_token_count or 0
        self.usage.output_tokens += cost.candidates_token_count or 0
        self.usage.thinking_tokens += cost.thoughts_token_count or 0


@asynccontextmanager
async def open_gemini(settings: EngineSettings) -> AsyncIterator[GeminiEngine]:
    """Open the engine; its time budget starts now."""
    timeout = max(MIN_SERVER_TIMEOUT, settings.timeout_seconds)
    client = genai.Client(
        api_key=settings.api_key or "none",  # the client refuses an empty one; `write` says why
        vertexai=False,
        http_options=types.HttpOptions(
            base_url=settings.base_url or None,
            api_version=API_VERSION,
            timeout=int(timeout * 1000),
        ),
    )
    try:
        yield GeminiEngine(client, settings=settings)
    finally:
        await client.aio.aclose()
        client.close()


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


def _read_answer(response: types.GenerateContentResponse) -> _Answer:
    """Return the answer in a response, or say what is wrong with it."""
    feedback = response.prompt_feedback
    if feedback and feedback.block_reason:
        raise _declined(str(feedback.block_reason.value))
    candidate = next(iter(response.candidates or ()), None)
    reason = candidate.finish_reason if candidate else types.FinishReason.OTHER
    if reason in WORTH_REPAIR:
        raise _Unusable(f"it ended early ({reason.value if reason else 'OTHER'})")
    if reason not in (None, types.FinishReason.STOP, types.FinishReason.FINISH_REASON_UNSPECIFIED):
        raise _declined(reason.value)
    parts = (candidate.content and candidate.content.parts) if candidate else None
    text = "".join(part.text or "" for part in parts or () if not part.thought)
    fenced = FENCE.match(text)
    try:
        return _Answer.model_validate_json(fenced[1] if fenced else text)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        raise _Unusable(f"it was not the JSON asked for ({first['msg']})") from error


def _declined(reason: str) -> AgentError:
    """Return the error for a model that will not write about this resume."""
    return AgentError(
        AgentErrorCode.AI_OUTPUT_INVALID,
        f"The language model declined to write about this resume ({reason}).",
    )


def _is_passing(error: BaseException) -> bool:
    """Tell whether a fault may pass by itself: too many requests, server faults, broken wires."""
    if isinstance(error, errors.APIError):
        return error.code == HTTPStatus.TOO_MANY_REQUESTS or error.code >= 500  # noqa: PLR2004 (HTTP)
    return isinstance(error, httpx2.TransportError)


def _choose_wait(state: RetryCallState) -> float:
    """Return how long to wait: what the server asks for, else twice as long each time, jittered."""
    error = state.outcome.exception() if state.outcome else None
    if isinstance(error, errors.APIError) and (asked := _find_retry_after(error)) is not None:
        return asked + random.uniform(0, 0.1)  # noqa: S311 (not a secret)
    longest = min(MAX_WAIT, FIRST_WAIT * 2 ** (state.attempt_number - 1))
    return random.uniform(longest / 2, longest)  # noqa: S311 (not a secret)


def _find_retry_after(error: errors.APIError) -> float | None:
    """Return the seconds that the server asks to wait, from its header or its RetryInfo."""
    headers = getattr(error.response, "headers", None) or {}
    if re.fullmatch(r"\d+(\.\d+)?", value := str(headers.get("retry-after", ""))):
        return float(value)
    found = re.search(r"'retryDelay': '(\d+(?:\.\d+)?)s'", str(error.details))
    return float(found[1]) if found else None


def _explain(error: Exception) -> AgentError:
    """Return what a person can do about a call that failed for good."""
    code = error.code if isinstance(error, errors.APIError) else None
    if isinstance(error, TimeoutError):
        message = "The language model took too long to answer. Try again in a moment."
    elif code == HTTPStatus.TOO_MANY_REQUESTS:
        message = "The language model's quota is used up. Try again later, or raise the quota."
    elif code in {HTTPStatus.BAD_REQUEST, HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN}:
        message = "The language model refused the request. Check the API key and the model's name."
    elif code == HTTPStatus.NOT_FOUND:
        message = "The language model is not known to the provider. Check the model's name."
    else:
        message = "The language model cannot be reached. Try again in a moment."
    return AgentError(AgentErrorCode.AI_UNAVAILABLE, message)
