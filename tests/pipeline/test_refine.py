"""Jobs that turn a wish into a proposal."""

import asyncio
import json
from collections.abc import Sequence
from typing import Any
from uuid import uuid4

import pytest

from showcase.models import ChangeKind, Job, JobStatus, Portfolio, ProposalItem, Section
from showcase.models.content import SectionKind, Tone
from showcase.pipeline.refine import NOT_UNDERSTOOD, ChangeSet
from showcase.services.proposals import find_of_job, list_items
from showcase.services.refinement import Refinement, request_refinement
from tests.pipeline.test_model_jobs import Shop, gemini, open_shop, quick_retries, shop
from tests.support.gemini import FakeGemini, answer_well, fail, lie, say_raw

__all__ = ["gemini", "open_shop", "quick_retries", "shop"]

KINDS = (SectionKind.HERO, SectionKind.ABOUT, SectionKind.PROJECTS, SectionKind.SKILLS)
SHORTER_ABOUT = {"op": "REWRITE", "section": "ABOUT", "quote": "shorter about"}


def make_changes(
    *operations: dict[str, Any], lost: Sequence[str] = (), hidden: SectionKind | None = None
) -> ChangeSet:
    """Return what operations come to for a portfolio of four sections."""
    portfolio = Portfolio(
        user_id=uuid4(),
        slug="ada",
        title="Ada",
        language="en",
        engine="offline",
        theme="folio",
        tone=Tone.PROFESSIONAL,
    )
    sections = [
        Section(
            section_id=uuid4(),
            kind=kind,
            position=position,
            heading=kind.title(),
            visible=kind is not hidden,
        )
        for position, kind in enumerate(KINDS)
    ]
    changes = ChangeSet(portfolio, sections)
    changes.add({"operations": list(operations), "not_understood": list(lost)})
    return changes


def move(section: str, place: str, anchor: str | None = None) -> dict[str, Any]:
    return {"op": "MOVE", "section": section, "place": place, "anchor": anchor}


@pytest.mark.parametrize(
    ("moves", "after"),
    [
        ([move("SKILLS", "FIRST")], ["HERO", "SKILLS", "ABOUT", "PROJECTS"]),
        ([move("ABOUT", "LAST")], ["HERO", "PROJECTS", "SKILLS", "ABOUT"]),
        ([move("SKILLS", "BEFORE", "PROJECTS")], ["HERO", "ABOUT", "SKILLS", "PROJECTS"]),
        ([move("ABOUT", "AFTER", "PROJECTS")], ["HERO", "PROJECTS", "ABOUT", "SKILLS"]),
        (
            [move("SKILLS", "FIRST"), move("PROJECTS", "AFTER", "SKILLS")],
            ["HERO", "SKILLS", "PROJECTS", "ABOUT"],
        ),
    ],
)
def test_all_moves_are_one_new_order(moves: list[dict[str, Any]], after: list[str]) -> None:
    (item,) = make_changes(*moves).items

    assert (item.kind, item.before, item.after) == (ChangeKind.ORDER, list(KINDS), after)


def test_each_setting_is_a_change_with_what_stands_there_now() -> None:
    changes = make_changes(
        {"op": "THEME", "theme": "console"},
        {"op": "ACCENT", "accent": "#0b6e6e"},
        {"op": "TONE", "tone": "FRIENDLY"},
        {"op": "VISIBILITY", "section": "SKILLS", "visible": False},
    )

    assert [(item.kind, item.before, item.after) for item in changes.items] == [
        (ChangeKind.THEME, "folio", "console"),
        (ChangeKind.ACCENT, "", "#0b6e6e"),
        (ChangeKind.TONE, "PROFESSIONAL", "FRIENDLY"),
        (ChangeKind.VISIBILITY, True, False),
    ]
    assert changes.items[3].section_id == changes.sections[3].section_id
    assert changes.notes == []


def test_what_is_so_already_is_a_note() -> None:
    changes = make_changes(
        {"op": "THEME", "theme": "folio"},
        {"op": "ACCENT", "accent": None},
        {"op": "TONE", "tone": "PROFESSIONAL"},
        move("SKILLS", "LAST"),
        {"op": "VISIBILITY", "section": "SKILLS", "visible": False},
        {"op": "VISIBILITY", "section": "ABOUT", "visible": True},
        lost=["make it rain"],
        hidden=SectionKind.SKILLS,
    )

    assert changes.items == []
    assert changes.notes == [
        "The theme is Folio already.",
        "The accent colour is the theme's own already.",
        "The order is like that already.",
        "“Skills” is hidden already.",
        "“About” is shown already.",
        NOT_UNDERSTOOD.format(part="make it rain"),
    ]


