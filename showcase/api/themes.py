"""Themes that a portfolio can use."""

from typing import Self

import strawberry

from showcase.api.nodes import Node, global_id
from showcase.api.scalars import URL
from showcase.site import themes


@strawberry.type(description="A look.")
class Theme(Node):
    key: str = strawberry.field(description="Stable name.")
    name: str = strawberry.field(description="Shown name.")
    description: str = strawberry.field(description="What it is like.")
    preview_url: URL | None = strawberry.field(description="A picture of it.", default=None)

    @classmethod
    def from_theme(cls, theme: themes.Theme) -> Self:
        """Return a theme as what it is in the schema."""
        return cls(
            id=global_id("Theme", theme.key),
            key=theme.key,
            name=theme.name,
            description=theme.description,
        )


def find_theme(key: str) -> Theme | None:
    """Return the theme with this key, if there is one."""
    theme = themes.find_theme(key)
    return Theme.from_theme(theme) if theme else None


@strawberry.type
class ThemeQuery:
    @strawberry.field(description="The themes that a portfolio can use. Public.")
    def themes(self) -> list[Theme] | None:
        return [Theme.from_theme(theme) for theme in themes.list_themes()]
