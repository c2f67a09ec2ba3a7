"""Putting portfolios online and taking them down."""

from collections.abc import Awaitable, Callable
from typing import Annotated

import strawberry
from sqlalchemy.ext.asyncio import AsyncSession

from showcase import models
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


@strawberry.input(description="For rollbackDeployment.")
class RollbackDeploymentInput:
    deployment_id: strawberry.ID = strawberry.field(
        description="The deployment whose site shall be online again."
    )
    idempotency_key: str | None = strawberry.field(description="See uploadResume.", default=None)


@strawberry.type(description="Of rollbackDeployment.")
class RollbackDeploymentPayload(Payload):
    deployment: Deployment | None = strawberry.field(
        description="The new deployment that shows the earlier site.", default=None
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

        async def start(session: AsyncSession) -> models.Job:
            return await deployments.request_publish(
                session, publish, user_id=user_id, settings=resources.settings
            )

        deployment, job = await _start(info, request, start)
        return PublishPortfolioPayload(deployment=deployment, job=job)

    @strawberry.mutation(
        description="Puts online again what an earlier deployment showed, at the same target. The "
        "portfolio stays as it is.",
        extensions=[ErrorsInPayload(RollbackDeploymentPayload)],
    )
    async def rollback_deployment(
        self,
        info: Info,
        wanted: Annotated[
            RollbackDeploymentInput, strawberry.argument(name="input", description="Which one.")
        ],
    ) -> RollbackDeploymentPayload | None:
        user_id, settings = info.context.user_id, info.context.resources.settings
        deployment_id = get_key("Deployment", wanted.deployment_id, path=["input", "deploymentId"])
        arguments = {"deployment_id": str(deployment_id)}
        request = Request(user_id, "rollbackDeployment", arguments, wanted.idempotency_key)

        async def start(session: AsyncSession) -> models.Job:
            return await deployments.request_rollback(
                session, user_id=user_id, deployment_id=deployment_id, settings=settings
            )

        deployment, job = await _start(info, request, start)
        return RollbackDeploymentPayload(deployment=deployment, job=job)

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
        await deployments.unpublish(
            resources.database,
            user_id=user_id,
            portfolio_id=portfolio_id,
            settings=resources.settings,
            store=resources.store,
        )
        async with resources.database.begin() as session:
            row = await hold_portfolio(session, user_id=user_id, portfolio_id=portfolio_id)
        return UnpublishPortfolioPayload(portfolio=Portfolio.from_row(row))


async def _start(
    info: Info, request: Request, start: Callable[[AsyncSession], Awaitable[models.Job]]
) -> tuple[Deployment | None, Job]:
    """Start a deployment once for each request, and ring the doorbell."""
    resources = info.context.resources
    async with resources.database.begin() as session:
        job = await start_once(session, request, start=lambda: start(session))
        row = await deployments.find_deployment_of(session, job_id=job.job_id)
    await resources.doorbell.ring(job.job_id, job.attempt)
    return (Deployment.from_row(row) if row else None), Job.from_row(job)
