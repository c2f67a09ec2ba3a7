"""Jobs that ask a language model: what they cost, how they go on without it, what is not asked."""

import asyncio
import json
import re
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, aclosing, asynccontextmanager
from dataclasses import dataclass
from uuid import UUID

import pytest
import pytest_asyncio
import sqlalchemy as sa
from pydantic import SecretStr
from sqlmodel import col
from starlette.responses import Response, StreamingResponse

from agents import second_reader
from agents.engines import retries
from agents.sections import PROSE_KINDS
from showcase.adapters.circuit import LIMIT
from showcase.choices import Engine
from showcase.config import Settings
from showcase.errors import JobFailureCode
from showcase.models import Job, JobEvent, JobStatus, Portfolio, Section
from showcase.models.content import SectionKind, SummaryContent
from showcase.pipeline.job import EDITED_MEANWHILE
from showcase.pipeline.read import LOOK_AGAIN
from showcase.pipeline.think import OCR_STANDS
from showcase.pipeline.upload import Preferences, Upload, accept_upload
from showcase.resources import Resources, open_resources
from showcase.services.jobs import retry_job
from showcase.services.portfolios import PortfolioPatch, update_portfolio
from showcase.services.proposals import find_of_job, list_items
from showcase.services.regeneration import Regeneration, request_regeneration
from showcase.services.sections import SectionPatch
from showcase.site.themes import DEFAULT_THEME
from showcase.worker import Workshop, open_workshop
from tests.support.factories import make_user
from tests.support.gemini import (
    API_KEY,
    Act,
    FakeGemini,
    Texts,
    answer_well,
    block_answer,
    fail,
    find_answer,
    lie,
    run_gemini,
    say_raw,
)
from tests.support.openai import API_KEY as OPENAI_KEY
from tests.support.openai import MODEL, run_openai
from tests.support.resumes import make_one_column, make_scan


@dataclass
class Shop:
    """A worker with a model, and a person who uploads resumes."""

    workshop: Workshop
    resources: Resources
    user_id: UUID

    async def upload(self, data: bytes) -> UUID:
        async def pieces() -> AsyncIterator[bytes]:
            yield data

        job = await accept_upload(
            Upload(pieces(), "resume.pdf", Preferences(theme=DEFAULT_THEME), publish=False),
            user_id=self.user_id,
            database=self.resources.database,
            store=self.resources.store,
            doorbell=self.resources.doorbell,
            settings=self.resources.settings,
        )
        return job.job_id

    async def start(self, job_id: UUID) -> asyncio.Task[None]:
        task = await self.workshop.start(job_id)
        assert task is not None
        return task

    async def build(self, data: bytes | None = None) -> Job:
        """Build a portfolio from a resume and return the ended job."""
        job_id = await self.upload(data or make_one_column())
        await (await self.start(job_id))
        return await self.read_job(job_id)

    async def read_job(self, job_id: UUID) -> Job:
        async with self.resources.database.begin() as session:
            return await session.get_one(Job, job_id)

    async def read_portfolio(self, job: Job) -> Portfolio:
        async with self.resources.database.begin() as session:
            return await session.get_one(Portfolio, job.portfolio_id)

    async def list_messages(self, job: Job) -> list[str]:
        chosen = sa.select(JobEvent).where(col(JobEvent.job_id) == job.job_id)
        async with self.resources.database.begin() as session:
            events = await session.scalars(chosen.order_by(col(JobEvent.sequence)))
            return [event.message for event in events if event.message]


@asynccontextmanager
async def open_shop(settings: Settings) -> AsyncIterator[Shop]:
    async with AsyncExitStack() as stack:
        resources = await stack.enter_async_context(open_resources(settings))
        workshop = await stack.enter_async_context(open_workshop(resources))
        async with resources.database.begin() as session:
            user = await make_user(session)
        yield Shop(workshop, resources, user.user_id)


