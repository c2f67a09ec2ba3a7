"""People's own accounts at Vercel, Netlify and GitHub Pages, over the API and in the worker."""

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
import sqlalchemy as sa
from pydantic import SecretStr
from sqlmodel import col

from showcase.config import Settings
from showcase.database import Database
from showcase.models import DeployConnection, Deployment, Job, JobEvent, JobStatus
from showcase.pipeline.clear import LEFT_ONLINE
from showcase.services import janitor
from showcase.services.connections import reseal
from showcase.services.deletion import Places
from showcase.worker import open_workshop
from tests.api.test_account_export import EXPORT
from tests.api.test_guests import come
from tests.api.test_publishing import publish
from tests.journey.test_deletion import dump_files, dump_redis, dump_rows
from tests.support.api import PASSWORD, Api, Person
from tests.support.github import FakeGitHub
from tests.support.netlify import FakeNetlify
from tests.support.provider import FakeProvider, run_provider
from tests.support.settings import SECRET_KEY, make_settings
from tests.support.vercel import FakeVercel
from tests.support.world import World, key_of, make_world

STATE = """
target title isReady isDefault isOperators isConnectable tokenPage placeTitle
connection { accountName place connectedAt }
"""
LIST = f"{{ deployTargets {{ {STATE} }} }}"
CONNECT = f"""
mutation ($input: ConnectDeployTargetInput!) {{
  connectDeployTarget(input: $input) {{
    deployTarget {{ {STATE} }}
    errors {{ __typename code message path }}
  }}
}}
"""
DISCONNECT = f"""
mutation ($target: DeployTarget!) {{
  disconnectDeployTarget(input: {{target: $target}}) {{
    deployTarget {{ {STATE} }} leftOnline errors {{ code }}
  }}
}}
"""
UNPUBLISH = """
mutation ($id: ID!) {
  unpublishPortfolio(input: {portfolioId: $id}) { errors { code message } }
}
"""
RETRY = "mutation ($id: ID!) { retryJob(input: {jobId: $id}) { errors { code } } }"
DELETE_ACCOUNT = """
mutation ($password: String!) {
  deleteAccount(input: {password: $password}) { deletedUserId leftOnline errors { code } }
}
"""
DELETE_PORTFOLIO = """
mutation ($id: ID!) {
  deletePortfolio(input: {portfolioId: $id}) { deletedPortfolioId leftOnline errors { code } }
}
"""
NEXT_KEY = "the key that comes after it, just as long as the other one"
SERVICES: dict[str, tuple[type[FakeProvider], str]] = {
    "VERCEL": (FakeVercel, "vercel_base_url"),
    "NETLIFY": (FakeNetlify, "netlify_base_url"),
    "GITHUB_PAGES": (FakeGitHub, "github_base_url"),
}
TARGETS = list(SERVICES)


@pytest_asyncio.fixture
async def services() -> AsyncIterator[dict[str, FakeProvider]]:
    """The three providers, which finish each site at the first question."""
    async with AsyncExitStack() as stack:
        running = {
            target: await stack.enter_async_context(run_provider(kind()))
            for target, (kind, _) in SERVICES.items()
        }
        for target, states in (
            ("VERCEL", "READY"),
            ("NETLIFY", "ready"),
            ("GITHUB_PAGES", "built"),
        ):
            running[target].states = (states,)  # type: ignore[attr-defined]
        yield running


@pytest.fixture
def settings(
    tmp_path: Path,
    database_url: str,
    redis_url: str,
    database: Database,
    services: dict[str, FakeProvider],
) -> Settings:
    """Settings that know where the providers are and have no token for them."""
    places = {name: services[target].url for target, (_, name) in SERVICES.items()}
    return make_settings(tmp_path, database_url=database_url, redis_url=redis_url, **places)


@pytest.fixture
def vercel(services: dict[str, FakeProvider]) -> FakeVercel:
    found = services["VERCEL"]
    assert isinstance(found, FakeVercel)
    return found


