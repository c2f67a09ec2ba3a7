"""Jobs over the API."""

from typing import Any

import pytest

from showcase.models import Job, JobKind, JobStatus
from showcase.models.content import SectionKind
from tests.support.api import Api
from tests.support.world import World, key_of, make_world

JOB = """
  id kind status stage percent attempt lastSequence createdAt startedAt finishedAt
  canRetry canCancel
  failure { code message stage retryable }
  portfolio { id }
"""
ONE = f"query ($id: ID!) {{ job(id: $id) {{ {JOB} }} }}"
LIST = """
query ($filter: JobFilter) { jobs(filter: $filter) { nodes { id } totalCount } }
"""
RETRY = f"""
mutation ($input: RetryJobInput!) {{
  retryJob(input: $input) {{ job {{ {JOB} }} errors {{ code path }} }}
}}
"""
CANCEL = """
mutation ($id: ID!) { cancelJob(input: {jobId: $id}) { job { id status } errors { code } } }
"""
REGENERATE = """
mutation ($input: RegenerateSectionsInput!) {
  regenerateSections(input: $input) {
    job { id kind status portfolio { id } }
    errors { code path }
  }
}
"""


async def retry(api: Api, world: World, **wanted: Any) -> Any:
    return (await api.run(RETRY, who=world.person, input=wanted)).data["retryJob"]


async def regenerate(api: Api, world: World, **wanted: Any) -> Any:
    answer = await api.run(REGENERATE, who=world.person, input=wanted)
    return answer.data["regenerateSections"]


async def get_row(api: Api, job: str) -> Job:
    async with api.resources.database.begin() as session:
        return await session.get_one(Job, key_of(job))


async def test_a_job_tells_where_it_stands(api: Api) -> None:
    world = await make_world(api)

    job = (await api.run(ONE, who=world.person, id=world.job)).data["job"]

    assert job["portfolio"] == {"id": world.portfolio}
    assert (job["kind"], job["status"], job["percent"]) == ("BUILD", "COMPLETED", 100)
    assert (job["attempt"], job["lastSequence"], job["failure"]) == (1, 3, None)
    assert (job["canRetry"], job["canCancel"]) == (False, False)


async def test_a_failed_job_tells_why_and_whether_a_retry_can_help(api: Api) -> None:
    world = await make_world(api)

    job = (await api.run(ONE, who=world.person, id=world.failed_job)).data["job"]

    assert job["canRetry"]
    assert (job["failure"]["code"], job["failure"]["stage"]) == ("AI_UNAVAILABLE", "GENERATING")
    assert job["failure"]["retryable"]
    assert "try again" in job["failure"]["message"]


async def test_an_anonymous_caller_has_no_jobs(api: Api) -> None:
    world = await make_world(api)

    assert (await api.run(ONE, id=world.job)).data == {"job": None}
    assert (await api.run(LIST)).data == {"jobs": None}


@pytest.mark.parametrize(
    ("chosen", "found"),
    [
        ({}, ["failed_job", "job"]),
        ({"status": ["FAILED", "QUEUED"]}, ["failed_job"]),
        ({"kind": ["BUILD"]}, ["job"]),
        ({"kind": []}, []),
        ({"kind": ["BUILD"], "status": ["FAILED"]}, []),
    ],
)
async def test_jobs_can_be_filtered(api: Api, chosen: dict[str, Any], found: list[str]) -> None:
    world = await make_world(api)

    jobs = (await api.run(LIST, who=world.person, filter=chosen)).data["jobs"]

    assert {job["id"] for job in jobs["nodes"]} == {getattr(world, name) for name in found}
    assert jobs["totalCount"] == len(found)


async def test_jobs_of_one_portfolio(api: Api) -> None:
    world = await make_world(api)
    second = await make_world(api, person=world.person)

    chosen = {"portfolioId": second.portfolio}
    jobs = (await api.run(LIST, who=world.person, filter=chosen)).data["jobs"]

    assert {job["id"] for job in jobs["nodes"]} == {second.job, second.failed_job}


async def test_a_job_tells_its_owner_what_it_spent_on_models(api: Api) -> None:
    world = await make_world(api)
    stranger = await api.join()
    query = """query ($id: ID!) { job(id: $id) { usage {
      model requests inputTokens outputTokens thinkingTokens seconds costMicroUsd
    } } }"""
    before = (await api.run(query, who=world.person, id=world.job)).data["job"]
    async with api.resources.database.begin() as session:
        row = await session.get_one(Job, key_of(world.job))
        row.model, row.model_requests, row.model_seconds = "made-up", 3, 1.5
        row.input_tokens, row.output_tokens, row.thinking_tokens = 300, 60, 15

    after = (await api.run(query, who=world.person, id=world.job)).data["job"]

    assert before == {"usage": None}
    assert after["usage"] == {
        "model": "made-up",
        "requests": 3,
        "inputTokens": 300,
        "outputTokens": 60,
        "thinkingTokens": 15,
        "seconds": 1.5,
        "costMicroUsd": None,
    }
    assert (await api.run(query, who=stranger, id=world.job)).data["job"] is None