@pytest_asyncio.fixture
async def gemini() -> AsyncIterator[FakeGemini]:
    async with run_gemini() as running:
        yield running


@pytest.fixture
def quick_retries(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retries, "FIRST_WAIT", 0.01)


@pytest_asyncio.fixture
async def shop(settings: Settings, gemini: FakeGemini) -> AsyncIterator[Shop]:
    settings.gemini_api_key = SecretStr(API_KEY)
    settings.gemini_base_url = gemini.url
    async with open_shop(settings) as shop:
        yield shop


async def test_what_a_job_spends_is_on_the_job(shop: Shop, gemini: FakeGemini) -> None:
    job = await shop.build()

    calls = len(gemini.requests)
    assert (job.status, job.engine) == (JobStatus.COMPLETED, "gemini")
    assert (job.model, job.model_requests) == ("gemini-3.5-flash-lite", calls)
    assert (job.input_tokens, job.output_tokens, job.thinking_tokens) == (
        100 * calls,
        20 * calls,
        5 * calls,
    )
    assert job.cost_micro_usd == calls * round(100 * 0.30 + 25 * 2.50)
    assert job.model_seconds > 0


async def test_watchers_hear_what_is_written_but_nothing_unchecked(
    shop: Shop, gemini: FakeGemini
) -> None:
    gemini.usual = lie

    messages = await shop.list_messages(await shop.build())

    writing = [message for message in messages if message.startswith("Writing ")]
    assert writing
    assert all(re.fullmatch(r"Writing [a-z ]+: text \d+ of \d+\.", told) for told in writing)
    assert not any("Globex" in message for message in messages)


async def test_the_same_file_again_costs_nothing(shop: Shop, gemini: FakeGemini) -> None:
    await shop.build()
    calls = len(gemini.requests)

    again = await shop.build()

    assert (again.engine, again.model, again.model_requests) == ("gemini", None, 0)
    assert len(gemini.requests) == calls


async def test_an_interrupted_job_does_not_ask_again_what_was_answered(
    shop: Shop, gemini: FakeGemini
) -> None:
    gemini.usual = gemini.hang
    gemini.play(answer_well)
    job_id = await shop.upload(make_one_column())
    task = await shop.start(job_id)
    async with aclosing(shop.resources.hub.follow(job_id, after=0)) as events:
        async for event in events:
            if event.section and event.section["kind"] in PROSE_KINDS:
                break
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    answered = gemini.requests[0]
    gemini.usual = answer_well
    gemini.requests.clear()

    await (await shop.start(job_id))

    job = await shop.read_job(job_id)
    assert (job.status, job.engine, job.attempt) == (JobStatus.COMPLETED, "gemini", 2)
    assert gemini.requests
    assert answered not in gemini.requests
    assert job.input_tokens == 100 * (1 + len(gemini.requests))


async def test_a_retried_job_does_not_ask_again_what_was_answered(
    shop: Shop, gemini: FakeGemini, quick_retries: None
) -> None:
    shop.resources.settings.engine = Engine.GEMINI
    has_refused = asyncio.Event()

    def refuse(texts: Texts) -> Response:
        has_refused.set()
        return block_answer(texts)

    def answer_late(texts: Texts) -> Response:
        async def send() -> AsyncIterator[str]:
            await has_refused.wait()  # it is under way when the job has already failed
            yield f"data: {json.dumps(find_answer(answer_well(texts)))}\r\n\r\n"

        return StreamingResponse(send(), media_type="text/event-stream")

    gemini.play(answer_late)
    gemini.usual = refuse
    failed = await shop.build()
    answered, refused = gemini.requests[0], gemini.requests[1:]
    gemini.usual = answer_well
    gemini.requests.clear()

    async with shop.resources.database.begin() as session:
        await retry_job(session, user_id=shop.user_id, job_id=failed.job_id)
    await (await shop.start(failed.job_id))

    job = await shop.read_job(failed.job_id)
    assert (failed.status, job.status, job.engine) == (
        JobStatus.FAILED,
        JobStatus.COMPLETED,
        "gemini",
    )
    assert refused
    assert gemini.requests
    assert answered not in gemini.requests