@pytest.fixture
def github(services: dict[str, FakeProvider]) -> FakeGitHub:
    found = services["GITHUB_PAGES"]
    assert isinstance(found, FakeGitHub)
    return found


async def list_states(api: Api, person: Person) -> dict[str, Any]:
    states = (await api.run(LIST, who=person)).data["deployTargets"]
    return {state["target"]: state for state in states}


async def connect(api: Api, person: Person, **wanted: str) -> Any:
    given = {"target": "VERCEL", "token": FakeVercel.TOKEN, **wanted}
    return (await api.run(CONNECT, who=person, input=given)).data["connectDeployTarget"]


async def disconnect(api: Api, person: Person, target: str = "VERCEL") -> Any:
    answer = await api.run(DISCONNECT, who=person, target=target)
    return answer.data["disconnectDeployTarget"]


async def delete_account(api: Api, person: Person) -> Any:
    answer = await api.run(DELETE_ACCOUNT, who=person, password=PASSWORD)
    return answer.data["deleteAccount"]


@dataclass(frozen=True)
class Online:
    """What became of a publication."""

    job: Job
    deployment: Deployment


async def work(api: Api, job_id: str, settings: Settings | None = None) -> Job:
    """Let a worker do a job."""
    resources = replace(api.resources, settings=settings or api.resources.settings)
    async with open_workshop(resources) as workshop:
        task = await workshop.start(key_of(job_id))
        assert task is not None
        await task
    async with api.resources.database.begin() as session:
        return await session.get_one(Job, key_of(job_id))


async def put_online(
    api: Api, world: World, target: str = "VERCEL", settings: Settings | None = None
) -> Online:
    """Publish, and let a worker do it."""
    payload = await publish(api, world, target=target)
    assert payload["errors"] == []
    job = await work(api, payload["job"]["id"], settings)
    async with api.resources.database.begin() as session:
        deployment = await session.get_one(Deployment, key_of(payload["deployment"]["id"]))
    return Online(job, deployment)


async def make_connected(api: Api, **wanted: str) -> World:
    """Make somebody with a portfolio that is nowhere online and an account at Vercel."""
    world = await make_world(api, published=False)
    assert (await connect(api, world.person, **wanted))["errors"] == []
    return world


async def read_row(api: Api, person: Person) -> DeployConnection:
    own = sa.select(DeployConnection).where(
        col(DeployConnection.user_id) == key_of(person.user_id),
        col(DeployConnection.target) == "vercel",
    )
    async with api.resources.database.begin() as session:
        return (await session.scalars(own)).one()


async def test_a_site_that_moves_away_is_led_to_from_here_until_it_comes_back(
    api: Api, services: dict[str, FakeProvider]
) -> None:
    world = await make_connected(api)
    page, picture = f"/p/{world.slug}/", f"/p/{world.slug}/card.png?v=1"

    await put_online(api, world, "LOCAL")
    shown = await api.http.get(page)
    away = await put_online(api, world, "VERCEL")
    led = await api.http.get(picture, follow_redirects=False)
    left = await api.resources.store.list_keys("sites")
    await put_online(api, world, "LOCAL")
    back = await api.http.get(page)

    assert (shown.status_code, back.status_code) == (200, 200)
    assert left == []
    assert (led.status_code, led.headers["location"]) == (302, f"{away.deployment.url}card.png")
    assert services["VERCEL"].sites == {}  # type: ignore[attr-defined]


async def test_a_site_left_in_an_account_that_is_closed_is_told_of(
    api: Api, vercel: FakeVercel
) -> None:
    world = await make_connected(api)
    left = await put_online(api, world)
    await disconnect(api, world.person)
    vercel.accounts["the-token-of-another-account"] = "eve"
    await connect(api, world.person, token="the-token-of-another-account")

    moved = await put_online(api, world)

    assert moved.job.status is JobStatus.COMPLETED
    assert left.deployment.provider_reference in vercel.sites
    told = sa.select(col(JobEvent.message)).where(col(JobEvent.job_id) == moved.job.job_id)
    async with api.resources.database.begin() as session:
        assert LEFT_ONLINE.format("Vercel") in (await session.scalars(told)).all()


