"""A server that speaks the OpenAI-compatible protocol, and plays the model by a script.

Only what https://platform.openai.com/docs/api-reference/chat/create-chat-completion says of a
streamed chat completion: messages and a response format come in; chunks with deltas, finish
reasons, usage and error envelopes go out. It plays the same scripts as `tests.support.gemini`,
put into the words of this protocol.
"""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from tests.support.gemini import FakeGemini, find_answer, find_texts, split
from tests.support.loopback import serve

API_KEY = "openai-key-of-the-tests"
MODEL = "made-up-model"
FORMATS = ("json_schema", "json_object", "text")
FINISH_REASONS = {"STOP": "stop", "MAX_TOKENS": "length"}
DECLINED = "content_filter"


@dataclass
class FakeOpenAI(FakeGemini):
    """The server's side of the conversation."""

    known_formats: tuple[str, ...] = FORMATS
    """Response formats that it takes; others it refuses, as many servers do."""
    keys: tuple[str, ...] = (f"Bearer {API_KEY}",)
    """Headers that let somebody in."""
    counts: bool = True
    """Whether it says what an answer cost."""

    async def generate(self, request: Request) -> Response:
        """POST /v1/chat/completions."""
        if request.headers.get("authorization") not in self.keys:
            return refuse(401, "invalid key")
        body = await request.json()
        self.requests.append(body)
        self.models.append(body["model"])
        self.asked.set()
        if self.stalls:
            await self.closing.wait()
        if body["response_format"]["type"] not in self.known_formats:
            return refuse(400, "'response_format.type' is not supported")
        instruction, message = (turn["content"] for turn in body["messages"])
        response = self.act(find_texts(str(message), instruction))
        answer = find_answer(response)
        if answer is None:
            return response
        parts = [json.dumps(part) for part in translate(answer, counts=self.counts)]
        return self.stream([*parts, "[DONE]"])


def refuse(status: int, message: str) -> Response:
    """Refuse with an error envelope."""
    error = {"message": message, "type": "invalid_request_error", "param": None, "code": None}
    return JSONResponse({"error": error}, status_code=status)


def translate(answer: dict[str, Any], *, counts: bool) -> list[dict[str, Any]]:
    """Return an answer as chunks of this protocol; what it cost comes last, without a choice."""
    if "promptFeedback" in answer:
        return [make_chunk({"delta": {"refusal": "I cannot."}, "finish_reason": "stop"})]
    chunks: list[dict[str, Any]] = []
    for part in split(answer):
        [candidate] = part["candidates"]
        end = candidate.get("finishReason")
        text = candidate["content"]["parts"][0]["text"] if "content" in candidate else None
        reason = FINISH_REASONS.get(end, DECLINED) if end else None
        chunks.append(make_chunk({"delta": {"content": text}, "finish_reason": reason}))
    cost = answer["usageMetadata"]
    usage = {
        "prompt_tokens": cost["promptTokenCount"],
        "completion_tokens": cost["candidatesTokenCount"] + cost["thoughtsTokenCount"],
        "total_tokens": cost["totalTokenCount"],
        "completion_tokens_details": {"reasoning_tokens": cost["thoughtsTokenCount"]},
    }
    return [*chunks, make_chunk() | {"usage": usage}] if counts else chunks


def make_chunk(*choices: dict[str, Any]) -> dict[str, Any]:
    """Return a chunk with these choices."""
    return {
        "id": "chatcmpl-1",
        "object": "chat.completion.chunk",
        "created": 0,
        "model": MODEL,
        "choices": [{"index": 0} | choice for choice in choices],
    }


@asynccontextmanager
async def run_openai() -> AsyncIterator[FakeOpenAI]:
    """Run the server on this machine while the block runs."""
    model = FakeOpenAI()
    route = Route("/v1/chat/completions", model.generate, methods=["POST"])
    async with serve(Starlette(routes=[route])) as address:
        model.url = f"{address}/v1"
        try:
            yield model
        finally:
            model.closing.set()
