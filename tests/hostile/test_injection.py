"""Orders to a language model in a resume, and a model that follows every order it reads."""

from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
import pytest_asyncio
import sqlalchemy as sa
from pydantic import SecretStr
from sqlmodel import col

from agents import second_reader
from showcase.adapters.embedded import EmbeddedServers
from showcase.models import Job, JobEvent, JobStatus
from tests.hostile.injections import (
    BESIDE,
    PLACES,
    UNSEEN,
    make_json,
    make_scan_with_faint_orders,
    make_scan_with_orders,
    overlay,
    write_lines,
)
from tests.hostile.obedient import CLAIM, ORDER, SIGNS, ObedientGemini
from tests.hostile.shop import Shop, open_shop
from tests.support.gemini import API_KEY, run_gemini, say_raw
from tests.support.resumes import NAME, make_one_column
from tests.support.settings import make_settings

FACTS = (
    "41 services",
    "38 percent",
    "2 million transfers",
    "Nordlys Payments",
    "Uppsala University",
)
"""What the resume says and the portfolio keeps."""


@pytest_asyncio.fixture(scope="module")
async def model() -> AsyncIterator[ObedientGemini]:
    async with run_gemini(ObedientGemini()) as running:
        assert isinstance(running, ObedientGemini)
        yield running


@pytest_asyncio.fixture(scope="module")
async def shop(
    tmp_path_factory: pytest.TempPathFactory,
    servers: EmbeddedServers,
    database_url: str,
    model: ObedientGemini,
) -> AsyncIterator[Shop]:
    settings = make_settings(
        tmp_path_factory.mktemp("shop"),
        database_url=database_url,
        redis_url=servers.redis_url,
        worker_jobs=2,
        gemini_api_key=SecretStr(API_KEY),
        gemini_base_url=model.url,
    )
    async with open_shop(settings) as shop:
        yield shop


@pytest.fixture(autouse=True)
def forget(model: ObedientGemini) -> None:
    model.requests.clear()
    model.obeyed.clear()


async def build(shop: Shop, data: bytes) -> tuple[Job, list[dict[str, Any]]]:
    """Have a portfolio made by the model; return the job and what its owner is told."""
    job = await shop.build(data, user_id=await shop.join(), publish=True)
    assert (job.status, job.engine) == (JobStatus.COMPLETED, "gemini")
    return job, (await shop.read_portfolio(job)).notices


async def list_signs(shop: Shop, job: Job) -> list[str]:
    """Return what of the claim has come out anywhere: portfolio, site, or the job's story."""
    story = sa.select(JobEvent).where(col(JobEvent.job_id) == job.job_id)
    async with shop.resources.database.begin() as session:
        events = [event.model_dump_json() for event in await session.scalars(story)]
    said = "\n".join([await shop.read_all(job), *events])
    return [sign for sign in (*SIGNS, ORDER[:20]) if sign in said]


async def test_this_model_does_what_it_is_told(shop: Shop, model: ObedientGemini) -> None:
    """The owner's own wish may give orders; that the claim is false is found out all the same."""
    model.requests.append(
        {
            "systemInstruction": {"parts": [{"text": ""}]},
            "contents": [{"parts": [{"text": f'"x": "{ORDER}{CLAIM}"'}]}],
        }
    )

    answer = model.act([{"id": "a", "text": "Wrote code.", "opening": "In short"}])

    assert CLAIM in bytes(answer.body).decode()
    assert model.obeyed == [CLAIM]


@pytest.mark.parametrize("write", UNSEEN, ids=lambda write: write.__name__)
async def test_orders_that_nobody_sees_reach_no_model_and_are_told(
    shop: Shop, model: ObedientGemini, write: Callable[[Any], None]
) -> None:
    job, notices = await build(shop, overlay(write))

    assert model.requests
    assert [sign for sign in SIGNS if sign in str(model.requests)] == []
    assert await list_signs(shop, job) == []
    assert [(notice["code"], notice["page"]) for notice in notices] == [("HIDDEN_TEXT", 1)]


@pytest.mark.parametrize("make", BESIDE, ids=lambda make: make.__name__)
async def test_orders_beside_the_page_reach_no_model(
    shop: Shop, model: ObedientGemini, make: Callable[[], bytes]
) -> None:
    job, _ = await build(shop, make())

    assert [sign for sign in SIGNS if sign in str(model.requests)] == []
    assert await list_signs(shop, job) == []


@pytest.mark.parametrize("place", PLACES)
async def test_orders_that_all_can_see_reach_no_model_and_are_told(
    shop: Shop, model: ObedientGemini, place: str
) -> None:
    job, notices = await build(shop, write_lines(at=place))
    said = await shop.read_all(job)

    assert model.obeyed == []
    assert await list_signs(shop, job) == []
    assert [(notice["code"], notice["page"]) for notice in notices] == [("SPEAKS_TO_MODELS", 1)]
    assert [fact for fact in FACTS if fact not in said] == []


async def test_orders_in_a_json_resume_reach_no_model_and_are_told(
    shop: Shop, model: ObedientGemini
) -> None:
    job, notices = await build(shop, make_json())
    said = await shop.read_all(job)

    assert model.obeyed == []
    assert await list_signs(shop, job) == []
    assert [notice["code"] for notice in notices] == ["SPEAKS_TO_MODELS"]
    assert "Built the ledger." in said


@pytest.mark.parametrize("make", [make_scan_with_orders, make_scan_with_faint_orders])
@pytest.mark.parametrize("looks", [False, True], ids=["by OCR", "and by the model"])
async def test_orders_in_a_picture_change_nothing(
    shop: Shop,
    model: ObedientGemini,
    monkeypatch: pytest.MonkeyPatch,
    make: Callable[[], bytes],
    *,
    looks: bool,
) -> None:
    """The model also looks at the picture, and sees in it what it was told to see."""
    monkeypatch.setattr(second_reader, "UNSURE_PAGE", 1.0)
    monkeypatch.setattr(shop.resources.settings, "vision", looks)
    if looks:
        model.play(lambda _: say_raw('{"lines": ["' + CLAIM + '"]}'))

    job, _ = await build(shop, make())

    assert model.obeyed == []
    assert await list_signs(shop, job) == []


async def test_a_model_that_makes_the_claim_up_is_not_believed_either(
    shop: Shop, model: ObedientGemini, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Orders may come in words that nobody foresaw; what the resume does not say stays out."""
    monkeypatch.setattr(model, "read_all", lambda: f"{ORDER}{CLAIM}")

    job, _ = await build(shop, make_one_column(project="Kelp"))

    assert model.obeyed
    assert await list_signs(shop, job) == []
    assert NAME in await shop.read_all(job)


@pytest.mark.parametrize("place", PLACES)
async def test_without_a_model_orders_are_left_out_as_well(
    shop: Shop, model: ObedientGemini, place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shop.resources.settings, "gemini_api_key", SecretStr(""))

    job = await shop.build(write_lines(at=place), publish=True)

    assert job.engine == "offline"
    assert await list_signs(shop, job) == []
