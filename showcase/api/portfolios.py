"""Portfolios: one, or a list of them."""

from datetime import datetime
from typing import Annotated, Self

import strawberry
from sqlmodel import col

from showcase import models
from showcase.adapters.hosts.opening import open_local_host
from showcase.api.connections import After, Before, Connection, First, Last, make_connection
from showcase.api.context import Info
from showcase.api.deployments import Deployment
from showcase.api.enums import DeployTarget, ExportFormat, PortfolioStatus
from showcase.api.exports import PortfolioExport, export
from showcase.api.nodes import Node, find_key, global_id
from showcase.api.preferences import PortfolioPreferences
from showcase.api.proposals import Proposal
from showcase.api.quality import QualityReport
from showcase.api.resume_pages import ResumePage
from showcase.api.scalars import URL
from showcase.api.sections import Section
from showcase.pipeline.think import review
from showcase.services import portfolios
from showcase.services.pages import PageRequest, list_pages
from showcase.services.site_content import make_site_content
from showcase.site.withhold import withhold_contact


@strawberry.type(description="Something the owner should know about a portfolio.")
class Notice:
    code: str = strawberry.field(description="What kind of notice; new ones may be added.")
    message: str = strawberry.field(description="For people.")
    page: int | None = strawberry.field(description="The page of the resume it is about.")


