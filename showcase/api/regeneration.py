"""Having sections written anew."""

from typing import Annotated

import strawberry

from showcase.api.context import Info
from showcase.api.enums import Tone
from showcase.api.jobs import Job
from showcase.api.nodes import get_key
from showcase.api.problems import ErrorsInPayload, Payload
from showcase.api.proposals import Proposal
from showcase.services.idempotency import Request, start_once
from showcase.services.proposals import find_of_job
from showcase.services.regeneration import Regeneration, request_regeneration


@strawberry.input(description="For regenerateSections.")
class RegenerateSectionsInput:
    section_ids: list[strawberry.ID] = strawberry.field(
        description="The sections, of one portfolio."
    )
    instructions: str | None = strawberry.field(
        description="What the AI should mind, at most 500 characters.", default=None
    )
    tone: Tone | None = strawberry.field(description="The voice, for this time.", default=None)
    review: bool = strawberry.field(
        description="Whether the new words are to wait as a proposal, word by word, until they are "
        "accepted; else each section gets them as a revision as soon as the job is done.",
        default=False,
    )
    expected_version: int | None = strawberry.field(
        description="The version of the portfolio that was read; else CONFLICT.", default=None
    )
    idempotency_key: str | None = strawberry.field(description="See uploadResume.", default=None)


@strawberry.type(description="Of regenerateSections.")
class RegenerateSectionsPayload(Payload):
    job: Job | None = strawberry.field(description="The job that was started.", default=None)
    proposal: Proposal | None = strawberry.field(
        description="What the job prepares, if it is for review.", default=None
    )


@strawberry.type
class RegenerationMutation:
    @strawberry.mutation(
        description="Has the AI write sections anew; gives the job that does it.",
        extensions=[ErrorsInPayload(RegenerateSectionsPayload)],
    )
    async def regenerate_sections(
        self,
        info: Info,
        wanted: Annotated[
            RegenerateSectionsInput,
            strawberry.argument(name="input", description="Which sections, and how."),
        ],
    ) -> RegenerateSectionsPayload | None:
        user_id = info.context.user_id
        path = ["input", "sectionIds"]
        regeneration = Regeneration(
            section_ids=[get_key("Section", value, path=path) for value in wanted.section_ids],
            instructions=wanted.instructions,
            tone=wanted.tone,
            review=wanted.review,
            expected_version=wanted.expected_version,
        )
        arguments = regeneration.as_arguments()
        request = Request(user_id, "regenerateSections", arguments, wanted.idempotency_key)
        async with info.context.resources.database.begin() as session:
            job = await start_once(
                session,
                request,
                start=lambda: request_regeneration(session, regeneration, user_id=user_id),
            )
            proposal = await find_of_job(session, job.job_id)
        await info.context.resources.doorbell.ring(job.job_id, job.attempt)
        return RegenerateSectionsPayload(
            job=Job.from_row(job), proposal=Proposal.from_row(proposal) if proposal else None
        )
