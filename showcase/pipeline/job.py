"""Run one job through its steps. This is the only file that knows their order.

Every step is safe to repeat: reading and thinking leave checkpoints, saving and deploying find
what an earlier attempt of the same job made.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from showcase import metrics, traces
from showcase.adapters.children import ChildPool
from showcase.adapters.circuit import Circuit
from showcase.adapters.doorbell import Doorbell
from showcase.adapters.hosts.opening import open_host
from showcase.adapters.storage import FileMissing, FileStore
from showcase.config import Settings
from showcase.database import Database
from showcase.errors import JobFailureCode, StepFailed
from showcase.models import Deployment, Job, JobKind, JobStage, Portfolio, Resume, Section
from showcase.models.content import SectionKind, Tone
from showcase.models.document import Document
from showcase.models.draft import PortfolioDraft, SectionDraft
from showcase.pipeline import think
from showcase.pipeline.deploy import deploy
from showcase.pipeline.extract import EXTRACT_VERSION, draw_pages, extract
from showcase.pipeline.progress import Teller
from showcase.pipeline.save import Looks, save_portfolio, save_section
from showcase.pipeline.validate import validate_portfolio, validate_section
from showcase.services import runs
from showcase.services.checkpoints import make_checkpoint, once
from showcase.services.jobs import FROM_STAGE
from showcase.services.model_calls import ModelCalls

PAGE_MESSAGES = {
    JobStage.EXTRACTING: "Read page {done} of {total}.",
    JobStage.OCR: "Recognised the text of page {done} of {total}.",
}
LOOK_AGAIN = "The picture is hard to read; a language model looks at it too."
NO_DOCUMENT = Document(media_type="application/pdf", pages=())
"""Stands for the resume of a portfolio that has none: every word is the owner's own."""


@dataclass(frozen=True)
class Tools:
    """What a job works with."""

    settings: Settings
    database: Database
    store: FileStore
    doorbell: Doorbell
    children: ChildPool


async def run_job(run: runs.Run, *, tools: Tools) -> None:
    """Run a claimed job to its end and tell each step; its status is left to the caller.

    Raises:
        StepFailed: A step cannot go on.
        LeaseLost: Another attempt owns the job.
        JobCancelled: Its owner asked it to stop.
    """
    async with tools.database.begin() as session:
        job = await runs.hold(session, run)
    name, ids = f"job.{job.kind.lower()}", {"job_id": str(run.job_id), "user_id": str(run.user_id)}
    with traces.span(name, parent=job.traceparent, attempt=run.attempt, **ids):
        async with Teller(run, database=tools.database, doorbell=tools.doorbell) as teller:
            steps = JobRun(job=job, teller=teller, tools=tools)
            match job.kind:
                case JobKind.BUILD:
                    await steps.build()
                case JobKind.REGENERATE:
                    await steps.regenerate()
                case JobKind.DEPLOY:
                    await steps.publish()
            await teller.leave()


