"""Run one job through its steps. This is the only file that knows their order.

Every step is safe to repeat: extraction and thinking leave checkpoints, saving and deploying find
what an earlier attempt of the same job made.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from showcase.adapters.children import ChildPool
from showcase.adapters.doorbell import Doorbell
from showcase.adapters.hosting import open_host
from showcase.adapters.storage import FileMissing, FileStore
from showcase.config import Settings
from showcase.database import Database
from showcase.errors import JobFailureCode, StepFailed
from showcase.models import Job, JobKind, JobStage, Portfolio, Resume, Section, StepResult
from showcase.models.content import PortfolioDraft, SectionDraft, SectionKind, Tone
from showcase.models.document import Document
from showcase.pipeline import think
from showcase.pipeline.deploy import deploy
from showcase.pipeline.extract import EXTRACT_VERSION, extract
from showcase.pipeline.progress import STAGE_PERCENT, Teller
from showcase.pipeline.save import Looks, save_portfolio, save_section
from showcase.pipeline.validate import validate_portfolio, validate_section
from showcase.services import checkpoints, runs
from showcase.services.jobs import FROM_STAGE

MESSAGES = {
    JobStage.EXTRACTING: "Read page {done} of {total}.",
    JobStage.OCR: "Recognised the text of page {done} of {total}.",
}
EMPTY_DOCUMENT = Document(media_type="application/pdf", pages=())
"""Stands for the resume of a portfolio that has none: everything is the user's own word."""


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
    teller = Teller(run, database=tools.database, doorbell=tools.doorbell)
    steps = {JobKind.BUILD: _build, JobKind.REGENERATE: _regenerate, JobKind.DEPLOY: _publish}
    await steps[job.kind](job, teller, tools)
    await teller.leave()


async def _build(job: Job, teller: Teller, tools: Tools) -> None:
    """Resume → document → draft → portfolio → site."""
    portfolio_id = job.portfolio_id
    if portfolio_id is None or job.arguments.get(FROM_STAGE) not in {None, JobStage.DEPLOYING}:
        document = await _read_document(job, job.resume_id, teller, tools)
        draft = await _write_draft(job, document, teller, tools)
        await teller.enter(JobStage.PERSISTING)
        looks = _make_looks(job.arguments["preferences"])
        portfolio_id = await save_portfolio(teller.run, draft, looks, database=tools.database)
    if job.arguments["publish"]:
        await _deploy(portfolio_id, None, teller, tools)


async def _regenerate(job: Job, teller: Teller, tools: Tools) -> None:
    """Sections → sections in other words, each a new revision."""
    async with tools.database.begin() as session:
        portfolio = await session.get_one(Portfolio, job.portfolio_id)
    document = EMPTY_DOCUMENT
    if portfolio.resume_id is not None:
        document = await _read_document(job, portfolio.resume_id, teller, tools)
    await teller.enter(JobStage.GENERATING)
    tone = Tone(job.arguments.get("tone") or portfolio.tone)
    rewritten: dict[UUID, SectionDraft] = {}
    sections = await _list_sections(job, tools)
    for done, section in enumerate(sections, start=1):
        draft = await _rewrite(job, section, document, tone, tools)
        rewritten[section.section_id] = validate_section(draft, document)
        await teller.show(_preview(draft), percent=_share(done, len(sections)))
    await teller.enter(JobStage.VALIDATING)
    await teller.enter(JobStage.PERSISTING)
    for section_id, valid in rewritten.items():
        await save_section(teller.run, section_id, valid, database=tools.database)


async def _publish(job: Job, teller: Teller, tools: Tools) -> None:
    """Portfolio → site."""
    if job.portfolio_id is None:
        raise StepFailed(JobFailureCode.DEPLOY_FAILED, "the portfolio was deleted")
    await _deploy(job.portfolio_id, UUID(job.arguments["deployment_id"]), teller, tools)


async def _read_document(
    job: Job, resume_id: UUID | None, teller: Teller, tools: Tools
) -> Document:
    """Return what the resume shows, from the checkpoint or from the file."""
    async with tools.database.begin() as session:
        resume = await session.get(Resume, resume_id)
    if resume is None or resume.removed_at is not None:
        raise StepFailed(JobFailureCode.FILE_DAMAGED, "the file was removed")
    await teller.enter(JobStage.EXTRACTING)

    async def read() -> dict[str, Any]:
        return await _extract(resume, teller, tools)

    key = checkpoints.make_input_hash(EXTRACT_VERSION, resume.sha256, resume.media_type)
    output = await _once(job, JobStage.EXTRACTING, key, read, tools)
    return Document.model_validate(output)


