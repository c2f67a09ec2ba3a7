"""Any object by its global id."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Annotated
from uuid import UUID

import strawberry

from showcase import models
from showcase.api.context import Info
from showcase.api.deployments import Deployment
from showcase.api.jobs import Job
from showcase.api.nodes import Node, find_key, split_global_id
from showcase.api.people import User
from showcase.api.portfolios import Portfolio
from showcase.api.proposals import Proposal, ProposalItem
from showcase.api.sections import Section, SectionRevision
from showcase.api.themes import find_theme
from showcase.errors import InvalidInput
from showcase.services.pages import MAX_PAGE_SIZE


@strawberry.type
class NodeQuery:
    @strawberry.field(
        description="Any object by its global id; null when there is none or the caller may not "
        "see it."
    )
    async def node(
        self,
        info: Info,
        wanted: Annotated[
            strawberry.ID, strawberry.argument(name="id", description="A global id, opaque.")
        ],
    ) -> Node | None:
        return await _find_node(info, wanted)

    @strawberry.field(
        description="Up to 100 objects by global id, in the order asked for, null where `node` "
        "would be."
    )
    async def nodes(
        self,
        info: Info,
        ids: Annotated[list[strawberry.ID], strawberry.argument(description="Global ids.")],
    ) -> list[Node | None]:
        if len(ids) > MAX_PAGE_SIZE:
            raise InvalidInput(f"Ask for up to {MAX_PAGE_SIZE} objects at once.", path=["ids"])
        return list(await asyncio.gather(*(_find_node(info, wanted) for wanted in ids)))


async def _find_node(info: Info, wanted: str) -> Node | None:
    type_name, key = split_global_id(wanted)
    if type_name == "Theme":
        return find_theme(key)
    found, row_id = _FINDERS.get(type_name), find_key(type_name, wanted)
    if found is None or row_id is None:
        return None
    return await found(info, row_id)


async def _find_user(info: Info, key: UUID) -> Node | None:
    if key != info.context.viewer_id:
        return None
    async with info.context.resources.database.begin() as session:
        row = await session.get(models.User, key)
    return User.from_row(row) if row else None


async def _find_job(info: Info, key: UUID) -> Node | None:
    row = await info.context.loaders.jobs.load(key)
    return Job.from_row(row) if row else None


async def _find_portfolio(info: Info, key: UUID) -> Node | None:
    row = await info.context.loaders.portfolios.load(key)
    return Portfolio.from_row(row) if row else None


async def _find_section(info: Info, key: UUID) -> Node | None:
    row = await info.context.loaders.sections.load(key)
    return Section.from_row(row) if row else None


async def _find_revision(info: Info, key: UUID) -> Node | None:
    found = await info.context.loaders.revisions.load(key)
    return SectionRevision.from_row(found[0], kind=found[1].kind) if found else None


async def _find_deployment(info: Info, key: UUID) -> Node | None:
    row = await info.context.loaders.deployments.load(key)
    return Deployment.from_row(row) if row else None


async def _find_proposal(info: Info, key: UUID) -> Node | None:
    row = await info.context.loaders.proposals.load(key)
    return Proposal.from_row(row) if row else None


async def _find_proposal_item(info: Info, key: UUID) -> Node | None:
    found = await info.context.loaders.proposal_items.load(key)
    return ProposalItem.from_row(*found) if found else None


_FINDERS: dict[str, Callable[[Info, UUID], Awaitable[Node | None]]] = {
    "User": _find_user,
    "Job": _find_job,
    "Portfolio": _find_portfolio,
    "Section": _find_section,
    "SectionRevision": _find_revision,
    "Deployment": _find_deployment,
    "Proposal": _find_proposal,
    "ProposalItem": _find_proposal_item,
}