async def test_model_that_is_down_is_left_alone_and_the_result_says_so(
    shop: Shop, gemini: FakeGemini, quick_retries: None
) -> None:
    gemini.usual = fail(503)
    first = await shop.build()
    calls = len(gemini.requests)

    second = await shop.build()

    assert calls >= LIMIT
    assert len(gemini.requests) == calls
    for job, reason in ((first, "cannot be reached"), (second, "given a rest")):
        assert (job.status, job.engine) == (JobStatus.COMPLETED, "offline")
        notices = (await shop.read_portfolio(job)).notices
        assert reason in next(n["message"] for n in notices if n["code"] == "AI_FALLBACK")
        assert any(reason in message for message in await shop.list_messages(job))


async def test_words_written_without_the_model_are_not_kept_for_next_time(
    shop: Shop, gemini: FakeGemini
) -> None:
    gemini.play(fail(403))
    first = await shop.build()
    calls = len(gemini.requests)

    second = await shop.build()

    assert first.engine == second.engine == "gemini"
    assert calls > 1
    assert second.model_requests == calls


async def test_who_wants_this_model_only_is_told_that_it_is_down(
    shop: Shop, gemini: FakeGemini, quick_retries: None
) -> None:
    shop.resources.settings.engine = Engine.GEMINI
    gemini.usual = fail(503)

    jobs_ = [await shop.build() for _ in range(LIMIT + 1)]

    assert {job.failure_code for job in jobs_} == {JobFailureCode.AI_UNAVAILABLE}
    assert any("cannot be reached" in told for told in await shop.list_messages(jobs_[0]))
    assert jobs_[-1].model_requests == 0


@pytest.mark.parametrize(
    ("setting", "limit", "reason"),
    [
        ("model_tokens", 1_000, "tokens"),
        ("model_job_tokens", 1_000, "tokens"),
        ("model_day_tokens", 1_000, "tokens"),
        ("model_seconds", 0.0, "time"),
        ("model_job_seconds", 0.0, "time"),
    ],
)
async def test_job_out_of_budget_goes_on_offline_and_says_so(
    shop: Shop, gemini: FakeGemini, setting: str, limit: float, reason: str
) -> None:
    setattr(shop.resources.settings, setting, limit)

    job = await shop.build()

    assert gemini.requests == []
    assert (job.status, job.engine, job.model) == (JobStatus.COMPLETED, "offline", None)
    [notice] = [n for n in (await shop.read_portfolio(job)).notices if n["code"] == "AI_FALLBACK"]
    assert reason in notice["message"]


async def test_what_all_jobs_of_a_day_spent_counts(shop: Shop, gemini: FakeGemini) -> None:
    first = await shop.build()
    spent = first.input_tokens + first.output_tokens + first.thinking_tokens
    shop.resources.settings.model_day_tokens = spent
    shop.resources.settings.model_answer_tokens = 1_000  # asks anew

    assert (await shop.build()).engine == "offline"


async def test_sections_written_anew_are_counted_and_labelled(
    shop: Shop, gemini: FakeGemini
) -> None:
    built = await shop.build()
    await regenerate(shop, built)
    gemini.usual = fail(403)

    job = await regenerate(shop, built)

    assert (job.status, job.model_requests) == (JobStatus.COMPLETED, 1)
    assert any("refused the request" in message for message in await shop.list_messages(job))


async def regenerate(shop: Shop, built: Job, *, review: bool = False) -> Job:
    """Have the portrait of a built portfolio written anew, and return the ended job."""
    job_id = await ask_anew(shop, built, review=review)
    await (await shop.start(job_id))
    return await shop.read_job(job_id)