@dataclass(frozen=True)
class JobRun:
    """One run of a job: what was asked for, who tells of it, and what it works with."""

    job: Job
    teller: Teller
    tools: Tools

    async def build(self) -> None:
        """Resume → document → draft → portfolio → site."""
        arguments = self.job.arguments
        portfolio_id = self.job.portfolio_id
        if portfolio_id is None or arguments.get(FROM_STAGE) not in {None, JobStage.DEPLOYING}:
            document = await self._read(self.job.resume_id)
            draft = await self._write(document)
            await self.teller.enter(JobStage.PERSISTING)
            portfolio_id = await save_portfolio(
                self.teller.run,
                draft,
                _make_looks(arguments["preferences"]),
                database=self.tools.database,
            )
        if arguments["publish"]:
            await self._deploy(portfolio_id, None, self.tools.settings.deploy_target)

    async def regenerate(self) -> None:
        """Sections → the same in other words, each a new revision."""
        async with self.tools.database.begin() as session:
            portfolio = await session.get_one(Portfolio, self.job.portfolio_id)
        document = await self._read(portfolio.resume_id) if portfolio.resume_id else NO_DOCUMENT
        await self.teller.enter(JobStage.GENERATING)
        tone = Tone(self.job.arguments.get("tone") or portfolio.tone)
        sections = await self._list_sections()
        drafts: list[dict[str, Any]] = []
        for section in sections:
            drafts.append(await self._rewrite(section, document, tone))
            await self.teller.show(drafts[-1], done=len(drafts), total=len(sections))
        await self.teller.enter(JobStage.VALIDATING)
        valid = [validate_section(draft, document) for draft in drafts]
        await self.teller.enter(JobStage.PERSISTING)
        for section, draft in zip(sections, valid, strict=True):
            await save_section(
                self.teller.run, section.section_id, draft, database=self.tools.database
            )

    async def publish(self) -> None:
        """Portfolio → site, at the target that was asked for."""
        deployment_id = UUID(self.job.arguments["deployment_id"])
        async with self.tools.database.begin() as session:
            deployment = await session.get(Deployment, deployment_id)
        if deployment is None:
            raise StepFailed(JobFailureCode.DEPLOY_FAILED, "the portfolio was deleted")
        await self._deploy(deployment.portfolio_id, deployment_id, deployment.target)

    async def _read(self, resume_id: UUID | None) -> Document:
        """Return what the resume shows, from the checkpoint or from the file."""
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
            seen = await think.look_again(document, pictures, calls=self._model_calls)
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

    async def _write(self, document: Document) -> PortfolioDraft:
        """Return the validated draft, from the checkpoint or from the agents; show each section."""
        await self.teller.enter(JobStage.GENERATING)
        settings = self.tools.settings
        tone = Tone(self.job.arguments["preferences"]["tone"])
        shown: list[str] = []

        async def show(section: dict[str, Any]) -> None:
            shown.append(section["kind"])
            await self.teller.show(section, done=len(shown), total=len(SectionKind))

        async def write() -> dict[str, Any]:
            thought = await think.write_portfolio(
                document, tone=tone, settings=settings, on_section=show, calls=self._model_calls
            )
            return {"draft": thought.draft, "resume": thought.resume, "usage": thought.usage}

        pages = document.model_dump(mode="json")
        checkpoint = make_checkpoint(
            self.job, JobStage.GENERATING, think.describe_engine(settings), tone, pages
        )
        output = await once(
            checkpoint,
            write,
            database=self.tools.database,
            # What was written while the AI was away is not what its owner gets next time.
            is_worth_keeping=lambda made: not think.fell_back(made["draft"]),
        )
        for section in output["draft"]["sections"]:
            if section["kind"] not in shown:
                await show(section)
        await self.teller.enter(JobStage.VALIDATING)
        return validate_portfolio(output["draft"], document)

    async def _rewrite(self, section: Section, document: Document, tone: Tone) -> dict[str, Any]:
        """Return a section in other words, from the checkpoint or from the agents."""
        current = section.model_dump(include={"kind", "heading", "content", "sources"})
        draft = SectionDraft.model_validate(current, strict=False)
        settings = self.tools.settings
        instructions = self.job.arguments.get("instructions") or ""

        async def write() -> dict[str, Any]:
            return await think.rewrite_section(
                document, draft, tone=tone, instructions=instructions, calls=self._model_calls
            )

        wishes = (str(self.job.job_id), tone, instructions)
        checkpoint = make_checkpoint(
            self.job, JobStage.GENERATING, think.describe_engine(settings), wishes, current
        )
        return await once(checkpoint, write, database=self.tools.database)

    @cached_property
    def _model_calls(self) -> ModelCalls:
        """What this run asks of language models; its time for that starts with the first use."""
        settings = self.tools.settings
        provider = f"{settings.chosen_engine}:{settings.model}"
        return ModelCalls(
            run=self.teller.run,
            job=self.job,
            settings=settings,
            database=self.tools.database,
            circuit=Circuit(
                self.tools.doorbell.redis, provider, probe_seconds=settings.model_seconds
            ),
            tell=self.teller.remark,
        )

    async def _deploy(self, portfolio_id: UUID, deployment_id: UUID | None, target: str) -> None:
        await self.teller.enter(JobStage.DEPLOYING)

        async def on_line(line: str) -> None:
            await self.teller.advance(1, 2, message=line)

        with (
            traces.span("deploy", portfolio_id=str(portfolio_id), target=target),
            metrics.timed(metrics.DEPLOY_SECONDS, target, ok="ok", failed="failed"),
        ):
            await deploy(
                self.teller.run,
                portfolio_id=portfolio_id,
                deployment_id=deployment_id,
                database=self.tools.database,
                host=open_host(target, settings=self.tools.settings, store=self.tools.store),
                on_line=on_line,
            )

    async def _list_sections(self) -> list[Section]:
        ids = [UUID(section_id) for section_id in self.job.arguments["section_ids"]]
        chosen = sa.select(Section).where(
            col(Section.section_id).in_(ids), col(Section.portfolio_id) == self.job.portfolio_id
        )
        async with self.tools.database.begin() as session:
            return list((await session.scalars(chosen.order_by(col(Section.position)))).all())


def _make_looks(preferences: dict[str, Any]) -> Looks:
    return Looks(**{**preferences, "tone": Tone(preferences["tone"])})
