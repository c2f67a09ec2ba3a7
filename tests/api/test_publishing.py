"""Putting portfolios online and taking them down, over the API."""

from typing import Any

from showcase.adapters.hosts.local import site_key
from showcase.adapters.storage import FileMissing
from showcase.models import Deployment, DeploymentStatus, Job, JobKind, JobStatus, Release
from tests.support.api import Api
from tests.support.world import SITE, World, key_of, make_world

PUBLISH = """
mutation ($input: PublishPortfolioInput!) {
  publishPortfolio(input: $input) {
    deployment { id status target portfolioVersion url job { id } }
    job { id kind status }
    errors { __typename code message path }
  }
}
"""
UNPUBLISH = """
mutation ($id: ID!) {
  unpublishPortfolio(input: {portfolioId: $id}) {
    portfolio { status publicUrl deployments { nodes { status finishedAt } } }
    errors { code }
  }
}
"""


async def publish(api: Api, world: World, **wanted: Any) -> Any:
    given = {"portfolioId": world.portfolio, **wanted}
    return (await api.run(PUBLISH, who=world.person, input=given)).data["publishPortfolio"]


async def unpublish(api: Api, world: World) -> Any:
    answer = await api.run(UNPUBLISH, who=world.person, id=world.portfolio)
    return answer.data["unpublishPortfolio"]


async def test_publishing_is_a_deployment_and_the_job_that_does_it(api: Api) -> None:
    world = await make_world(api)

    payload = await publish(api, world, expectedVersion=1)

    assert payload["errors"] == []
    deployment, job = payload["deployment"], payload["job"]
    assert (deployment["status"], deployment["target"]) == ("PENDING", "LOCAL")
    assert deployment["job"] == {"id": job["id"]}
    async with api.resources.database.begin() as session:
        row = await session.get_one(Job, key_of(job["id"]))
    assert (row.kind, row.status) == (JobKind.DEPLOY, JobStatus.QUEUED)
    assert row.arguments == {"deployment_id": str(key_of(deployment["id"]))}


async def test_a_taken_address_comes_with_free_ones(api: Api) -> None:
    world, other = await make_world(api), await make_world(api)
    document = PUBLISH.replace("path }", "path ... on SlugTakenError { suggestions } }")
    given = {"portfolioId": world.portfolio, "slug": other.slug}

    payload = (await api.run(document, who=world.person, input=given)).data["publishPortfolio"]

    (error,) = payload["errors"]
    assert error["code"] == "SLUG_TAKEN"
    assert len(error["suggestions"]) == 3
    assert (await publish(api, world, slug=error["suggestions"][0]))["errors"] == []


async def test_an_old_address_leads_to_the_new_one(api: Api) -> None:
    world, other = await make_world(api), await make_world(api)
    await publish(api, world, slug="New Home")

    moved = await api.http.get(f"/p/{world.slug}/style.css", follow_redirects=False)
    found = await api.http.get("/p/new-home/")
    refused = await publish(api, other, slug=world.slug)

    address = f"{api.resources.settings.site_url}/p/new-home/style.css"
    assert (moved.status_code, moved.headers["location"]) == (301, address)
    assert moved.headers["cache-control"] == "public, max-age=3600"
    assert found.content == SITE
    assert refused["errors"][0]["code"] == "SLUG_TAKEN"


async def test_the_same_publication_twice_is_one(api: Api) -> None:
    world = await make_world(api)

    first = await publish(api, world, idempotencyKey="k")
    second = await publish(api, world, idempotencyKey="k")

    assert first["deployment"]["id"] == second["deployment"]["id"]
    assert first["job"]["id"] == second["job"]["id"]


async def test_an_address_can_be_chosen_when_publishing(api: Api) -> None:
    world, other = await make_world(api), await make_world(api)

    good = await publish(api, world, slug="Ada Lovelace")
    taken = await publish(api, world, slug=other.slug)

    assert good["deployment"]["portfolioVersion"] == 2
    assert [error["code"] for error in taken["errors"]] == ["SLUG_TAKEN"]
    query = "query ($by: PortfolioBy!) { portfolio(by: $by) { id } }"
    found = await api.run(query, who=world.person, by={"slug": "ada-lovelace"})
    assert found.data["portfolio"] == {"id": world.portfolio}


async def test_a_target_that_is_not_set_up_is_refused(api: Api) -> None:
    world = await make_world(api)

    (error,) = (await publish(api, world, target="VERCEL"))["errors"]

    assert (error["code"], error["path"]) == ("INVALID_INPUT", ["input", "target"])


async def test_publishing_what_changed_meanwhile_conflicts(api: Api) -> None:
    world = await make_world(api)

    (error,) = (await publish(api, world, expectedVersion=5))["errors"]

    assert (error["__typename"], error["code"]) == ("ConflictError", "CONFLICT")


