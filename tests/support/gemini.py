"""A server that speaks Gemini's REST protocol, and plays the model by a script.

Only what https://ai.google.dev/api/generate-content says of `streamGenerateContent`: contents,
system instruction and generation config come in; candidates in parts, finish reasons, usage and
error envelopes go out. Answers are derived from the request's own texts, so that a script fits any
resume.
"""

import asyncio
import json
import re
from collections import deque
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from tests.support.loopback import serve

PARTS = 3
"""How many parts an answer comes in."""
API_KEY = "gemini-key-of-the-tests"
LANGUAGE = re.compile(r"Language: (\w+)")
OPENINGS = {
    "English": "In short",
    "German": "Kurz gesagt",
    "French": "En bref",
    "Spanish": "En resumen",
    "Portuguese": "Em resumo",
}
TEXTS = re.compile(r"<texts-(\w+)>\n(.*?)\n</texts-\1>", re.DOTALL)
STATUS_NAMES = {
    400: "INVALID_ARGUMENT",
    401: "UNAUTHENTICATED",
    403: "PERMISSION_DENIED",
    404: "NOT_FOUND",
    429: "RESOURCE_EXHAUSTED",
    500: "INTERNAL",
    503: "UNAVAILABLE",
}

Texts = list[dict[str, Any]]
Act = Callable[[Texts], Response]


def reword(item: dict[str, Any]) -> str:
    """Return an honest new wording: the old one, differently begun."""
    return f"{item['opening']}: {item.get('text', '')}".strip()


def say(texts: Texts, *, finish: str = "STOP", wrap: str = "{}") -> Response:
    """Answer with texts as the JSON that was asked for, wrapped in something if need be."""
    return say_raw(wrap.replace("{}", json.dumps({"texts": texts})), finish=finish)


def say_raw(text: str, *, finish: str = "STOP") -> Response:
    """Answer with any text."""
    candidate: dict[str, Any] = {"finishReason": finish, "index": 0}
    if text:
        candidate["content"] = {"role": "model", "parts": [{"text": text}]}
    usage = {
        "promptTokenCount": 100,
        "candidatesTokenCount": 20,
        "thoughtsTokenCount": 5,
        "totalTokenCount": 125,
    }
    return JSONResponse(
        {"candidates": [candidate], "usageMetadata": usage, "modelVersion": "made-up"}
    )


def answer_well(texts: Texts) -> Response:
    """Word every text anew, truthfully."""
    return say([{"id": item["id"], "text": reword(item)} for item in texts])


def lie(texts: Texts) -> Response:
    """Claim things that no resume of the tests says."""
    lied = "Increased revenue by 4,711 % at Globex Corporation with COBOL2000."
    return say([{"id": item["id"], "text": f"{item.get('text', '')} {lied}"} for item in texts])


def leave_out(texts: Texts) -> Response:
    """Say nothing false, and next to nothing."""
    return say([{"id": item["id"], "text": "Did some work."} for item in texts])


def stray(texts: Texts) -> Response:
    """Answer for texts that nobody asked for, besides."""
    extra = [{"id": "HERO/name", "text": "Somebody Else"}, {"id": "SKILLS/groups/0", "text": "x"}]
    return say([{"id": item["id"], "text": reword(item)} for item in texts] + extra)


def fence(texts: Texts) -> Response:
    """Put the JSON into a Markdown fence."""
    answer = [{"id": item["id"], "text": reword(item)} for item in texts]
    return say(answer, wrap="```json\n{}\n```")


def truncate(texts: Texts) -> Response:
    """Stop in the middle of the JSON, at the limit of tokens."""
    return say_raw('{"texts": [{"id": "HERO/tagline", "te', finish="MAX_TOKENS")


def mistype(texts: Texts) -> Response:
    """Give JSON of another shape."""
    return say_raw(json.dumps({"texts": {"id": 7, "text": None}}))


def block_answer(texts: Texts) -> Response:
    """Stop for safety."""
    return say_raw("", finish="SAFETY")


def block_prompt(texts: Texts) -> Response:
    """Refuse the request for safety."""
    return JSONResponse(
        {"promptFeedback": {"blockReason": "PROHIBITED_CONTENT"}, "usageMetadata": {}}
    )


def say_html(texts: Texts) -> Response:
    """Answer as a proxy on the way does that lost its server."""
    return HTMLResponse("<html>try later</html>")


def break_off(texts: Texts) -> Response:
    """Close the connection in the middle of an answer."""

    async def send() -> AsyncIterator[bytes]:
        yield b'data: {"candidates": [{"content"'
        raise ConnectionResetError

    return StreamingResponse(send(), media_type="text/event-stream")


