"""Accepting and rejecting what was proposed."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa
from sqlmodel import col

from showcase.database import Database
from showcase.errors import Conflict, InvalidState, NotFound
from showcase.models import (
    ChangeKind,
    Decision,
    Portfolio,
    Proposal,
    ProposalItem,
    ProposalStatus,
    RevisionAuthor,
    Section,
    SectionRevision,
)
from showcase.models.content import SectionKind, SummaryContent
from showcase.services import proposals
from showcase.services.changes import Standing
from showcase.services.portfolios import PortfolioPatch, update_portfolio
from showcase.services.sections import SectionPatch, list_sections, undo_section
from tests.support.factories import (
    make_job,
    make_portfolio,
    make_proposal,
    make_proposal_item,
    make_section,
)

JOBS = {
    "items": [
        {"organization": "Acme", "position": "Engineer", "highlights": ["One.", "Two."]},
        {"organization": "Globex", "position": "Analyst", "highlights": ["Three."]},
    ]
}
PLACED = {"page": 1, "box": [1, 2, 3, 4], "text": "One."}


@dataclass
class Case:
    """A portfolio with a proposal for each kind of change."""

    database: Database
    user_id: UUID
    portfolio_id: UUID
    proposal_id: UUID
    job_id: UUID
    sections: dict[SectionKind, UUID]
    items: dict[str, UUID]

    async def accept(self, *names: str, expected_version: int | None = None) -> Proposal:
        async with self.database.begin() as session:
            return await proposals.accept(
                session,
                user_id=self.user_id,
                proposal_id=self.proposal_id,
                item_ids=[self.items[name] for name in names] or None,
                expected_version=expected_version,
            )

    async def reject(self, *names: str) -> None:
        async with self.database.begin() as session:
            await proposals.reject(
                session,
                user_id=self.user_id,
                proposal_id=self.proposal_id,
                item_ids=[self.items[name] for name in names] or None,
            )

    async def write_about(self, text: str) -> None:
        content = SummaryContent(text=text)
        about = SectionPatch(self.sections[SectionKind.ABOUT], [], content=content)
        await self._update(PortfolioPatch(sections=[about]))

    async def _update(self, patch: PortfolioPatch) -> None:
        async with self.database.begin() as session:
            await update_portfolio(
                session, user_id=self.user_id, portfolio_id=self.portfolio_id, patch=patch
            )

    async def undo(self, kind: SectionKind) -> None:
        async with self.database.begin() as session:
            await undo_section(
                session,
                user_id=self.user_id,
                section_id=self.sections[kind],
                expected_version=None,
            )

    async def read(self) -> tuple[Portfolio, dict[SectionKind, Section]]:
        async with self.database.begin() as session:
            portfolio = await session.get_one(Portfolio, self.portfolio_id)
            rows = await list_sections(session, [self.portfolio_id])
        return portfolio, {row.kind: row for row in rows}

    async def read_status(self) -> ProposalStatus:
        async with self.database.begin() as session:
            proposal = await session.get_one(Proposal, self.proposal_id)
            items = await proposals.list_items(session, [self.proposal_id])
            portfolio = await session.get_one(Portfolio, self.portfolio_id)
            sections = await list_sections(session, [self.portfolio_id])
        return proposals.status_of(proposal, items, Standing(portfolio, sections))

    async def read_bytes(self) -> dict[SectionKind, str]:
        """Return what is stored of each section, byte for byte as PostgreSQL holds it."""
        stored = sa.text("select kind, sections::text from sections where portfolio_id = :id")
        async with self.database.begin() as session:
            rows = await session.execute(stored, {"id": self.portfolio_id})
            return {SectionKind(kind): text for kind, text in rows}

    async def count_revisions(self, kind: SectionKind) -> int:
        counted = sa.select(sa.func.count()).where(
            col(SectionRevision.section_id) == self.sections[kind]
        )
        async with self.database.begin() as session:
            return (await session.execute(counted)).scalar_one()


@pytest.fixture
async def case(database: Database) -> Case:
    async with database.begin() as session:
        portfolio = await make_portfolio(session, theme="folio")
        job = await make_job(session, user_id=portfolio.user_id)
        contents: dict[SectionKind, tuple[Any, Sequence[Any]]] = {
            SectionKind.ABOUT: ({"text": "Builds bridges."}, [PLACED | {"path": "/text"}]),
            SectionKind.EXPERIENCE: (
                JOBS,
                [PLACED | {"path": "/items/0/highlights/0"}, PLACED | {"path": "/items/1"}],
            ),
            SectionKind.SKILLS: ({"groups": []}, []),
        }
        sections = {}
        for position, (kind, (content, sources)) in enumerate(contents.items()):
            row = await make_section(
                session,
                portfolio_id=portfolio.portfolio_id,
                kind=kind,
                position=position,
                heading=kind.title(),
                content=content,
                sources=list(sources),
            )
            sections[kind] = row.section_id
        proposal = await make_proposal(
            session, portfolio_id=portfolio.portfolio_id, job_id=job.job_id
        )
        items = {}
        for position, (name, values) in enumerate(list_changes(sections).items()):
            item = await make_proposal_item(
                session, proposal_id=proposal.proposal_id, position=position, **values
            )
            items[name] = item.item_id
    return Case(
        database,
        portfolio.user_id,
        portfolio.portfolio_id,
        proposal.proposal_id,
        job.job_id,
        sections,
        items,
    )


def list_changes(sections: dict[SectionKind, UUID]) -> dict[str, dict[str, Any]]:
    """Return a change of each kind, by a name."""
    first, second = JOBS["items"]
    experience = {"kind": ChangeKind.TEXT, "section_id": sections[SectionKind.EXPERIENCE]}
    return {
        "about": {
            "kind": ChangeKind.TEXT,
            "section_id": sections[SectionKind.ABOUT],
            "path": "/text",
            "before": "Builds bridges.",
            "after": "I build bridges.",
            "sources": [PLACED | {"path": "/text"}],
        },
        "first job": experience
        | {
            "path": "/items/0",
            "before": first,
            "after": first | {"highlights": ["One!"]},
            "sources": [PLACED | {"path": "/items/0/highlights/0"}],
        },
        "second job": experience
        | {"path": "/items/1", "before": second, "after": second | {"highlights": []}},
        "theme": {"kind": ChangeKind.THEME, "before": "folio", "after": "console"},
        "tone": {"kind": ChangeKind.TONE, "before": "PROFESSIONAL", "after": "FRIENDLY"},
        "order": {
            "kind": ChangeKind.ORDER,
            "before": ["ABOUT", "EXPERIENCE", "SKILLS"],
            "after": ["SKILLS", "ABOUT", "EXPERIENCE"],
        },
        "hiding": {
            "kind": ChangeKind.VISIBILITY,
            "section_id": sections[SectionKind.SKILLS],
            "before": True,
            "after": False,
        },
    }


async def test_all_is_accepted_at_once(case: Case) -> None:
    await case.accept()

    portfolio, sections = await case.read()
    assert (portfolio.version, portfolio.theme, portfolio.tone) == (2, "console", "FRIENDLY")
    assert list(sections) == [SectionKind.SKILLS, SectionKind.ABOUT, SectionKind.EXPERIENCE]
    assert not sections[SectionKind.SKILLS].visible
    assert sections[SectionKind.ABOUT].content == {"text": "I build bridges."}
    jobs = sections[SectionKind.EXPERIENCE].content["items"]
    assert [job["highlights"] for job in jobs] == [["One!"], []]
    assert await case.count_revisions(SectionKind.EXPERIENCE) == 2
    assert await case.read_status() is ProposalStatus.ACCEPTED


async def test_one_item_is_one_revision_and_nothing_else(case: Case) -> None:
    before = await case.read_bytes()

    await case.accept("first job", expected_version=1)

    after = await case.read_bytes()
    untouched = set(SectionKind) & set(before) - {SectionKind.EXPERIENCE}
    assert {kind: after[kind] for kind in untouched} == {kind: before[kind] for kind in untouched}
    portfolio, sections = await case.read()
    experience = sections[SectionKind.EXPERIENCE]
    assert (portfolio.version, portfolio.theme, experience.version) == (2, "folio", 2)
    assert experience.content["items"][1] == JOBS["items"][1]
    assert experience.sources == [
        PLACED | {"path": "/items/1"},
        PLACED | {"path": "/items/0/highlights/0"},
    ]
    async with case.database.begin() as session:
        newest = sa.select(SectionRevision).where(
            col(SectionRevision.section_id) == experience.section_id,
            col(SectionRevision.version) == 2,
        )
        revision = (await session.scalars(newest)).one()
    assert (revision.author, revision.job_id) == (RevisionAuthor.AI, case.job_id)
    assert await case.read_status() is ProposalStatus.PENDING


async def test_undo_takes_back_what_was_accepted(case: Case) -> None:
    _, before = await case.read()
    await case.accept("first job")

    await case.undo(SectionKind.EXPERIENCE)

    _, after = await case.read()
    kind = SectionKind.EXPERIENCE
    assert after[kind].content == before[kind].content
    assert after[kind].sources == before[kind].sources


async def test_accepting_again_changes_nothing(case: Case) -> None:
    await case.accept("about")
    bytes_ = await case.read_bytes()

    await case.accept("about")

    assert await case.read_bytes() == bytes_
    assert (await case.read())[0].version == 2


async def test_a_text_that_was_edited_meanwhile_is_a_conflict_and_nothing_happens(
    case: Case,
) -> None:
    await case.write_about("Mine.")
    before = await case.read_bytes()

    with pytest.raises(Conflict) as conflict:
        await case.accept()

    assert (conflict.value.current_version, conflict.value.path) == (2, ["input", "itemIds"])
    assert "“About” was changed since this was proposed" in conflict.value.message
    assert await case.read_bytes() == before
    assert (await case.read())[0].theme == "folio"
    await case.accept(*(name for name in case.items if name != "about"))
    assert (await case.read())[1][SectionKind.ABOUT].content == {"text": "Mine."}


async def test_another_entry_of_the_section_may_be_edited_meanwhile(case: Case) -> None:
    await case.accept("second job")

    await case.accept("first job")

    jobs = (await case.read())[1][SectionKind.EXPERIENCE].content["items"]
    assert [job["highlights"] for job in jobs] == [["One!"], []]


async def test_what_is_stale_comes_back_with_an_undo(case: Case) -> None:
    await case.reject(*(name for name in case.items if name != "about"))
    await case.write_about("Mine.")
    assert await case.read_status() is ProposalStatus.STALE

    await case.undo(SectionKind.ABOUT)

    assert await case.read_status() is ProposalStatus.PENDING
    await case.accept("about")
    assert await case.read_status() is ProposalStatus.ACCEPTED


async def test_rejecting_changes_nothing_and_may_be_thought_over(case: Case) -> None:
    before = await case.read_bytes()

    await case.reject()

    assert await case.read_status() is ProposalStatus.REJECTED
    assert await case.read_bytes() == before
    assert (await case.read())[0].version == 1
    await case.accept("theme")
    assert (await case.read())[0].theme == "console"


async def test_what_was_accepted_cannot_be_rejected(case: Case) -> None:
    await case.accept("theme")

    with pytest.raises(InvalidState, match="has been made"):
        await case.reject("theme", "tone")

    await case.reject()
    assert await case.read_status() is ProposalStatus.ACCEPTED


async def test_a_portfolio_that_changed_since_it_was_read_is_a_conflict(case: Case) -> None:
    await case.write_about("Mine.")

    with pytest.raises(Conflict) as conflict:
        await case.accept("theme", expected_version=1)

    assert conflict.value.path == ["input", "expectedVersion"]


async def test_items_of_other_proposals_are_not_found(case: Case) -> None:
    case.items["other"] = uuid4()

    with pytest.raises(NotFound):
        await case.accept("theme", "other")
    with pytest.raises(NotFound):
        await case.reject("other")


async def test_a_proposal_that_is_being_prepared_has_no_answer_yet(case: Case) -> None:
    async with case.database.begin() as session:
        (await session.get_one(Proposal, case.proposal_id)).ready_at = None

    assert await case.read_status() is ProposalStatus.PREPARING
    with pytest.raises(InvalidState, match="still being prepared"):
        await case.accept()


async def test_two_who_accept_at_once_make_each_change_once(case: Case) -> None:
    await asyncio.gather(*(case.accept("about") for _ in range(5)))

    assert await case.count_revisions(SectionKind.ABOUT) == 2
    assert (await case.read())[0].version == 2
    async with case.database.begin() as session:
        item = await session.get_one(ProposalItem, case.items["about"])
    assert item.decision is Decision.ACCEPTED
