"""A person's whole account as a zip file: rows, uploaded files, portfolios."""

import asyncio
import math
import tempfile
import zipfile
from collections.abc import AsyncIterator
from contextlib import ExitStack
from datetime import UTC, datetime
from typing import IO
from uuid import UUID

import orjson
from cross_web import HTTPException
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from showcase.adapters.storage import FileMissing, StoreUnavailable
from showcase.api.attempts import EXPORTS
from showcase.api.endpoint import read_bearer
from showcase.api.refusals import Refused, make_response
from showcase.database import DatabaseUnreachable
from showcase.errors import ErrorCode, RateLimited, Unauthenticated
from showcase.models.draft import SiteContent
from showcase.resources import Resources
from showcase.services.personal_data import list_files, list_portfolios, pack, read_personal_data
from showcase.services.sessions import authenticate
from showcase.site.export import to_json_resume
from showcase.site.render import render_site

NAME = "showcase-account.zip"
IN_MEMORY_BYTES = 4 * 1024 * 1024
CHUNK_BYTES = 64 * 1024


async def answer_archive(request: Request) -> Response:
    """Return the caller's archive, as a file to keep."""
    resources: Resources = request.app.state.resources
    try:
        user_id = await _identify(request, resources)
        archive = await _build(resources, user_id)
    except HTTPException as refusal:
        return make_response(refusal, request_id=request.state.request_id)
    headers = {
        "Content-Disposition": f'attachment; filename="{NAME}"',
        "Cache-Control": "no-store",
    }
    return StreamingResponse(_read(archive), media_type="application/zip", headers=headers)


async def _identify(request: Request, resources: Resources) -> UUID:
    """Return who asks, if they may.

    Raises:
        Refused: 401 without a good token, 429 too often, 503 when the database does not answer.
    """
    try:
        token = read_bearer(request.headers) or ""
        claims = await authenticate(request.app.state.credentials, access_token=token)
        await resources.budgets.spend(EXPORTS, subject=str(claims.user_id))
    except Unauthenticated as error:
        headers = {"WWW-Authenticate": "Bearer"}
        raise Refused(401, error.message, ErrorCode.UNAUTHENTICATED, headers) from error
    except RateLimited as error:
        headers = {"Retry-After": str(_seconds_until(error.retry_at))}
        raise Refused(429, error.message, ErrorCode.RATE_LIMITED, headers) from error
    except DatabaseUnreachable as error:
        raise _unavailable() from error
    return claims.user_id


async def _build(resources: Resources, user_id: UUID) -> IO[bytes]:
    """Return the archive as an open file, whose reader closes it.

    Raises:
        Refused: 503 when the database or the store does not answer.
    """
    with ExitStack() as opened:
        target = opened.enter_context(tempfile.SpooledTemporaryFile(IN_MEMORY_BYTES))
        try:
            await _write(target, resources, user_id)
        except (DatabaseUnreachable, StoreUnavailable) as error:
            raise _unavailable() from error
        opened.pop_all()
        return target


async def _write(target: IO[bytes], resources: Resources, user_id: UUID) -> None:
    """Write the archive, one file in memory at a time."""
    async with resources.database.read() as session:
        data = await read_personal_data(session, user_id=user_id)
        files = await list_files(session, user_id=user_id)
        portfolios = await list_portfolios(session, user_id=user_id)
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        await asyncio.to_thread(archive.writestr, "account.json", pack(data))
        for path, key in files.items():
            await _add_file(archive, resources, path, key)
        for slug, content in portfolios.items():
            await asyncio.to_thread(_add_portfolio, archive, slug, content)


async def _add_file(archive: zipfile.ZipFile, resources: Resources, path: str, key: str) -> None:
    """Add an uploaded file as it came; one that only failed has been deleted before."""
    try:
        data = await resources.store.get(key)
    except FileMissing:
        return
    await asyncio.to_thread(archive.writestr, path, data, zipfile.ZIP_STORED)


def _add_portfolio(archive: zipfile.ZipFile, slug: str, content: SiteContent) -> None:
    folder = f"portfolios/{slug}"
    archive.writestr(f"{folder}/resume.json", orjson.dumps(to_json_resume(content)))
    for path, data in render_site(content, url="").items():
        archive.writestr(f"{folder}/site/{path}", data)


async def _read(archive: IO[bytes]) -> AsyncIterator[bytes]:
    with archive:
        archive.seek(0)
        while chunk := await asyncio.to_thread(archive.read, CHUNK_BYTES):
            yield chunk


def _seconds_until(moment: datetime | None) -> int:
    return max(1, math.ceil((moment - datetime.now(UTC)).total_seconds())) if moment else 1


def _unavailable() -> Refused:
    sentence = "A part of this service does not answer. Please try again later."
    return Refused(503, sentence, ErrorCode.UNAVAILABLE)
