"""Asking for changes of a portfolio in plain words."""

from typing import Annotated

import strawberry

from showcase.api.context import Info
from showcase.api.jobs import Job
from showcase.api.nodes import get_key
from showcase.api.problems import ErrorsInPayload, Payload
from showcase.api.proposals import Proposal
from showcase.services.idempotency import Request, start_once
from showcase.services.proposals import find_of_job
from showcase.services.refinement import Refinement, request_refinement


@strawberry.input(description="For refinePortfolio.")
class RefinePortfolioInput:
    portfolio_id: strawberry.ID = strawberry.field(description="The portfolio.")
    instruction: str = strawberry.field(
        description="What should be different, in plain words, such as “shorter about, darker "
        "theme, projects first”; at most 500 characters."
    )
    expected_version: int | None = strawberry.field(
        description="The version that was read; else CONFLICT.", default=None
    )
    idempotency_key: str | None = strawberry.field(description="See uploadResume.", default=None)


@strawberry.type(description="Of refinePortfolio.")
class RefinePortfolioPayload(Payload):
    proposal: Proposal | None = strawberry.field(
        description="The proposal, which the job fills with items, and with notes of what was not "
        "understood.",
        default=None,
    )
    job: Job | None = strawberry.field(description="The job that prepares it.", default=None)


@strawberry.type
class RefiningMutation:
    @strawberry.mutation(
        description="Turns an instruction in plain words into a proposal: theme, tone, order and "
        "visibility of sections, and texts in other words. Nothing changes until it is accepted, "
        "and nothing that it says is ever taken for a fact.",
        extensions=[ErrorsInPayload(RefinePortfolioPayload)],
    )
    async def refine_portfolio(
        self,
        info: Info,
        wanted: Annotated[
            RefinePortfolioInput,
            strawberry.argument(name="input", description="Which portfolio, and the instruction."),
        ],
    ) -> RefinePortfolioPayload | None:
        user_id = info.context.user_id
        refinement = Refinement(
            portfolio_id=get_key("Portfolio", wanted.portfolio_id, path=["input", "portfolioId"]),
            instruction=wanted.instruction,
            expected_version=wanted.expected_version,
        )
        arguments = refinement.as_arguments()
        request = Request(user_id, "refinePortfolio", arguments, wanted.idempotency_key)
        async with info.context.resources.database.begin() as session:
            job = await start_once(
                session,
                request,
                start=lambda: request_refinement(session, refinement, user_id=user_id),
            )
            proposal = await find_of_job(session, job.job_id)
        await info.context.resources.doorbell.ring(job.job_id, job.attempt)
        return RefinePortfolioPayload(
            proposal=Proposal.from_row(proposal) if proposal else None, job=Job.from_row(job)
        )