@strawberry.type(description="A person's site.")
class Portfolio(Node):
    row: strawberry.Private[models.Portfolio]
    slug: str = strawberry.field(description="Last part of its public address.")
    title: str = strawberry.field(description="Its name.")
    version: int = strawberry.field(
        description="Rises with each change; pass it as expectedVersion."
    )
    status: PortfolioStatus = strawberry.field(description="Where it stands.")
    engine: str = strawberry.field(description="Which engine wrote it: offline, gemini or openai.")
    preferences: PortfolioPreferences = strawberry.field(
        description="How it should look and sound."
    )
    created_at: datetime = strawberry.field(description="When it was created.")
    updated_at: datetime = strawberry.field(description="When it last changed.")

    @classmethod
    def from_row(cls, row: models.Portfolio) -> Self:
        """Return a portfolio."""
        return cls(
            id=global_id("Portfolio", row.portfolio_id),
            row=row,
            slug=row.slug,
            title=row.title,
            version=row.version,
            status=portfolios.status_of(row),
            engine=row.engine,
            preferences=PortfolioPreferences.from_row(row),
            created_at=row.created_at,
            updated_at=row.updated_at,
        )

    @strawberry.field(
        description="What the owner should know, such as hidden text in the resume; empty for "
        "everyone else."
    )
    def notices(self, info: Info) -> list[Notice]:
        if not self._is_owned(info):
            return []
        return [
            Notice(code=notice["code"], message=notice["message"], page=notice.get("page"))
            for notice in self.row.notices
        ]

    @strawberry.field(
        description="Its sections in order; for others than the owner, as they are online."
    )
    async def sections(self, info: Info) -> list[Section]:
        rows = await self._load_sections(info)
        if self._is_owned(info):
            return [Section.from_row(row) for row in rows]
        shown = withhold_contact(make_site_content(self.row, rows))
        contents = {section.kind: section for section in shown.sections}
        for row in rows:
            row.heading = contents[row.kind].heading
            row.content = contents[row.kind].content.model_dump(mode="json")
        return [Section.from_row(row, owned=False) for row in rows]

    @strawberry.field(
        description="How good it is as it stands now, by stated rules, and what to look at before "
        "publishing; null for everyone but the owner."
    )
    async def quality(self, info: Info) -> QualityReport | None:
        if not self._is_owned(info):
            return None
        shown = [section for section in await self._load_sections(info) if section.visible]
        reading = await info.context.loaders.readings.load(self.row.portfolio_id)
        return QualityReport.from_report(review(shown, tone=self.row.tone, reading=reading))

    @strawberry.field(
        description="The pages of the resume it was made from, with pictures to show boxes on; "
        "empty for everyone but the owner, and for a JSON Resume."
    )
    async def resume_pages(self, info: Info) -> list[ResumePage]:
        if not self._is_owned(info) or self.row.resume_id is None:
            return []
        portfolio_id, settings = self.row.portfolio_id, info.context.resources.settings
        reading = await info.context.loaders.readings.load(portfolio_id)
        return [
            ResumePage.from_stored(page, portfolio_id=portfolio_id, settings=settings)
            for page in (reading.pages if reading else [])
        ]

    @strawberry.field(description="Public address while published.")
    async def public_url(self, info: Info) -> URL | None:
        if self.row.published_version is None:
            return None
        live = await info.context.loaders.live_deployment_of.load(self.row.portfolio_id)
        if live is None or live.target != DeployTarget.LOCAL:
            return URL(live.url) if live and live.url else None
        resources = info.context.resources
        host = open_local_host(resources.settings, store=resources.store)
        return URL(host.address(self.row.slug))

    @strawberry.field(description="Its deployments, newest first; null for others than the owner.")
    async def deployments(
        self,
        info: Info,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[Deployment] | None:
        if not self._is_owned(info):
            return None
        request = PageRequest(first=first, after=after, last=last, before=before)
        page = await info.context.loaders.deployment_pages.load((self.row.portfolio_id, request))
        return make_connection(page, Deployment.from_row)

    @strawberry.field(
        description="What was proposed to change in it, newest first; null for others than the "
        "owner."
    )
    async def proposals(
        self,
        info: Info,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[Proposal] | None:
        if not self._is_owned(info):
            return None
        request = PageRequest(first=first, after=after, last=last, before=before)
        page = await info.context.loaders.proposal_pages.load((self.row.portfolio_id, request))
        return make_connection(page, Proposal.from_row)

    @strawberry.field(
        description="It in another format. JSON Resume and Markdown hold all that its owner sees, "
        "e-mail, telephone and street included; for everyone else, and as a site, it holds what "
        "is public."
    )
    async def export(
        self,
        info: Info,
        chosen: Annotated[
            ExportFormat, strawberry.argument(name="format", description="The format.")
        ] = ExportFormat.JSON_RESUME,
    ) -> PortfolioExport:
        content = make_site_content(self.row, await self._load_sections(info))
        if not self._is_owned(info):
            content = withhold_contact(content)
        return await export(content, chosen, name=self.row.slug)

    def _is_owned(self, info: Info) -> bool:
        return self.row.user_id == info.context.viewer_id

    async def _load_sections(self, info: Info) -> list[models.Section]:
        loaders = info.context.loaders
        loader = loaders.sections_of if self._is_owned(info) else loaders.published_sections_of
        return await loader.load(self.row.portfolio_id) or []


@strawberry.input(description="One way to name a portfolio.", one_of=True)
class PortfolioBy:
    id: strawberry.ID | None = strawberry.field(description="Global id.", default=strawberry.UNSET)
    slug: str | None = strawberry.field(description="Slug.", default=strawberry.UNSET)


@strawberry.input(description="Which portfolios.")
class PortfolioFilter:
    status: list[PortfolioStatus] | None = strawberry.field(
        description="In one of these states.", default=None
    )


@strawberry.type
class PortfolioQuery:
    @strawberry.field(description="One portfolio, by id or by slug. Public when it is published.")
    async def portfolio(
        self,
        info: Info,
        by: Annotated[PortfolioBy, strawberry.argument(description="Exactly one of its members.")],
    ) -> Portfolio | None:
        if by.slug:
            wanted = portfolios.has_slug(by.slug)
        else:
            key = find_key("Portfolio", by.id or "")
            wanted = col(models.Portfolio.portfolio_id) == key
        viewer_id = info.context.viewer_id
        async with info.context.resources.database.read() as session:
            row = await portfolios.find_visible(session, viewer_id=viewer_id, by=wanted)
        return Portfolio.from_row(row) if row else None

    @strawberry.field(description="The caller's portfolios, last changed first.")
    async def portfolios(
        self,
        info: Info,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
        chosen: Annotated[
            PortfolioFilter | None, strawberry.argument(name="filter", description="Only these.")
        ] = None,
    ) -> Connection[Portfolio] | None:
        user_id = info.context.viewer_id
        if user_id is None:
            return None
        request = PageRequest(first=first, after=after, last=last, before=before)
        listing = portfolios.list_own(chosen.status if chosen else None)
        async with info.context.resources.database.read() as session:
            pages = await list_pages(session, listing, parents=[user_id], request=request)
        return make_connection(pages[user_id], Portfolio.from_row)
