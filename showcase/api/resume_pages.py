"""The pages of the resume behind a portfolio: their sizes, and their pictures over HTTP."""

import math
from datetime import UTC, datetime
from typing import Any, Self
from uuid import UUID

import strawberry
from starlette.requests import Request
from starlette.responses import Response

from showcase.adapters.storage import StoreUnavailable
from showcase.api.attempts import PAGE_PICTURES
from showcase.api.endpoint import read_bearer
from showcase.api.refusals import Refused, make_response
from showcase.api.scalars import URL
from showcase.config import Settings
from showcase.database import DatabaseUnreachable
from showcase.errors import ErrorCode, NotFound, RateLimited, Unauthenticated
from showcase.services.page_pictures import (
    MEDIA_TYPE,
    Busy,
    PageNotDrawn,
    PagePicture,
    PagePictures,
)
from showcase.services.sessions import authenticate

PATH = "/portfolios/{portfolio_id:uuid}/pages/{number:int}"
PRIVATE = {
    "Cache-Control": "private, max-age=3600",
    "Vary": "Authorization",
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; sandbox",
}
"""For its owner's own browser; whatever else asks gets nothing out of it but pixels."""


@strawberry.type(description="A page of the resume, upright.")
class ResumePage:
    number: int = strawberry.field(description="From 1, as in sources and findings.")
    width: float = strawberry.field(
        description="In points, as the boxes: a box at x lies x / width of the picture's width "
        "from its left, whatever size the picture is shown in."
    )
    height: float = strawberry.field(description="In points.")
    picture_url: URL = strawberry.field(
        description="GET this with the same Authorization header: a WebP picture of the page, "
        "scans turned and straightened as they were read. Only for the owner."
    )

    @classmethod
    def from_stored(cls, page: dict[str, Any], *, portfolio_id: UUID, settings: Settings) -> Self:
        """Return what is remembered of a page."""
        path = f"/portfolios/{portfolio_id}/pages/{page['number']}"
        return cls(
            number=page["number"],
            width=page["width"],
            height=page["height"],
            picture_url=URL(settings.site_url + path),
        )


async def answer_page_picture(request: Request) -> Response:
    """Return the picture of a page, to the owner of its portfolio."""
    try:
        picture = await _find(request)
    except Refused as refusal:
        return make_response(refusal, request_id=request.state.request_id)
    headers = {**PRIVATE, "ETag": f'"{picture.tag}"'}
    if f'"{picture.tag}"' in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    return Response(picture.data, media_type=MEDIA_TYPE, headers=headers)


async def _find(request: Request) -> PagePicture:
    """Return the picture that is asked for.

    Raises:
        Refused: 401, 404, 422, 429 or 503, with the code and a sentence.
    """
    try:
        return await _ask(request)
    except Unauthenticated as error:
        headers = {"WWW-Authenticate": "Bearer"}
        raise Refused(401, error.message, error.code, headers) from error
    except NotFound as error:
        raise Refused(404, error.message, error.code) from error
    except PageNotDrawn as error:
        raise Refused(422, error.message, error.code) from error
    except RateLimited as error:
        wait = (error.retry_at - datetime.now(UTC)).total_seconds() if error.retry_at else 1.0
        headers = {"Retry-After": str(max(1, math.ceil(wait)))}
        raise Refused(429, error.message, error.code, headers) from error
    except (Busy, StoreUnavailable, DatabaseUnreachable) as error:
        sentence = "The page cannot be shown now. Please try again in a few seconds."
        raise Refused(503, sentence, ErrorCode.UNAVAILABLE, {"Retry-After": "3"}) from error


async def _ask(request: Request) -> PagePicture:
    state = request.app.state
    token = read_bearer(request.headers) or ""
    claims = await authenticate(state.credentials, access_token=token)
    await state.resources.budgets.spend(PAGE_PICTURES, subject=str(claims.user_id))
    pictures: PagePictures = state.page_pictures
    return await pictures.get(
        user_id=claims.user_id,
        portfolio_id=request.path_params["portfolio_id"],
        number=request.path_params["number"],
    )