def fail(status: int, **headers: str) -> Act:
    """Refuse with an error envelope."""
    error = {"code": status, "message": "made up", "status": STATUS_NAMES[status]}

    def refuse(texts: Texts) -> Response:
        return JSONResponse(
            {"error": error},
            status_code=status,
            headers={name.replace("_", "-"): value for name, value in headers.items()},
        )

    return refuse


@dataclass
class FakeGemini:
    """Gemini's side of the conversation; tests set what it shall do and look at what it got."""

    url: str = ""
    script: deque[Act] = field(default_factory=deque)
    """What to do for the next requests, one each."""
    usual: Act = answer_well
    """What to do when the script has ended."""
    stalls: bool = False
    """Whether it takes requests and never answers."""
    dribbles: bool = False
    """Whether it begins its answers and never ends them."""
    requests: list[dict[str, Any]] = field(default_factory=list)
    """Bodies that came in."""
    asked: asyncio.Event = field(default_factory=asyncio.Event)
    """Set when the first request has come in."""
    closing: asyncio.Event = field(default_factory=asyncio.Event)
    """Set at the end, so that stalled requests let the server go."""
    models: list[str] = field(default_factory=list)
    """Models that were asked for."""

    def play(self, *acts: Act) -> None:
        """Set what to do for the next requests."""
        self.script.extend(acts)

    async def generate(self, request: Request) -> Response:
        """POST /v1beta/models/{model}:streamGenerateContent?alt=sse."""
        if request.headers.get("x-goog-api-key") != API_KEY:
            return fail(400)([])
        body = await request.json()
        self.requests.append(body)
        self.models.append(request.path_params["model"])
        self.asked.set()
        if self.stalls:
            await self.closing.wait()
        response = self.act(read_texts(body))
        answer = find_answer(response)
        return self.stream([json.dumps(part) for part in split(answer)]) if answer else response

    def hang(self, texts: Texts) -> Response:
        """Take this one request and never answer it."""

        async def send() -> AsyncIterator[bytes]:
            await self.closing.wait()
            yield b""

        return StreamingResponse(send(), media_type="text/event-stream")

    def act(self, texts: Texts) -> Response:
        """Do what comes next in the script."""
        act = self.script.popleft() if self.script else self.usual
        return act(texts)

    def stream(self, parts: list[str]) -> Response:
        """Send the parts of an answer one after the other."""

        async def send() -> AsyncIterator[str]:
            for part in parts:
                yield f"data: {part}\r\n\r\n"
                if self.dribbles:
                    await self.closing.wait()

        return StreamingResponse(send(), media_type="text/event-stream")


def find_answer(response: Response) -> dict[str, Any] | None:
    """Return the answer in a response; None if it is an error or nothing of the protocol."""
    if not isinstance(response, JSONResponse) or response.status_code != 200:
        return None
    answer: dict[str, Any] = json.loads(bytes(response.body))
    return answer


def split(answer: dict[str, Any]) -> list[dict[str, Any]]:
    """Return an answer in parts, of which the last one says how it ended and what it cost."""
    candidate: dict[str, Any] = next(iter(answer.get("candidates", ())), {})
    if "content" not in candidate:
        return [answer]
    text = candidate["content"]["parts"][0]["text"]
    length = -(-len(text) // PARTS)
    texts = [text[start : start + length] for start in range(0, len(text), length)]
    contents = [{"role": "model", "parts": [{"text": piece}]} for piece in texts]
    parts = [{"candidates": [{"content": content, "index": 0}]} for content in contents[:-1]]
    return [*parts, answer | {"candidates": [candidate | {"content": contents[-1]}]}]


def read_texts(body: dict[str, Any]) -> Texts:
    """Return the texts to write that a request holds."""
    return find_texts(read_message(body), body["systemInstruction"]["parts"][0]["text"])


def find_texts(message: str, instruction: str) -> Texts:
    """Return the texts to write that a message holds, and how a new wording may open."""
    found = TEXTS.search(message)
    language = LANGUAGE.search(instruction)
    opening = OPENINGS[language[1]] if language else ""
    return [item | {"opening": opening} for item in json.loads(found[2])] if found else []


def read_message(body: dict[str, Any]) -> str:
    """Return the message of a request."""
    return "".join(part.get("text", "") for turn in body["contents"] for part in turn["parts"])


@asynccontextmanager
async def run_gemini(gemini: FakeGemini | None = None) -> AsyncIterator[FakeGemini]:
    """Run the server, or this one, on this machine while the block runs."""
    gemini = gemini or FakeGemini()
    path = "/v1beta/models/{model}:streamGenerateContent"
    route = Route(path, gemini.generate, methods=["POST"])
    async with serve(Starlette(routes=[route])) as gemini.url:
        try:
            yield gemini
        finally:
            gemini.closing.set()
