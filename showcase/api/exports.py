"""A portfolio in other formats."""

import asyncio
import base64

import strawberry

from showcase.api.enums import ExportFormat
from showcase.api.scalars import JSON
from showcase.models.draft import SiteContent
from showcase.site.export import to_json_resume, to_markdown, to_zip
from showcase.site.render import render_site


@strawberry.type(description="A portfolio in another format.")
class PortfolioExport:
    format: ExportFormat = strawberry.field(description="The format.")
    media_type: str = strawberry.field(description="Its media type.")
    filename: str = strawberry.field(description="A name to save it under.")
    json: JSON | None = strawberry.field(description="JSON formats as a value.", default=None)
    text: str | None = strawberry.field(
        description="Text formats as text; a zip file in base64.", default=None
    )


async def export(content: SiteContent, chosen: ExportFormat, *, name: str) -> PortfolioExport:
    """Return the content in the chosen format, in a file of this name."""
    if chosen is ExportFormat.JSON_RESUME:
        return PortfolioExport(
            format=chosen,
            media_type="application/json",
            filename=f"{name}.json",
            json=JSON(to_json_resume(content)),
        )
    if chosen is ExportFormat.MARKDOWN:
        return PortfolioExport(
            format=chosen,
            media_type="text/markdown",
            filename=f"{name}.md",
            text=to_markdown(content),
        )
    archive = await asyncio.to_thread(_zip_site, content)
    return PortfolioExport(
        format=chosen, media_type="application/zip", filename=f"{name}.zip", text=archive
    )


def _zip_site(content: SiteContent) -> str:
    return base64.b64encode(to_zip(render_site(content, url=""))).decode()
