"""Having a portfolio changed by proposals: asked for, looked at, accepted in part, taken back."""

from pathlib import Path
from typing import Any

from tests.journey.operations import PORTFOLIO, REFINE, REVIEW
from tests.journey.person import Person, sign_up
from tests.support import resumes

ITEMS = "items { id kind decision stale section { id kind } texts { path before after } }"
LOOKS = """
query ($id: ID!) {
  portfolio(by: {id: $id}) { version preferences { theme { key } } sections { kind visible } }
}
"""
PROPOSAL = f"""
query ($id: ID!) {{ node(id: $id) {{ ... on Proposal {{ status notes {ITEMS} }} }} }}
"""
ACCEPT = f"""
mutation ($input: AcceptProposalInput!) {{
  acceptProposal(input: $input) {{
    proposal {{ status portfolio {{ version }} {ITEMS} }} errors {{ code message path }}
  }}
}}
"""
UNDO = """
mutation ($input: UndoSectionInput!) {
  undoSection(input: $input) { section { version } errors { code message } }
}
"""


async def build(url: str, tmp_path: Path) -> tuple[Person, dict[str, Any]]:
    person = await sign_up(url)
    path = tmp_path / "ada.pdf"
    path.write_bytes(resumes.make_one_column())
    payload = await person.upload(path)
    await person.watch(payload["job"]["id"])
    job = await person.get_job(payload["job"]["id"])
    return person, await read(person, job["portfolio"]["id"])


async def read(person: Person, portfolio_id: str) -> dict[str, Any]:
    portfolio = dict((await person.ask(PORTFOLIO, id=portfolio_id))["portfolio"])
    return portfolio | {"id": portfolio_id}


def section(portfolio: dict[str, Any], kind: str) -> dict[str, Any]:
    return next(dict(found) for found in portfolio["sections"] if found["kind"] == kind)


async def finish(person: Person, mutation: str, **values: Any) -> dict[str, Any]:
    """Start the job of a proposal, see it through, and return the proposal."""
    payload = await person.mutate(mutation, **values)
    assert payload["errors"] == []
    assert (await person.watch(payload["job"]["id"]))[-1]["type"] == "COMPLETED"
    return dict((await person.ask(PROPOSAL, id=payload["proposal"]["id"]))["node"]) | {
        "id": payload["proposal"]["id"]
    }


async def test_new_words_are_looked_at_before_they_stand(url: str, tmp_path: Path) -> None:
    person, built = await build(url, tmp_path)
    wanted = [section(built, kind)["id"] for kind in ("HERO", "ABOUT")]

    proposal = await finish(
        person, REVIEW, sectionIds=wanted, instructions="shorter", tone="FRIENDLY", review=True
    )

    assert await read(person, built["id"]) == built
    assert proposal["status"] == "PENDING"
    by_kind = {item["section"]["kind"]: item for item in proposal["items"]}
    assert set(by_kind) == {"HERO", "ABOUT"}
    (text,) = by_kind["ABOUT"]["texts"]
    assert text["before"] == section(built, "ABOUT")["content"]["text"] != text["after"]

    accepted = await person.mutate(
        ACCEPT,
        proposalId=proposal["id"],
        itemIds=[by_kind["ABOUT"]["id"]],
        expectedVersion=built["version"],
    )

    assert accepted["errors"] == []
    changed = await read(person, built["id"])
    assert section(changed, "ABOUT")["content"]["text"] == text["after"]
    assert section(changed, "ABOUT")["sources"]
    assert section(changed, "HERO") == section(built, "HERO")
    undone = await person.mutate(UNDO, sectionId=section(built, "ABOUT")["id"])
    assert undone["section"]["version"] == 3
    again = section(await read(person, built["id"]), "ABOUT")
    assert again["content"] == section(built, "ABOUT")["content"]


async def test_a_wish_becomes_changes_that_are_made_once_they_are_accepted(
    url: str, tmp_path: Path
) -> None:
    person, built = await build(url, tmp_path)

    proposal = await finish(
        person,
        REFINE,
        portfolioId=built["id"],
        instruction="shorter about, use the console theme, projects first, hide education "
        "and add that I worked at Globex",
        expectedVersion=built["version"],
    )

    kinds = [item["kind"] for item in proposal["items"]]
    assert kinds == ["THEME", "ORDER", "VISIBILITY", "TEXT"]
    (note,) = proposal["notes"]
    assert note.startswith("This was not understood: “add that I worked at Globex”.")
    assert await read(person, built["id"]) == built

    everything = {"proposalId": proposal["id"], "expectedVersion": built["version"]}
    accepted = await person.mutate(ACCEPT, **everything)

    assert accepted["errors"] == []
    assert accepted["proposal"]["status"] == "ACCEPTED"
    looks = dict((await person.ask(LOOKS, id=built["id"]))["portfolio"])
    assert looks["version"] == built["version"] + 1
    assert looks["preferences"] == {"theme": {"key": "console"}}
    assert [part["kind"] for part in looks["sections"]][:2] == ["HERO", "PROJECTS"]
    hidden = [part["kind"] for part in looks["sections"] if not part["visible"]]
    assert hidden == ["EDUCATION"]
    changed = await read(person, built["id"])
    for kind in ("HERO", "EXPERIENCE", "SKILLS"):
        assert section(changed, kind) == section(built, kind)
    about = section(changed, "ABOUT")["content"]["text"]
    assert len(about) < len(section(built, "ABOUT")["content"]["text"])
    (error,) = (await person.ask(ACCEPT, input=everything))["acceptProposal"]["errors"]
    assert error["code"] == "CONFLICT"
