"""Changing and deleting portfolios."""

from typing import Annotated
from uuid import UUID

import strawberry

from showcase.api.content import SectionContentInput, read_content
from showcase.api.context import Info
from showcase.api.nodes import get_key
from showcase.api.portfolios import Portfolio
from showcase.api.preferences import PortfolioPreferencesInput, read_patch
from showcase.api.problems import ErrorsInPayload, Payload
from showcase.api.scalars import URL
from showcase.services import portfolios
from showcase.services.deletion import Places, delete_portfolio
from showcase.services.sections import SectionPatch


@strawberry.input(description="Changes to a section.")
class SectionPatchInput:
    section_id: strawberry.ID = strawberry.field(description="The section.")
    heading: str | None = strawberry.field(description="New heading.", default=None)
    visible: bool | None = strawberry.field(description="Show or hide.", default=None)
    content: SectionContentInput | None = strawberry.field(
        description="New contents, of the section's kind.", default=None
    )


@strawberry.input(description="For updatePortfolio.")
class UpdatePortfolioInput:
    portfolio_id: strawberry.ID = strawberry.field(description="The portfolio.")
    expected_version: int | None = strawberry.field(
        description="The version that was read; else CONFLICT.", default=None
    )
    title: str | None = strawberry.field(description="New name.", default=None)
    slug: str | None = strawberry.field(description="New slug.", default=None)
    preferences: PortfolioPreferencesInput | None = strawberry.field(
        description="New looks and voice.", default=None
    )
    section_order: list[strawberry.ID] | None = strawberry.field(
        description="All section ids in their new order.", default=None
    )
    sections: list[SectionPatchInput] | None = strawberry.field(
        description="Changes to sections.", default=None
    )


@strawberry.input(description="For deletePortfolio.")
class DeletePortfolioInput:
    portfolio_id: strawberry.ID = strawberry.field(description="The portfolio.")


@strawberry.type(description="Of updatePortfolio.")
class UpdatePortfolioPayload(Payload):
    portfolio: Portfolio | None = strawberry.field(description="As it is now.", default=None)


@strawberry.type(description="Of deletePortfolio.")
class DeletePortfolioPayload(Payload):
    deleted_portfolio_id: strawberry.ID | None = strawberry.field(
        description="Its id, once gone.", default=None
    )
    left_online: list[URL] | None = strawberry.field(
        description="Where the site stays in accounts of the owner's at other hosts, which are no "
        "longer connected or refuse our token: only the owner can delete it there.",
        default=None,
    )


@strawberry.type
class EditingMutation:
    @strawberry.mutation(
        description="Changes a portfolio's title, preferences, section order or section contents, "
        "all or nothing.",
        extensions=[ErrorsInPayload(UpdatePortfolioPayload)],
    )
    async def update_portfolio(
        self,
        info: Info,
        wanted: Annotated[
            UpdatePortfolioInput, strawberry.argument(name="input", description="The changes.")
        ],
    ) -> UpdatePortfolioPayload | None:
        user_id = info.context.user_id
        portfolio_id = get_key("Portfolio", wanted.portfolio_id, path=["input", "portfolioId"])
        patch = _read_update(wanted)
        async with info.context.resources.database.begin() as session:
            row = await portfolios.update_portfolio(
                session, user_id=user_id, portfolio_id=portfolio_id, patch=patch
            )
        return UpdatePortfolioPayload(portfolio=Portfolio.from_row(row))

    @strawberry.mutation(
        description="Deletes a portfolio with its revisions, deployments and source file.",
        extensions=[ErrorsInPayload(DeletePortfolioPayload)],
    )
    async def delete_portfolio(
        self,
        info: Info,
        wanted: Annotated[
            DeletePortfolioInput, strawberry.argument(name="input", description="Which one.")
        ],
    ) -> DeletePortfolioPayload | None:
        user_id = info.context.user_id
        portfolio_id = get_key("Portfolio", wanted.portfolio_id, path=["input", "portfolioId"])
        resources = info.context.resources
        places = Places(resources.database, resources.store, resources.settings)
        left = await delete_portfolio(places, user_id=user_id, portfolio_id=portfolio_id)
        return DeletePortfolioPayload(
            deleted_portfolio_id=wanted.portfolio_id, left_online=list(map(URL, left))
        )


def _read_update(wanted: UpdatePortfolioInput) -> portfolios.PortfolioPatch:
    order = wanted.section_order
    path = ["input", "sectionOrder"]
    return portfolios.PortfolioPatch(
        expected_version=wanted.expected_version,
        title=wanted.title,
        slug=wanted.slug,
        preferences=read_patch(wanted.preferences),
        section_order=None if order is None else _read_section_ids(order, path=path),
        sections=[_read_section(i, patch) for i, patch in enumerate(wanted.sections or [])],
    )


def _read_section_ids(ids: list[strawberry.ID], *, path: list[str]) -> list[UUID]:
    return [get_key("Section", value, path=[*path, str(i)]) for i, value in enumerate(ids)]


def _read_section(index: int, patch: SectionPatchInput) -> SectionPatch:
    path = ["input", "sections", str(index)]
    content = patch.content
    return SectionPatch(
        section_id=get_key("Section", patch.section_id, path=[*path, "sectionId"]),
        path=path,
        heading=patch.heading,
        visible=patch.visible,
        content=None if content is None else read_content(content, path=[*path, "content"]),
    )
