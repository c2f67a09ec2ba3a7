"""What ours is compared with: applications that do the same in the plainest way.

    python -m benchmarks.bare_servers uploads|sockets|queries|page PORT

`uploads` streams the file of a multipart form to the same durable store and inserts one row;
`sockets` sends what Redis publishes about a job to the websockets that watch it; `queries` gives
the caller, or one of their jobs with its portfolio, as JSON; `page` answers
with the bytes of `page.html` in the data directory, from memory.
"""

import asyncio
import hashlib
import sys
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import UUID, uuid4

import asyncpg
import orjson
import uvicorn
from redis.asyncio import Redis
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket

from benchmarks.plain_queries import make_queries
from showcase.adapters.doorbell import NEWS
from showcase.adapters.storage import open_store
from showcase.cli.web import calm_garbage_collector
from showcase.config import Settings

PAGE = "page.html"
CHUNK_BYTES = 256 * 1024
INSERT = """
INSERT INTO resumes (resume_id, user_id, storage_key, sha256, media_type, byte_size, filename)
SELECT $1, user_id, $2, $3, 'application/pdf', $4, 'resume.pdf' FROM users LIMIT 1
"""


async def answer_livez(request: Request) -> Response:
    """GET /livez."""
    return PlainTextResponse("ok")


def make_uploads(settings: Settings) -> Starlette:
    """Return the application that stores a file and one row."""
    store = open_store(settings.object_store_url)

    @asynccontextmanager
    async def connect(app: Starlette) -> AsyncIterator[None]:
        url = settings.database_url.replace("+asyncpg", "")
        async with asyncpg.create_pool(url, min_size=10, max_size=20) as app.state.pool:
            yield

    async def upload(request: Request) -> Response:
        resume_id = uuid4()
        digest, size = hashlib.sha256(), 0

        async with request.form() as form:
            file = form["file"]
            assert not isinstance(file, str)

            async def read() -> AsyncIterator[bytes]:
                nonlocal size
                while chunk := await file.read(CHUNK_BYTES):
                    digest.update(chunk)
                    size += len(chunk)
                    yield chunk

            await store.put(f"resumes/{resume_id}", read())
        key = f"resumes/{resume_id}"
        await request.app.state.pool.execute(INSERT, resume_id, key, digest.hexdigest(), size)
        return JSONResponse({"id": str(resume_id)})

    routes = [Route("/upload", upload, methods=["POST"]), Route("/livez", answer_livez)]
    return Starlette(routes=routes, lifespan=connect)


Watchers = defaultdict[UUID, set[asyncio.Queue[bytes]]]


async def take_news(watchers: Watchers, *, redis_url: str) -> None:
    """Hand what Redis publishes to those who watch the job it is about."""
    async with Redis.from_url(redis_url) as redis, redis.pubsub() as line:
        await line.subscribe(NEWS)
        async for message in line.listen():
            if message["type"] == "message":
                for queue in watchers.get(UUID(orjson.loads(message["data"])["job_id"]), ()):
                    queue.put_nowait(message["data"])


def make_sockets(settings: Settings) -> Starlette:
    """Return the application that passes news on to websockets."""
    watchers: Watchers = defaultdict(set)

    @asynccontextmanager
    async def listen(app: Starlette) -> AsyncIterator[None]:
        task = asyncio.create_task(take_news(watchers, redis_url=settings.redis_url))
        yield
        task.cancel()

    async def watch(websocket: WebSocket) -> None:
        await websocket.accept()
        queue: asyncio.Queue[bytes] = asyncio.Queue()
        watchers[UUID(websocket.path_params["job_id"])].add(queue)
        await websocket.send_text("{}")
        while True:
            await websocket.send_text((await queue.get()).decode())

    routes = [WebSocketRoute("/{job_id}", watch), Route("/livez", answer_livez)]
    return Starlette(routes=routes, lifespan=listen)


def make_page(settings: Settings) -> Starlette:
    """Return the application that answers with one page of a site from memory."""
    data = (settings.data_dir / PAGE).read_bytes()

    async def answer_page(request: Request) -> Response:
        return Response(data, media_type="text/html")

    return Starlette(routes=[Route("/", answer_page), Route("/livez", answer_livez)])


APPLICATIONS = {
    "uploads": make_uploads,
    "sockets": make_sockets,
    "queries": make_queries,
    "page": make_page,
}


def main() -> None:
    """Serve one of them, with the settings of our own web process."""
    name, port = sys.argv[1:]
    app = APPLICATIONS[name](Settings())
    calm_garbage_collector()
    uvicorn.run(
        app,
        port=int(port),
        ws_per_message_deflate=False,
        access_log=False,
        log_config=None,
        timeout_graceful_shutdown=1,
    )


if __name__ == "__main__":
    main()
