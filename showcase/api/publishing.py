"""Putting portfolios online and taking them down."""

from typing import Annotated

import strawberry

from showcase.api.context import Info
from showcase.api.deployments import Deployment
from showcase.api.enums import DeployTarget
from showcase.api.jobs import Job
from showcase.api.nodes import get_key
from showcase.api.portfolios import Portfolio
from showcase.api.problems import ErrorsInPayload, Payload
from showcase.services import deployments
from showcase.services.idempotency import Request, start_once
from showcase.services.portfolios import hold_portfolio


@strawberry.input(description="For publishPortfolio.")
class PublishPortfolioInput:
    portfolio_id: strawberry.ID = strawberry.field(description="The portfolio.")
    expected_version: int | None = strawberry.field(
        description="The version that was read; else CONFLICT.", default=None
    )
    slug: str | None = strawberry.field(
        description="The last part of its address; left out, it stays.", default=None
    )
    target: DeployTarget | None = strawberry.field(
        description="Where to; left out, where this server puts sites.", default=None
    )
    idempotency_key: str | None = strawberry.field(description="See uploadResume.", default=None)


@strawberry.input(description="For unpublishPortfolio.")
class UnpublishPortfolioInput:
    portfolio_id: strawberry.ID = strawberry.field(description="The portfolio.")


@strawberry.type(description="Of publishPortfolio.")
class PublishPortfolioPayload(Payload):
    deployment: Deployment | None = strawberry.field(
        description="The deployment that was started.", default=None
    )
    job: Job | None = strawberry.field(description="The job that does it.", default=None)


@strawberry.type(description="Of unpublishPortfolio.")
class UnpublishPortfolioPayload(Payload):
    portfolio: Portfolio | None = strawberry.field(description="As it is now.", default=None)


@strawberry.type
class PublishingMutation:
    @strawberry.mutation(
        description="Deploys a portfolio to its public address.",
        extensions=[ErrorsInPayload(PublishPortfolioPayload)],
    )
    async def publish_portfolio(
        self,
        info: Info,
        wanted: Annotated[
            PublishPortfolioInput,
            strawberry.argument(name="input", description="What and where."),
        ],
    ) -> PublishPortfolioPayload | None:
        user_id = info.context.user_id
        resources = info.context.resources
        publish = deployments.PublishRequest(
            portfolio_id=get_key("Portfolio", wanted.portfolio_id, path=["input", "portfolioId"]),
            expected_version=wanted.expected_version,
            slug=wanted.slug,
            target=wanted.target,
        )
        arguments = publish.as_arguments()
        request = Request(user_id, "publishPortfolio", arguments, wanted.idempotency_key)
        async with resources.database.begin() as session:
            job = await start_once(
                session,
                request,
                start=lambda: deployments.request_publish(
                    session, publish, user_id=user_id, settings=resources.settings
                ),
            )
            row = await deployments.find_deployment_of(session, job_id=job.job_id)
        await resources.doorbell.ring(job.job_id, job.attempt)
        deployment = Deployment.from_row(row) if row else None
        return PublishPortfolioPayload(deployment=deployment, job=Job.from_row(job))

    @strawberry.mutation(
        description="Takes a portfolio off its public address. Done twice it does nothing more.",
        extensions=[ErrorsInPayload(UnpublishPortfolioPayload)],
    )
    async def unpublish_portfolio(
        self,
        info: Info,
        wanted: Annotated[
            UnpublishPortfolioInput, strawberry.argument(name="input", description="Which one.")
        ],
    ) -> UnpublishPortfolioPayload | None:
        user_id = info.context.user_id
        resources = info.context.resources
        portfolio_id = get_key("Portfolio", wanted.portfolio_id, path=["input", "portfolioId"])
        await deployments.take_down(
            resources.database,
            user_id=user_id,
            portfolio_id=portfolio_id,
            settings=resources.settings,
            store=resources.store,
        )
        async with resources.database.begin() as session:
            row = await hold_portfolio(session, user_id=user_id, portfolio_id=portfolio_id)
        return UnpublishPortfolioPayload(portfolio=Portfolio.from_row(row))
