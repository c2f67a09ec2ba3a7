"""Speaks to models behind the OpenAI-compatible protocol, through OpenAI's library.

OpenAI itself, and on one's own machine Ollama, vLLM, llama.cpp, LM Studio and others.
"""

import re
from base64 import b64encode
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx2
import openai
from openai.types.chat import ChatCompletionChunk, ChatCompletionContentPartParam
from pydantic import BaseModel, ConfigDict, Field, NonNegativeInt

from agents.engines import EngineSettings, Usage
from agents.engines.answers import Unusable, declined
from agents.engines.conversation import Chunk
from agents.engines.prompting import Prompt
from agents.engines.retries import Fault, find_retry_after

OWN_ADDRESS = "https://api.openai.com/v1"
NO_KEY = "none"  # the library wants one, servers on one's own machine do not
FORMATS = ("json_schema", "json_object", "text")
"""Ways to ask for JSON, the strictest first; many servers know only some of them."""
GOOD_ENDS = {None, "stop"}
DECLINED_ENDS = {"refusal", "content_filter"}
UNKNOWN_FORMAT = re.compile(r"response.?format|json.?(schema|object)|grammar|guided", re.IGNORECASE)


class _Part(BaseModel):
    """A value of the protocol, of which only what we use is read and checked."""

    model_config = ConfigDict(from_attributes=True)


class _Delta(_Part):
    content: str | None = None
    refusal: str | None = None


class _Choice(_Part):
    delta: _Delta = Field(default_factory=_Delta)
    finish_reason: str | None = None

    @property
    def end(self) -> str | None:
        """How the answer ends, if it ends here."""
        return "refusal" if self.delta.refusal else self.finish_reason


class _Details(_Part):
    reasoning_tokens: NonNegativeInt | None = None


class _Cost(_Part):
    prompt_tokens: NonNegativeInt = 0
    completion_tokens: NonNegativeInt = 0
    completion_tokens_details: _Details | None = None


class _Message(_Part):
    choices: list[_Choice] = []
    usage: _Cost | None = None


class OpenAI:
    """The other side of a conversation."""

    def __init__(self, client: openai.AsyncOpenAI, *, settings: EngineSettings) -> None:
        self._client = client
        self._settings = settings
        self._format = 0

    @property
    def gap(self) -> str:
        """What people must set before anything can be asked."""
        if not self._settings.model:
            return "No language model is named. Set SHOWCASE_OPENAI_MODEL."
        if not self._settings.api_key and not self._settings.base_url:
            return (
                "There is no key for the language model. Set OPENAI_API_KEY, or "
                "SHOWCASE_OPENAI_BASE_URL to a server that needs none."
            )
        return ""

    async def stream(self, prompt: Prompt) -> AsyncGenerator[Chunk, None]:
        """Yield the model's answer; see `agents.engines.conversation.Provider`."""
        try:
            async with await self._open(prompt) as chunks:
                ends: set[str | None] = set()
                async for chunk in chunks:
                    message = _Message.model_validate(chunk)
                    ends |= {choice.end for choice in message.choices}
                    yield _read_chunk(message)
                _refuse_bad_ends(ends - GOOD_ENDS)
        except openai.APIStatusError as error:
            wait = find_retry_after(error.response.headers)
            raise Fault(error.status_code, retry_after=wait) from error
        except openai.APIResponseValidationError as error:
            raise Unusable("it was not a response of the API") from error
        except (openai.APIError, httpx2.HTTPError) as error:
            raise Fault from error
        except ValueError as error:  # what is no JSON, or JSON of another shape
            raise Unusable("it was not a response of the API") from error

    async def _open(self, prompt: Prompt) -> openai.AsyncStream[ChatCompletionChunk]:
        """Ask in the strictest format that the server knows; each is tried once at most."""
        while True:
            tried = self._format
            try:
                return await self._create(prompt, FORMATS[tried])
            except (openai.BadRequestError, openai.UnprocessableEntityError) as error:
                last = tried == len(FORMATS) - 1
                if last or not UNKNOWN_FORMAT.search(str(error)):
                    raise
                self._format = max(self._format, tried + 1)

    async def _create(self, prompt: Prompt, form: str) -> openai.AsyncStream[ChatCompletionChunk]:
        response_format: Any = {"type": form}
        if form == "json_schema":
            schema = {"name": "answer", "strict": True, "schema": prompt.schema}
            response_format["json_schema"] = schema
        return await self._client.chat.completions.create(
            model=self._settings.model,
            messages=[
                {"role": "system", "content": prompt.instruction},
                {"role": "user", "content": _make_content(prompt)},
            ],
            response_format=response_format,
            max_completion_tokens=self._settings.answer_tokens,
            stream=True,
            stream_options={"include_usage": True},
        )


@asynccontextmanager
async def open_openai(settings: EngineSettings) -> AsyncIterator[OpenAI]:
    """Open the way to the server."""
    async with openai.AsyncOpenAI(
        api_key=settings.api_key or NO_KEY,
        base_url=settings.base_url or OWN_ADDRESS,
        timeout=settings.timeout_seconds,
        max_retries=0,  # ours know the budgets
    ) as client:
        yield OpenAI(client, settings=settings)


def _make_content(prompt: Prompt) -> str | list[ChatCompletionContentPartParam]:
    """Return what the model is to read and to look at; text alone is text, as all servers know."""
    if prompt.picture is None:
        return prompt.task
    picture = f"data:image/jpeg;base64,{b64encode(prompt.picture).decode()}"
    return [
        {"type": "image_url", "image_url": {"url": picture}},
        {"type": "text", "text": prompt.task},
    ]


def _read_chunk(message: _Message) -> Chunk:
    """Return what a part of a response says, and what the call has cost.

    The tokens that count as written hold those that were only thought.
    """
    text = "".join(choice.delta.content or "" for choice in message.choices[:1])
    cost = message.usage
    if cost is None:
        return Chunk(text=text)
    details = cost.completion_tokens_details
    thought = min((details and details.reasoning_tokens) or 0, cost.completion_tokens)
    usage = Usage(
        input_tokens=cost.prompt_tokens,
        output_tokens=cost.completion_tokens - thought,
        thinking_tokens=thought,
    )
    return Chunk(text=text, usage=usage)


def _refuse_bad_ends(ends: set[str | None]) -> None:
    """Raise what is wrong with how an answer ended, if anything is."""
    for end in sorted(filter(None, ends)):
        raise declined(end) if end in DECLINED_ENDS else Unusable(f"it ended early ({end})")
