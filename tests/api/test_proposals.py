"""Proposals over the API: read, accept, reject."""

from typing import Any

import pytest

from showcase.models import ChangeKind, Job
from showcase.models.content import SectionKind
from tests.support.api import Api
from tests.support.factories import make_proposal_item
from tests.support.world import CONTENTS, World, key_of, make_world

PROPOSAL = """
  id status instruction baseVersion notes readyAt
  job { id } portfolio { id version preferences { theme { key } } }
  items {
    id kind decision path before after stale section { id version }
    texts { path before after segments { kind text } }
  }
"""
READ = f"query ($id: ID!) {{ node(id: $id) {{ ... on Proposal {{ {PROPOSAL} }} }} }}"
LIST = f"""
query ($id: ID!) {{ portfolio(by: {{id: $id}}) {{ proposals {{ nodes {{ {PROPOSAL} }} }} }} }}
"""
ACCEPT = f"""
mutation ($input: AcceptProposalInput!) {{
  acceptProposal(input: $input) {{
    proposal {{ {PROPOSAL} }}
    errors {{ __typename code message path ... on ConflictError {{ currentVersion }} }}
  }}
}}
"""
REJECT = f"""
mutation ($input: RejectProposalInput!) {{
  rejectProposal(input: $input) {{ proposal {{ {PROPOSAL} }} errors {{ code message path }} }}
}}
"""
REGENERATE = """
mutation ($input: RegenerateSectionsInput!) {
  regenerateSections(input: $input) {
    job { id } proposal { id status items { id } } errors { code path }
  }
}
"""


async def read(api: Api, world: World) -> Any:
    return (await api.run(READ, who=world.person, id=world.proposal)).data["node"]


async def accept(api: Api, world: World, **wanted: Any) -> Any:
    values = {"proposalId": world.proposal, **wanted}
    return (await api.run(ACCEPT, who=world.person, input=values)).data["acceptProposal"]


async def reject(api: Api, world: World, **wanted: Any) -> Any:
    values = {"proposalId": world.proposal, **wanted}
    return (await api.run(REJECT, who=world.person, input=values)).data["rejectProposal"]


async def regenerate(api: Api, world: World, **wanted: Any) -> Any:
    answer = await api.run(REGENERATE, who=world.person, input=wanted)
    return answer.data["regenerateSections"]


async def propose_entry(api: Api, world: World) -> None:
    """Add a change of the only job to the proposal."""
    (before,) = CONTENTS[SectionKind.EXPERIENCE]["items"]
    async with api.resources.database.begin() as session:
        await make_proposal_item(
            session,
            proposal_id=key_of(world.proposal),
            position=1,
            kind=ChangeKind.TEXT,
            section_id=key_of(world.sections[SectionKind.EXPERIENCE]),
            path="/items/0",
            before=before,
            after=before | {"highlights": ["Built one bridge."]},
        )


async def test_a_proposal_tells_what_would_change_word_by_word(api: Api) -> None:
    world = await make_world(api)
    await propose_entry(api, world)

    proposal = await read(api, world)

    assert (proposal["status"], proposal["baseVersion"]) == ("PENDING", 1)
    assert (proposal["job"], proposal["portfolio"]["id"]) == ({"id": world.job}, world.portfolio)
    theme, entry = proposal["items"]
    assert (theme["kind"], theme["before"], theme["after"]) == ("THEME", "folio", "console")
    assert (theme["section"], theme["texts"]) == (None, [])
    assert (entry["kind"], entry["path"], entry["stale"]) == ("TEXT", "/items/0", False)
    assert entry["section"] == {"id": world.sections[SectionKind.EXPERIENCE], "version": 2}
    (text,) = entry["texts"]
    assert (text["path"], text["before"]) == ("/items/0/highlights/0", "Built one.")
    assert text["segments"] == [
        {"kind": "EQUAL", "text": "Built one"},
        {"kind": "INSERT", "text": " bridge"},
        {"kind": "EQUAL", "text": "."},
    ]
    listed = (await api.run(LIST, who=world.person, id=world.portfolio)).data["portfolio"]
    assert listed["proposals"]["nodes"] == [proposal]


async def test_others_do_not_see_what_is_proposed_for_a_published_portfolio(api: Api) -> None:
    world, other = await make_world(api), await api.join()

    answer = await api.run(LIST, who=other, id=world.portfolio)

    assert answer.data["portfolio"] == {"proposals": None}


async def test_items_are_accepted_one_by_one(api: Api) -> None:
    world = await make_world(api)
    await propose_entry(api, world)
    theme, _ = (await read(api, world))["items"]

    payload = await accept(api, world, itemIds=[theme["id"]], expectedVersion=1)

    assert payload["errors"] == []
    proposal = payload["proposal"]
    assert [item["decision"] for item in proposal["items"]] == ["ACCEPTED", "PENDING"]
    assert proposal["portfolio"] == {
        "id": world.portfolio,
        "version": 2,
        "preferences": {"theme": {"key": "console"}},
    }
    assert proposal == await read(api, world)
    rest = (await accept(api, world, expectedVersion=2))["proposal"]
    assert (rest["status"], rest["items"][1]["section"]["version"]) == ("ACCEPTED", 3)