@pytest.mark.parametrize(
    ("tone", "chosen"), [(None, Tone.EXECUTIVE), ("TECHNICAL", Tone.TECHNICAL)]
)
def test_a_section_is_worded_anew_in_its_own_tone_or_that_of_all(
    tone: str | None, chosen: Tone
) -> None:
    everywhere = {"op": "TONE", "tone": "EXECUTIVE"}
    (wish,) = make_changes(everywhere, {**SHORTER_ABOUT, "tone": tone}).wishes

    assert (wish.section.kind, wish.tone) == (SectionKind.ABOUT, chosen)
    assert (wish.instructions, wish.adds_facts) == ("shorter about", False)


async def refine(shop: Shop, built: Job, instruction: str) -> Job:
    """Have a wish turned into a proposal, and return the ended job."""
    assert built.portfolio_id is not None
    wish = Refinement(built.portfolio_id, instruction)
    async with shop.resources.database.begin() as session:
        job = await request_refinement(session, wish, user_id=shop.user_id)
    await (await shop.start(job.job_id))
    return await shop.read_job(job.job_id)


async def read(shop: Shop, job: Job) -> tuple[Sequence[ProposalItem], list[str]]:
    async with shop.resources.database.begin() as session:
        proposal = await find_of_job(session, job.job_id)
        assert proposal is not None
        assert proposal.ready_at is not None
        return await list_items(session, [proposal.proposal_id]), proposal.notes


def understand(*operations: dict[str, Any], lost: Sequence[str] = ()) -> Any:
    empty = dict.fromkeys(("section", "place", "anchor", "theme", "accent", "tone", "quote"), "")
    body = {"operations": [empty | part for part in operations], "not_understood": list(lost)}
    return lambda _: say_raw(json.dumps(body))


async def test_a_model_reads_the_wish_and_writes_what_is_true(
    shop: Shop, gemini: FakeGemini
) -> None:
    built = await shop.build()
    gemini.play(understand(SHORTER_ABOUT, lost=["say I led 500 people at Globex"]))
    gemini.usual = lie
    calls = len(gemini.requests)

    job = await refine(shop, built, "shorter about, say I led 500 people at Globex")

    assert (job.status, job.model_requests) == (JobStatus.COMPLETED, len(gemini.requests) - calls)
    items, notes = await read(shop, job)
    assert [item.path for item in items] == ["/text"]
    assert "Globex" not in items[0].after
    assert "500" not in items[0].after
    assert {source["page"] for source in items[0].sources} == {1}
    assert notes == [NOT_UNDERSTOOD.format(part="say I led 500 people at Globex")]


async def test_nothing_that_a_wish_says_is_taken_for_a_fact(shop: Shop, gemini: FakeGemini) -> None:
    """A model that hides a claim in the words for the writer gets it past nobody."""
    wish = "shorter about with 500 people led at Globex"
    built = await shop.build()
    gemini.play(understand(SHORTER_ABOUT | {"quote": wish}))
    gemini.usual = lie

    items, _ = await read(shop, await refine(shop, built, wish))

    assert not any("Globex" in str(item.after) or "500" in str(item.after) for item in items)


async def test_a_model_chooses_a_colour_in_a_job(shop: Shop, gemini: FakeGemini) -> None:
    built = await shop.build()
    gemini.play(understand({"op": "ACCENT", "accent": "#0b6e6e", "quote": "like the sea"}))

    items, notes = await read(shop, await refine(shop, built, "like the sea"))

    assert [(item.kind, item.before, item.after) for item in items] == [
        (ChangeKind.ACCENT, "", "#0b6e6e")
    ]
    assert notes == []


async def test_a_model_that_is_down_leaves_it_to_the_rules_and_says_so(
    shop: Shop, gemini: FakeGemini
) -> None:
    built = await shop.build()
    gemini.usual = fail(403)

    job = await refine(shop, built, "darker theme, projects first")

    assert job.status is JobStatus.COMPLETED
    items, notes = await read(shop, job)
    assert [item.kind for item in items] == [ChangeKind.THEME, ChangeKind.ORDER]
    assert notes == []
    assert any("refused the request" in told for told in await shop.list_messages(job))


async def test_a_retry_does_not_pay_for_the_wish_again(shop: Shop, gemini: FakeGemini) -> None:
    built = await shop.build()
    gemini.play(understand(SHORTER_ABOUT))
    gemini.usual = gemini.hang
    assert built.portfolio_id is not None
    async with shop.resources.database.begin() as session:
        wish = Refinement(built.portfolio_id, "shorter about")
        job = await request_refinement(session, wish, user_id=shop.user_id)
    before = len(gemini.requests)
    gemini.asked.clear()
    task = await shop.start(job.job_id)
    while len(gemini.requests) < before + 2:  # it understood, and now it writes
        gemini.asked.clear()
        await gemini.asked.wait()
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    gemini.usual = answer_well
    understood = gemini.requests[before]

    await (await shop.start(job.job_id))

    ended = await shop.read_job(job.job_id)
    assert (ended.status, ended.attempt) == (JobStatus.COMPLETED, 2)
    assert gemini.requests.count(understood) == 1
    items, _ = await read(shop, ended)
    assert [item.path for item in items] == ["/text"]
