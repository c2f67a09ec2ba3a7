"""Private previews of portfolios: links for a few eyes, before anything is published."""

import asyncio
import mimetypes
from datetime import datetime
from typing import Annotated

import strawberry
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from showcase.api.context import Info
from showcase.api.local_sites import INDEX, POLICY
from showcase.api.nodes import get_key
from showcase.api.portfolios import Portfolio
from showcase.api.problems import ErrorsInPayload, Payload
from showcase.api.scalars import URL
from showcase.resources import Resources
from showcase.services.portfolios import hold_portfolio
from showcase.services.previews import (
    DEFAULT_HOURS,
    MAX_HOURS,
    PREVIEWS,
    end_previews,
    find_preview,
    make_preview,
)
from showcase.site.render import render_site

PREVIEW_PATH = f"{PREVIEWS}/{{token}}/{{path:path}}"
HEADERS = {
    "Cache-Control": "private, no-store",
    "Content-Security-Policy": POLICY,
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow",
}
"""Neither caches nor search engines keep a preview, and no site that it links to learns of it."""
GONE = "This preview has ended, or never was. Ask whoever sent you the link for a new one."


@strawberry.input(description="For createPreviewLink.")
class CreatePreviewLinkInput:
    portfolio_id: strawberry.ID = strawberry.field(description="The portfolio.")
    hours: int = strawberry.field(
        description=f"How long it opens, 1 to {MAX_HOURS}.", default=DEFAULT_HOURS
    )


@strawberry.type(description="An address at which anybody who has it sees the portfolio as it is.")
class PreviewLink:
    url: URL = strawberry.field(description="The address. Whoever has it may look.")
    expires_at: datetime = strawberry.field(description="When it ends.")


@strawberry.type(description="Of createPreviewLink.")
class CreatePreviewLinkPayload(Payload):
    link: PreviewLink | None = strawberry.field(description="The link.", default=None)


@strawberry.input(description="For endPreviewLinks.")
class EndPreviewLinksInput:
    portfolio_id: strawberry.ID = strawberry.field(description="The portfolio.")


@strawberry.type(description="Of endPreviewLinks.")
class EndPreviewLinksPayload(Payload):
    portfolio: Portfolio | None = strawberry.field(
        description="The portfolio; its version stays.", default=None
    )


@strawberry.type
class PreviewMutation:
    @strawberry.mutation(
        description="Makes a private link to a portfolio as it is being written; it expires, and "
        "endPreviewLinks ends it before.",
        extensions=[ErrorsInPayload(CreatePreviewLinkPayload)],
    )
    async def create_preview_link(
        self,
        info: Info,
        wanted: Annotated[
            CreatePreviewLinkInput,
            strawberry.argument(name="input", description="Which one, and for how long."),
        ],
    ) -> CreatePreviewLinkPayload | None:
        user_id = info.context.user_id
        resources = info.context.resources
        portfolio_id = get_key("Portfolio", wanted.portfolio_id, path=["input", "portfolioId"])
        async with resources.database.begin() as session:
            row = await hold_portfolio(session, user_id=user_id, portfolio_id=portfolio_id)
            url, expires_at = make_preview(
                row, hours=wanted.hours, settings=resources.settings, path=["input", "hours"]
            )
        return CreatePreviewLinkPayload(link=PreviewLink(url=URL(url), expires_at=expires_at))

    @strawberry.mutation(
        description="Ends all private links to a portfolio that were made so far; whoever opens "
        "one finds what an expired one shows. New ones can be made.",
        extensions=[ErrorsInPayload(EndPreviewLinksPayload)],
    )
    async def end_preview_links(
        self,
        info: Info,
        wanted: Annotated[
            EndPreviewLinksInput, strawberry.argument(name="input", description="Of which one.")
        ],
    ) -> EndPreviewLinksPayload | None:
        user_id = info.context.user_id
        portfolio_id = get_key("Portfolio", wanted.portfolio_id, path=["input", "portfolioId"])
        async with info.context.resources.database.begin() as session:
            row = await end_previews(session, user_id=user_id, portfolio_id=portfolio_id)
        return EndPreviewLinksPayload(portfolio=Portfolio.from_row(row))


async def answer_preview(request: Request) -> Response:
    """Return a file of a site that is not public, rendered for this request."""
    token, path = request.path_params["token"], request.path_params["path"] or INDEX
    resources: Resources = request.app.state.resources
    async with resources.database.begin() as session:
        content = await find_preview(session, token=token, settings=resources.settings)
    files = await asyncio.to_thread(render_site, content, url="") if content else {}
    if path not in files:
        return PlainTextResponse(GONE, status_code=404, headers=HEADERS)
    media_type, _ = mimetypes.guess_type(path)
    return Response(files[path], media_type=media_type, headers=HEADERS)
