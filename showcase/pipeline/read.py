"""Read the resume of a job, from its checkpoint or its file, and again where OCR doubts."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from showcase.adapters.storage import FileMissing
from showcase.errors import JobFailureCode, StepFailed
from showcase.models import Job, JobStage, Resume
from showcase.models.document import Document
from showcase.pipeline import think
from showcase.pipeline.extract import EXTRACT_VERSION, draw_pages, extract
from showcase.pipeline.progress import Teller
from showcase.pipeline.tools import Tools
from showcase.services.checkpoints import make_checkpoint, once
from showcase.services.model_calls import ModelCalls

PAGE_MESSAGES = {
    JobStage.EXTRACTING: "Read page {done} of {total}.",
    JobStage.OCR: "Recognised the text of page {done} of {total}.",
}
LOOK_AGAIN = "The picture is hard to read; a language model looks at it too."


@dataclass(frozen=True)
class Reader:
    """Reads for one run of a job."""

    job: Job
    teller: Teller
    tools: Tools
    find_calls: Callable[[], ModelCalls]
    """Asked for only when a model is to look: its time for the job starts then."""

    async def read(self, resume_id: UUID | None) -> Document:
        """Return what the resume shows, from the checkpoint or from the file.

        Raises:
            StepFailed: The file is gone or cannot be read.
        """
        async with self.tools.database.begin() as session:
            resume = await session.get(Resume, resume_id) if resume_id else None
        if resume is None or resume.removed_at is not None:
            raise StepFailed(JobFailureCode.FILE_DAMAGED, "the file was removed")
        await self.teller.enter(JobStage.EXTRACTING)
        checkpoint = make_checkpoint(
            self.job, JobStage.EXTRACTING, EXTRACT_VERSION, resume.sha256, resume.media_type
        )
        output = await once(checkpoint, lambda: self._extract(resume), database=self.tools.database)
        return await self._look_again(resume, Document.model_validate(output))

    async def _look_again(self, resume: Resume, document: Document) -> Document:
        """Return the document with what a model sees where OCR was unsure, if that is wanted."""
        settings = self.tools.settings
        unsure = think.list_unsure_pages(document, settings=settings)
        if not unsure:
            return document

        async def look() -> dict[str, Any]:
            try:
                pictures = await draw_pages(
                    await self._fetch(resume),
                    media_type=resume.media_type,
                    numbers=unsure,
                    pool=self.tools.children,
                    settings=settings,
                )
            except StepFailed:
                return {}  # OCR has seen the page; that will do
            await self.teller.remark(LOOK_AGAIN)
            seen = await think.look_again(document, pictures, calls=self.find_calls())
            return seen.model_dump(mode="json") if seen else {}

        pages = document.model_dump(mode="json")
        checkpoint = make_checkpoint(self.job, JobStage.OCR, think.describe_engine(settings), pages)
        seen = await once(checkpoint, look, database=self.tools.database)
        return Document.model_validate(seen) if seen else document

    async def _fetch(self, resume: Resume) -> bytes:
        try:
            return await self.tools.store.get(resume.storage_key)
        except FileMissing as missing:
            raise StepFailed(JobFailureCode.FILE_DAMAGED, "the file is gone") from missing

    async def _extract(self, resume: Resume) -> dict[str, Any]:
        async def on_progress(stage: str, done: int, total: int) -> None:
            entered = JobStage(stage)
            await self.teller.enter(entered)
            if done:
                message = PAGE_MESSAGES[entered].format(done=done, total=total)
                await self.teller.advance(done, total, message=message)

        document = await extract(
            await self._fetch(resume),
            media_type=resume.media_type,
            pool=self.tools.children,
            settings=self.tools.settings,
            on_progress=on_progress,
        )
        return document.model_dump(mode="json")