async def test_every_target_is_listed_the_default_first(api: Api) -> None:
    person = await api.join()

    states = await list_states(api, person)

    assert list(states) == ["LOCAL", "FOLDER", "BUCKET", *TARGETS]
    assert {name for name, state in states.items() if state["isReady"]} == {"LOCAL"}
    assert {name for name, state in states.items() if state["isDefault"]} == {"LOCAL"}
    assert [name for name, state in states.items() if state["isConnectable"]] == TARGETS
    assert states["VERCEL"]["tokenPage"].startswith("https://vercel.com/")
    assert (await api.run(LIST)).code == "UNAUTHENTICATED"


@pytest.mark.parametrize(
    ("target", "name", "place"),
    [
        ("VERCEL", "ada", None),
        ("NETLIFY", "ada@example.com", None),
        ("GITHUB_PAGES", "Ada-Example", "Ada-Example"),
    ],
)
async def test_an_account_is_connected_by_its_token(
    api: Api, services: dict[str, FakeProvider], target: str, name: str, place: str | None
) -> None:
    person, token = await api.join(), services[target].TOKEN

    payload = await connect(api, person, target=target, token=token)

    assert payload["errors"] == []
    state = payload["deployTarget"]
    assert (state["isReady"], state["isOperators"]) == (True, False)
    assert (state["connection"]["accountName"], state["connection"]["place"]) == (name, place)
    assert (await list_states(api, person))[target] == state
    others = await list_states(api, await api.join())
    assert (others[target]["isReady"], others[target]["connection"]) == (False, None)
    assert token not in str(payload)


async def test_teams_and_organizations_take_the_sites(
    api: Api, vercel: FakeVercel, github: FakeGitHub
) -> None:
    vercel.teams["team_1"] = "Bridges"
    github.organizations["bridges"] = "Bridges"
    person = await api.join()

    team = await connect(api, person, place="team_1")
    wanted = {"target": "GITHUB_PAGES", "token": FakeGitHub.TOKEN, "place": "bridges"}
    organization = await connect(api, person, **wanted)

    assert team["deployTarget"]["connection"]["accountName"] == "ada, Bridges"
    assert team["deployTarget"]["connection"]["place"] == "team_1"
    assert organization["deployTarget"]["connection"]["place"] == "Bridges"


@pytest.mark.parametrize(
    ("wanted", "member"),
    [
        ({"token": "not the token"}, "token"),
        ({"token": "not-the-token\r\nHost: elsewhere"}, "token"),
        ({"token": "not-the-token"}, "token"),
        ({"place": "team_2"}, "place"),
        ({"place": "../user"}, "place"),
        ({"target": "GITHUB_PAGES", "token": FakeGitHub.TOKEN, "place": "nobody"}, "place"),
        ({"target": "NETLIFY", "token": FakeNetlify.TOKEN, "place": "team"}, "place"),
        ({"target": "LOCAL"}, "target"),
        ({"target": "BUCKET"}, "target"),
    ],
)
async def test_what_opens_nothing_is_refused(api: Api, wanted: dict[str, str], member: str) -> None:
    person = await api.join()

    (error,) = (await connect(api, person, **wanted))["errors"]

    assert (error["code"], error["path"]) == ("INVALID_INPUT", ["input", member])
    assert not any(state["connection"] for state in (await list_states(api, person)).values())


@pytest.mark.parametrize("status", [429, 500])
async def test_a_provider_that_does_not_answer_is_told_apart(
    api: Api, vercel: FakeVercel, status: int
) -> None:
    vercel.refuse("GET user", status=status, times=10)

    (error,) = (await connect(api, await api.join()))["errors"]

    assert (error["code"], error["path"]) == ("UNAVAILABLE", None)
    assert "Vercel" in error["message"]


