"""Themes that a portfolio can use."""

from functools import partial
from pathlib import Path
from typing import Self

import strawberry
from starlette.requests import Request
from starlette.responses import FileResponse
from starlette.routing import Route

from showcase.api.context import Info
from showcase.api.nodes import Node, global_id
from showcase.api.scalars import URL
from showcase.site import themes

PICTURE_SECONDS = 86_400


@strawberry.type(description="A look.")
class Theme(Node):
    key: str = strawberry.field(description="Stable name.")
    name: str = strawberry.field(description="Shown name.")
    description: str = strawberry.field(description="What it is like.")
    theme: strawberry.Private[themes.Theme]

    @strawberry.field(description="A picture of it, of a person who does not exist.")
    def preview_url(self, info: Info) -> URL | None:
        if self.theme.preview is None:
            return None
        return URL(f"{info.context.resources.settings.site_url}{_path_of(self.theme)}")

    @classmethod
    def from_theme(cls, theme: themes.Theme) -> Self:
        """Return a theme as what it is in the schema."""
        return cls(
            id=global_id("Theme", theme.key),
            key=theme.key,
            name=theme.name,
            description=theme.description,
            theme=theme,
        )


def make_routes() -> list[Route]:
    """Return where the pictures of the themes are served."""
    return [
        Route(_path_of(theme), partial(_answer_picture, theme.preview))
        for theme in themes.list_themes()
        if theme.preview
    ]


async def _answer_picture(picture: Path, _: Request) -> FileResponse:
    return FileResponse(picture, headers={"Cache-Control": f"public, max-age={PICTURE_SECONDS}"})


def _path_of(theme: themes.Theme) -> str:
    return f"/themes/{theme.key}.webp"


def find_theme(key: str) -> Theme | None:
    """Return the theme with this key, if there is one."""
    theme = themes.find_theme(key)
    return Theme.from_theme(theme) if theme else None


@strawberry.type
class ThemeQuery:
    @strawberry.field(description="The themes that a portfolio can use. Public.")
    def themes(self) -> list[Theme] | None:
        return [Theme.from_theme(theme) for theme in themes.list_themes()]