async def ask_anew(shop: Shop, built: Job, *, review: bool = False) -> UUID:
    """Ask for another portrait for a built portfolio."""
    section = await read_about(shop, built)
    async with shop.resources.database.begin() as session:
        wish = Regeneration([section.section_id], "warmer", tone=None, review=review)
        job = await request_regeneration(session, wish, user_id=shop.user_id)
    return job.job_id


async def read_about(shop: Shop, built: Job) -> Section:
    about = sa.select(Section).where(
        col(Section.portfolio_id) == built.portfolio_id, col(Section.kind) == SectionKind.ABOUT
    )
    async with shop.resources.database.begin() as session:
        return (await session.scalars(about)).one()


async def test_what_is_proposed_is_true_and_waits(shop: Shop, gemini: FakeGemini) -> None:
    built = await shop.build()
    before = await read_about(shop, built)
    gemini.usual = lie

    job = await regenerate(shop, built, review=True)

    assert job.status is JobStatus.COMPLETED
    assert await read_about(shop, built) == before
    async with shop.resources.database.begin() as session:
        proposal = await find_of_job(session, job.job_id)
        assert proposal is not None
        items = await list_items(session, [proposal.proposal_id])
    assert proposal.ready_at is not None
    assert [item.path for item in items] == ["/text"]
    assert "Globex" not in items[0].after
    assert {source["page"] for source in items[0].sources} == {1}


async def test_what_was_edited_while_it_was_written_anew_stands(
    shop: Shop, gemini: FakeGemini
) -> None:
    built = await shop.build()
    about = await read_about(shop, built)
    gemini.asked.clear()
    gemini.stalls = True
    job_id = await ask_anew(shop, built)
    task = await shop.start(job_id)
    await gemini.asked.wait()

    async with shop.resources.database.begin() as session:
        patch = SectionPatch(about.section_id, [], content=SummaryContent(text="Mine."))
        await update_portfolio(
            session,
            user_id=shop.user_id,
            portfolio_id=about.portfolio_id,
            patch=PortfolioPatch(sections=[patch]),
        )
    gemini.closing.set()
    await task

    job = await shop.read_job(job_id)
    assert job.status is JobStatus.COMPLETED
    assert EDITED_MEANWHILE in await shop.list_messages(job)
    assert (await read_about(shop, built)).content == {"text": "Mine."}


async def test_model_behind_the_other_protocol_does_the_same(settings: Settings) -> None:
    async with run_openai() as model:
        settings.openai_api_key = SecretStr(OPENAI_KEY)
        settings.openai_model, settings.openai_base_url = MODEL, model.url
        async with open_shop(settings) as shop:
            job = await shop.build()

    assert (job.status, job.engine, job.model) == (JobStatus.COMPLETED, "openai", MODEL)
    assert job.model_requests == len(model.requests)
    assert job.cost_micro_usd is None  # nobody said what it costs


@pytest.mark.parametrize(
    ("act", "fails"), [(lambda _: say_raw('{"lines": []}'), False), (fail(403), True)]
)
async def test_model_may_look_at_scans_that_are_hard_to_read(
    shop: Shop, gemini: FakeGemini, monkeypatch: pytest.MonkeyPatch, act: Act, *, fails: bool
) -> None:
    monkeypatch.setattr(second_reader, "UNSURE_PAGE", 1.0)
    shop.resources.settings.vision = True
    gemini.play(act)

    job = await shop.build(make_scan())

    assert (job.status, job.engine) == (JobStatus.COMPLETED, "gemini")
    assert "inlineData" in gemini.requests[0]["contents"][0]["parts"][0]
    assert job.model_requests == len(gemini.requests)
    messages = await shop.list_messages(job)
    assert LOOK_AGAIN in messages
    assert any(OCR_STANDS in message for message in messages) is fails


async def test_nobody_looks_at_scans_unless_that_is_wanted(
    shop: Shop, gemini: FakeGemini, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(second_reader, "UNSURE_PAGE", 1.0)
    await shop.build(make_scan())
    assert "inlineData" not in str(gemini.requests)