async def test_guests_sign_up_first(api: Api, vercel: FakeVercel) -> None:
    guest = await come(api)

    (error,) = (await connect(api, guest))["errors"]

    assert error["code"] == "FORBIDDEN"
    assert vercel.callers == []


async def test_tokens_cannot_be_guessed_for_ever(api: Api) -> None:
    person = await api.join()
    for _ in range(20):
        await connect(api, person, target="LOCAL")

    (error,) = (await connect(api, person))["errors"]

    assert error["code"] == "RATE_LIMITED"


async def test_a_new_token_takes_the_place_of_the_old_one(api: Api, vercel: FakeVercel) -> None:
    world = await make_connected(api)
    vercel.accounts |= {"the-next-token": "ada", "the-token-of-eve": "eve"}

    renewed = await connect(api, world.person, token="the-next-token")
    (error,) = (await connect(api, world.person, token="the-token-of-eve"))["errors"]
    del vercel.accounts[FakeVercel.TOKEN]

    assert renewed["errors"] == []
    assert (error["code"], error["path"]) == ("INVALID_STATE", ["input", "target"])
    assert (await put_online(api, world)).job.status is JobStatus.COMPLETED


async def test_each_publishes_with_their_own_token_and_nobody_with_the_operators(
    api: Api, vercel: FakeVercel
) -> None:
    vercel.accounts |= {"the-token-of-eve": "eve", "the-operators-token": "operator"}
    api.resources.settings.vercel_token = SecretStr("the-operators-token")
    ada = await make_connected(api)
    eve = await make_connected(api, token="the-token-of-eve")
    guest = await make_world(api, published=False)
    asked = {}

    for name, world in (("ada", ada), ("eve", eve), ("operator", guest)):
        vercel.callers.clear()
        online = await put_online(api, world)
        asked[name] = set(vercel.callers)
        assert online.job.status is JobStatus.COMPLETED
        assert vercel.fetch(online.deployment.url or "", "index.html")
    vercel.callers.clear()
    answer = await api.run(UNPUBLISH, who=eve.person, id=eve.portfolio)

    assert asked == {name: {name} for name in asked}
    assert answer.data["unpublishPortfolio"]["errors"] == []
    assert set(vercel.callers) == {"eve"}
    assert vercel.count_sites() == 2


async def test_a_revoked_token_fails_the_deployment_and_says_so(
    api: Api, vercel: FakeVercel
) -> None:
    world = await make_connected(api)
    del vercel.accounts[FakeVercel.TOKEN]

    online = await put_online(api, world)

    assert online.job.failure_code == "DEPLOY_UNAUTHORIZED"
    assert online.deployment.url is None


async def test_an_account_disconnected_meanwhile_fails_the_deployment(
    api: Api, vercel: FakeVercel
) -> None:
    world = await make_connected(api)
    payload = await publish(api, world, target="VERCEL")
    await disconnect(api, world.person)

    job = await work(api, payload["job"]["id"])

    assert job.failure_code == "DEPLOY_DISCONNECTED"
    assert vercel.count("POST deployments") == 0
    (error,) = (await publish(api, world, target="VERCEL"))["errors"]
    assert (error["code"], error["path"]) == ("INVALID_INPUT", ["input", "target"])


@pytest.mark.parametrize("gone", ["disconnected", "revoked"])
async def test_a_failed_deployment_goes_on_once_the_account_is_connected_again(
    api: Api, vercel: FakeVercel, gone: str
) -> None:
    world = await make_connected(api)
    payload = await publish(api, world, target="VERCEL")
    del vercel.accounts[FakeVercel.TOKEN]
    vercel.accounts["the-next-token"] = "ada"
    if gone == "disconnected":
        await disconnect(api, world.person)
    failed = await work(api, payload["job"]["id"])
    await connect(api, world.person, token="the-next-token")

    retried = await api.run(RETRY, who=world.person, id=payload["job"]["id"])
    done = await work(api, payload["job"]["id"])

    assert failed.status is JobStatus.FAILED
    assert retried.data["retryJob"]["errors"] == []
    assert done.status is JobStatus.COMPLETED
    assert vercel.count_sites() == 1


