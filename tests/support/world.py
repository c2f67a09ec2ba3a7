"""A person's whole world: a resume, jobs with their stories, a portfolio online, its history."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from showcase.adapters.hosts.local import site_key
from showcase.api.nodes import find_key, global_id
from showcase.models import (
    DeploymentStatus,
    JobEvent,
    JobEventType,
    JobKind,
    JobStage,
    JobStatus,
    RevisionAuthor,
    StepResult,
)
from showcase.models.content import SectionKind
from tests.support.api import Api, Person
from tests.support.factories import (
    make_connection,
    make_deployment,
    make_job,
    make_portfolio,
    make_proposal,
    make_proposal_item,
    make_reading,
    make_resume,
    make_revision,
    make_section,
)

CONTENTS: dict[SectionKind, dict[str, Any]] = {
    SectionKind.HERO: {
        "name": "Ada Example",
        "headline": "Engineer",
        "links": [{"label": "Code", "url": "https://example.com/ada", "network": "GitHub"}],
    },
    SectionKind.ABOUT: {"text": "Builds bridges."},
    SectionKind.EXPERIENCE: {
        "items": [
            {
                "organization": "Bridges Ltd",
                "position": "Engineer",
                "start_date": "2020-01",
                "current": True,
                "highlights": ["Built one."],
            }
        ]
    },
    SectionKind.PROJECTS: {"items": [{"name": "Arch", "technologies": ["Stone"]}]},
    SectionKind.SKILLS: {"groups": [{"name": "Trades", "keywords": ["Masonry"]}]},
    SectionKind.EDUCATION: {"items": [{"institution": "Academy", "study_type": "BSc"}]},
    SectionKind.CERTIFICATIONS: {"items": [{"name": "Crane licence", "date": "2019"}]},
    SectionKind.LANGUAGES: {"items": [{"language": "English", "fluency": "native"}]},
    SectionKind.AWARDS: {"items": [{"title": "Golden Trowel"}]},
    SectionKind.PUBLICATIONS: {"items": [{"name": "On Arches"}]},
    SectionKind.VOLUNTEERING: {"items": [{"organization": "Relief", "position": "Helper"}]},
    SectionKind.CONTACT: {"email": "ada@example.com", "phone": "+1 555 0100", "links": []},
}
ONE_WORLD = {
    "users": 1,
    "sessions": 1,
    "resumes": 1,
    "jobs": 2,
    "job_events": 4,
    "step_results": 1,
    "idempotency_keys": 0,
    "password_resets": 0,
    "ended_identities": 0,
    "portfolios": 1,
    "former_slugs": 0,
    "readings": 1,
    "sections": 12,
    "section_revisions": 24,
    "deployments": 1,
    "deploy_connections": 1,
    "releases": 0,
    "proposals": 1,
    "proposal_items": 1,
}
"""The rows that `make_world` adds, by table."""
TYPES = (
    *("User", "Job", "Portfolio", "Section", "SectionRevision", "Deployment"),
    *("Proposal", "ProposalItem"),
)
SITE = b"<!doctype html><title>Ada Example</title>"


@dataclass
class World:
    """Global ids of what a person has."""

    person: Person
    portfolio: str = ""
    job: str = ""
    failed_job: str = ""
    deployment: str = ""
    proposal: str = ""
    proposal_item: str = ""
    slug: str = ""
    reference: str = ""
    storage_key: str = ""
    sections: dict[SectionKind, str] = field(default_factory=dict)
    revisions: dict[SectionKind, str] = field(default_factory=dict)


async def make_world(api: Api, *, person: Person | None = None, published: bool = True) -> World:
    """Make a portfolio with everything around it, and its owner unless given."""
    world = World(person or await api.join())
    user_id = key_of(world.person.user_id)
    async with api.resources.database.begin() as session:
        resume = await make_resume(session, user_id=user_id)
        world.storage_key = resume.storage_key
        portfolio = await make_portfolio(
            session,
            user_id=user_id,
            resume_id=resume.resume_id,
            theme="folio",
            published_version=1 if published else None,
            was_published=published,
            notices=[{"code": "HIDDEN_TEXT", "message": "There is hidden text.", "page": 1}],
        )
        world.slug = portfolio.slug
        world.portfolio = global_id("Portfolio", portfolio.portfolio_id)
        await make_reading(session, portfolio_id=portfolio.portfolio_id)
        if person is None:
            await make_connection(session, user_id=user_id)
        await _add_sections(session, world, portfolio.portfolio_id)
        await _add_jobs(session, world, user_id, resume.resume_id, portfolio.portfolio_id)
    async with api.resources.database.begin() as session:
        world.reference = portfolio.portfolio_id.hex
        deployment = await make_deployment(
            session,
            portfolio_id=portfolio.portfolio_id,
            job_id=key_of(world.job),
            status=DeploymentStatus.LIVE,
            provider_reference=world.reference,
            url=f"http://127.0.0.1:8000/p/{portfolio.slug}/",
        )
        world.deployment = global_id("Deployment", deployment.deployment_id)
        await _add_proposal(session, world, portfolio.portfolio_id)
    await api.resources.store.put(world.storage_key, b"%PDF-1.7")
    await api.resources.store.put(site_key(world.reference, "index.html"), SITE)
    return world


def key_of(global_id_: str) -> UUID:
    """Return the row key in any global id."""
    for type_name in TYPES:
        key = find_key(type_name, global_id_)
        if key is not None:
            return key
    raise ValueError(global_id_)


async def _add_sections(session: AsyncSession, world: World, portfolio_id: UUID) -> None:
    for position, (kind, content) in enumerate(CONTENTS.items()):
        section = await make_section(
            session,
            portfolio_id=portfolio_id,
            kind=kind,
            position=position,
            heading=kind.title(),
            content=content,
        )
        section.version = 2
        session.add(section)
        revision = await make_revision(session, section, author=RevisionAuthor.USER)
        world.sections[kind] = global_id("Section", section.section_id)
        world.revisions[kind] = global_id("SectionRevision", revision.revision_id)


async def _add_proposal(session: AsyncSession, world: World, portfolio_id: UUID) -> None:
    proposal = await make_proposal(session, portfolio_id=portfolio_id, job_id=key_of(world.job))
    item = await make_proposal_item(session, proposal_id=proposal.proposal_id, before="folio")
    world.proposal = global_id("Proposal", proposal.proposal_id)
    world.proposal_item = global_id("ProposalItem", item.item_id)


async def _add_jobs(
    session: AsyncSession, world: World, user_id: UUID, resume_id: UUID, portfolio_id: UUID
) -> None:
    job = await make_job(
        session,
        user_id=user_id,
        resume_id=resume_id,
        portfolio_id=portfolio_id,
        status=JobStatus.COMPLETED,
        stage=JobStage.DEPLOYING,
        percent=100,
        attempt=1,
        last_sequence=3,
    )
    about = {"kind": "ABOUT", "heading": "About", "content": CONTENTS[SectionKind.ABOUT]}
    story = [
        (JobEventType.QUEUED, None, None),
        (JobEventType.PROGRESS, JobStage.GENERATING, about),
        (JobEventType.COMPLETED, JobStage.DEPLOYING, None),
    ]
    for sequence, (type_, stage, section) in enumerate(story, start=1):
        session.add(
            JobEvent(
                job_id=job.job_id,
                sequence=sequence,
                type=type_,
                stage=stage,
                percent=sequence * 30,
                section=section,
            )
        )
    session.add(
        StepResult(user_id=user_id, step="extract", input_hash=job.job_id.hex, job_id=job.job_id)
    )
    failed = await make_job(
        session,
        user_id=user_id,
        kind=JobKind.REGENERATE,
        portfolio_id=portfolio_id,
        status=JobStatus.FAILED,
        stage=JobStage.GENERATING,
        failure_code="AI_UNAVAILABLE",
        failure_stage=JobStage.GENERATING,
        last_sequence=1,
    )
    session.add(JobEvent(job_id=failed.job_id, sequence=1, type=JobEventType.FAILED, percent=45))
    world.job = global_id("Job", job.job_id)
    world.failed_job = global_id("Job", failed.job_id)
