"""Run one job through its steps. This is the only file that knows their order.

Every step is safe to repeat: reading and thinking leave checkpoints, saving and deploying find
what an earlier attempt of the same job made.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from showcase import metrics, traces
from showcase.adapters.circuit import Circuit
from showcase.errors import JobFailureCode, StepFailed
from showcase.models import Deployment, Job, JobKind, JobStage, Portfolio, Section
from showcase.models.content import SectionKind, Tone
from showcase.models.document import Document
from showcase.models.draft import PortfolioDraft, SectionDraft
from showcase.pipeline import think
from showcase.pipeline.deploy import Order, deploy
from showcase.pipeline.progress import Teller
from showcase.pipeline.read import Reader
from showcase.pipeline.refine import ChangeSet, describe
from showcase.pipeline.rewrite import Rewriter, Wish
from showcase.pipeline.save import Looks, save_portfolio, save_proposal, save_section
from showcase.pipeline.tools import Tools
from showcase.pipeline.validate import validate_portfolio, validate_section
from showcase.services import runs
from showcase.services.checkpoints import make_checkpoint, once
from showcase.services.jobs import FROM_STAGE
from showcase.services.model_calls import ModelCalls
from showcase.services.sections import list_sections
from showcase.services.targets import open_for_deployment

EDITED_MEANWHILE = "A section was edited meanwhile; what its owner wrote stands."
NO_DOCUMENT = Document(media_type="application/pdf", pages=())
"""Stands for the resume of a portfolio that has none: every word is the owner's own."""


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
                case JobKind.REFINE:
                    await steps.refine()
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
            document = await self._reader.read(self.job.resume_id)
            draft = await self._write(document)
            await self.teller.enter(JobStage.PERSISTING)
            portfolio_id = await save_portfolio(
                self.teller.run,
                draft,
                _make_looks(arguments["preferences"]),
                database=self.tools.database,
            )
        if arguments["publish"]:
            await self._deploy(Order(portfolio_id, self.tools.settings.deploy_target))

    async def regenerate(self) -> None:
        """Sections → the same in other words: revisions, or a proposal if that is wanted."""
        portfolio, document = await self._open_portfolio()
        await self.teller.enter(JobStage.GENERATING)
        arguments = self.job.arguments
        tone = Tone(arguments.get("tone") or portfolio.tone)
        sections = await self._list_sections()
        wishes = [Wish(part, tone, arguments.get("instructions") or "") for part in sections]
        written = await self._rewrite(wishes, document)
        run, database = self.teller.run, self.tools.database
        if arguments.get("review"):
            changes = ChangeSet(portfolio, sections)
            for section, draft in written:
                changes.add_draft(section, draft)
            await save_proposal(run, changes.items, changes.notes, database=database)
            return
        for section, draft in written:
            if not await save_section(run, section, draft, database=database):
                await self.teller.remark(EDITED_MEANWHILE)

    async def refine(self) -> None:
        """Instruction → operations → a proposal, with the sections that they word anew."""
        portfolio, document = await self._open_portfolio()
        await self.teller.enter(JobStage.GENERATING)
        async with self.tools.database.begin() as session:
            sections = await list_sections(session, [portfolio.portfolio_id])
        changes = ChangeSet(portfolio, sections)
        instruction, seen = self.job.arguments["instruction"], describe(portfolio, sections)
        changes.add(await think.understand(seen, instruction, calls=self._model_calls))
        for section, draft in await self._rewrite(changes.wishes, document):
            changes.add_draft(section, draft)
        await save_proposal(
            self.teller.run, changes.items, changes.notes, database=self.tools.database
        )

    async def publish(self) -> None:
        """Portfolio → site, at the target that was asked for."""
        deployment_id = UUID(self.job.arguments["deployment_id"])
        async with self.tools.database.begin() as session:
            deployment = await session.get(Deployment, deployment_id)
        if deployment is None:
            raise StepFailed(JobFailureCode.DEPLOY_FAILED, "the portfolio was deleted")
        await self._deploy(Order(deployment.portfolio_id, deployment.target, deployment_id))

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

    async def _open_portfolio(self) -> tuple[Portfolio, Document]:
        """Return the portfolio that the job is about, and what its resume shows."""
        async with self.tools.database.begin() as session:
            portfolio = await session.get_one(Portfolio, self.job.portfolio_id)
        if portfolio.resume_id is None:
            return portfolio, NO_DOCUMENT
        return portfolio, await self._reader.read(portfolio.resume_id)

    async def _rewrite(
        self, wishes: Sequence[Wish], document: Document
    ) -> list[tuple[Section, SectionDraft]]:
        """Return sections with what they would say in other words, ready to be saved."""
        calls, database = self._model_calls, self.tools.database
        drafts = await Rewriter(self.job, document, calls, self.teller, database).rewrite(wishes)
        await self.teller.enter(JobStage.VALIDATING)
        written = [
            (wish.section, validate_section(draft, document))
            for wish, draft in zip(wishes, drafts, strict=True)
        ]
        await self.teller.enter(JobStage.PERSISTING)
        return written

    @property
    def _reader(self) -> Reader:
        return Reader(self.job, self.teller, self.tools, lambda: self._model_calls)

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

    async def _deploy(self, order: Order) -> None:
        await self.teller.enter(JobStage.DEPLOYING)

        async def on_line(line: str) -> None:
            await self.teller.advance(1, 2, message=line)

        settings, store = self.tools.settings, self.tools.store
        with (
            traces.span("deploy", portfolio_id=str(order.portfolio_id), target=order.target),
            metrics.timed(metrics.DEPLOY_SECONDS, order.target, ok="ok", failed="failed"),
        ):
            await deploy(
                self.teller.run,
                order,
                database=self.tools.database,
                open_host=partial(open_for_deployment, settings=settings, store=store),
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