async def test_keys_are_changed_without_connecting_again(api: Api) -> None:
    world = await make_connected(api)
    before = await read_row(api, world.person)
    shared = api.resources.settings.model_dump(exclude={"secret_key", "previous_secret_keys"})
    changing = make_settings(secret_key=NEXT_KEY, previous_secret_keys=SECRET_KEY, **shared)
    changed = make_settings(secret_key=NEXT_KEY, **shared)

    too_early = await put_online(api, world, settings=changed)
    between = await put_online(api, world, settings=changing)
    resealed = await reseal(api.resources.database, settings=changing)
    again = await reseal(api.resources.database, settings=changing)
    after = await read_row(api, world.person)
    at_last = await put_online(api, world, settings=changed)

    assert too_early.job.failure_code == "DEPLOY_DISCONNECTED"
    assert between.job.status is JobStatus.COMPLETED
    assert (resealed, again) == (1, 0)
    assert {before.sealed_by, before.sealed_token}.isdisjoint({after.sealed_by, after.sealed_token})
    assert at_last.job.status is JobStatus.COMPLETED


async def test_a_token_moved_to_another_row_opens_nothing(api: Api) -> None:
    ada, eve = await make_connected(api), await make_connected(api)
    stolen = (await read_row(api, ada.person)).sealed_token
    row = await read_row(api, eve.person)
    async with api.resources.database.begin() as session:
        row.sealed_token = stolen
        session.add(row)

    assert (await put_online(api, eve)).job.failure_code == "DEPLOY_DISCONNECTED"


async def test_what_is_online_stays_until_the_account_is_connected_again(
    api: Api, vercel: FakeVercel
) -> None:
    world = await make_connected(api)
    url = (await put_online(api, world)).deployment.url

    left = await disconnect(api, world.person)
    twice = await disconnect(api, world.person)
    (error,) = (await api.run(UNPUBLISH, who=world.person, id=world.portfolio)).data[
        "unpublishPortfolio"
    ]["errors"]
    stays = vercel.count_sites()
    await connect(api, world.person)
    again = await api.run(UNPUBLISH, who=world.person, id=world.portfolio)

    assert left["leftOnline"] == [url]
    assert left["deployTarget"]["connection"] is None
    assert twice["leftOnline"] == []
    assert (error["code"], stays) == ("INVALID_STATE", 1)
    assert "Vercel" in error["message"]
    assert again.data["unpublishPortfolio"]["errors"] == []
    assert vercel.count_sites() == 0


async def test_another_account_does_not_answer_for_the_sites_of_the_first(
    api: Api, vercel: FakeVercel
) -> None:
    """It knows nothing of them, which must not be taken for their being gone."""
    world = await make_connected(api)
    vercel.accounts["the-token-of-eve"] = "eve"
    await put_online(api, world)
    await disconnect(api, world.person)
    await connect(api, world.person, token="the-token-of-eve")

    answer = await api.run(UNPUBLISH, who=world.person, id=world.portfolio)

    (error,) = answer.data["unpublishPortfolio"]["errors"]
    assert error["code"] == "INVALID_STATE"
    assert vercel.count_sites() == 1


@pytest.mark.parametrize("gone", ["disconnected", "revoked"])
async def test_deleting_ends_and_tells_what_stays(api: Api, vercel: FakeVercel, gone: str) -> None:
    world = await make_connected(api)
    other = await make_world(api, person=world.person, published=False)
    urls = [(await put_online(api, which)).deployment.url for which in (world, other)]
    if gone == "revoked":
        del vercel.accounts[FakeVercel.TOKEN]
    else:
        await disconnect(api, world.person)

    answer = await api.run(DELETE_PORTFOLIO, who=world.person, id=other.portfolio)
    payload = await delete_account(api, world.person)

    assert answer.data["deletePortfolio"]["leftOnline"] == [urls[1]]
    assert answer.data["deletePortfolio"]["errors"] == []
    assert (payload["deletedUserId"], payload["leftOnline"]) == (world.person.user_id, [urls[0]])
    async with api.resources.database.begin() as session:
        assert (await session.scalars(sa.select(DeployConnection))).all() == []


