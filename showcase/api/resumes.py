"""Uploading a resume."""

from collections.abc import AsyncIterator
from typing import Annotated

import strawberry
from starlette.datastructures import UploadFile

from showcase.api.context import Info
from showcase.api.jobs import Job
from showcase.api.preferences import PortfolioPreferencesInput, read_preferences
from showcase.api.problems import ErrorsInPayload, Payload
from showcase.api.scalars import Upload
from showcase.pipeline import upload

CHUNK_BYTES = 256 * 1024


@strawberry.input(description="For uploadResume.")
class UploadResumeInput:
    file: Upload = strawberry.field(description="PDF, picture, or JSON Resume 1.0.")
    preferences: PortfolioPreferencesInput | None = strawberry.field(
        description="Looks and voice.", default=None
    )
    publish: bool = strawberry.field(
        description="Whether to put the portfolio online as soon as it is ready.", default=True
    )
    idempotency_key: str | None = strawberry.field(
        description="Same key, same arguments, 24 hours: the same job.", default=None
    )


@strawberry.type(description="Of uploadResume.")
class UploadResumePayload(Payload):
    job: Job | None = strawberry.field(
        description="The job that was started, or the one of the same key.", default=None
    )


@strawberry.type
class ResumeMutation:
    @strawberry.mutation(
        description="Takes a resume file (graphql-multipart-request) and starts the job that "
        "turns it into a portfolio.",
        extensions=[ErrorsInPayload(UploadResumePayload)],
    )
    async def upload_resume(
        self,
        info: Info,
        wanted: Annotated[
            UploadResumeInput,
            strawberry.argument(name="input", description="File and preferences."),
        ],
    ) -> UploadResumePayload | None:
        resources = info.context.resources
        job = await upload.accept_upload(
            upload.Upload(
                chunks=_read_chunks(wanted.file),
                filename=wanted.file.filename or "",
                preferences=read_preferences(wanted.preferences),
                publish=wanted.publish,
                idempotency_key=wanted.idempotency_key,
            ),
            user_id=info.context.user_id,
            database=resources.database,
            store=resources.store,
            doorbell=resources.doorbell,
            settings=resources.settings,
        )
        return UploadResumePayload(job=Job.from_row(job))


async def _read_chunks(file: UploadFile) -> AsyncIterator[bytes]:
    while chunk := await file.read(CHUNK_BYTES):
        yield chunk