async def _extract(resume: Resume, teller: Teller, tools: Tools) -> dict[str, Any]:
    async def on_progress(stage: str, done: int, total: int) -> None:
        await teller.enter(JobStage(stage))
        message = MESSAGES[JobStage(stage)].format(done=done, total=total)
        await teller.advance(done, total, message=message)

    try:
        data = await tools.store.get(resume.storage_key)
    except FileMissing as missing:
        raise StepFailed(JobFailureCode.FILE_DAMAGED, "the file is gone") from missing
    document = await extract(
        data,
        media_type=resume.media_type,
        pool=tools.children,
        settings=tools.settings,
        on_progress=on_progress,
    )
    return document.model_dump(mode="json")


async def _write_draft(
    job: Job, document: Document, teller: Teller, tools: Tools
) -> PortfolioDraft:
    """Return the validated draft, from the checkpoint or from the agents; show each section."""
    await teller.enter(JobStage.GENERATING)
    tone = Tone(job.arguments["preferences"]["tone"])
    shown: set[str] = set()

    async def show(section: dict[str, Any]) -> None:
        shown.add(section["kind"])
        await teller.show(_preview(section), percent=_share(len(shown), len(SectionKind)))

    async def write() -> dict[str, Any]:
        thought = await think.write_portfolio(
            document, tone=tone, settings=tools.settings, on_section=show
        )
        return {"draft": thought.draft, "resume": thought.resume, "usage": thought.usage}

    key = checkpoints.make_input_hash(
        think.VERSION,
        tools.settings.chosen_engine,
        tools.settings.gemini_model,
        tone,
        document.model_dump(mode="json"),
    )
    output = await _once(job, JobStage.GENERATING, key, write, tools)
    for section in output["draft"]["sections"]:
        if section["kind"] not in shown:
            await show(section)
    await teller.enter(JobStage.VALIDATING)
    return validate_portfolio(output["draft"], document)


async def _rewrite(
    job: Job, section: Section, document: Document, tone: Tone, tools: Tools
) -> dict[str, Any]:
    current = SectionDraft.model_validate(
        {
            "kind": section.kind,
            "heading": section.heading,
            "content": section.content,
            "sources": section.sources,
        },
        strict=False,
    )
    instructions = job.arguments.get("instructions") or ""

    async def write() -> dict[str, Any]:
        return await think.rewrite_section(
            document, current, tone=tone, instructions=instructions, settings=tools.settings
        )

    key = checkpoints.make_input_hash(
        think.VERSION, str(job.job_id), tone, instructions, current.model_dump(mode="json")
    )
    return await _once(job, JobStage.GENERATING, key, write, tools)


async def _once(
    job: Job,
    stage: JobStage,
    key: str,
    work: Callable[[], Awaitable[dict[str, Any]]],
    tools: Tools,
) -> dict[str, Any]:
    """Return what a stage made of this input before, or have it made now and keep it."""
    order = list(JobStage)
    anew = job.arguments.get(FROM_STAGE)
    if anew is None or order.index(JobStage(anew)) > order.index(stage):
        async with tools.database.begin() as session:
            kept = await checkpoints.find_checkpoint(
                session, user_id=job.user_id, step=stage, input_hash=key
            )
        if kept is not None:
            return kept
    output = await work()
    result = StepResult(
        user_id=job.user_id, step=stage, input_hash=key, job_id=job.job_id, output=output
    )
    async with tools.database.begin() as session:
        await checkpoints.keep_checkpoint(session, result)
    return output


async def _deploy(
    portfolio_id: UUID, deployment_id: UUID | None, teller: Teller, tools: Tools
) -> None:
    await teller.enter(JobStage.DEPLOYING)

    async def on_line(line: str) -> None:
        await teller.advance(1, 2, message=line)

    await deploy(
        teller.run,
        portfolio_id=portfolio_id,
        deployment_id=deployment_id,
        database=tools.database,
        host=open_host(tools.settings.deploy_target, settings=tools.settings, store=tools.store),
        on_line=on_line,
    )


async def _list_sections(job: Job, tools: Tools) -> list[Section]:
    ids = [UUID(section_id) for section_id in job.arguments["section_ids"]]
    chosen = sa.select(Section).where(
        col(Section.section_id).in_(ids), col(Section.portfolio_id) == job.portfolio_id
    )
    async with tools.database.begin() as session:
        return list((await session.scalars(chosen.order_by(col(Section.position)))).all())


def _make_looks(preferences: dict[str, Any]) -> Looks:
    return Looks(**{**preferences, "tone": Tone(preferences["tone"])})


def _preview(section: dict[str, Any]) -> dict[str, Any]:
    """Return what a progress event shows of a section."""
    return {name: section[name] for name in ("kind", "heading", "content")}


def _share(done: int, total: int) -> int:
    begin, end = STAGE_PERCENT[JobStage.GENERATING]
    return begin + (end - begin) * done // max(total, 1)