async def test_a_published_site_is_served_and_one_taken_down_is_not(api: Api) -> None:
    world = await make_world(api)

    online = await api.http.get(f"/p/{world.slug}/")
    payload = await unpublish(api, world)
    offline = await api.http.get(f"/p/{world.slug}/")

    assert (online.status_code, online.content) == (200, SITE)
    assert payload["errors"] == []
    assert (payload["portfolio"]["status"], payload["portfolio"]["publicUrl"]) == (
        "UNPUBLISHED",
        None,
    )
    (deployment,) = payload["portfolio"]["deployments"]["nodes"]
    assert (deployment["status"], bool(deployment["finishedAt"])) == ("REMOVED", True)
    assert offline.status_code == 404
    try:
        await api.resources.store.get(site_key(world.reference, "index.html"))
    except FileMissing:
        return
    raise AssertionError("the site's file is still there")


async def test_taking_down_twice_does_nothing_more(api: Api) -> None:
    world = await make_world(api)

    first, second = await unpublish(api, world), await unpublish(api, world)

    assert first == second


async def test_taking_down_stops_what_would_put_it_online_again(api: Api) -> None:
    world = await make_world(api)
    pending = await publish(api, world)

    await unpublish(api, world)

    async with api.resources.database.begin() as session:
        job = await session.get_one(Job, key_of(pending["job"]["id"]))
        deployment = await session.get_one(Deployment, key_of(pending["deployment"]["id"]))
    assert (job.status, deployment.status) == ("CANCELLED", "REMOVED")


async def test_a_host_that_cannot_be_reached_leaves_the_way_back_open(api: Api) -> None:
    world = await make_world(api)
    async with api.resources.database.begin() as session:
        row = await session.get_one(Deployment, key_of(world.deployment))
        row.target = "vercel"
        session.add(row)
    api.resources.settings.vercel_base_url = "http://127.0.0.1:9"

    failed = await unpublish(api, world)

    assert failed == {"portfolio": None, "errors": [{"code": "UNAVAILABLE"}]}
    async with api.resources.database.begin() as session:
        row = await session.get_one(Deployment, key_of(world.deployment))
    assert row.provider_reference == world.reference


ROLLBACK = """
mutation ($input: RollbackDeploymentInput!) {
  rollbackDeployment(input: $input) {
    deployment { id status target portfolioVersion canRollBack }
    job { kind status }
    errors { __typename code path }
  }
}
"""


async def roll_back(api: Api, world: World, deployment_id: str) -> Any:
    result = await api.run(ROLLBACK, who=world.person, input={"deploymentId": deployment_id})
    return result.data["rollbackDeployment"]


async def keep_release(api: Api, world: World, status: DeploymentStatus) -> None:
    """Let a world's deployment be one whose release is kept."""
    async with api.resources.database.begin() as session:
        row = await session.get_one(Deployment, key_of(world.deployment))
        row.status = status
        session.add_all([row, Release(deployment_id=row.deployment_id, content={})])


async def test_an_earlier_deployment_can_be_put_back(api: Api) -> None:
    world = await make_world(api)
    await keep_release(api, world, DeploymentStatus.SUPERSEDED)

    payload = await roll_back(api, world, world.deployment)

    assert payload["errors"] == []
    assert payload["job"] == {"kind": "DEPLOY", "status": "QUEUED"}
    assert payload["deployment"]["id"] != world.deployment
    assert payload["deployment"]["portfolioVersion"] == 1
    async with api.resources.database.begin() as session:
        row = await session.get_one(Deployment, key_of(payload["deployment"]["id"]))
    assert row.rolled_back_to == key_of(world.deployment)


async def test_deployments_say_whether_they_can_be_put_back(api: Api) -> None:
    kept, lost = await make_world(api), await make_world(api)
    await keep_release(api, kept, DeploymentStatus.SUPERSEDED)
    async with api.resources.database.begin() as session:
        row = await session.get_one(Deployment, key_of(lost.deployment))
        row.status = DeploymentStatus.SUPERSEDED
        session.add(row)
    query = "query ($id: ID!) { node(id: $id) { ... on Deployment { canRollBack } } }"

    seen = [
        (await api.run(query, who=world.person, id=world.deployment)).data["node"]["canRollBack"]
        for world in (kept, lost)
    ]

    assert seen == [True, False]


async def test_what_is_online_or_not_kept_cannot_be_put_back(api: Api) -> None:
    online, lost = await make_world(api), await make_world(api)
    await keep_release(api, online, DeploymentStatus.LIVE)
    async with api.resources.database.begin() as session:
        row = await session.get_one(Deployment, key_of(lost.deployment))
        row.status = DeploymentStatus.SUPERSEDED
        session.add(row)

    for world in (online, lost):
        (error,) = (await roll_back(api, world, world.deployment))["errors"]

        assert (error["code"], error["path"]) == ("INVALID_STATE", ["input", "deploymentId"])