async def test_a_conflict_says_what_has_changed(api: Api) -> None:
    world = await make_world(api)

    late = await accept(api, world, expectedVersion=7)
    async with api.resources.database.begin() as session:
        await make_proposal_item(session, proposal_id=key_of(world.proposal), before="poster")
    stale = await accept(api, world)

    assert late["errors"] == [
        {
            "__typename": "ConflictError",
            "code": "CONFLICT",
            "message": "This was changed in the meantime. Load it again and repeat your change.",
            "path": ["input", "expectedVersion"],
            "currentVersion": 1,
        }
    ]
    (error,) = stale["errors"]
    assert (error["code"], error["path"]) == ("CONFLICT", ["input", "itemIds"])
    assert error["message"].startswith("The portfolio's looks were changed since")
    proposal = await read(api, world)
    assert sorted(item["stale"] for item in proposal["items"]) == [False, True]
    assert proposal["portfolio"]["version"] == 1


async def test_a_proposal_is_rejected(api: Api) -> None:
    world = await make_world(api)

    payload = await reject(api, world)

    assert (payload["errors"], payload["proposal"]["status"]) == ([], "REJECTED")
    assert payload["proposal"]["portfolio"]["version"] == 1
    await accept(api, world, itemIds=[world.proposal_item])
    (error,) = (await reject(api, world, itemIds=[world.proposal_item]))["errors"]
    assert (error["code"], error["path"]) == ("INVALID_STATE", ["input", "itemIds"])


async def test_an_item_is_a_node(api: Api) -> None:
    world = await make_world(api)

    answer = await api.run(
        "query ($id: ID!) { node(id: $id) { id ... on ProposalItem { kind stale } } }",
        who=world.person,
        id=world.proposal_item,
    )

    assert answer.data["node"] == {"id": world.proposal_item, "kind": "THEME", "stale": False}


async def test_new_words_can_be_asked_for_as_a_proposal(api: Api) -> None:
    world = await make_world(api)
    wanted = {"sectionIds": [world.sections[SectionKind.ABOUT]], "instructions": "shorter"}

    direct = await regenerate(api, world, **wanted)
    first = await regenerate(api, world, **wanted, review=True, idempotencyKey="k")
    again = await regenerate(api, world, **wanted, review=True, idempotencyKey="k")

    assert direct["proposal"] is None
    assert (first["errors"], first["proposal"]["status"]) == ([], "PREPARING")
    assert again == first
    world.proposal = first["proposal"]["id"]
    (error,) = (await accept(api, world))["errors"]
    assert (error["code"], error["path"]) == ("INVALID_STATE", ["input", "proposalId"])


@pytest.mark.parametrize(("version", "codes"), [(1, []), (2, ["CONFLICT"])])
async def test_new_words_for_an_old_version_are_a_conflict(
    api: Api, version: int, codes: list[str]
) -> None:
    world = await make_world(api)

    payload = await regenerate(
        api, world, sectionIds=[world.sections[SectionKind.ABOUT]], expectedVersion=version
    )

    assert [error["code"] for error in payload["errors"]] == codes
    if not codes:
        async with api.resources.database.begin() as session:
            assert await session.get(Job, key_of(payload["job"]["id"]))


REFINE = """
mutation ($input: RefinePortfolioInput!) {
  refinePortfolio(input: $input) {
    job { id kind status portfolio { id } }
    proposal { id status instruction notes items { id } }
    errors { code path }
  }
}
"""


async def refine(api: Api, world: World, **wanted: Any) -> Any:
    values = {"portfolioId": world.portfolio, **wanted}
    return (await api.run(REFINE, who=world.person, input=values)).data["refinePortfolio"]


async def test_a_wish_is_a_job_that_prepares_a_proposal(api: Api) -> None:
    world = await make_world(api)

    payload = await refine(
        api, world, instruction=" darker theme ", expectedVersion=1, idempotencyKey="k"
    )

    assert payload["errors"] == []
    assert (payload["job"]["kind"], payload["job"]["status"]) == ("REFINE", "QUEUED")
    assert payload["job"]["portfolio"] == {"id": world.portfolio}
    proposal = payload["proposal"]
    assert (proposal["status"], proposal["instruction"]) == ("PREPARING", "darker theme")
    assert (proposal["notes"], proposal["items"]) == ([], [])
    assert await refine(api, world, instruction="darker theme", idempotencyKey="k") == payload
    other = await refine(api, world, instruction="lighter theme", idempotencyKey="k")
    assert [error["code"] for error in other["errors"]] == ["IDEMPOTENCY_MISMATCH"]


@pytest.mark.parametrize(
    ("wanted", "code", "member"),
    [
        ({"instruction": "  "}, "INVALID_INPUT", "instruction"),
        ({"instruction": "x" * 501}, "INVALID_INPUT", "instruction"),
        ({"instruction": "darker", "expectedVersion": 7}, "CONFLICT", "expectedVersion"),
    ],
)
async def test_a_bad_wish_says_what_is_wrong(
    api: Api, wanted: dict[str, Any], code: str, member: str
) -> None:
    payload = await refine(api, await make_world(api), **wanted)

    assert payload["errors"] == [{"code": code, "path": ["input", member]}]
    assert (payload["job"], payload["proposal"]) == (None, None)
