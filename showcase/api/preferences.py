"""How a portfolio should look and sound."""

from typing import Any, Self, cast

import strawberry

from showcase import models
from showcase.api.enums import Tone
from showcase.api.scalars import URL
from showcase.api.themes import Theme
from showcase.errors import InvalidInput
from showcase.pipeline.upload import Preferences
from showcase.services.portfolios import PreferencesPatch
from showcase.site import themes

MAX_CUSTOM_LINKS = 20
MAX_LABEL_LENGTH = 80
PATH = ("input", "preferences")


@strawberry.type(description="A link to show.")
class CustomLink:
    label: str = strawberry.field(description="Its text.")
    url: URL = strawberry.field(description="Its target.")


@strawberry.type(description="Looks and voice.")
class PortfolioPreferences:
    theme: Theme = strawberry.field(description="The theme.")
    accent: str | None = strawberry.field(
        description="The accent colour as #rrggbb, as its owner chose it; null for the theme's "
        "own. The site shows it in the nearest lightness that can be read, in light and dark."
    )
    tone: Tone = strawberry.field(description="The voice.")
    custom_links: list[CustomLink] = strawberry.field(description="Links to show.")
    show_email: bool = strawberry.field(description="Whether the site shows the e-mail address.")
    show_phone: bool = strawberry.field(description="Whether the site shows the telephone number.")
    show_address: bool = strawberry.field(
        description="Whether the site shows street and postcode, and not only the town."
    )

    @classmethod
    def from_row(cls, row: models.Portfolio) -> Self:
        """Return the preferences of a portfolio; a theme that is gone falls back to the default."""
        theme = Theme.from_theme(
            themes.find_theme(row.theme) or themes.get_theme(themes.DEFAULT_THEME)
        )
        links = [CustomLink(label=link["label"], url=link["url"]) for link in row.custom_links]
        return cls(
            theme=theme,
            accent=row.accent,
            tone=row.tone,
            custom_links=links,
            show_email=row.show_email,
            show_phone=row.show_phone,
            show_address=row.show_address,
        )


@strawberry.input(description="A link to show.")
class CustomLinkInput:
    label: str = strawberry.field(description="Its text, at most 80 characters.")
    url: URL = strawberry.field(description="Its target.")


@strawberry.input(
    description="Looks and voice; what is left out keeps its value or gets the default."
)
class PortfolioPreferencesInput:
    theme: str | None = strawberry.field(description="The theme's key.", default=None)
    accent: str | None = strawberry.field(
        description="The accent colour as #rrggbb or #rgb, any; the site keeps its hue and shows "
        "it in a lightness that can be read. Null takes the theme's own again; left out, it stays.",
        default=strawberry.UNSET,
    )
    tone: Tone | None = strawberry.field(description="The voice.", default=None)
    custom_links: list[CustomLinkInput] | None = strawberry.field(
        description="Links to show, at most 20.", default=None
    )
    show_email: bool | None = strawberry.field(
        description="Whether the site shows the e-mail address; by default it does not.",
        default=None,
    )
    show_phone: bool | None = strawberry.field(
        description="Whether the site shows the telephone number; by default it does not.",
        default=None,
    )
    show_address: bool | None = strawberry.field(
        description="Whether the site shows street and postcode; by default it shows only town, "
        "region and country.",
        default=None,
    )


def read_patch(preferences: PortfolioPreferencesInput | None) -> PreferencesPatch:
    """Return the preferences a client sent, checked.

    Raises:
        InvalidInput: An unknown theme, no colour, too many links or a bad label.
    """
    if preferences is None:
        return PreferencesPatch()
    _check_theme(preferences.theme)
    wanted = {**vars(preferences), "custom_links": _read_links(preferences.custom_links)}
    accent = wanted.pop("accent")
    patch = {name: value for name, value in wanted.items() if value is not None}
    if accent is not strawberry.UNSET:
        patch["accent"] = _read_accent(accent)
    return cast("PreferencesPatch", patch)


def read_preferences(preferences: PortfolioPreferencesInput | None) -> Preferences:
    """Return the preferences a client sent, checked and completed with the defaults.

    Raises:
        InvalidInput: An unknown theme, no colour, too many links or a bad label.
    """
    return Preferences.model_validate({"theme": themes.DEFAULT_THEME, **read_patch(preferences)})


def _check_theme(key: str | None) -> None:
    keys = [theme.key for theme in themes.list_themes()]
    if key is not None and key not in keys:
        raise InvalidInput(
            f"There is no such theme. Choose one of: {', '.join(keys)}.",
            path=[*PATH, "theme"],
        )


def _read_accent(text: str | None) -> str | None:
    return None if text is None else themes.read_accent(text, path=[*PATH, "accent"])


def _read_links(links: list[CustomLinkInput] | None) -> list[dict[str, Any]] | None:
    path = [*PATH, "customLinks"]
    if links is None:
        return None
    if len(links) > MAX_CUSTOM_LINKS:
        raise InvalidInput(f"There can be {MAX_CUSTOM_LINKS} links.", path=path)
    for index, link in enumerate(links):
        if not 0 < len(link.label.strip()) <= MAX_LABEL_LENGTH:
            raise InvalidInput(
                f"A label has 1 to {MAX_LABEL_LENGTH} characters.",
                path=[*path, str(index), "label"],
            )
    return [{"label": link.label.strip(), "url": link.url} for link in links]
