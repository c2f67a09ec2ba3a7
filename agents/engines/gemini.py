"""Speaks to Google's Gemini models, through google-genai."""

import re
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing, asynccontextmanager
from typing import cast

import httpx2
from google import genai
from google.genai import errors, types

from agents.engines import EngineSettings, Usage
from agents.engines.answers import Unusable, declined
from agents.engines.conversation import Chunk
from agents.engines.prompting import Prompt
from agents.engines.retries import Fault, find_retry_after
from agents.engines.thinking import choose_thinking

API_VERSION = "v1beta"  # `v1`, the default of google-genai 3, lacks aliases and previews
NO_KEY = "none"  # the library refuses an empty one; we say it when a question is asked
MIN_SERVER_TIMEOUT = 10.0  # seconds; the API refuses shorter deadlines
RETRY_INFO = re.compile(r"'retryDelay': '(\d+(?:\.\d+)?)s'")
MALFORMED = (ValueError, TypeError, AttributeError, KeyError, RecursionError)
"""What the library raises over a body that is not as it expects; it checks little itself."""
GOOD_ENDS = {None, types.FinishReason.STOP, types.FinishReason.FINISH_REASON_UNSPECIFIED}
BROKEN_ENDS = {
    types.FinishReason.MAX_TOKENS,
    types.FinishReason.MALFORMED_RESPONSE,
    types.FinishReason.OTHER,
}
"""Ends after which asking again may help; after the others the model has declined."""


class Gemini:
    """Google's side of a conversation."""

    def __init__(self, client: genai.Client, *, settings: EngineSettings) -> None:
        self._client = client
        self._settings = settings

    @property
    def gap(self) -> str:
        """What people must set before anything can be asked."""
        if self._settings.api_key:
            return ""
        return "There is no key for the language model. Set GEMINI_API_KEY."

    async def stream(self, prompt: Prompt) -> AsyncGenerator[Chunk, None]:
        """Yield the model's answer; see `agents.engines.conversation.Provider`."""
        try:
            responses = await self._client.aio.models.generate_content_stream(
                model=self._settings.model,
                contents=_make_contents(prompt),
                config=self._make_config(prompt),
            )
            generator = cast("AsyncGenerator[types.GenerateContentResponse, None]", responses)
            async with aclosing(generator):
                async for response in generator:
                    yield _read_chunk(response)
                    _refuse_bad_end(response)  # what it cost has been told by now
        except errors.APIError as error:
            raise Fault(error.code, retry_after=_find_wait(error)) from error
        except httpx2.HTTPError as error:
            raise Fault from error
        except MALFORMED as error:
            raise Unusable("it was not a response of the API") from error

    def _make_config(self, prompt: Prompt) -> types.GenerateContentConfig:
        """Return how the model should answer."""
        thinking = self._settings.thinking_budget
        room = self._settings.answer_tokens + thinking if thinking >= 0 else None
        return types.GenerateContentConfig(
            system_instruction=prompt.instruction,
            response_mime_type="application/json",
            response_json_schema=prompt.schema,
            max_output_tokens=room,
            thinking_config=choose_thinking(self._settings.model, budget=thinking),
            automatic_function_calling=types.AutomaticFunctionCallingConfig(disable=True),
        )


@asynccontextmanager
async def open_gemini(settings: EngineSettings) -> AsyncIterator[Gemini]:
    """Open the way to Google's models."""
    timeout = max(MIN_SERVER_TIMEOUT, settings.timeout_seconds)
    client = genai.Client(
        api_key=settings.api_key or NO_KEY,
        vertexai=False,
        http_options=types.HttpOptions(
            base_url=settings.base_url or None,
            api_version=API_VERSION,
            timeout=int(timeout * 1000),
        ),
    )
    try:
        yield Gemini(client, settings=settings)
    finally:
        await client.aio.aclose()
        client.close()


def _make_contents(prompt: Prompt) -> list[types.PartUnionDict]:
    """Return what the model is to read and to look at."""
    if prompt.picture is None:
        return [prompt.task]
    return [types.Part.from_bytes(data=prompt.picture, mime_type="image/jpeg"), prompt.task]


def _read_chunk(response: types.GenerateContentResponse) -> Chunk:
    """Return what a part of a response says, thoughts left out, and what the call has cost."""
    candidate = next(iter(response.candidates or ()), None)
    parts = (candidate and candidate.content and candidate.content.parts) or ()
    text = "".join(part.text or "" for part in parts if not part.thought)
    cost = response.usage_metadata
    if cost is None:
        return Chunk(text=text)
    usage = Usage(
        input_tokens=cost.prompt_token_count or 0,
        output_tokens=cost.candidates_token_count or 0,
        thinking_tokens=cost.thoughts_token_count or 0,
    )
    return Chunk(text=text, usage=usage)


def _refuse_bad_end(response: types.GenerateContentResponse) -> None:
    """Raise what is wrong with how an answer ends, if it ends here and badly."""
    feedback = response.prompt_feedback
    if feedback and feedback.block_reason:
        raise declined(str(feedback.block_reason.value))
    for candidate in response.candidates or ():
        reason = candidate.finish_reason
        if reason in BROKEN_ENDS:
            raise Unusable(f"it ended early ({reason.value if reason else ''})")
        if reason not in GOOD_ENDS:
            raise declined(reason.value if reason else "")


def _find_wait(error: errors.APIError) -> float | None:
    """Return the seconds that the server asks to wait, from its header or its RetryInfo."""
    headers = getattr(error.response, "headers", None) or {}
    if (asked := find_retry_after(headers)) is not None:
        return asked
    found = RETRY_INFO.search(str(error.details))
    return float(found[1]) if found else None