async def test_deleting_an_account_takes_down_what_its_own_token_put_online(
    api: Api, vercel: FakeVercel
) -> None:
    world = await make_connected(api)
    await put_online(api, world)

    payload = await delete_account(api, world.person)

    assert (payload["deletedUserId"], payload["leftOnline"]) == (world.person.user_id, [])
    assert vercel.count_sites() == 0


async def test_a_token_is_nowhere_in_the_open(
    api: Api, vercel: FakeVercel, capfd: pytest.CaptureFixture[str]
) -> None:
    """Not in rows, Redis, files, logs, answers, events, metrics or the environment."""
    canary, refused = "canary-of-the-tests", "canary-that-opens-nothing"
    vercel.accounts[canary] = "ada"
    settings, answers = api.resources.settings, []
    world = await make_world(api, published=False)
    answers.append(await connect(api, world.person, token=refused))
    answers.append(await connect(api, world.person, token=canary))
    answers.append(await list_states(api, world.person))
    vercel.break_builds()
    broken = await put_online(api, world)
    vercel.states = ("READY",)
    online = await put_online(api, world)
    del vercel.accounts[canary]
    revoked = await put_online(api, world)
    answers.append((await api.run(EXPORT, who=world.person)).data)
    heaps = {
        "rows": await dump_rows(api.resources.database),
        "redis": await dump_redis(settings.redis_url),
        "files": dump_files(settings.data_dir),
        "metrics": (await api.http.get("/metrics")).content,
        "answers": repr(answers).encode(),
        "environment": repr(dict(os.environ)).encode(),
        "output": "".join(capfd.readouterr()).encode(),
    }

    assert broken.job.failure_code == "DEPLOY_REJECTED"
    assert online.job.status is JobStatus.COMPLETED
    assert revoked.job.failure_code == "DEPLOY_UNAUTHORIZED"
    assert b"connection.refused" in heaps["output"]
    assert b"showcase_" in heaps["metrics"]
    assert b"gAAAA" in heaps["rows"]  # how a sealed token begins
    assert b"gAAAA" not in heaps["answers"]
    for name, heap in heaps.items():
        assert b"canary-" not in heap, name


async def test_the_janitor_seals_anew_by_itself(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    world = await make_connected(api)
    before = await read_row(api, world.person)
    shared = api.resources.settings.model_dump(exclude={"secret_key", "previous_secret_keys"})
    changing = make_settings(secret_key=NEXT_KEY, previous_secret_keys=SECRET_KEY, **shared)
    places = Places(api.resources.database, api.resources.store, changing)

    done = asyncio.Event()

    async def reseal_and_tell(database: Database, *, settings: Settings) -> None:
        await reseal(database, settings=settings)
        done.set()

    monkeypatch.setattr(janitor, "reseal", reseal_and_tell)
    tending = asyncio.create_task(janitor.tend(places))
    await asyncio.wait_for(done.wait(), timeout=20)
    tending.cancel()
    after = await read_row(api, world.person)

    assert after.sealed_by != before.sealed_by
    assert after.sealed_token != before.sealed_token


async def test_connecting_twice_at_once_is_one_connection(api: Api, vercel: FakeVercel) -> None:
    person = await api.join()
    vercel.accounts["the-next-token"] = "ada"

    both = await asyncio.gather(connect(api, person), connect(api, person, token="the-next-token"))

    assert [payload["errors"] for payload in both] == [[], []]
    assert (await read_row(api, person)).sealed_token


async def test_nobody_disconnects_for_another(api: Api) -> None:
    world = await make_connected(api)

    await disconnect(api, await api.join())

    assert (await list_states(api, world.person))["VERCEL"]["connection"] is not None