async def test_a_failed_job_is_queued_again(api: Api) -> None:
    world = await make_world(api)

    payload = await retry(api, world, jobId=world.failed_job, fromStage="GENERATING")

    assert payload["errors"] == []
    assert (payload["job"]["status"], payload["job"]["failure"]) == ("QUEUED", None)
    row = await get_row(api, world.failed_job)
    assert row.arguments["from_stage"] == "GENERATING"


async def test_the_same_retry_twice_is_one(api: Api) -> None:
    world = await make_world(api)
    wanted = {"jobId": world.failed_job, "idempotencyKey": "k"}

    first, second = await retry(api, world, **wanted), await retry(api, world, **wanted)

    assert first["job"]["lastSequence"] == second["job"]["lastSequence"]
    assert second["errors"] == []


async def test_a_key_used_for_something_else_is_refused(api: Api) -> None:
    world = await make_world(api)
    await retry(api, world, jobId=world.failed_job, idempotencyKey="k")

    payload = await retry(
        api, world, jobId=world.failed_job, fromStage="GENERATING", idempotencyKey="k"
    )

    assert payload["errors"] == [
        {"code": "IDEMPOTENCY_MISMATCH", "path": ["input", "idempotencyKey"]}
    ]


async def test_a_finished_job_is_neither_retried_nor_cancelled(api: Api) -> None:
    world = await make_world(api)

    retried = await retry(api, world, jobId=world.job)
    cancelled = (await api.run(CANCEL, who=world.person, id=world.job)).data["cancelJob"]

    assert retried["errors"][0]["code"] == "INVALID_STATE"
    assert cancelled["errors"] == [{"code": "INVALID_STATE"}]


async def test_a_queued_job_is_cancelled_at_once_and_twice_is_once(api: Api) -> None:
    world = await make_world(api)
    await retry(api, world, jobId=world.failed_job)

    payloads = [
        (await api.run(CANCEL, who=world.person, id=world.failed_job)).data["cancelJob"]
        for _ in range(2)
    ]

    assert [payload["job"]["status"] for payload in payloads] == ["CANCELLED", "CANCELLED"]


async def test_writing_sections_anew_is_a_job(api: Api) -> None:
    world = await make_world(api)
    wanted = [world.sections[SectionKind.ABOUT], world.sections[SectionKind.HERO]]

    payload = await regenerate(
        api, world, sectionIds=wanted, instructions=" Shorter. ", tone="CONCISE"
    )

    assert payload["errors"] == []
    assert payload["job"]["kind"] == "REGENERATE"
    assert payload["job"]["portfolio"] == {"id": world.portfolio}
    row = await get_row(api, payload["job"]["id"])
    assert (row.kind, row.status) == (JobKind.REGENERATE, JobStatus.QUEUED)
    assert row.arguments == {
        "section_ids": [str(key_of(section)) for section in wanted],
        "instructions": "Shorter.",
        "tone": "CONCISE",
        "review": False,
    }


async def test_the_same_regeneration_twice_is_one_job(api: Api) -> None:
    world = await make_world(api)
    wanted = {"sectionIds": [world.sections[SectionKind.ABOUT]], "idempotencyKey": "k"}

    first, second = await regenerate(api, world, **wanted), await regenerate(api, world, **wanted)

    assert first["job"]["id"] == second["job"]["id"]


async def test_bad_regenerations_say_what_is_wrong(api: Api) -> None:
    world = await make_world(api)
    second = await make_world(api, person=world.person)
    about = world.sections[SectionKind.ABOUT]

    none = await regenerate(api, world, sectionIds=[])
    long = await regenerate(api, world, sectionIds=[about], instructions="x" * 501)
    both = await regenerate(api, world, sectionIds=[about, second.sections[SectionKind.ABOUT]])

    assert none["errors"] == [{"code": "INVALID_INPUT", "path": ["input", "sectionIds"]}]
    assert long["errors"] == [{"code": "INVALID_INPUT", "path": ["input", "instructions"]}]
    assert both["errors"] == [{"code": "INVALID_INPUT", "path": ["input", "sectionIds"]}]
